//! Keys that take the place of others, and keys that nothing needs any more.

use super::datasets::enter;
use super::deed::Deed;
use super::main;
use crate::keys::{KeyMove, Keys, check_value, fresh_hex};
use crate::log::Log;
use crate::records::RECEIPT_TYPE;
use crate::{KeyCheck, KeyKind, Permit, Store, StoreError, Verified, Version};
use ledger::{HANDED_ON, Operation};
use std::sync::Arc;
use terms::seal::{SealKey, SealPublic};
use terms::{Action, Digest, Fact, Timestamp};
use zeroize::Zeroizing;

/// A key that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    pub kind: KeyKind,
    /// The ids of both.
    pub before: String,
    pub after: String,
    /// The entry in the ledger.
    pub entry: u64,
}

impl Store {
    /// Puts a new key of `kind` in the place of the one in use, in one deed. The permit is to change
    /// access, with [`KeyKind::rotation`] as its detail.
    ///
    /// # Errors
    /// If the permit is for something else; if the key is not the one that was made, or the new one
    /// can't be drawn, entered or kept.
    pub async fn key_rotated(&self, permit: &Permit, kind: KeyKind) -> Result<Rotated, StoreError> {
        self.may_change_keys(permit, kind.rotation())?;
        let deed = self.deed().await?;
        let known: KeyCheck = deed.require(&kind.file()).await?;
        let old = self.keys.checked(&known)?;
        let rotation = Rotation { deed, kind, known, old, at: self.now() };
        match kind {
            KeyKind::Kek | KeyKind::Token => rotation.secret(&self.keys, permit).await,
            KeyKind::Seal => {
                let versions = self.docs::<Version>().list().await?;
                rotation.seal(&self.keys, permit, versions).await
            }
            KeyKind::Ledger => {
                let rotated = rotation.ledger(&self.keys, permit, &self.log).await;
                self.index.forget().await;
                rotated
            }
            // Their rooms make them.
            KeyKind::Ca | KeyKind::ModelSigner => Err(StoreError::FixedKey(kind.name())),
        }
    }

    /// Puts the key `new`, which only its room can make, in the place of the one in use. The permit is
    /// to change access, with [`KeyKind::rotation`] as its detail.
    ///
    /// # Errors
    /// As [`Store::key_rotated`].
    pub async fn key_replaced(
        &self,
        permit: &Permit,
        new: NewKey<'_>,
    ) -> Result<Rotated, StoreError> {
        let kind = new.kind;
        self.may_change_keys(permit, kind.rotation())?;
        let mut deed = self.deed().await?;
        let known: KeyCheck = deed.require(&kind.file()).await?;
        let old = self.keys.checked(&known)?;
        for name in new.gone {
            deed.remove::<KeyCheck>(&name);
            deed.move_keys([KeyMove::Remove { name }]);
        }
        let mut kept = Vec::new();
        for (name, text) in new.kept {
            kept.push((name.clone(), check_value(&name, text.as_bytes())));
            deed.move_keys([KeyMove::Write { to: name, text }]);
        }
        let rotation = Rotation { deed, kind, known, old, at: self.now() };
        let new = New { files: new.files, before: new.before, after: new.after, kept };
        rotation.enter(&self.keys, permit, new, &[]).await
    }

    /// Destroys the key called `id`, which another took the place of and no version needs. The permit
    /// is to change access, with the digest of the id as its detail.
    ///
    /// # Errors
    /// [`StoreError::NeededKey`] if a version needs it, [`StoreError::KeyInUse`] if it is in use,
    /// [`StoreError::Missing`] if there is none.
    pub async fn key_retired(&self, permit: &Permit, id: &str) -> Result<u64, StoreError> {
        self.may_change_keys(permit, Digest::of(id.as_bytes()))?;
        let mut deed = self.deed().await?;
        // Nothing changes while the deed is under way.
        let shown = self.keys_shown().await?.into_iter().find(|key| key.id.as_deref() == Some(id));
        let shown = shown.ok_or_else(|| StoreError::Missing { kind: "key", key: id.to_owned() })?;
        if !matches!(shown.kind, KeyKind::Kek | KeyKind::Token | KeyKind::Ca) {
            return Err(StoreError::KeptKey { id: id.to_owned() });
        }
        if shown.until.is_none() {
            return Err(StoreError::KeyInUse { id: id.to_owned() });
        }
        let needed_by = shown.needed_by.unwrap_or_default();
        if let Some(first) = needed_by.first() {
            let (id, count) = (id.to_owned(), needed_by.len());
            return Err(StoreError::NeededKey { id, count, first: first.clone() });
        }
        let along = format!("{id}-");
        let known = self.docs::<KeyCheck>().list().await?;
        for name in known.iter().map(|check| &check.name) {
            if *name == shown.file || name.starts_with(&along) {
                deed.remove::<KeyCheck>(name);
                deed.move_keys([KeyMove::Remove { name: name.clone() }]);
            }
        }
        let facts = [Fact::new("kind", shown.kind.name()), Fact::new("id", id)];
        enter(deed, permit, &main()?, Operation::KeyRetired, &facts).await
    }

    fn may_change_keys(&self, permit: &Permit, detail: Digest) -> Result<(), StoreError> {
        Ok(permit.covers(Action::ChangeAccess, &main()?, Some(detail), self.now())?)
    }
}

