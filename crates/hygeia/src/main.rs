//! The door. Everything else is in the library, so that tests can walk the same journey.
#![forbid(unsafe_code)]

use std::process::ExitCode;

/// The system's allocator keeps an arena for each thread that asked, and gives little back: half as
/// much again of memory stays with the demo.
#[cfg(feature = "platform")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hygeia::cli::main()
}
