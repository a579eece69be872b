//! Config as code: `hygeia.toml`, `raci.csv`, `people.toml` and `datasets/NAME.toml` in the workspace's folder, and
//! `models/NAME.toml`, which nobody applies. Unknown keys are errors, with a suggestion.

mod admission;
mod agreeing;
mod changed;
pub mod datasets;
mod identity;
pub mod models;
mod parse;
mod retention;
mod server_name;
mod sinks;

pub use admission::{Admission, ModelsAt};
pub use agreeing::{Consult, Proposals};
pub use changed::{Changed, changes};
pub(crate) use changed::{columns, endings, kept_otherwise, rules};
pub use identity::Identity;
pub use parse::parse;
pub use retention::Retention;
pub use server_name::ServerName;
pub use sinks::{Audit, JsonApi, MailAddress, Notices, Syslog, SyslogAddress, Webhook, WebhookUrl};

use crate::{Context as _, Error};
use gate::{Cidr, Escalation, Rules};
use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use terms::{Handlings, limits};

/// The file names of the workspace's config.
pub const CONFIG: &str = "hygeia.toml";
pub const RACI: &str = "raci.csv";
pub const PEOPLE: &str = "people.toml";

/// `hygeia.toml`, parsed. Everything but the name has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub workspace: Workspace,
    #[serde(default, skip_serializing_if = "Identity::is_default")]
    pub identity: Identity,
    #[serde(default)]
    pub server: Server,
    #[serde(default)]
    pub store: Store,
    /// What each class demands.
    #[serde(default)]
    pub handling: Handlings,
    /// Devices, zones and egress.
    #[serde(default)]
    pub access: Rules,
    #[serde(default)]
    pub training: Training,
    #[serde(default)]
    pub serving: Serving,
    /// For how long data may be kept.
    #[serde(default, skip_serializing_if = "Retention::is_none")]
    pub retention: Retention,
    #[serde(default)]
    pub vault: Vault,
    #[serde(default)]
    pub keys: Keys,
    #[serde(default)]
    pub proposals: Proposals,
    /// What waits for who is consulted.
    #[serde(default)]
    pub consult: Consult,
    /// When reviews of access are asked for, and what follows when they are overdue.
    #[serde(default)]
    pub reviews: Escalation,
    /// How people are told what they are consulted or informed of.
    #[serde(default, skip_serializing_if = "Notices::is_none")]
    pub notices: Notices,
    /// Where entries of the ledger go too.
    #[serde(default, skip_serializing_if = "Audit::is_none")]
    pub audit: Audit,
    /// From where a cluster may load models.
    #[serde(default, skip_serializing_if = "Admission::is_none")]
    pub admission: Admission,
    /// Who collects the spans of requests, by OTLP over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traces: Option<JsonApi>,
}

/// `[workspace]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    pub name: String,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Where HTTPS listens.
    pub address: SocketAddr,
    /// Names and addresses that clients on other machines call it by: its certificate has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<ServerName>,
    /// Balancers before it, which say by the PROXY protocol, version 2, whom they pass on. Nobody else is
    /// believed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proxies: Vec<Cidr>,
}

/// `[store]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// `postgres://…`; without it, SQLite in the workspace's folder.
    pub meta: Option<String>,
}

/// `[training]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// Whether models may learn from columns that wait for somebody to say what they hold.
    pub unconfirmed: bool,
}

/// `[serving]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Serving {
    /// Rows that one principal may ask predictions for in a minute.
    pub rows_per_minute: u64,
}

/// `[vault]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vault {
    /// The vault's folder, relative to the workspace's; on another disk, site and account.
    pub folder: Option<PathBuf>,
    /// How old the newest recovery point may be.
    pub rpo_seconds: i64,
}

/// `[keys]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
    /// Days after which a key in use is to be rotated: the posture says which is older.
    pub rotate_after: u32,
}

/// Two years.
pub(crate) const KEY_DAYS: u32 = 730;

impl Default for Keys {
    fn default() -> Self {
        Self { rotate_after: KEY_DAYS }
    }
}

impl Default for Vault {
    /// No vault yet; a point of the last 24 hours.
    fn default() -> Self {
        Self { folder: None, rpo_seconds: 86_400 }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 7443)),
            names: Vec::new(),
            proxies: Vec::new(),
        }
    }
}

impl Default for Serving {
    fn default() -> Self {
        Self { rows_per_minute: 6_000 }
    }
}

impl Config {
    /// The config of a new workspace.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            workspace: Workspace { name: name.to_owned() },
            identity: Identity::default(),
            server: Server::default(),
            store: Store::default(),
            handling: Handlings::default(),
            access: Rules::default(),
            training: Training::default(),
            serving: Serving::default(),
            retention: Retention::default(),
            vault: Vault::default(),
            keys: Keys::default(),
            proposals: Proposals::default(),
            consult: Consult::default(),
            reviews: Escalation::default(),
            notices: Notices::default(),
            audit: Audit::default(),
            admission: Admission::default(),
            traces: None,
        }
    }

    /// Reads `hygeia.toml` in `folder`.
    ///
    /// # Errors
    /// If it is missing, too large, or does not parse; the message says where, and what was meant.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(CONFIG);
        let text = read_text(&path).map_err(|error| {
            error.remedy(format!("make a workspace there with: hygeia init {}", folder.display()))
        })?;
        parse(&path.display().to_string(), &text)
    }

    /// The text of `hygeia.toml`.
    ///
    /// # Errors
    /// If it cannot be written as TOML.
    pub fn to_text(&self) -> Result<String, Error> {
        let body = toml::to_string_pretty(self).internal("writing the config")?;
        Ok(format!(
            "# The workspace's config; `hygeia check` validates it, `hygeia apply` applies it.\n{body}"
        ))
    }
}

/// Reads a text file of the config, within its limit.
///
/// # Errors
/// If it is missing, no plain file, not UTF-8, or larger than `limits::CONFIG_BYTES`.
pub fn read_text(path: &Path) -> Result<String, Error> {
    let shown = path.display();
    let cannot = |e: std::io::Error| Error::invalid(format!("{shown} cannot be read: {e}"));
    // Not to wait for somebody who writes into a pipe.
    let waiting = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = File::options().read(true).custom_flags(waiting).open(path).map_err(cannot)?;
    if !file.metadata().map_err(cannot)?.is_file() {
        return Err(Error::invalid(format!("{shown} cannot be read: it is no plain file")));
    }
    let mut text = String::new();
    file.take(limits::CONFIG_BYTES + 1).read_to_string(&mut text).map_err(cannot)?;
    if text.len() as u64 > limits::CONFIG_BYTES {
        let most = limits::CONFIG_BYTES;
        return Err(Error::invalid(format!("{shown} has more than {most} bytes, the most")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_no_plain_file_or_too_large_is_told_and_nobody_waits() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        assert!(made.success());
        std::os::unix::fs::symlink("/dev/zero", at("endless")).unwrap();
        std::fs::write(at("large"), vec![b'#'; 5 << 20]).unwrap();
        for name in ["pipe", "endless", "large", "absent", "."] {
            let refused = read_text(&at(name)).unwrap_err();
            assert!(refused.message.contains(name), "{refused}");
        }
        std::fs::write(at("text"), "a = 1").unwrap();
        std::os::unix::fs::symlink("text", at("link")).unwrap();
        assert_eq!(read_text(&at("link")).unwrap(), "a = 1", "config may be mounted by links");
    }
}
