//! What was seen, in values that serialise to stable JSON.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::SocketAddr;
use terms::{Finding, Probed, Severity, State, Timestamp};

/// The surface of one host at one moment; every list has a fixed order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub at: Timestamp,
    /// Sockets that wait for others, by transport, port and address; at most 4,096.
    pub listeners: Vec<Listener>,
    /// Those beyond that, which were not looked at.
    #[serde(default)]
    pub unlisted: u64,
    /// Debian, Python, Cargo, always all three.
    pub packages: Vec<Packages>,
    pub modes: Modes,
    pub findings: Vec<Finding>,
    pub probes: Vec<Probed>,
}

impl Report {
    /// Whether a TCP listener on `port` is seen as belonging to process `pid`: how a caller that
    /// opened a listener of its own proves that this report looks at the real host.
    #[must_use]
    pub fn sees(&self, port: u16, pid: u32) -> bool {
        self.listeners.iter().any(|listener| {
            listener.transport == Transport::Tcp
                && listener.address.port() == port
                && matches!(listener.owner, Owner::Program { pid: owner, .. } if owner == pid)
        })
    }
}

/// TCP or UDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    Tcp,
    Udp,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        })
    }
}

/// From where a socket can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Only from this host.
    Loopback,
    /// Through one address of this host.
    OneAddress,
    /// Through every address of this host.
    AllAddresses,
}

/// Who holds a socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The process that holds it; the lowest id, if several do. A process may change its name (as
    /// the kernel keeps it, at most 15 bytes), not the path of what it executes.
    Program { pid: u32, name: String, executable: Option<String> },
    /// Held by a process of this user, that we may not look into.
    Hidden { uid: u32 },
    /// No process on this host holds it: the kernel's or another container's.
    Outside { uid: u32 },
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program { pid, name, .. } => write!(f, "{name} (process {pid})"),
            Self::Hidden { uid } => write!(f, "an unknown program of user {uid}"),
            Self::Outside { .. } => {
                f.write_str("an unknown program outside of what this host shows")
            }
        }
    }
}

/// One socket that waits for others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    pub transport: Transport,
    pub address: SocketAddr,
    pub reach: Reach,
    pub owner: Owner,
    /// What answered, and what may be said of all that it listens on; `None` if it was not spoken to
    /// (see `untold`).
    pub service: Option<Service>,
    /// What each address that was asked answered.
    #[serde(default)]
    pub asked: Vec<Answer>,
    /// Why it was not spoken to.
    pub untold: Option<String>,
}

/// Whether a service lets one in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// It asks, and refused us.
    Required,
    /// It let us in without credentials.
    NotRequired,
    /// It let us in with a name and password that everybody knows.
    DefaultAccepted,
    /// It could not be told.
    Unknown,
}

impl fmt::Display for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Required => "asks for credentials",
            Self::NotRequired => "asks for no credentials",
            Self::DefaultAccepted => "accepts default credentials",
            Self::Unknown => "unknown",
        })
    }
}

/// What a service answered at one address: it may let in at one whom it refuses at another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub address: SocketAddr,
    pub auth: Auth,
    /// How that was told, in one sentence.
    pub saw: String,
}

/// A service, told by the protocol that it speaks and not by its port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// `postgresql`, `mysql`, `redis`, `amqp`, `nats`, `mqtt`, `http`, `ssh` …, or `unknown`.
    pub protocol: String,
    /// The product, where it says so: `MariaDB`, `RabbitMQ`, `MLflow` …
    pub product: Option<String>,
    pub version: Option<String>,
    pub auth: Auth,
    /// Whether it offers or speaks TLS; `None` if that could not be told.
    pub encrypted: Option<bool>,
    /// How `auth` was told, in one sentence.
    pub saw: String,
}

/// Where packages come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ecosystem {
    Debian,
    Python,
    Cargo,
}

impl Ecosystem {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Debian, Self::Python, Self::Cargo];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Debian => "debian",
            Self::Python => "python",
            Self::Cargo => "cargo",
        }
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What is known of the vulnerabilities of one ecosystem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvisoryData {
    /// Advisories that speak of this ecosystem, withdrawn ones left out.
    pub advisories: u64,
    /// Advisories that could not be read.
    pub unreadable: u64,
    /// Whether a manifest, or the known shape of a dump, says that none is missing.
    #[serde(default)]
    pub complete: bool,
    /// The day up to which the data is complete; `None` if nothing says that it is.
    pub as_of: Option<Timestamp>,
    /// Whole days from `as_of` to the examination.
    pub age_days: Option<i64>,
    /// Whether `as_of` is at most 30 days before the examination.
    pub fresh: bool,
}

/// The installed packages of one ecosystem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packages {
    pub ecosystem: Ecosystem,
    /// Packages that are installed, by name, version and place.
    pub installed: u64,
    /// `None` if no advisories were given.
    pub data: Option<AdvisoryData>,
    pub vulnerable: Vec<Vulnerable>,
    /// `name version` of what the advisories speak of, but do not decide.
    pub undecided: Vec<String>,
    /// *Failed* if something is vulnerable, *unknown* if that cannot be told.
    pub state: State,
    /// Why it is so, in one sentence.
    pub saw: String,
}

/// One installed package under one advisory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Vulnerable {
    pub package: String,
    pub version: String,
    /// Where it is installed.
    pub place: String,
    pub advisory: String,
    pub aliases: Vec<String>,
    pub title: String,
    pub severity: Severity,
    /// The repaired version or range of its branch; empty if there is none.
    pub fixed: Vec<String>,
    /// The installed packages that are built from it, where an advisory speaks of a source package.
    #[serde(default)]
    pub packages: Vec<String>,
    /// Only a warning (unmaintained, unsound, or for another operating system).
    pub informational: bool,
}

/// Which of the guarded files others than their owner may read or write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modes {
    /// Files and folders that were looked at, those behind links included.
    pub looked_at: u64,
    /// Files among them: of folders alone nothing can be said.
    #[serde(default)]
    pub files: u64,
    /// Those that are open, by path; at most 1,000.
    pub open: Vec<Mode>,
    /// What could not be looked at, and why; at most 1,000.
    pub unreadable: Vec<String>,
}

/// One file or folder that is open to others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mode {
    pub path: String,
    /// `0644` and the like.
    pub mode: String,
    pub uid: u32,
    /// Open to everybody; else only to a group.
    pub everybody: bool,
}
