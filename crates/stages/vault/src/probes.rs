//! Whether the vault is separate, sound and recent: looked at now.

use crate::{Contents, Point, Vault, VaultError};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use terms::{Area, Fact, Mission, Probed, Severity, State, Timestamp};

/// What a probe saw.
type Seen = (State, String);

impl Vault {
    /// Looks at the vault beside the workspace in `workspace`; a point older than `rpo` seconds
    /// at `now` fails. Over a vault without points nothing is *proven*.
    #[must_use]
    pub fn probes(&self, workspace: &Path, rpo: i64, now: Timestamp) -> Vec<Probed> {
        let looked = self.contents(now).map_err(|error| why(&error));
        let (points, of) = looked.as_ref().map_or((0, 0), |c| (c.points.len() as u64, c.of));
        let newest = || match &looked {
            Ok(contents) => contents.points.last().ok_or_else(|| why(&self.no_point())),
            Err(unseen) => Err(unseen.clone()),
        };
        let seen = [
            told(self.device(workspace)),
            told(self.owner(workspace)),
            told(self.own_keys(workspace)),
            newest().map_or_else(|seen| seen, |point| recent(point, rpo, now)),
            newest().map_or_else(|seen| seen, |point| self.newest_whole(point)),
            looked.as_ref().map_or_else(Seen::clone, |contents| self.whole(contents)),
        ];
        let probed = |((id, claim, remedy), (state, saw)): ((&str, &str, &str), Seen)| {
            let (state, saw) = match state {
                State::Proven if points == 0 => {
                    (State::Unknown, format!("{saw}; but the vault holds no whole point"))
                }
                _ => (state, saw),
            };
            Probed {
                id: format!("recovery/{id}"),
                area: Area::Recovery,
                missions: vec![Mission(9), Mission(21)],
                claim: claim.to_owned(),
                state,
                saw,
                facts: vec![Fact::new("points", points), Fact::new("points_of", of)],
                remedy: (state != State::Proven).then(|| remedy.to_owned()),
                at: now,
            }
        };
        CLAIMS.into_iter().zip(seen).map(probed).collect()
    }

    fn device(&self, workspace: &Path) -> Result<Seen, VaultError> {
        let (ours, theirs) = (stat(self.folder())?.dev(), stat(workspace)?.dev());
        let saw = format!("the vault is on device {ours}, the workspace on {theirs}");
        Ok((State::from_check(ours != theirs), saw))
    }

    fn owner(&self, workspace: &Path) -> Result<Seen, VaultError> {
        let (ours, theirs) = (stat(self.folder())?, stat(workspace)?);
        let holds = ours.uid() != theirs.uid() && theirs.uid() != 0 && ours.mode() & 0o022 == 0;
        let (a, b, mode) = (ours.uid(), theirs.uid(), ours.mode() & 0o7777);
        let saw = format!("user {a} owns the vault (mode {mode:o}), user {b} the workspace");
        Ok((State::from_check(holds), saw))
    }

    fn newest_whole(&self, point: &Point) -> Seen {
        let findings = self.restorable(point);
        let bytes: u64 = point.entries.iter().map(|entry| entry.size).sum();
        let of = point.entries.len();
        let saw = match findings.first() {
            None => {
                format!("decrypted {of} of {of} files of point {}, {bytes} bytes", point.number)
            }
            Some(first) => format!(
                "{} of {of} files of point {} can't be restored: {}",
                findings.len(),
                point.number,
                first.message
            ),
        };
        (State::from_check(findings.is_empty()), saw)
    }

    fn whole(&self, contents: &Contents) -> Seen {
        let (files, changed) = self.changed(contents, &BTreeSet::new());
        let told: Vec<_> = contents.findings.iter().chain(&changed).collect();
        let bad = told.iter().filter(|finding| finding.severity >= Severity::Medium);
        let mut saw = format!(
            "{} of {} points are whole; looked at {files} age files",
            contents.points.len(),
            contents.of
        );
        let worst = told.iter().max_by_key(|finding| finding.severity);
        if let Some(worst) = worst.filter(|finding| finding.severity >= Severity::Low) {
            let (at, count) = (&worst.location.subject, told.len());
            saw = format!("{saw}; {count} findings, the worst: {at}: {}", worst.message);
        }
        (State::from_check(bad.count() == 0), saw)
    }
}

/// Id, claim, and what to do.
const CLAIMS: [(&str, &str, &str); 6] = [
    (
        "vault-device",
        "the vault is on another device than the workspace",
        "move the vault to another disk, better to another site and account",
    ),
    (
        "vault-owner",
        "the workspace's user can't write to the vault",
        "give the vault a user of its own, and its folder mode 0700",
    ),
    (
        "vault-keys",
        "the workspace's folder has none of the vault's keys",
        "make a new vault with keys of its own",
    ),
    (
        "vault-age",
        "the newest whole point is within the RPO",
        "run `hygeia vault pull`, and schedule it",
    ),
    (
        "vault-restorable",
        "every file of the newest whole point is there, decrypts and has its digest",
        "pull again while the workspace is sound",
    ),
    (
        "vault-points",
        "no point of the vault, and no file that one needs, was damaged or removed",
        "see all of it: hygeia vault verify",
    ),
];

fn recent(point: &Point, rpo: i64, now: Timestamp) -> Seen {
    let age = now.since(point.created);
    let saw = format!("point {} is {age} seconds old; the RPO is {rpo}", point.number);
    (State::from_check((0..=rpo).contains(&age)), saw)
}

fn stat(path: &Path) -> Result<fs::Metadata, VaultError> {
    fs::metadata(path).map_err(VaultError::io(path))
}

fn told(seen: Result<Seen, VaultError>) -> Seen {
    seen.unwrap_or_else(|error| why(&error))
}

/// What is said of a probe that ended in `error`.
pub(crate) fn why(error: &VaultError) -> Seen {
    let state = if error.is_unseen() { State::Unknown } else { State::Failed };
    (state, error.to_string())
}
