//! What is fuzzed of the room `tables`.
#![no_main]

fuzz::program!(tables::fuzz::TARGETS);
