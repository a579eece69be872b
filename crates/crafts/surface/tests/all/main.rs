//! The surface as its users meet it: hostile and real services, real advisories, whole reports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod asked;
mod coverage;
mod hostile;
mod hosts;
mod patches;
mod real;
mod report;
mod secured;
mod unseen;

use hygeia_surface::Options;
use std::path::PathBuf;

/// Options that look at nothing but what a test adds.
fn nothing() -> Options {
    Options {
        speak: false,
        dpkg_status: PathBuf::from("/nowhere/status"),
        system: PathBuf::from("/nowhere"),
        os_release: PathBuf::from("/nowhere/os-release"),
        python: Vec::new(),
        cargo_installed: None,
        ..Options::of_host(None)
    }
}
