//! Looks into model files without loading or executing anything.
//!
//! What is not understood whole is never clean: see [`Scanned::state`].

mod behind;
mod catboost;
mod compressed;
mod dispatch;
mod documents;
mod encoded;
mod escape;
mod file;
mod format;
mod gguf;
mod git;
mod hashing;
mod hdf5;
mod images;
mod lists;
mod npy;
mod onnx;
mod others;
mod pickle;
mod policy;
mod program;
mod reading;
mod rules;
mod safetensors;
mod savedmodel;
mod sentencepiece;
mod session;
mod source;
mod spans;
mod summed;
mod tarball;
mod torchscript;
mod verdict;
mod walk;
pub(crate) mod wire;
mod zip;

pub use format::Format;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) use pickle::is_harmless;
pub use policy::{Allow, AllowError, Keep, Kept, LeaveOut, Recognise, Sensitive};
pub use verdict::Verdict;

use serde::Serialize;
use session::Session;
use std::path::{Path, PathBuf};
use terms::{Digest, Finding, Severity, State, limits};

/// What bounds a scan. What lies beyond a limit is told, and makes the result *unknown*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file; memory does not grow with them.
    pub file_bytes: u64,
    /// Bytes that all archives together may inflate to.
    pub inflated_bytes: u64,
    /// Files of a folder, and members of all archives together.
    pub members: usize,
    /// Archives within archives.
    pub depth: usize,
    /// Instructions of all pickles together.
    pub operations: u64,
    /// Findings that are listed.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: limits::SCANNED_BYTES,
            inflated_bytes: limits::INFLATED_BYTES,
            members: limits::ARCHIVE_MEMBERS,
            depth: limits::ARCHIVE_DEPTH,
            operations: 50_000_000,
            findings: 1_000,
        }
    }
}

/// What a scan saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scanned {
    pub files: Vec<Looked>,
    /// What is there and was not read: pipes, folders that may not be listed, files beyond a limit.
    pub unread: Vec<Unread>,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// What could not be looked into, and why: `name: reason`.
    pub unsure: Vec<String>,
    /// The worst of all files; *inconclusive* if there are none.
    pub verdict: Verdict,
    /// The first bytes of files, where [`Options::keep`] asked for them, all together at most 96 MiB.
    #[serde(skip)]
    pub kept: std::collections::HashMap<String, Kept>,
}

/// One file that was looked into; members of archives are told of in findings alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Looked {
    pub name: String,
    pub format: Format,
    pub bytes: u64,
    pub digest: Digest,
    /// Of all that is in it, however many findings are listed.
    pub verdict: Verdict,
}

/// Something that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    pub name: String,
    /// The rule that says why.
    pub rule: &'static str,
    pub why: String,
    pub verdict: Verdict,
}

impl Scanned {
    /// *failed* if a finding is at or above `fail_on`; else *unknown* if anything could not be
    /// looked into, or there was nothing to look at; else *proven*.
    #[must_use]
    pub fn state(&self, fail_on: Severity) -> State {
        if self.findings.iter().any(|finding| finding.severity >= fail_on) {
            State::Failed
        } else if !self.unsure.is_empty() || self.files.is_empty() {
            State::Unknown
        } else {
            State::Proven
        }
    }
}

/// Why a scan could not start or go on.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be read: {source}; check that it is there and that you may read it")]
pub struct ScanError {
    pub path: PathBuf,
    pub source: std::io::Error,
}

/// Scans a file, or every file under a folder. A symbolic link is followed if it leads to a file
/// inside the folder, as in the caches of model hubs, and reported in any other case.
///
/// # Errors
/// If `path` itself cannot be read; what below it cannot be read is *inconclusive*.
pub fn path(path: &Path, limits: &Limits) -> Result<Scanned, ScanError> {
    paths(&[path], limits)
}

/// Scans several files and folders as one: limits count for all together. If there are several,
/// names start with the path that was given.
///
/// # Errors
/// If one of `paths` itself cannot be read; what below them cannot be read is *inconclusive*.
pub fn paths<P: AsRef<Path>>(paths: &[P], limits: &Limits) -> Result<Scanned, ScanError> {
    paths_with(paths, &Options { limits: *limits, ..Options::default() })
}

/// What a caller may say of a scan.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub limits: Limits,
    /// Names that files may name beside those that are known.
    pub allow: Allow,
    /// What tells secrets and personal data in metadata.
    pub recognise: Option<Recognise>,
    /// What below the paths is not looked at.
    pub leave_out: Option<LeaveOut>,
    /// Names start with the path that was given, though it is one.
    pub full_names: bool,
    /// Which bytes are kept: see [`Scanned::kept`].
    pub keep: Option<Keep>,
}

/// The same, with what the caller says of it.
///
/// # Errors
/// As [`paths`].
pub fn paths_with<P: AsRef<Path>>(paths: &[P], options: &Options) -> Result<Scanned, ScanError> {
    let mut session = Session::new(&options.limits, dispatch::look).with(options);
    for path in paths {
        walk::walk(&mut session, path.as_ref(), options.full_names || paths.len() > 1)?;
    }
    Ok(session.finish())
}

/// Scans `bytes` as the content of a file called `name`.
#[must_use]
pub fn bytes(name: &str, bytes: &[u8], limits: &Limits) -> Scanned {
    bytes_with(name, bytes, &Options { limits: *limits, ..Options::default() })
}

/// The same, with what the caller says of it.
#[must_use]
pub fn bytes_with(name: &str, bytes: &[u8], options: &Options) -> Scanned {
    let mut session = Session::new(&options.limits, dispatch::look).with(options);
    session.bytes(name, bytes);
    session.finish()
}