/// A key that was made by the room that uses it.
pub struct NewKey<'a> {
    pub kind: KeyKind,
    /// The ids of the key before and of this one.
    pub before: String,
    pub after: String,
    /// The files that it consists of, and those that go with the one before: names and bytes.
    pub files: Vec<(String, &'a [u8])>,
    /// What stays of the one before: the name of a file, and what it says, which is no secret.
    pub kept: Vec<(String, String)>,
    /// Files of keys before that nothing needs any more.
    pub gone: Vec<String>,
}

/// A rotation that is being made up.
struct Rotation {
    deed: Deed,
    kind: KeyKind,
    /// The key that was in use until now.
    known: KeyCheck,
    old: Zeroizing<Vec<u8>>,
    at: Timestamp,
}

/// A key that takes another's place.
struct New<'a> {
    /// Its files, and their bytes.
    files: Vec<(String, &'a [u8])>,
    before: String,
    after: String,
    /// Which files stay of the one before, and what their check values are.
    kept: Vec<(String, Digest)>,
}

impl Rotation {
    /// Under a new secret everything is written from now on. The one before stays, for the versions
    /// that need it.
    async fn secret(mut self, keys: &Keys, permit: &Permit) -> Result<Rotated, StoreError> {
        let (kind, new) = (self.kind, fresh_hex()?);
        let bad = || StoreError::BadKey(keys.path(&kind.file()));
        let before = kind.id(&self.old).ok_or_else(bad)?;
        let after = kind.id(new.as_bytes()).ok_or_else(bad)?;
        let name = format!("{before}.key");
        let value = check_value(&name, &self.old);
        self.deed.move_keys([KeyMove::Keep { from: kind.file(), to: name.clone(), value }]);
        let files = vec![(kind.file(), new.as_bytes())];
        let new = New { files, before, after, kept: vec![(name, value)] };
        self.enter(keys, permit, new, &[]).await
    }

    /// All records are signed anew, and the receipts in them. Of the key before, the public half
    /// stays: for receipts and statements that others have.
    async fn seal(
        mut self,
        keys: &Keys,
        permit: &Permit,
        versions: Vec<Verified<Version>>,
    ) -> Result<Rotated, StoreError> {
        let (old, new) = (keys.seal().public(), Arc::new(SealKey::generate()?));
        self.deed.sign_by(new.clone());
        for version in versions {
            let version = version.into_inner();
            let receipt = version.receipt.open_bytes(&old, RECEIPT_TYPE)?;
            let receipt = new.seal_bytes(RECEIPT_TYPE, &receipt);
            self.deed.put(&Version { receipt, ..version })?;
        }
        let pem = new.to_pem()?;
        let new = new.public();
        let kept = vec![self.public_half(&old)?];
        let facts = whole_names(&old, &new);
        let (before, after) = (self.kind.named(old.id()), self.kind.named(new.id()));
        let files = vec![(self.kind.file(), pem.as_bytes())];
        let new = New { files, before, after, kept };
        self.enter(keys, permit, new, &facts).await
    }

    /// The entry is the last that the key before signs for, and holds a statement of both that the log
    /// goes on under the new one: who knows one of them finds the other.
    async fn ledger(
        mut self,
        keys: &Keys,
        permit: &Permit,
        log: &Log,
    ) -> Result<Rotated, StoreError> {
        let (old, key) = (log.public(), SealKey::generate()?);
        let (pem, new) = (key.to_pem()?, key.public());
        let handed_on = log.hand_on(&key)?;
        let kept = vec![self.public_half(&old)?];
        let mut facts = whole_names(&old, &new).to_vec();
        facts.push(Fact::new(HANDED_ON, handed_on));
        let (before, after) = (self.kind.named(old.id()), self.kind.named(new.id()));
        let files = vec![(self.kind.file(), pem.as_bytes())];
        self.enter(keys, permit, New { files, before, after, kept }, &facts).await
    }

    /// Of the key before, the public half stays.
    fn public_half(&mut self, old: &SealPublic) -> Result<(String, Digest), StoreError> {
        let (to, text) = (format!("{}.pub", self.kind.named(old.id())), old.to_pem()?);
        let value = check_value(&to, text.as_bytes());
        self.deed.move_keys([KeyMove::Write { to: to.clone(), text }]);
        Ok((to, value))
    }

    async fn enter(
        self,
        keys: &Keys,
        permit: &Permit,
        new: New<'_>,
        more: &[Fact],
    ) -> Result<Rotated, StoreError> {
        let Self { mut deed, kind, known, at, .. } = self;
        let New { files, before, after, kept } = new;
        let number = known.number.saturating_add(1);
        for (name, value) in kept {
            deed.insert(&KeyCheck { name, value, until: Some(at), ..known.clone() })?;
        }
        for (to, bytes) in files {
            let value = check_value(&to, bytes);
            let name = to.clone();
            deed.put(&KeyCheck { name, value, recorded: at, number, until: None })?;
            keys.stage(&to, bytes)?;
            deed.move_keys([KeyMove::Place { to, value }]);
        }
        let mut facts = vec![
            Fact::new("kind", kind.name()),
            Fact::new("before", before.as_str()),
            Fact::new("after", after.as_str()),
        ];
        facts.extend_from_slice(more);
        let entry = enter(deed, permit, &main()?, Operation::KeyRotated, &facts).await?;
        Ok(Rotated { kind, before, after, entry })
    }
}

/// Both keys by their whole names (see [`SealPublic::id`]): who knows the one before finds the one
/// after.
fn whole_names(before: &SealPublic, after: &SealPublic) -> [Fact; 2] {
    [Fact::new("key_before", before.id().hex()), Fact::new("key_after", after.id().hex())]
}
