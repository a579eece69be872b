//! Where a table lies, as people type it. What is secret of it is never shown.

use crate::error::PlaceError;
use crate::objects::Objects;
use std::fmt;
use url::Url;
use zeroize::Zeroizing;

const POSTGRES: &str = "postgres://USER@HOST/DATABASE?table=SCHEMA.TABLE";
const MARIADB: &str = "mariadb://USER@HOST/DATABASE?table=TABLE";

const S3: &str = "s3://BUCKET/PREFIX/ or s3://BUCKET/PREFIX/*.parquet";

/// A place that holds tables.
#[derive(Clone)]
pub struct Place(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    Postgres(Address),
    MariaDb(Address),
    S3(Objects),
}

/// What makes a place of an address.
type Make = fn(Address) -> Kind;

/// A database, taken apart.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) scheme: &'static str,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Zeroizing<String>>,
    pub(crate) host: Option<String>,
    pub(crate) port: Option<u16>,
    pub(crate) database: Option<String>,
    pub(crate) table: Option<String>,
    /// What else follows the question mark, in order.
    pub(crate) options: Vec<(String, String)>,
}

impl Place {
    /// Whether `text` is meant as a place rather than as a path: it begins with a scheme that is known here.
    #[must_use]
    pub fn is(text: &str) -> bool {
        text.split_once("://").is_some_and(|(scheme, _)| form_of(scheme).is_some())
    }

    /// The place that `text` names: `postgres://` or `postgresql://`, `mysql://` or `mariadb://`, with the driver that
    /// SQLAlchemy wants there (`postgresql+psycopg2://`) or without.
    ///
    /// # Errors
    /// If it is none; what it says is not repeated, as it may hold a password.
    pub fn parse(text: &str) -> Result<Self, PlaceError> {
        let unknown = PlaceError::Address { why: "no such place is known", form: POSTGRES };
        let (scheme, rest) = text.split_once("://").ok_or(unknown)?;
        let form = form_of(scheme)
            .ok_or(PlaceError::Address { why: "no such place is known", form: POSTGRES })?;
        let wrong = |why| PlaceError::Address { why, form };
        let (make, scheme): (Make, _) = match form {
            S3 => {
                let objects = Objects::parse(rest);
                let objects = objects.ok_or_else(|| wrong("the bucket has no such name"))?;
                return Ok(Self(Kind::S3(objects)));
            }
            MARIADB => (Kind::MariaDb, "mariadb"),
            _ => (Kind::Postgres, "postgres"),
        };
        let url = Url::parse(&format!("{scheme}://{rest}"));
        let url =
            url.map_err(|_| wrong("it is no URL; write % and @ in a password as %25 and %40"))?;
        let decoded = |text: &str| -> Result<Option<String>, PlaceError> {
            let plain = percent_encoding::percent_decode_str(text).decode_utf8();
            let plain = plain.map_err(|_| wrong("it is not UTF-8"))?.into_owned();
            Ok((!plain.is_empty()).then_some(plain))
        };
        let mut address = Address {
            scheme,
            user: decoded(url.username())?,
            password: decoded(url.password().unwrap_or_default())?.map(Zeroizing::new),
            host: decoded(url.host_str().unwrap_or_default())?,
            port: url.port(),
            database: decoded(url.path().trim_start_matches('/'))?,
            table: None,
            options: Vec::new(),
        };
        for (key, value) in url.query_pairs() {
            match &*key {
                "table" => address.table = Some(value.into_owned()),
                "user" => address.user = Some(value.into_owned()),
                "password" | "passwd" => {
                    address.password = Some(Zeroizing::new(value.into_owned()));
                }
                "dbname" | "database" => address.database = Some(value.into_owned()),
                "port" => {
                    let port = value.parse().map_err(|_| wrong("the port is no number"))?;
                    address.port = Some(port);
                }
                _ => address.options.push((key.into_owned(), value.into_owned())),
            }
        }
        Ok(Self(make(address)))
    }

    /// Whether the password stands in the address: whoever lists processes reads it there.
    #[must_use]
    pub const fn shows_password(&self) -> bool {
        match &self.0 {
            Kind::Postgres(address) | Kind::MariaDb(address) => address.password.is_some(),
            Kind::S3(_) => false,
        }
    }
}

/// How such a place is written.
fn form_of(scheme: &str) -> Option<&'static str> {
    let scheme = scheme.to_ascii_lowercase();
    // SQLAlchemy's schemes name a driver, too.
    match scheme.split('+').next()? {
        "postgres" | "postgresql" => Some(POSTGRES),
        "mysql" | "mariadb" => Some(MARIADB),
        "s3" | "s3a" | "s3n" if !scheme.contains('+') => Some(S3),
        _ => None,
    }
}

/// Whether it is this host: nobody is between.
pub(crate) fn is_near(host: Option<&str>) -> bool {
    host.is_none_or(|host| {
        let plain = host.trim_start_matches('[').trim_end_matches(']');
        host.starts_with('/')
            || host == "localhost"
            || plain.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

impl Address {
    /// An option that is not known is refused: it might be about TLS.
    pub(crate) fn unknown(&self, key: &str, known: &str) -> PlaceError {
        let key = crate::error::said(&key);
        let why = format!("the option {key} is not known; there are table, {known}");
        PlaceError::Option { place: self.to_string(), why }
    }
}

/// Without the password and without options: those may hold one.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, user, host, port, database, table, .. } = self;
        let mut text = format!("{scheme}://");
        if let Some(user) = user {
            text.push_str(&format!("{user}@"));
        }
        text.push_str(host.as_deref().unwrap_or_default());
        if let Some(port) = port {
            text.push_str(&format!(":{port}"));
        }
        text.push_str(&format!("/{}", database.as_deref().unwrap_or_default()));
        if let Some(table) = table {
            text.push_str(&format!("?table={table}"));
        }
        f.write_str(&terms::printable(&text))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Postgres(address) | Kind::MariaDb(address) => address.fmt(f),
            Kind::S3(objects) => f.write_str(&crate::error::said(objects)),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Place::parse(text)
            .map_or_else(|error| error.to_string(), |place| format!("{place} {place:?}"))
    }

    // proves M5
    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://ada:S3CRET@db.example.org:6432/lab?table=public.people",
            "postgresql+psycopg2://ada:S3%40CRET@db.example.org/lab",
            "mysql+pymysql://ada:S3CRET@db.example.org/lab?charset=utf8mb4",
            "mariadb://db.example.org/lab?user=ada&password=S3CRET",
            "postgres://ada:S3CRET@db.example.org:port/lab",
            "postgres://ada:S3CRET/x@[db/lab?password=S3CRET",
        ] {
            assert!(!shown(text).contains("CRET"), "{}", shown(text));
            assert!(Place::is(text));
        }
        assert!(
            shown("postgres://a:b@h:6432/lab?table=t")
                .starts_with("postgres://a@h:6432/lab?table=t ")
        );
    }

    #[test]
    fn paths_are_no_places() {
        for path in
            ["people.csv", "a:b", "file://x", "C://x", "s4://x", "http://x/y.csv", "postgres"]
        {
            assert!(!Place::is(path), "{path}");
        }
    }
}
