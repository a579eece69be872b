//! What is fuzzed of the room `surface`.
#![no_main]

fuzz::program!(surface::fuzz::TARGETS);
