//! What is fuzzed of the room `classify`.
#![no_main]

fuzz::program!(classify::fuzz::TARGETS);
