//! What is fuzzed of the room `learn`.
#![no_main]

fuzz::program!(learn::fuzz::TARGETS);
