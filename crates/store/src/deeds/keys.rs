//! Keys: each is made once, and its check value is kept, so that one that was changed or lost is told.

use super::{itself, main};
use crate::keys::{KeyFiles, check_value};
use crate::{KeyCheck, Permit, Store, StoreError};
use ledger::{Activity, Operation, Outcome};
use std::collections::BTreeSet;
use terms::{Action, AssetKind, Fact};
use zeroize::Zeroizing;

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

    /// Keeps the check values of the key files called `names`.
    pub(crate) async fn keys_recorded(&self, names: &[String]) -> Result<u64, StoreError> {
        let mut deed = self.deed().await?;
        for name in names {
            let secret = self.keys.find(name)?;
            let secret = secret.ok_or_else(|| StoreError::LostKey(self.keys.path(name)))?;
            let value = check_value(name, &secret);
            deed.insert(&KeyCheck { name: name.clone(), value, recorded: self.now() })?;
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
