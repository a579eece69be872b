//! Where a verb's table lies: a path, or a place such as a database.

use crate::failure::Failure;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// What somebody typed for a table. A place is never shown with its password.
#[derive(Clone)]
pub enum TableSource {
    Path(PathBuf),
    /// `-`: what is sent to standard input.
    Stdin,
    #[cfg(feature = "places")]
    Place(places::Place),
    /// An address that is not understood, with the reason: told when the table is read, as an error of the
    /// command line would repeat it.
    Wrong(String),
}

impl From<OsString> for TableSource {
    fn from(typed: OsString) -> Self {
        match typed.to_str().filter(|text| *text == "-" || is_place(text)) {
            Some("-") => Self::Stdin,
            Some(text) => Self::place(text),
            None => Self::Path(typed.into()),
        }
    }
}

impl TableSource {
    #[cfg(feature = "places")]
    fn place(text: &str) -> Self {
        match places::Place::parse(text) {
            Ok(place) => Self::Place(place),
            Err(error) => Self::Wrong(crate::failure::whole(&error)),
        }
    }

    #[cfg(not(feature = "places"))]
    fn place(_: &str) -> Self {
        let why = "this build reads no databases; build it with the feature `places`";
        Self::Wrong(why.to_owned())
    }

    /// What the place gives, and the options that are left for its reader.
    ///
    /// # Errors
    /// If it can't be reached or read.
    #[cfg(feature = "places")]
    pub fn given(
        place: &places::Place,
        query: Option<String>,
        as_text: Vec<String>,
    ) -> Result<places::Given, Failure> {
        if place.shows_password() {
            eprintln!(
                "hygeia: a password in an address is seen by whoever lists processes; PGPASSWORD, .pgpass, MYSQL_PWD and \
                 .my.cnf are read"
            );
        }
        let wanted = places::Wanted { query, as_text, limits: places::Limits::default() };
        places::read(place, &wanted).map_err(|error| {
            let text = crate::failure::whole(&error);
            if error.is_doubt() { Failure::inconclusive(text) } else { Failure::usage(text) }
        })
    }
}

/// Whether it is meant as a place.
#[cfg(feature = "places")]
fn is_place(text: &str) -> bool {
    places::Place::is(text)
}

#[cfg(not(feature = "places"))]
fn is_place(text: &str) -> bool {
    let schemes = ["postgres", "postgresql", "mysql", "mariadb", "s3", "s3a"];
    text.split_once("://")
        .is_some_and(|(scheme, _)| schemes.contains(&scheme.split('+').next().unwrap_or_default()))
}

impl fmt::Display for TableSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("-"),
            #[cfg(feature = "places")]
            Self::Place(place) => place.fmt(f),
            Self::Wrong(_) => f.write_str("a place"),
        }
    }
}

impl fmt::Debug for TableSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
