//! Probes of what lies at rest: they look at the files and envelopes themselves, and trust nobody's
//! record of what was meant.

use crate::protection::unprotected;
use crate::receipt::verify;
use bytes::Bytes;
use protect::Kek;
use terms::seal::{Envelope, SealPublic};
use terms::{Area, Class, Classification, Fact, Mission, Probed, State, Timestamp};

/// A committed version of a dataset, as it is found.
#[derive(Debug, Clone)]
pub struct AtRest<'a> {
    pub dataset: &'a str,
    pub number: u32,
    pub classification: &'a Classification,
    pub receipt: &'a Envelope,
    /// The encrypted file; `None` if it could not be fetched.
    pub file: Option<Bytes>,
}

/// Looks at every version: is every column encrypted, each under a key of its own, and does each receipt verify under `key`?
#[must_use]
pub fn probes(versions: &[AtRest<'_>], kek: &Kek, key: &SealPublic, at: Timestamp) -> Vec<Probed> {
    vec![columns_at_rest(versions, kek, at), receipts_verify(versions, key, at)]
}

fn columns_at_rest(versions: &[AtRest<'_>], kek: &Kek, at: Timestamp) -> Probed {
    let (mut columns, mut sensitive) = (0, 0);
    let (mut clear, mut unread) = (Vec::new(), Vec::new());
    for version in versions {
        let all = &version.classification.columns;
        columns += all.len();
        sensitive += all.iter().filter(|column| column.class >= Class::Confidential).count();
        let told = version.file.as_ref().map(|file| unprotected(file, kek));
        match told {
            Some(Ok(columns)) => {
                clear.extend(columns.iter().map(|c| format!("{}.{c}", name(version))))
            }
            Some(Err(error)) => unread.push(format!("{} ({error})", name(version))),
            None => unread.push(format!("{} (no object)", name(version))),
        }
    }
    let (state, saw) = match (versions.is_empty(), clear.is_empty(), unread.is_empty()) {
        (true, _, _) => (State::NotApplicable, "no dataset version is committed".to_owned()),
        (_, false, _) => (State::Failed, format!("in clear: {}", clear.join(", "))),
        (_, _, false) => (State::Unknown, format!("not readable: {}", unread.join(", "))),
        _ => (State::Proven, format!("{columns} columns, each encrypted under a key of its own")),
    };
    let remedy = "hygeia ingest --again DATASET encrypts every column of the live version anew";
    Probed {
        id: "encryption/columns-at-rest".to_owned(),
        area: Area::Encryption,
        missions: vec![Mission(5), Mission(18)],
        claim: "every column is encrypted at rest under a key of its own".to_owned(),
        state,
        saw,
        facts: vec![
            Fact::new("versions", versions.len()),
            Fact::new("columns", columns),
            Fact::new("sensitive_columns", sensitive),
            Fact::new("columns_in_clear", clear.len()),
            Fact::new("unread_versions", unread.len()),
        ],
        remedy: remedy_of(state, remedy),
        at,
    }
}

fn receipts_verify(versions: &[AtRest<'_>], key: &SealPublic, at: Timestamp) -> Probed {
    let holds = |version: &&AtRest<'_>| {
        let receipt = verify(version.receipt, key);
        receipt.is_ok_and(|r| r.dataset == version.dataset && r.rows == version.classification.rows)
    };
    let wrong: Vec<String> = versions.iter().filter(|version| !holds(version)).map(name).collect();
    let (state, saw) = match (versions.len(), wrong.is_empty()) {
        (0, _) => (State::NotApplicable, "no dataset version is committed".to_owned()),
        (count, true) => (State::Proven, format!("{count} receipts verify under key {}", key.id())),
        _ => (State::Failed, format!("does not verify: {}", wrong.join(", "))),
    };
    Probed {
        id: "zero-trust/own-receipts".to_owned(),
        area: Area::ZeroTrust,
        missions: vec![Mission(19)],
        claim: "every dataset version has a receipt that verifies and is its own".to_owned(),
        state,
        saw,
        facts: vec![Fact::new("versions", versions.len()), Fact::new("unproven", wrong.len())],
        remedy: remedy_of(state, "restore the version from the vault, or ingest it again"),
        at,
    }
}

fn name(version: &AtRest<'_>) -> String {
    format!("{} version {}", version.dataset, version.number)
}

fn remedy_of(state: State, remedy: &str) -> Option<String> {
    matches!(state, State::Failed | State::Unknown).then(|| remedy.to_owned())
}
