//! What is fuzzed of the room `store`.
#![no_main]

fuzz::program!(store::fuzz::TARGETS);
