//! What a pull takes of a workspace.

use crate::manifest::{METADATA, PREDICTIONS};
use crate::told::{finding, printable};
use crate::walk::walk;
use crate::{Entry, Point, Prediction, Vault, VaultError, applied};
use files::{FileError, Folder, Kind};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{KeyFiles, Model, Store, Version};
use terms::limits::CONFIG_BYTES;
use terms::{Digest, Finding, Severity};

const LEDGER_BYTES: u64 = 32 << 20;

/// What is in the vault already, and what was taken so far.
pub(crate) struct Taken<'a> {
    vault: &'a Vault,
    held: BTreeMap<Digest, Vec<Entry>>,
    pub(crate) entries: BTreeMap<String, Entry>,
    pub(crate) copied: u64,
    pub(crate) findings: Vec<Finding>,
}

impl<'a> Taken<'a> {
    /// After `points`, and after a pull that was killed.
    pub(crate) fn after(vault: &'a Vault, points: &[Point]) -> Result<Self, VaultError> {
        let mut held: BTreeMap<Digest, Vec<Entry>> = BTreeMap::new();
        let left = vault.left(points)?;
        for entry in points.iter().rev().flat_map(|point| &point.entries).chain(&left) {
            let copies = held.entry(entry.sha256).or_default();
            if copies.iter().all(|copy| copy.age_sha256 != entry.age_sha256) {
                copies.push(entry.clone());
            }
        }
        Ok(Self { vault, held, entries: BTreeMap::new(), copied: 0, findings: Vec::new() })
    }

    pub(crate) async fn workspace(
        &mut self,
        store: &Store,
        keys: &KeyFiles,
        meta: &Value,
        ledger: &Path,
    ) -> Result<(), VaultError> {
        // Taken before: an object that is committed after is one too many, never one too few.
        self.file(METADATA, &serde_json::to_vec(meta)?)?;
        self.objects(store).await?;
        let home = Folder::open(store.folder())?;
        for (name, bytes) in keys {
            self.file(&format!("keys/{name}"), bytes)?;
        }
        self.ledger(&Folder::open(ledger)?)?;
        let texts = applied::texts(store).await?;
        for (name, text) in &texts {
            self.file(&format!("config/{name}"), text.as_bytes())?;
        }
        self.beside(&home, |path| texts.keys().any(|name| Path::new(name) == path))
    }

    /// What live models answered now.
    pub(crate) fn predictions(&mut self, predictions: &[Prediction]) -> Result<(), VaultError> {
        self.file(PREDICTIONS, &serde_json::to_vec(predictions)?)
    }

    /// What the workspace has, and what its records name: the vault may hold what was damaged there.
    async fn objects(&mut self, store: &Store) -> Result<(), VaultError> {
        let listed = store.objects().list().await?;
        let mut wanted: BTreeSet<Digest> = listed.into_iter().map(|(digest, _)| digest).collect();
        let versions = store.docs::<Version>().list().await?;
        wanted.extend(versions.iter().map(|version| version.object));
        for model in store.docs::<Model>().list().await? {
            wanted.extend(model.files.values().copied().chain(model.signature));
        }
        for digest in wanted {
            let path = format!("objects/{digest}");
            if !self.again(&path, digest) {
                self.file(&path, &store.objects().get(digest).await?)?;
            }
        }
        Ok(())
    }

    fn ledger(&mut self, export: &Folder) -> Result<(), VaultError> {
        for path in walk(export, 8, |_| false)?.files {
            let bytes = export.read(&path, LEDGER_BYTES)?;
            self.file(&format!("ledger/{}", path.display()), &bytes)?;
        }
        Ok(())
    }

    /// Config that lies beside what was applied: `*.toml` and certificates, and no data.
    fn beside(&mut self, home: &Folder, applied: impl Fn(&Path) -> bool) -> Result<(), VaultError> {
        let hidden =
            |path: &Path| path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
        let walked = walk(home, 2, |path| hidden(path) || path == Path::new("state"))?;
        let kept = |path: &Path| {
            let ending = path.extension().and_then(|ending| ending.to_str());
            matches!(ending, Some("toml" | "pem" | "crt")) && !applied(path)
        };
        for (path, _) in walked.others.iter().filter(|(path, _)| kept(path)) {
            self.left_out(path, "it is a link, or no plain file");
        }
        for path in walked.files.iter().filter(|path| kept(path)) {
            match (path.to_str(), home.read(path, CONFIG_BYTES)) {
                (Some(name), Ok(bytes)) => self.file(&format!("config/{name}"), &bytes)?,
                (None, Ok(_)) => self.left_out(path, "its name is no text"),
                (_, Err(why)) => self.left_out(path, &why.to_string()),
            }
        }
        Ok(())
    }

    fn left_out(&mut self, path: &Path, why: &str) {
        let at = printable(&path.to_string_lossy());
        let remedy = "move it away, or put a plain file there";
        let message = format!("{at} was left out of the point: {why}");
        self.findings.push(finding("vault/left-out", Severity::Low, at, message, remedy));
    }

    fn file(&mut self, path: &str, plain: &[u8]) -> Result<(), VaultError> {
        if !self.again(path, Digest::of(plain)) {
            let entry = self.vault.keep(path.to_owned(), plain)?;
            self.held.entry(entry.sha256).or_default().push(entry.clone());
            self.entries.insert(path.to_owned(), entry);
            self.copied += 1;
        }
        Ok(())
    }

    /// Lists what another point holds, unchanged, without copying it again.
    fn again(&mut self, path: &str, digest: Digest) -> bool {
        let copies = self.held.get(&digest).into_iter().flatten();
        let Some(held) = copies.into_iter().find(|entry| self.vault.holds(entry)) else {
            return false;
        };
        self.entries.insert(path.to_owned(), Entry { path: path.to_owned(), ..held.clone() });
        true
    }
}

/// Refuses a workspace in whose state something else than a file or a folder lies: whoever puts a
/// link there would have the vault read what it points at.
pub(crate) fn plain_state(home: &Folder) -> Result<(), VaultError> {
    let state = home.below("state")?;
    for (path, kind) in walk(&state, 8, |_| false)?.others {
        let (inside, whole) = (path.components().count() > 1, state.path().join(&path));
        match kind {
            Kind::Link => return Err(FileError::Link(whole).into()),
            // The workspace's own socket lies beside them.
            _ if inside => return Err(FileError::NotA { path: whole, wanted: "plain file" }.into()),
            _ => {}
        }
    }
    Ok(())
}
