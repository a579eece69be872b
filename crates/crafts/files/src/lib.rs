//! Files that are there whole or not at all, also after a power cut: the one way to write a file
//! that somebody relies on.
//!
//! Invariants:
//! - Who reads the name sees the old bytes or the new ones, never some of both.
//! - What [`write_whole`] acknowledged survives a power cut: file and name are synced.
//! - A link is never written through: the bytes land in the folder that was named, or nowhere.
//! - What fails leaves nothing behind. What is killed may leave a file of another name beside the
//!   old one; [`sweep`] removes it.
#![forbid(unsafe_code)]

mod error;
mod whole;

pub use error::FileError;
pub use whole::{Mode, private_folder, replace_whole, sweep, sync_folder, write_whole};
