//! Taking a recovery point: the vault reads, the workspace never writes.

use crate::manifest::METADATA;
use crate::{Entry, Manifest, Point, Source, Vault, VaultError, files};
use ledger::{Activity, Check, Outcome, origin, verify_export};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{Permit, Snapshot, Store};
use terms::{Action, AssetKind, Digest, Fact, State};

const CONFIG_BYTES: u64 = 16 << 20;
const LEDGER_BYTES: u64 = 32 << 20;

impl Vault {
    /// Takes a recovery point of `store`, and enters its digest in the workspace's ledger. What the
    /// last point holds already is not copied again. The permit is to pull into `vault/NAME`.
    ///
    /// # Errors
    /// If the permit is for something else, the workspace fails its own probes, is another one, or
    /// its ledger does not continue the last point's; points before stay as they are.
    pub async fn pull(&self, store: &Store, permit: &Permit) -> Result<Point, VaultError> {
        if permit.asset().kind != AssetKind::Vault {
            return Err(VaultError::Permit(permit.asset().clone()));
        }
        permit.covers(Action::Pull, permit.asset(), permit.detail(), store.now())?;
        let _lock = self.lock()?;
        for probed in store.probes().await {
            if matches!(probed.state, State::Failed | State::Unknown) {
                return Err(VaultError::Unhealthy { id: probed.id, saw: probed.saw });
            }
        }
        let last = self.points()?.pop();
        let scratch = tempfile::tempdir().map_err(VaultError::io("the temporary folder"))?;
        let ledger = scratch.path().join("ledger");
        let snapshot = store.snapshot(&ledger).await?;
        let source = source_of(store, &snapshot, last.as_ref())?;
        let checkpoint = witness(store, &ledger, last.as_ref())?;
        let mut taken = Taken::after(self, last.as_ref());
        taken.workspace(store, permit, &snapshot.meta, &ledger).await?;
        let manifest = Manifest {
            format: 1,
            number: last.as_ref().map_or(1, |point| point.number + 1),
            created: store.now(),
            source,
            checkpoint,
            previous: last.map(|point| point.digest),
            entries: taken.entries.into_values().collect(),
        };
        let point = self.add_point(manifest)?;
        enter(store, permit, &point, taken.copied).await?;
        Ok(point)
    }
}

/// The workspace's names and key: those of the last point, if there is one.
fn source_of(
    store: &Store,
    snapshot: &Snapshot,
    last: Option<&Point>,
) -> Result<Source, VaultError> {
    let seal = store.seal().public().to_pem()?;
    let source = Source { workspace: snapshot.workspace.clone(), created: snapshot.created, seal };
    match last {
        Some(point) if point.source.workspace != source.workspace => {
            Err(VaultError::Stranger("its id differs"))
        }
        Some(point) if point.source.seal != source.seal => {
            Err(VaultError::Stranger("its signing key differs"))
        }
        _ => Ok(source),
    }
}

/// Verifies the exported ledger against the last point's checkpoint; gives the new one.
fn witness(store: &Store, dir: &Path, last: Option<&Point>) -> Result<String, VaultError> {
    let earlier = last.map(|point| point.checkpoint.as_bytes());
    let verdict = verify_export(dir, Check { key: Some(store.ledger_public()), earlier })?;
    let right = verdict.consistent && verdict.authentic == Some(true);
    if !right || verdict.origin != origin(store.id()) {
        let why = verdict.findings.first().map_or("another origin", |f| f.message.as_str());
        return Err(VaultError::Rewritten(why.to_owned()));
    }
    let note = files::read(&dir.join("checkpoint"), LEDGER_BYTES)?;
    String::from_utf8(note).map_err(|_| VaultError::Rewritten("no text".to_owned()))
}

async fn enter(
    store: &Store,
    permit: &Permit,
    point: &Point,
    copied: u64,
) -> Result<(), VaultError> {
    let facts = [
        Fact::new("point", point.digest.hex()),
        Fact::new("number", point.number),
        Fact::new("files", point.entries.len()),
        Fact::new("copied", copied),
    ];
    let activity = Activity {
        operation: "recovery-point-taken",
        actor: permit.principal(),
        asset: permit.asset(),
        outcome: Outcome::Success,
        facts: &facts,
    };
    store.record(&activity).await?;
    Ok(())
}

/// What is in the vault already, and what was taken so far.
struct Taken<'a> {
    vault: &'a Vault,
    held: BTreeMap<Digest, Entry>,
    entries: BTreeMap<String, Entry>,
    copied: u64,
}

impl<'a> Taken<'a> {
    fn after(vault: &'a Vault, last: Option<&Point>) -> Self {
        let held = last.into_iter().flat_map(|point| &point.entries);
        let held = held.map(|entry| (entry.sha256, entry.clone())).collect();
        Self { vault, held, entries: BTreeMap::new(), copied: 0 }
    }

    async fn workspace(
        &mut self,
        store: &Store,
        permit: &Permit,
        meta: &Value,
        ledger: &Path,
    ) -> Result<(), VaultError> {
        // Taken before: an object that is committed after is one too many, never one too few.
        let meta = serde_json::to_vec(meta)?;
        self.file(METADATA.to_owned(), &meta)?;
        for (digest, _) in store.objects().list().await? {
            let path = format!("objects/{digest}");
            if !self.again(&path, digest) {
                self.file(path, &store.objects().get(digest).await?)?;
            }
        }
        for (name, bytes) in store.keys_pulled(permit)? {
            self.file(format!("keys/{name}"), &bytes)?;
        }
        for path in files::walk(ledger, 8)? {
            let bytes = files::read(&ledger.join(&path), LEDGER_BYTES)?;
            self.file(format!("ledger/{}", path.display()), &bytes)?;
        }
        for path in config_files(store.folder())? {
            let bytes = files::read(&store.folder().join(&path), CONFIG_BYTES)?;
            self.file(format!("config/{}", path.display()), &bytes)?;
        }
        Ok(())
    }

    fn file(&mut self, path: String, plain: &[u8]) -> Result<(), VaultError> {
        if !self.again(&path, Digest::of(plain)) {
            let entry = self.vault.keep(path.clone(), plain)?;
            self.entries.insert(path, entry);
            self.copied += 1;
        }
        Ok(())
    }

    /// Lists what the last point holds, unchanged, without copying it again.
    fn again(&mut self, path: &str, digest: Digest) -> bool {
        let Some(held) = self.held.get(&digest).filter(|entry| self.vault.holds(entry)) else {
            return false;
        };
        self.entries.insert(path.to_owned(), Entry { path: path.to_owned(), ..held.clone() });
        true
    }
}

/// `*.toml`, `raci.csv`, and certificates: config alone, no data that lies about.
fn config_files(workspace: &Path) -> Result<Vec<PathBuf>, VaultError> {
    let mut files = files::walk(workspace, 2)?;
    files.retain(|path| {
        let hidden = path.iter().any(|part| part.to_string_lossy().starts_with('.'));
        let kind = path.extension().and_then(|extension| extension.to_str());
        let config = matches!(kind, Some("toml" | "pem" | "crt"))
            || path.file_name().is_some_and(|name| name == "raci.csv");
        config && !hidden && !path.starts_with("state")
    });
    Ok(files)
}
