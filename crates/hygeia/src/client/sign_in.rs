//! What this user signs in with: one folder for each workspace that they joined, in their config folder,
//! which nobody else reads. The key is made here, and goes nowhere.

use crate::failure::{At, Failure};
use files::Mode;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use terms::{DeviceId, PrincipalId, Timestamp};
use workspace::access::{DeviceKey, Proof};
use workspace::{JoinResponse, RenewResponse};
use zeroize::Zeroizing;

const ABOUT: &str = "sign-in.json";
const AUTHORITY: &str = "ca.crt";
const CERTIFICATE: &str = "device.crt";
/// The one before it was renewed, over the same key.
const BEFORE: &str = "device.before.crt";
const KEY: &str = "device.key";
const TOKEN: &str = "token";

/// What is no secret of a sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The workspace's id.
    pub workspace: String,
    /// Where it answers; none, if it was founded here and never served.
    pub url: Option<String>,
    pub principal: PrincipalId,
    pub device: DeviceId,
    pub token_expires: Timestamp,
    pub certificate_expires: Timestamp,
    /// When they have to sign in at the identity provider again: until then nothing is renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_ends: Option<Timestamp>,
}

/// A sign-in, as it is kept.
pub struct Kept {
    folder: PathBuf,
    pub about: About,
    pub authority: String,
    pub certificate: String,
    before: Option<String>,
    pub key: Zeroizing<String>,
    /// None after `hygeia logout`.
    pub token: Option<Zeroizing<String>>,
}

/// Where sign-ins are kept: `$HYGEIA_CONFIG`, else `hygeia` in `$XDG_CONFIG_HOME`, else in `~/.config`.
///
/// # Errors
/// If none of these is set.
pub fn folder() -> Result<PathBuf, Failure> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let config = named("HYGEIA_CONFIG").map(PathBuf::from);
    let config = config
        .or_else(|| named("XDG_CONFIG_HOME").map(|folder| Path::new(&folder).join("hygeia")))
        .or_else(|| named("HOME").map(|home| Path::new(&home).join(".config/hygeia")));
    let config = config.ok_or_else(|| {
        Failure::usage("there is no config folder to keep sign-ins in")
            .hint("set HOME, or name one: HYGEIA_CONFIG=DIR")
    })?;
    Ok(config.join("sign-in"))
}

impl Kept {
    /// Keeps what somebody joined with, over `key`.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn joined(
        joined: JoinResponse,
        key: &DeviceKey,
        url: Option<String>,
    ) -> Result<Self, Failure> {
        let JoinResponse { workspace, principal, device, authority, certificate, token, .. } =
            joined;
        let about = About {
            workspace,
            url,
            principal,
            device,
            token_expires: joined.token_expires,
            certificate_expires: joined.certificate_expires,
            session_ends: None,
        };
        let folder = folder()?.join(terms::file_name(&about.workspace));
        let key = key.pem().clone();
        let (before, token) = (None, Some(token));
        let kept = Self { folder, about, authority, certificate, before, key, token };
        kept.write()?;
        Ok(kept)
    }

    /// The sign-in to the workspace with this id, if there is one.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn of_workspace(id: &str) -> Result<Option<Self>, Failure> {
        Self::read(&folder()?.join(terms::file_name(id)))
    }

    /// The sign-in to the workspace that answers at `url`, if there is one.
    ///
    /// # Errors
    /// If one can't be read.
    pub fn of_url(url: &str) -> Result<Option<Self>, Failure> {
        let Ok(all) = fs::read_dir(folder()?) else { return Ok(None) };
        for entry in all.flatten() {
            let kept = Self::read(&entry.path())?;
            if let Some(kept) = kept.filter(|kept| kept.about.url.as_deref() == Some(url)) {
                return Ok(Some(kept));
            }
        }
        Ok(None)
    }

    fn read(folder: &Path) -> Result<Option<Self>, Failure> {
        if !folder.join(ABOUT).is_file() {
            return Ok(None);
        }
        let text = |name: &str| {
            let path = folder.join(name);
            let text = fs::read_to_string(&path).map(Zeroizing::new);
            text.map_err(|error| {
                Failure::usage(format!("{} cannot be read: {error}", path.display()))
                    .hint("remove that folder, and join again")
            })
        };
        let about = serde_json::from_str(&text(ABOUT)?);
        let about = about.map_err(|error| {
            Failure::usage(format!("{} is no sign-in: {error}", folder.join(ABOUT).display()))
                .hint("remove that folder, and join again")
        })?;
        let if_kept = |name: &str| folder.join(name).is_file().then(|| text(name)).transpose();
        let (before, token) = (if_kept(BEFORE)?, if_kept(TOKEN)?);
        Ok(Some(Self {
            folder: folder.to_owned(),
            about,
            authority: text(AUTHORITY)?.to_string(),
            certificate: text(CERTIFICATE)?.to_string(),
            before: before.map(|pem| pem.to_string()),
            key: text(KEY)?,
            token,
        }))
    }

    /// Takes up what was renewed.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn renewed(&mut self, renewed: RenewResponse) -> Result<(), Failure> {
        self.about.token_expires = renewed.token_expires;
        self.about.session_ends = renewed.session_ends;
        self.authority = renewed.authority;
        self.token = Some(renewed.token);
        if let Some(certificate) = renewed.certificate {
            self.before = Some(std::mem::replace(&mut self.certificate, certificate));
        }
        if let Some(expires) = renewed.certificate_expires {
            self.about.certificate_expires = expires;
        }
        self.write()
    }

    /// Forgets the token; certificate and key stay.
    ///
    /// # Errors
    /// If it can't be removed.
    pub fn forget_token(&mut self) -> Result<(), Failure> {
        self.token = None;
        match fs::remove_file(self.folder.join(TOKEN)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::usage(format!("the token cannot be removed: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// What proves at the workspace's own socket that the key is held here.
    ///
    /// # Errors
    /// If certificate or key are damaged.
    pub fn proof(&self) -> Result<Proof, Failure> {
        Proof::of(&self.certificate, self.key.clone()).usage()
    }

    /// What proves that the key is held here, by the certificate that it has and the one that it had: what
    /// was taken from a workspace before one was renewed knows the one before.
    ///
    /// # Errors
    /// If certificate or key are damaged.
    pub fn proofs(&self) -> Result<Vec<Proof>, Failure> {
        let before = self.before.iter().map(|pem| Proof::of(pem, self.key.clone()).usage());
        [self.proof()].into_iter().chain(before).collect()
    }

    /// The key by itself.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn device_key(&self) -> Result<DeviceKey, Failure> {
        DeviceKey::from_pem(self.key.clone()).usage()
    }

    /// Where it is kept.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn write(&self) -> Result<(), Failure> {
        let about = serde_json::to_vec_pretty(&self.about).internal("writing a sign-in")?;
        let mut parts = vec![
            (AUTHORITY, self.authority.as_bytes()),
            (CERTIFICATE, self.certificate.as_bytes()),
            (KEY, self.key.as_bytes()),
            // Last, as whoever finds it takes the rest to be there.
            (ABOUT, &about[..]),
        ];
        if let Some(before) = &self.before {
            parts.insert(0, (BEFORE, before.as_bytes()));
        }
        if let Some(token) = &self.token {
            parts.insert(0, (TOKEN, token.as_bytes()));
        }
        files::private_folder(&self.folder).usage()?;
        for (name, bytes) in parts {
            files::write_whole(&self.folder.join(name), bytes, Mode::Private).usage()?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({} of {})", self.about.device, self.about.principal)
    }
}
