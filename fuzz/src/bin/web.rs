//! What is fuzzed of the room `web`.
#![no_main]

fuzz::program!(web::fuzz::TARGETS);
