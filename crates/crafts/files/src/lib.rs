//! Files that are there whole or not at all, also after a power cut: the one way to write a file
//! that somebody relies on, and to read one that somebody else may have put a link in place of.
//!
//! Invariants:
//! - Who reads the name sees the old bytes or the new ones, never some of both.
//! - What [`write_whole`] acknowledged survives a power cut: file and name are synced.
//! - A link is never written through: the bytes land in the folder that was named, or nowhere.
//! - Below a [`Folder`] no part of a path is a link, for reading as for writing, and nothing is
//!   waited for that is no file.
//! - What fails leaves nothing behind. What is killed may leave a file of another name beside the
//!   old one; [`sweep`] removes it.
//!
//! Limits: a hard link looks like the file that it is; and whoever may write to the folder itself
//! can put another file in place of this one.
#![forbid(unsafe_code)]

mod error;
mod folder;
mod unfinished;
mod whole;

pub use error::FileError;
pub use folder::{Folder, Kind, Listed};
pub use unfinished::Mode;
pub use whole::{private_folder, replace_whole, sweep, sync_folder, write_whole};
