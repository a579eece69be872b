//! What is fuzzed of the room `terms`.
#![no_main]

fuzz::program!(fuzz::terms::TARGETS);
