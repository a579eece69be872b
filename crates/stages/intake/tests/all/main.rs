//! The room from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

extern crate hygeia_intake as intake;

mod preparing;
mod protecting;
mod receipts;
mod validating;

use std::path::{Path, PathBuf};
use tables::Table;

/// Reads `text` as a table that comes in is read.
fn read(text: &[u8]) -> Table {
    let bytes = bytes::Bytes::copy_from_slice(text);
    tables::read::bytes("a table", bytes, &intake::read_options()).unwrap()
}

/// A real table that is kept beside the project; a test that needs it says so if it isn't there.
fn shared(name: &str) -> Option<PathBuf> {
    let beside =
        || Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../../../../shared");
    let folder = std::env::var_os("HYGEIA_SHARED").map_or_else(beside, PathBuf::from);
    let path = folder.join("data").join(name);
    if !path.exists() {
        eprintln!("not run: {} is not there (HYGEIA_SHARED names its folder)", path.display());
    }
    path.exists().then_some(path)
}
