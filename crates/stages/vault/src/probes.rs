//! Whether the vault is separate, sound and recent: looked at now.

use crate::keyring::{IDENTITY, SIGNING};
use crate::{Vault, VaultError, files};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use terms::{Area, Mission, Probed, State, Timestamp};

/// What a probe saw, and what to do about it.
type Seen = Result<(State, String), VaultError>;

impl Vault {
    /// Looks at the vault beside the workspace in `workspace`; a point older than `rpo` seconds
    /// at `now` fails.
    #[must_use]
    pub fn probes(&self, workspace: &Path, rpo: i64, now: Timestamp) -> Vec<Probed> {
        let probed = |id: &str, claim: &str, remedy: &str, seen: Seen| {
            let (state, saw) = seen.unwrap_or_else(|error| (state_of(&error), error.to_string()));
            Probed {
                id: format!("recovery/{id}"),
                area: Area::Recovery,
                missions: vec![Mission(9), Mission(21)],
                claim: claim.to_owned(),
                state,
                saw,
                facts: Vec::new(),
                remedy: (state != State::Proven).then(|| remedy.to_owned()),
                at: now,
            }
        };
        vec![
            probed(
                "vault-device",
                "the vault is on another device than the workspace",
                "move the vault to another disk, better to another site and account",
                self.device(workspace),
            ),
            probed(
                "vault-owner",
                "the workspace's user can't write to the vault",
                "give the vault a user of its own, and its folder mode 0700",
                self.owner(workspace),
            ),
            probed(
                "vault-keys",
                "the workspace has none of the vault's keys",
                "make a new vault with keys of its own",
                self.own_keys(workspace),
            ),
            probed(
                "vault-age",
                "the newest point is within the RPO",
                "run `hygeia vault pull`, and schedule it",
                self.recent(rpo, now),
            ),
            probed(
                "vault-restorable",
                "every file of the newest point is there, decrypts and has its digest",
                "pull again while the workspace is sound",
                self.restorable(),
            ),
        ]
    }

    fn device(&self, workspace: &Path) -> Seen {
        let (ours, theirs) = (stat(&self.folder)?.dev(), stat(workspace)?.dev());
        let saw = format!("the vault is on device {ours}, the workspace on {theirs}");
        Ok((State::from_check(ours != theirs), saw))
    }

    fn owner(&self, workspace: &Path) -> Seen {
        let (ours, theirs) = (stat(&self.folder)?, stat(workspace)?);
        let holds = ours.uid() != theirs.uid() && theirs.uid() != 0 && ours.mode() & 0o022 == 0;
        let (a, b, mode) = (ours.uid(), theirs.uid(), ours.mode() & 0o7777);
        let saw = format!("user {a} owns the vault (mode {mode:o}), user {b} the workspace");
        Ok((State::from_check(holds), saw))
    }

    fn own_keys(&self, workspace: &Path) -> Seen {
        let mut ours = Vec::new();
        for name in [IDENTITY, SIGNING] {
            ours.push(zeroize::Zeroizing::new(files::read(&self.folder.join(name), 64 * 1024)?));
        }
        let folder = workspace.join("state/keys");
        let names = files::walk(&folder, 0)?;
        for name in &names {
            let theirs = zeroize::Zeroizing::new(files::read(&folder.join(name), 1 << 20)?);
            if ours.contains(&theirs) {
                return Ok((State::Failed, format!("{} is a key of the vault", name.display())));
            }
        }
        Ok((State::Proven, format!("compared with {} keys of the workspace", names.len())))
    }

    fn recent(&self, rpo: i64, now: Timestamp) -> Seen {
        let point = self.newest()?;
        let age = now.since(point.created);
        let saw = format!("point {} is {age} seconds old; the RPO is {rpo}", point.number);
        Ok((State::from_check((0..=rpo).contains(&age)), saw))
    }

    fn restorable(&self) -> Seen {
        let report = self.verify(&self.newest()?)?;
        let saw = report.findings.first().map_or_else(
            || format!("decrypted {} files of {} bytes", report.files, report.bytes),
            |finding| finding.message.clone(),
        );
        Ok((State::from_check(report.findings.is_empty()), saw))
    }
}

fn stat(path: &Path) -> Result<fs::Metadata, VaultError> {
    fs::metadata(path).map_err(VaultError::io(path))
}

const fn state_of(error: &VaultError) -> State {
    match error {
        VaultError::Io { .. } => State::Unknown,
        _ => State::Failed,
    }
}
