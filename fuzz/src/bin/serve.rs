//! What is fuzzed of the room `serve`.
#![no_main]

fuzz::program!(serve::fuzz::TARGETS);
