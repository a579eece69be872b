//! What is fuzzed of the room `vault`.
#![no_main]

fuzz::program!(vault::fuzz::TARGETS);
