use std::io;
use std::path::{Path, PathBuf};

/// Why a file can't be written or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error(
        "{0} is a link, and Hygeia follows none there: remove the link, or put the file that it points at in its place"
    )]
    Link(PathBuf),
    #[error("{0:?} names no file: give a folder and a file name")]
    NoName(PathBuf),
    #[error("{path} is no {wanted}: move away what lies there")]
    NotA { path: PathBuf, wanted: &'static str },
    #[error("{path} is larger than {limit} bytes: it is not what it should be")]
    TooLarge { path: PathBuf, limit: u64 },
    #[error(
        "the folder {path} can't be used: {source}; make it, or give one that you may write to"
    )]
    Folder { path: PathBuf, source: io::Error },
    #[error("{path} can't be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error(
        "{path} can't be written: {source}; free space, or check the rights on its folder, and try again (nothing half-written was left)"
    )]
    Write { path: PathBuf, source: io::Error },
}

impl FileError {
    /// Whether there is nothing of that name.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.is(io::ErrorKind::NotFound)
    }

    /// Whether nobody could look: another try may see something else.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        matches!(self, Self::Folder { .. } | Self::Read { .. } | Self::Write { .. })
            && !self.is_missing()
    }

    fn is(&self, kind: io::ErrorKind) -> bool {
        match self {
            Self::Folder { source, .. }
            | Self::Read { source, .. }
            | Self::Write { source, .. } => source.kind() == kind,
            _ => false,
        }
    }
}

/// What went wrong with a folder.
pub(crate) fn folder_error(folder: &Path) -> impl Fn(io::Error) -> FileError {
    move |source| FileError::Folder { path: folder.to_owned(), source }
}
