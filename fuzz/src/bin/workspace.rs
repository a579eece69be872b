//! What is fuzzed of the room `workspace`.
#![no_main]

fuzz::program!(workspace::fuzz::TARGETS);
