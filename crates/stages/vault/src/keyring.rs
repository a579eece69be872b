//! The vault's own keys, which no workspace has.

use crate::{VaultError, files};
use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use terms::seal::SealKey;
use zeroize::Zeroizing;

pub(crate) const IDENTITY: &str = "identity.txt";
pub(crate) const SIGNING: &str = "signing.key";

pub(crate) struct Keyring {
    pub(crate) identity: Identity,
    pub(crate) signing: SealKey,
}

impl Keyring {
    /// Draws both keys from the operating system's randomness and writes them, the identity last.
    pub(crate) fn create(dir: &Path) -> Result<(), VaultError> {
        let signing = SealKey::generate()?;
        files::write(&dir.join(SIGNING), signing.to_pem()?.as_bytes())?;
        files::write(&dir.join("signing.pub"), signing.public().to_pem()?.as_bytes())?;
        let identity = Identity::generate();
        let (secret, recipient) = (identity.to_string(), identity.to_public());
        let text = format!("# public key: {recipient}\n{}\n", secret.expose_secret());
        files::write(&dir.join(IDENTITY), Zeroizing::new(text).as_bytes())
    }

    pub(crate) fn load(dir: &Path) -> Result<Self, VaultError> {
        let (identity, signing) = (dir.join(IDENTITY), dir.join(SIGNING));
        if !identity.is_file() || !signing.is_file() {
            return Err(VaultError::NotAVault(dir.to_owned()));
        }
        let text = secret(&identity)?;
        let key = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1"));
        let key = key.and_then(|line| line.trim().parse().ok());
        let signing_key = SealKey::from_pem(&secret(&signing)?);
        Ok(Self {
            identity: key.ok_or(VaultError::BadKey(identity))?,
            signing: signing_key.map_err(|_| VaultError::BadKey(signing))?,
        })
    }
}

fn secret(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    let mode = fs::metadata(path).map_err(VaultError::io(path))?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(VaultError::OpenKey { path: path.to_owned(), mode });
    }
    let bytes = Zeroizing::new(files::read(path, 64 * 1024)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::BadKey(path.to_owned()))?;
    Ok(Zeroizing::new(text.to_owned()))
}
