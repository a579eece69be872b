//! Secrets that data at rest need: the ones in use, and those before them that something still needs.

use super::KeyKind;
use crate::{KeyCheck, KeysUsed, StoreError};
use std::fmt;
use zeroize::Zeroizing;

/// A secret of 64 hexadecimal digits; `Debug` shows its id alone.
#[derive(Clone)]
pub struct Secret {
    pub id: String,
    /// Which of its kind it is, from 1.
    pub number: u32,
    pub hex: Zeroizing<String>,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.id)
    }
}

impl Secret {
    pub(super) fn of(
        kind: KeyKind,
        number: u32,
        hex: Zeroizing<String>,
    ) -> Result<Self, StoreError> {
        let id = kind.id(hex.as_bytes()).ok_or_else(|| StoreError::BadKey(kind.file().into()))?;
        Ok(Self { id, number, hex })
    }
}

/// The secrets of a workspace as they are at one moment.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The key-encryption key that wraps from now on.
    pub kek: Secret,
    /// What tokens are made from from now on.
    pub token: Secret,
    /// Those before, by the names of their files.
    earlier: Vec<(String, KeyKind, Secret)>,
}

impl Secrets {
    pub(super) const fn new(kek: Secret, token: Secret) -> Self {
        Self { kek, token, earlier: Vec::new() }
    }

    /// The key-encryption keys that another took the place of.
    pub fn earlier_keks(&self) -> impl Iterator<Item = &Secret> {
        self.earlier_of(KeyKind::Kek)
    }

    /// What the tokens of a version were made from that says of its keys `used`; none if that was
    /// destroyed.
    #[must_use]
    pub fn token_of(&self, used: Option<&KeysUsed>) -> Option<&Secret> {
        let mut all = [&self.token].into_iter().chain(self.earlier_of(KeyKind::Token));
        all.find(|secret| secret.is_named(used.map(|used| used.token.as_str())))
    }

    /// What wraps the data keys of such a version.
    #[must_use]
    pub fn kek_of(&self, used: Option<&KeysUsed>) -> Option<&Secret> {
        let mut all = [&self.kek].into_iter().chain(self.earlier_of(KeyKind::Kek));
        all.find(|secret| secret.is_named(used.map(|used| used.kek.as_str())))
    }

    /// The ids of those in use.
    #[must_use]
    pub fn in_use(&self) -> KeysUsed {
        KeysUsed { kek: self.kek.id.clone(), token: self.token.id.clone() }
    }

    fn earlier_of(&self, wanted: KeyKind) -> impl Iterator<Item = &Secret> {
        let own = move |(_, kind, _): &&(String, KeyKind, Secret)| *kind == wanted;
        self.earlier.iter().filter(own).map(|(_, _, secret)| secret)
    }

    /// Takes in the secret that the file of `check` holds, in the place of the one that was there.
    pub(super) fn hold(
        &mut self,
        check: &KeyCheck,
        hex: Zeroizing<String>,
    ) -> Result<(), StoreError> {
        let Some(kind) = KeyKind::of_file(&check.name) else { return Ok(()) };
        let secret = Secret::of(kind, check.number, hex)?;
        match kind {
            KeyKind::Kek if check.name == kind.file() => self.kek = secret,
            KeyKind::Token if check.name == kind.file() => self.token = secret,
            _ => {
                self.forget(&check.name);
                self.earlier.push((check.name.clone(), kind, secret));
            }
        }
        Ok(())
    }

    /// The file called `name` is gone.
    pub(super) fn forget(&mut self, name: &str) {
        self.earlier.retain(|(held, ..)| held != name);
    }
}

impl Secret {
    /// Whether it is the one called `id`; of what says none, the first.
    fn is_named(&self, id: Option<&str>) -> bool {
        id.map_or(self.number == 1, |id| self.id == id)
    }
}
