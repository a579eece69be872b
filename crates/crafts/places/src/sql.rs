//! What is common to databases.

use crate::error::{PlaceError, said};
use crate::{Note, Wanted};
use sha2::{Digest, Sha256};

/// What is asked: all of a table, or a query. `quote` is what a database puts around names.
pub(crate) fn statement(
    table: Option<&str>,
    wanted: &Wanted,
    quote: char,
) -> Result<Option<String>, String> {
    match (&wanted.query, table) {
        (Some(_), Some(_)) => Err("both a table and a query are named; give one".to_owned()),
        (Some(query), None) if query.len() > terms::limits::SQL_BYTES => {
            Err(format!("the query has more than {} bytes", terms::limits::SQL_BYTES))
        }
        (Some(query), None) => Ok(Some(query.trim().trim_end_matches(';').to_owned())),
        (None, Some(table)) => Ok(Some(format!("SELECT * FROM {}", name(table, quote)))),
        (None, None) => Ok(None),
    }
}

/// `public.people` in quotation marks; who has a point in a name writes the marks.
pub(crate) fn name(table: &str, quote: char) -> String {
    if table.contains(quote) {
        return quoted_parts(table, quote).join(".");
    }
    let parts: Vec<String> = table.split('.').map(|part| quoted(part, quote)).collect();
    parts.join(".")
}

pub(crate) fn quoted(part: &str, quote: char) -> String {
    let doubled = part.replace(quote, &format!("{quote}{quote}"));
    format!("{quote}{doubled}{quote}")
}

/// Parts of which some stand in marks: taken off, and put on again.
fn quoted_parts(table: &str, quote: char) -> Vec<String> {
    let (mut parts, mut part, mut inside) = (Vec::new(), String::new(), false);
    for c in table.chars() {
        match c {
            c if c == quote => inside = !inside,
            '.' if !inside => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts.iter().map(|part| quoted(part, quote)).collect()
}

/// What a table is called that a query gives: the query may hold values, so its digest stands for it.
pub(crate) fn called(place: &str, wanted: &Wanted) -> String {
    let Some(query) = &wanted.query else { return place.to_owned() };
    let digest = hex::encode(Sha256::digest(query.as_bytes()));
    format!("{place}#query={}", digest.get(..12).unwrap_or_default())
}

/// A server's words. Where they are about data they may repeat a value, so that only the code is told.
pub(crate) fn refused(place: &str, error: &sqlx::Error) -> PlaceError {
    let place = place.to_owned();
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default().into_owned();
            let about_data =
                ["21", "22", "23", "P0", "XX", "HY"].iter().any(|c| code.starts_with(c));
            let why = match about_data {
                true => format!(
                    "it fails on its data ({code}); try the query where its data may be seen"
                ),
                false => format!("{} ({})", said(&error.message()), said(&code)),
            };
            PlaceError::Refused { place, why }
        }
        sqlx::Error::Io(error) => PlaceError::Unreached { place, why: said(error) },
        sqlx::Error::Tls(error) => PlaceError::Unreached { place, why: said(error) },
        other => PlaceError::Io { place, why: said(other) },
    }
}

/// Told where what is read, and the password, may be seen by who is between.
pub(crate) fn in_clear() -> Note {
    let text = "the way to the database may be in clear, as its address says so (sslmode)";
    Note { rule: "places/clear-text", column: None, text: text.to_owned() }
}

/// Names of tables, for who has to choose one.
pub(crate) fn listed(mut names: Vec<String>) -> String {
    let more = if names.len() > 40 { " …" } else { "" };
    names.truncate(40);
    match names.as_slice() {
        [] => "there is none that you may see".to_owned(),
        some => format!("there are {}{more}", said(&some.join(", "))),
    }
}
