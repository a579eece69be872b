//! The vault's own keys, which no workspace has.

use crate::VaultError;
use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use files::{Folder, Mode};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use terms::Severity;
use terms::seal::{SealKey, SealPublic};
use zeroize::Zeroizing;

pub(crate) const IDENTITY: &str = "identity.txt";
pub(crate) const SIGNING: &str = "signing.key";
pub(crate) const PUBLIC: &str = "signing.pub";

/// Of a key file.
const KEY_BYTES: u64 = 64 * 1024;

pub(crate) struct Keyring {
    pub(crate) identity: Identity,
    /// Lost, if there is none: the vault can be read and activated then, and takes no more points.
    pub(crate) signing: Option<SealKey>,
    pub(crate) public: SealPublic,
}

impl Keyring {
    /// Draws both keys from the operating system's randomness and writes them, the identity last.
    pub(crate) fn create(folder: &Folder) -> Result<(), VaultError> {
        let signing = SealKey::generate()?;
        folder.write(SIGNING, signing.to_pem()?.as_bytes(), Mode::Private)?;
        folder.write(PUBLIC, signing.public().to_pem()?.as_bytes(), Mode::Private)?;
        folder.write(IDENTITY, text_of(&Identity::generate()).as_bytes(), Mode::Private)?;
        Ok(())
    }

    /// The identity opens every point, so it has to be there. Either half of the signing key tells
    /// whose the points are.
    pub(crate) fn load(folder: &Folder) -> Result<Self, VaultError> {
        let bad = |name: &str| VaultError::BadKey(folder.path().join(name));
        let identity = match secret(folder, IDENTITY) {
            Err(VaultError::File(error)) if error.is_missing() && !was_vault(folder) => {
                return Err(VaultError::NotAVault(folder.path().to_owned()));
            }
            Err(error @ (VaultError::OpenKey { .. } | VaultError::File(_))) => return Err(error),
            other => identity_in(&other?).ok_or_else(|| bad(IDENTITY))?,
        };
        let signing = match secret(folder, SIGNING) {
            Err(error @ VaultError::OpenKey { .. }) => return Err(error),
            Err(_) => None,
            Ok(pem) => SealKey::from_pem(&pem).ok(),
        };
        let public = match &signing {
            Some(key) => key.public(),
            None => public_in(folder).ok_or_else(|| bad(SIGNING))?,
        };
        Ok(Self { identity, signing, public })
    }

    /// What is wrong with the files of these keys now: names, how bad, and why.
    pub(crate) fn damage(&self, folder: &Folder) -> Vec<(&'static str, Severity, String)> {
        let public = self.public.to_pem().unwrap_or_default();
        let signing = self.signing.as_ref().and_then(|key| key.to_pem().ok());
        let files = [
            (IDENTITY, secret(folder, IDENTITY), Some(text_of(&self.identity)), Severity::Critical),
            (SIGNING, secret(folder, SIGNING), signing, Severity::High),
            (PUBLIC, text(folder, PUBLIC), Some(Zeroizing::new(public)), Severity::Medium),
        ];
        let mut damage = Vec::new();
        for (name, found, wanted, bad) in files {
            match (found, wanted) {
                (Ok(found), Some(wanted)) if found == wanted => {}
                // The key in it is the one that is used: a comment is another, or an end of a line.
                (Ok(found), Some(wanted)) if holds(&found, &wanted) => {
                    damage.push((name, Severity::Low, "there is more in it than its key".into()));
                }
                (Ok(_), _) => {
                    damage.push((name, bad, "it says something else than its key".into()))
                }
                (Err(error), _) => damage.push((name, bad, error.to_string())),
            }
        }
        damage
    }
}

/// Whether each line of `wanted` but comments is a line of `found`.
fn holds(found: &str, wanted: &str) -> bool {
    let mut keys = wanted.lines().filter(|line| !line.starts_with('#'));
    keys.all(|key| found.lines().any(|line| line.trim() == key))
}

/// Whether something here says that there was a vault.
fn was_vault(folder: &Folder) -> bool {
    let names = [SIGNING, PUBLIC, "points", "objects", "head.dsse.json"];
    names.iter().any(|name| !matches!(folder.kind(name), Ok(None)))
}

/// As `age-keygen` writes it.
pub(crate) fn text_of(identity: &Identity) -> Zeroizing<String> {
    let (secret, recipient) = (identity.to_string(), identity.to_public());
    Zeroizing::new(format!("# public key: {recipient}\n{}\n", secret.expose_secret()))
}

pub(crate) fn identity_in(text: &str) -> Option<Identity> {
    let key = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    key.and_then(|line| line.trim().parse().ok())
}

fn public_in(folder: &Folder) -> Option<SealPublic> {
    SealPublic::from_pem(&text(folder, PUBLIC).ok()?).ok()
}

/// The text of a file that nobody else may read.
fn secret(folder: &Folder, name: &str) -> Result<Zeroizing<String>, VaultError> {
    let (path, file) = (folder.path().join(name), folder.file(name)?);
    let mode = file.metadata().map_err(VaultError::io(&path))?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(VaultError::OpenKey { path, mode });
    }
    read_text(&path, file)
}

fn text(folder: &Folder, name: &str) -> Result<Zeroizing<String>, VaultError> {
    read_text(&folder.path().join(name), folder.file(name)?)
}

fn read_text(path: &Path, file: std::fs::File) -> Result<Zeroizing<String>, VaultError> {
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(KEY_BYTES).read_to_end(&mut bytes).map_err(VaultError::io(path))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::BadKey(path.to_owned()))?;
    Ok(Zeroizing::new(text.to_owned()))
}
