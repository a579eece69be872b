//! What is fuzzed of the room `ledger`.
#![no_main]

fuzz::program!(ledger::fuzz::TARGETS);
