//! Who has a workspace open: told to whoever finds it in use.

use std::fmt;
use std::fs;

/// PostgreSQL cuts application names after 63 bytes; the rest of a name takes 20.
const HOST_BYTES: usize = 40;

/// A process that has a workspace open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub host: String,
    pub pid: u32,
}

impl Holder {
    /// This process.
    pub(crate) fn this_process() -> Self {
        let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let plain = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-._".contains(*c));
        let host: String = plain.take(HOST_BYTES).collect();
        let host = if host.is_empty() { "localhost".to_owned() } else { host };
        Self { host, pid: std::process::id() }
    }

    /// As it stands in the lock file and in PostgreSQL's list of sessions.
    pub(crate) fn name(&self) -> String {
        format!("hygeia {} pid {}", self.host, self.pid)
    }

    /// Reads [`Self::name`].
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (host, pid) = name.trim().strip_prefix("hygeia ")?.split_once(" pid ")?;
        Some(Self { host: host.to_owned(), pid: pid.parse().ok()? })
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hygeia on {}, process {}", self.host, self.pid)
    }
}

/// A workspace is in use, and by whom, as far as that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InUse {
    /// Its folder, or its id where the database says it.
    pub workspace: String,
    pub by: Option<Holder>,
}

impl fmt::Display for InUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the workspace {} is in use by ", self.workspace)?;
        match &self.by {
            Some(holder) => holder.fmt(f),
            None => f.write_str("another process"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_reads_back_what_it_writes_and_fits_an_application_name() {
        let here = Holder::this_process();
        assert_eq!(Holder::parse(&here.name()), Some(here.clone()));
        assert!(Holder { host: "x".repeat(HOST_BYTES), pid: u32::MAX }.name().len() <= 63);
        for stranger in ["", "psql", "hygeia ", "hygeia host pid", "hygeia host pid x"] {
            assert_eq!(Holder::parse(stranger), None);
        }
    }
}
