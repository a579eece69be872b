//! Keys: each is made once, and its check value is kept, so that one that was changed or lost is told.

use super::{itself, main};
use crate::keys::{KeyFiles, check_value};
use crate::{KeyCheck, KeyKind, Permit, Store, StoreError, Verified, Version};
use ledger::{Activity, Operation, Outcome};
use std::collections::BTreeSet;
use terms::{Action, AssetKind, Fact, Timestamp};
use zeroize::Zeroizing;

/// A key of the workspace as it may be shown: nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyShown {
    pub kind: KeyKind,
    /// None where it follows from what the store can't read: a certificate, a P-256 key.
    pub id: Option<String>,
    /// In the folder of keys.
    pub file: String,
    /// Which of its kind it is, from 1.
    pub number: u32,
    pub since: Timestamp,
    /// When another took its place.
    pub until: Option<Timestamp>,
    /// The public half of a key that signs (SPKI PEM), where the store can read it.
    pub public: Option<String>,
    /// The versions (`KIND/NAME@NUMBER`) that can't be read, or whose tokens can't be turned back,
    /// without it; none where versions don't need keys of its kind.
    pub needed_by: Option<Vec<String>>,
}

impl Store {
    /// Another secret of the workspace, kept beside the others (a CA's key, a model signer's); made
    /// by `make` the first time, and never again. `name` is a plain file name.
    ///
    /// # Errors
    /// [`StoreError::LostKey`] or [`StoreError::OtherKey`] if it is not the one that was made; if
    /// the file can't be read or written, is open to others, or `make` fails.
    pub async fn key<E: From<StoreError>>(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, E>,
    ) -> Result<Zeroizing<Vec<u8>>, E> {
        if let Some(known) = self.docs::<KeyCheck>().get(name).await? {
            return Ok(self.keys.checked(&known)?);
        }
        let secret = match self.keys.find(name)? {
            // Made, and then it broke off before that was entered.
            Some(secret) => secret,
            None => {
                let secret = make()?;
                self.keys.keep(name, &secret)?;
                secret
            }
        };
        self.keys_recorded(&[name.to_owned()]).await?;
        Ok(secret)
    }

    /// All key files, for the vault, which seals them. The permit is to pull.
    ///
    /// # Errors
    /// If the permit is for something else; if a file can't be read, or is open to others.
    pub fn keys_pulled(&self, permit: &Permit) -> Result<KeyFiles, StoreError> {
        permit.covers(Action::Pull, permit.asset(), permit.detail(), self.now())?;
        if permit.asset().kind != AssetKind::Vault {
            let wanted = "all keys, for a vault".to_owned();
            let granted = format!("pull of {}", permit.asset());
            return Err(crate::Refused::Other { granted, wanted }.into());
        }
        self.keys.all()
    }

    /// Every key is the one that was made.
    ///
    /// # Errors
    /// Says which is lost, and which is another.
    pub(crate) async fn check_keys(&self) -> Result<usize, StoreError> {
        let known = self.docs::<KeyCheck>().at_rest().list().await?;
        for check in &known {
            self.keys.checked(check)?;
        }
        Ok(known.len())
    }

    /// Every key is the one that was made, and all that are here are used.
    pub(crate) async fn hold_keys(&self) -> Result<(), StoreError> {
        let known = self.docs::<KeyCheck>().at_rest().list().await?;
        known.iter().try_for_each(|check| self.keys.hold(check, 0))
    }

    /// The secret in the key file called `name`, if the workspace has one of that name.
    ///
    /// # Errors
    /// If it is not the one that was made.
    pub async fn key_called(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let known = self.docs::<KeyCheck>().get(name).await?;
        known.map(|known| self.keys.checked(&known)).transpose()
    }

    /// What is kept of the keys of `kind` that others took the place of, and when they did: the public
    /// halves, or the certificates, newest first.
    ///
    /// # Errors
    /// If one is not what was kept, or the records can't be read.
    pub async fn kept_of(&self, kind: KeyKind) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let mut kept = self.docs::<KeyCheck>().list().await?;
        kept.retain(|check| check.until.is_some() && KeyKind::of_file(&check.name) == Some(kind));
        kept.sort_by_key(|check| std::cmp::Reverse(check.number));
        let mut texts = Vec::new();
        for check in &kept {
            texts.extend(self.keys.public_of(kind, check)?.zip(check.until));
        }
        Ok(texts)
    }

    /// Every key of the workspace: by kind, the one in use first.
    ///
    /// # Errors
    /// If one is not the one that was made, or the records can't be read.
    pub async fn keys_shown(&self) -> Result<Vec<KeyShown>, StoreError> {
        let (secrets, versions) = (self.keys.secrets(), self.docs::<Version>().list().await?);
        let mut shown = Vec::new();
        for check in self.docs::<KeyCheck>().list().await? {
            let Some(kind) = KeyKind::of_file(&check.name) else { continue };
            // What goes with a key has none of its own.
            if check.until.is_none() && check.name != kind.file() {
                continue;
            }
            let id = match check.until {
                Some(_) => check.name.rsplit_once('.').map(|(stem, _)| stem.to_owned()),
                None => kind.id(&self.keys.checked(&check)?),
            };
            let needs = |version: &&Verified<Version>| {
                let used = version.keys.as_ref();
                let key = match kind {
                    KeyKind::Kek => secrets.kek_of(used),
                    KeyKind::Token => secrets.token_of(used),
                    _ => None,
                };
                key.is_some_and(|key| Some(&key.id) == id.as_ref())
            };
            let needed = matches!(kind, KeyKind::Kek | KeyKind::Token);
            let needed_by: Vec<String> = versions
                .iter()
                .filter(needs)
                .map(|v| format!("{}@{}", v.dataset, v.number))
                .collect();
            shown.push(KeyShown {
                kind,
                id,
                file: check.name.clone(),
                number: check.number,
                since: check.recorded,
                until: check.until,
                public: self.keys.public_of(kind, &check)?,
                needed_by: needed.then_some(needed_by),
            });
        }
        shown.sort_by_key(|key| (key.kind, std::cmp::Reverse(key.number)));
        Ok(shown)
    }

    /// Keeps the check values of the key files called `names`.
    pub(crate) async fn keys_recorded(&self, names: &[String]) -> Result<u64, StoreError> {
        let mut deed = self.deed().await?;
        for name in names {
            let secret = self.keys.find(name)?;
            let secret = secret.ok_or_else(|| StoreError::LostKey(self.keys.path(name)))?;
            let value = check_value(name, &secret);
            deed.insert(&KeyCheck::first(name.clone(), value, self.now()))?;
        }
        let listed: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let listed: Vec<&str> = listed.into_iter().collect();
        let facts = [Fact::new("keys", listed.join(" "))];
        let activity = Activity {
            operation: Operation::KeysRecorded,
            actor: &itself()?,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }
}
