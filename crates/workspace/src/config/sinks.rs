//! Where entries of the ledger go beside the workspace: `[notices]` to people who are consulted and
//! informed, `[audit]` to whoever watches over the systems of an organisation.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use ureq::http::Uri;

/// `[notices]`: how people are told what they are consulted or informed of, beside `hygeia feed`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notices {
    /// A folder of mails (RFC 5322), as a Maildir: what sends mail takes them from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mails: Option<PathBuf>,
    /// Who the mails are from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<MailAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
}

impl Notices {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// `[audit]`: where every entry of the ledger goes too, as OCSF events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Audit {
    /// A file that grows by a line for each entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog: Option<Syslog>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
    /// A file that grows by a line for each run of OpenLineage: what came in, was trained, was promoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lineage: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openlineage: Option<JsonApi>,
}

/// Whoever takes documents in JSON over HTTPS: OpenLineage's events, spans of traces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonApi {
    /// Whole: `https://HOST/api/v1/lineage`, `https://HOST:4318/v1/traces`.
    pub url: WebhookUrl,
    /// A file (0600) with the key that is shown as a bearer token, if one is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
    /// Certificates that its own chains to (PEM); those of this host, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<PathBuf>,
}

impl Audit {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Whoever takes messages as in RFC 5424.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Syslog {
    pub to: SyslogAddress,
    /// Certificates that its own chains to (PEM); those of this host, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<PathBuf>,
}

/// Whoever takes signed messages over HTTPS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    pub url: WebhookUrl,
    /// A file (0600) with the secret that messages are signed by: 24 to 64 bytes in Base64.
    pub secret: PathBuf,
    /// Certificates that its own chains to (PEM); those of this host, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<PathBuf>,
}

/// `https://…`, or `http://…` at this host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebhookUrl(String);

impl WebhookUrl {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Who is asked: what may be told of it, as its path may be a secret.
    #[must_use]
    pub fn host(&self) -> String {
        let parsed = Uri::from_str(&self.0).ok();
        parsed.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default()
    }
}

impl TryFrom<String> for WebhookUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let uri = Uri::from_str(&text).map_err(|error| format!("{text} is no address: {error}"))?;
        let host = uri.host().ok_or_else(|| format!("{text} names no host"))?;
        let named = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        match uri.scheme_str() {
            _ if named => Err("no name or password stands in the address of a webhook".to_owned()),
            Some("https") => Ok(Self(text)),
            Some("http") if is_loopback(host) => Ok(Self(text)),
            _ => Err(format!("{text} is not https: what is told would be read on the way")),
        }
    }
}

impl From<WebhookUrl> for String {
    fn from(url: WebhookUrl) -> Self {
        url.0
    }
}

/// Where syslog listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SyslogAddress {
    /// `tls://HOST:PORT` (RFC 5425).
    Tls { host: String, port: u16 },
    /// `tcp://ADDRESS:PORT` at this host (RFC 6587).
    Tcp(SocketAddr),
    /// `unix:/dev/log`: a datagram each.
    Unix(PathBuf),
}

/// The port of syslog over TLS (RFC 5425, section 4.1).
const SYSLOG_TLS: u16 = 6514;

impl TryFrom<String> for SyslogAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
            return match path.is_absolute() {
                true => Ok(Self::Unix(path)),
                false => Err(format!("{text}: give the whole path, such as unix:/dev/log")),
            };
        }
        if let Some(address) = text.strip_prefix("tcp://") {
            return match address.parse::<SocketAddr>() {
                Ok(address) if address.ip().is_loopback() => Ok(Self::Tcp(address)),
                _ => Err(format!(
                    "{text}: without TLS only this host is told, such as tcp://127.0.0.1:514"
                )),
            };
        }
        let uri = Uri::from_str(&text).map_err(|error| format!("{text} is no address: {error}"))?;
        let host = uri.host().filter(|_| uri.scheme_str() == Some("tls"));
        let host = host.ok_or_else(|| {
            format!("{text}: give tls://HOST:PORT, tcp://127.0.0.1:PORT or unix:/dev/log")
        })?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self::Tls { host, port: uri.port_u16().unwrap_or(SYSLOG_TLS) })
    }
}

impl From<SyslogAddress> for String {
    fn from(address: SyslogAddress) -> Self {
        address.to_string()
    }
}

impl fmt::Display for SyslogAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tls { host, port } if host.contains(':') => write!(f, "tls://[{host}]:{port}"),
            Self::Tls { host, port } => write!(f, "tls://{host}:{port}"),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// `NAME@HOST`, of letters that need no quotes (RFC 5322, section 3.4.1: dot-atoms).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

impl MailAddress {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address that `text` is, if it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let atom = |part: &str| {
            !part.is_empty()
                && part.split('.').all(|one| !one.is_empty())
                && part
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '.' || "!#$%&'*+-/=?^_`{|}~".contains(c))
        };
        let (name, host) = text.rsplit_once('@')?;
        (atom(name) && atom(host)).then(|| Self(text.to_owned()))
    }
}

impl Default for MailAddress {
    fn default() -> Self {
        Self("hygeia@localhost".to_owned())
    }
}

impl TryFrom<String> for MailAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text} is no address of a mailbox"))
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.0
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M20
    #[test]
    fn nothing_is_told_in_clear_beyond_this_host() {
        let url = |text: &str| WebhookUrl::try_from(text.to_owned());
        for good in
            ["https://a.example/x", "http://127.0.0.1:1/x", "http://[::1]/", "http://localhost"]
        {
            assert!(url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://a.example",
            "http://localhost.example/",
            "ftp://127.0.0.1/",
            "https://me:pw@a/",
            "a",
            "",
        ] {
            assert!(url(bad).is_err(), "{bad}");
        }
        let to = |text: &str| SyslogAddress::try_from(text.to_owned());
        for good in [
            "tls://siem.example:6514",
            "tcp://127.0.0.1:514",
            "unix:/dev/log",
            "tls://[2001:db8::1]:1",
        ] {
            assert_eq!(to(good).map(String::from).as_deref(), Ok(good));
        }
        assert_eq!(
            to("tls://siem.example").map(String::from).as_deref(),
            Ok("tls://siem.example:6514")
        );
        for bad in
            ["tcp://192.0.2.1:514", "udp://127.0.0.1:514", "unix:dev/log", "siem.example", "tls://"]
        {
            assert!(to(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_mailbox_is_of_plain_letters() {
        for good in ["a@b", "jm+ml@example.org", "o'brien@example.org", "jörg@example.org"] {
            assert_eq!(MailAddress::parse(good).map(String::from).as_deref(), Some(good));
        }
        for bad in
            ["svc/desk", "a@b\r\nBcc: c@d", "a b@c", "<a@b>", "a@", "@b", "a..b@c", "a@b,c@d"]
        {
            assert!(MailAddress::parse(bad).is_none(), "{bad}");
        }
    }
}
