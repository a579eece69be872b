//! Findings that somebody answers for, for a time.

use super::fingerprint::Known;
use crate::cli::file;
use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use std::path::Path;
use terms::{Clock, SystemClock, Timestamp};

/// Entries of one file.
const ENTRIES: usize = 10_000;
const HINT: &str =
    "write [[accept]] with rule or fingerprint, owner, reason, and expires = \"2027-01-31\"";

/// A file of accepted findings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    #[serde(default)]
    accept: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: Option<String>,
    fingerprint: Option<String>,
    /// A pattern for the file: `models/*.pkl`.
    path: Option<String>,
    owner: String,
    reason: String,
    /// The first day on which it counts again.
    expires: String,
}

/// Who answers for a finding, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accepted {
    pub owner: String,
    pub reason: String,
    pub expires: String,
    /// The day has come: the finding counts.
    pub expired: bool,
}

impl Baseline {
    /// Reads a file of accepted findings.
    ///
    /// # Errors
    /// If it can't be read, or an entry says not what it accepts, who answers for it, why or until when.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = file::text(path)?;
        let wrong = |why: &str| Failure::usage(format!("{}: {why}", path.display())).hint(HINT);
        let json = text.trim_start().starts_with('{');
        let read: Self = match json {
            true => serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?,
            false => toml::from_str(&text).map_err(|error| wrong(error.to_string().trim_end()))?,
        };
        if read.accept.len() > ENTRIES {
            return Err(wrong(&format!("more than {ENTRIES} entries")));
        }
        for (number, entry) in (1..).zip(&read.accept) {
            entry.check().map_err(|why| wrong(&format!("entry {number} {why}")))?;
        }
        Ok(read)
    }

    /// Who answers for `known`: an entry that is in force goes before one that is not.
    pub fn accepted(&self, known: &Known) -> Option<Accepted> {
        let today = today(SystemClock.now());
        let fitting = self.accept.iter().filter(|entry| entry.fits(known));
        let accepted = |entry: &Entry| Accepted {
            owner: entry.owner.clone(),
            reason: entry.reason.clone(),
            expires: entry.expires.clone(),
            expired: entry.expires <= today,
        };
        fitting.map(accepted).min_by_key(|accepted| accepted.expired)
    }

    /// What is expired, and what fits nothing.
    pub fn notes(&self, all: &[&Known]) -> Vec<String> {
        let today = today(SystemClock.now());
        let mut notes = Vec::new();
        for entry in &self.accept {
            let what = entry.rule.as_deref().or(entry.fingerprint.as_deref()).unwrap_or_default();
            let fits = all.iter().any(|known| entry.fits(known));
            if entry.expires <= today {
                let Entry { owner, expires, .. } = entry;
                let counts = if fits { "it counts again" } else { "nothing is left of it" };
                notes.push(format!(
                    "the acceptance of {what} by {owner} expired on {expires}: {counts}"
                ));
            } else if !fits {
                notes.push(format!("nothing is left of what {} accepted: {what}", entry.owner));
            }
        }
        notes
    }
}

impl Entry {
    fn check(&self) -> Result<(), String> {
        if self.rule.is_none() && self.fingerprint.is_none() {
            return Err("says not what it accepts: give rule or fingerprint".to_owned());
        }
        for (name, text) in [("owner", &self.owner), ("reason", &self.reason)] {
            if text.trim().is_empty() {
                return Err(format!("has no {name}"));
            }
        }
        if let Some(path) = &self.path {
            glob::Pattern::new(path).map_err(|why| format!("has no pattern {path:?}: {why}"))?;
        }
        let day = format!("{}T00:00:00Z", self.expires);
        match Timestamp::try_from(day.clone()) {
            Ok(read) if read.to_string() == day => Ok(()),
            _ => Err(format!("expires on {:?}, which is no day", self.expires)),
        }
    }

    fn fits(&self, known: &Known) -> bool {
        let same =
            |own: &Option<String>, other: &str| own.as_deref().is_none_or(|own| own == other);
        let path = self.path.as_deref().is_none_or(|path| {
            glob::Pattern::new(path).is_ok_and(|path| path.matches(&known.place.artefact))
        });
        same(&self.rule, &known.finding.rule) && same(&self.fingerprint, &known.fingerprint) && path
    }
}

/// The day of `now` in UTC.
fn today(now: Timestamp) -> String {
    now.to_string().chars().take(10).collect()
}
