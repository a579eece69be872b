//! What is fuzzed of the room `protect`.
#![no_main]

fuzz::program!(protect::fuzz::TARGETS);
