//! What is fuzzed of the room `artifact`.
#![no_main]

fuzz::program!(artifact::fuzz::TARGETS);
