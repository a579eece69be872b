//! The room from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

extern crate hygeia_intake as intake;

mod preparing;
mod protecting;
mod receipts;
mod validating;

use tables::Table;

/// Reads `text` as a table that comes in is read.
fn read(text: &[u8]) -> Table {
    let bytes = bytes::Bytes::copy_from_slice(text);
    tables::read::bytes("a table", bytes, &intake::read_options()).unwrap()
}
