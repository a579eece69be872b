//! What is fuzzed of the room `gate`.
#![no_main]

fuzz::program!(gate::fuzz::TARGETS);
