//! The door. Everything else is in the library, so that tests can walk the same journey.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    hygeia::cli::main()
}
