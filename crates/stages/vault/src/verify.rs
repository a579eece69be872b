//! Whether a point could be restored now, and what is wrong elsewhere in the vault.

use crate::manifest::METADATA;
use crate::told::finding;
use crate::vault::place;
use crate::{Contents, Entry, Point, Vault, VaultError};
use files::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Digest, Finding, Severity, Timestamp};

/// What no point can be restored without.
const NEEDED: [&str; 4] = [METADATA, "ledger/checkpoint", "keys/seal.key", "keys/ledger.key"];

/// What verifying a point saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub point: Digest,
    pub files: u64,
    /// Of plaintext.
    pub bytes: u64,
    /// Empty if all of it can be restored.
    pub findings: Vec<Finding>,
    /// What is wrong with the vault beside this point, which takes nothing from it.
    pub vault: Vec<Finding>,
}

impl Vault {
    /// Reads, decrypts and checks every file of `point`; and looks at the digest of every other
    /// age file, and at what else lies in the vault.
    ///
    /// # Errors
    /// If the point is none of this vault's; what is wrong with files is in the report.
    pub fn verify(&self, point: &Point, now: Timestamp) -> Result<Report, VaultError> {
        self.check(point)?;
        let findings = self.restorable(point);
        let contents = self.contents(now)?;
        let own: BTreeSet<Digest> = point.entries.iter().map(|entry| entry.age_sha256).collect();
        let (_, changed) = self.changed(&contents, &own);
        let at = place_of_point(point);
        let elsewhere = contents.findings.into_iter();
        // That it lacks files is told by name already.
        let told =
            |told: &Finding| told.rule != "vault/file-missing" || !told.message.starts_with(&at);
        let vault = elsewhere.filter(told).chain(changed).collect();
        let bytes = point.entries.iter().map(|entry| entry.size).sum();
        Ok(Report {
            point: point.digest,
            files: point.entries.len() as u64,
            bytes,
            findings,
            vault,
        })
    }

    /// What keeps `point` from being restored; empty if nothing does.
    pub(crate) fn restorable(&self, point: &Point) -> Vec<Finding> {
        let remedy = "pull again while the workspace is sound; else use another point";
        let listed = |path: &str| point.entries.iter().any(|entry| entry.path == path);
        let unlisted = NEEDED.iter().filter(|path| !listed(path)).map(|path| {
            let message = format!("the point does not list {path}: it can't be restored");
            finding("vault/incomplete", Severity::Critical, *path, message, remedy)
        });
        let broken = point.entries.iter().filter_map(|entry| {
            let error = self.take(point, entry).err()?;
            let (path, message) = (entry.path.clone(), error.to_string());
            Some(finding("vault/file", Severity::Critical, path, message, remedy))
        });
        unlisted.chain(broken).collect()
    }

    /// Age files of whole points that are there and say something else than their name, but for
    /// those in `known`; and how many were looked at.
    pub(crate) fn changed(
        &self,
        contents: &Contents,
        known: &BTreeSet<Digest>,
    ) -> (u64, Vec<Finding>) {
        let mut files: BTreeMap<Digest, (&Entry, Vec<u64>)> = BTreeMap::new();
        for point in &contents.points {
            for entry in point.entries.iter().filter(|entry| !known.contains(&entry.age_sha256)) {
                files.entry(entry.age_sha256).or_insert((entry, Vec::new())).1.push(point.number);
            }
        }
        let mut findings = Vec::new();
        for (digest, (entry, points)) in &files {
            let at = place(*digest);
            let there = matches!(self.folder.kind(&at), Ok(Some(Kind::File)));
            if there && !self.holds(entry) {
                let message = format!("{} of {} was changed", entry.path, named(points));
                let remedy =
                    "put it back from a copy of the vault; other points are as good as they were";
                let at = at.display().to_string();
                findings.push(finding("vault/file-changed", Severity::High, at, message, remedy));
            }
        }
        (files.len() as u64, findings)
    }
}

fn place_of_point(point: &Point) -> String {
    format!("point {} ", crate::points::name_of(point.number))
}

/// `point 3`, `points 1 to 3`
fn named(points: &[u64]) -> String {
    match points {
        [only] => format!("point {only}"),
        [first, .., last] => format!("points {first} to {last}"),
        [] => "no point".to_owned(),
    }
}
