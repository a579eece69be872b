//! What we accept of the code of others, on record in `xtask/advisories.toml`.

use crate::run;
use serde::Deserialize;

/// The record.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowances {
    /// SPDX ids; those with an exception as `A WITH B`.
    pub licences: Vec<String>,
    #[serde(default)]
    pub unnamed: Vec<Unnamed>,
    #[serde(default)]
    pub accepted: Vec<Accepted>,
}

/// A package that names no SPDX expression.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unnamed {
    pub package: String,
    /// What its licence file holds.
    pub licence: String,
    pub reason: String,
}

/// An advisory that we live with for a while.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    pub advisory: String,
    pub package: String,
    pub reason: String,
    /// The last day, as `2027-03-31`.
    pub until: String,
}

impl Allowances {
    /// Reads the record; each entry has to give a reason.
    pub fn read() -> Result<Self, String> {
        let path = run::root().join("xtask/advisories.toml");
        let wrong = |why: String| format!("xtask/advisories.toml: {why}");
        Self::parse(&std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?)
            .map_err(wrong)
    }

    /// Parses the text of the record.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let reasons = read.unnamed.iter().map(|one| (&one.package, &one.reason));
        let reasons = reasons.chain(read.accepted.iter().map(|one| (&one.advisory, &one.reason)));
        match reasons.into_iter().find(|(_, reason)| reason.trim().is_empty()) {
            Some((name, _)) => Err(format!("{name} is accepted without a reason")),
            None => Ok(read),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_record_is_read_and_reasons_are_asked_for() {
        assert!(Allowances::read().is_ok());
        let entry = "licences = []\n[[unnamed]]\npackage = \"a\"\nlicence = \"MIT\"\nreason = ";
        assert!(Allowances::parse(&format!("{entry}\"read\"")).is_ok());
        assert!(Allowances::parse(&format!("{entry}\" \"")).is_err());
        assert!(Allowances::parse("licenses = []").is_err());
    }
}
