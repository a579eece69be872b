use std::io;
use std::path::PathBuf;

/// Why a file can't be written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error(
        "{0} is a link, and Hygeia writes through none: remove the link, or give the file that it points at"
    )]
    Link(PathBuf),
    #[error("{0:?} names no file: give a folder and a file name")]
    NoName(PathBuf),
    #[error(
        "the folder {path} can't be used: {source}; make it, or give one that you may write to"
    )]
    Folder { path: PathBuf, source: io::Error },
    #[error(
        "{path} can't be written: {source}; free space, or check the rights on its folder, and try again (nothing half-written was left)"
    )]
    Write { path: PathBuf, source: io::Error },
}
