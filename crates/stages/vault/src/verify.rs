//! Whether a point could be restored now.

use crate::{Point, Vault, VaultError};
use serde::Serialize;
use terms::{Finding, Location, Severity};

/// What verifying a point saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub point: terms::Digest,
    pub files: u64,
    /// Of plaintext.
    pub bytes: u64,
    /// Empty if all of it can be restored.
    pub findings: Vec<Finding>,
}

impl Vault {
    /// Reads, decrypts and checks every file of `point`, and its place in the chain.
    ///
    /// # Errors
    /// If the chain of points can't be trusted; what is wrong with files is in the report.
    pub fn verify(&self, point: &Point) -> Result<Report, VaultError> {
        self.check(point)?;
        let mut findings = Vec::new();
        for entry in &point.entries {
            if let Err(error) = self.take(point, entry) {
                findings.push(Finding::new(
                    "vault/file",
                    Severity::Critical,
                    Location::of(entry.path.clone()),
                    error.to_string(),
                    "pull again while the workspace is sound; else use another point",
                ));
            }
        }
        let bytes = point.entries.iter().map(|entry| entry.size).sum();
        Ok(Report { point: point.digest, files: point.entries.len() as u64, bytes, findings })
    }

    /// `point` is one of this vault's, as it is on disk now.
    pub(crate) fn check(&self, point: &Point) -> Result<(), VaultError> {
        if self.points()?.contains(point) {
            return Ok(());
        }
        let why = "it is none of this vault's points".to_owned();
        Err(VaultError::Point { point: point.digest.hex(), why })
    }
}
