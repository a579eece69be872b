//! Rows in an envelope: `{"data": [{...}, ...], "next": null}`, as services answer. Where it is not sure that an object
//! is an envelope, it is told: read as one row, all rows would be one cell.

use super::Stopped;
use super::rows::{Field, object, spaces};
use crate::read::error::{Doubt, ReadError};
use crate::table::Note;
use terms::printable;

/// What stands beside rows and is none of theirs.
const BESIDE: &str = "meta|metadata|_meta|total|totalcount|total_count|count|size|page|pages|pagesize|page_size|per_page|next|previous|prev|first|last|links|_links|link|href|self|url|status|statuscode|code|success|ok|error|\
    errors|message|messages|warnings|version|apiversion|limit|offset|took|took_ms|elapsed|info|paging|pagination|cursor|next_cursor|nexttoken|next_token|has_more|hasmore|query|schema|type|kind|object|generated|generated_at|\
    timestamp|timed_out|request_id|requestid|copyright|license|source|help|bbox|crs|name";

/// Where the rows of `text` lie, and what is told of it.
pub(super) fn rows<'t>(text: &'t str, name: &str) -> Result<(&'t str, Option<Note>), Stopped> {
    let start = spaces(text, 0);
    if text.as_bytes().get(start) != Some(&b'{') {
        return Ok((text, None));
    }
    let mut fields = Vec::new();
    let end = object(text, start, &mut fields)?;
    if spaces(text, end) < text.len() {
        return Ok((text, None));
    }
    let tables: Vec<&Field<'_>> = fields.iter().filter(|(_, value)| begins(value, b"[{")).collect();
    let matrices = fields.iter().filter(|(_, value)| begins(value, b"[["));
    if let ([(key, rows)], None) = (tables.as_slice(), matrices.clone().next()) {
        let mut beside = fields.iter().filter(|(other, _)| other != key);
        if beside.all(|(other, _)| is_beside(other)) {
            let text = format!("its rows are those of {}", printable(key));
            return Ok((*rows, Some(Note::of("tables/envelope", text))));
        }
    }
    let all = |first: u8| fields.iter().all(|(_, value)| begins(value, &[first]));
    let filter = match tables.first().copied().or_else(|| matrices.clone().next()) {
        Some((key, _)) if is_word(key) => format!(".{key}[]"),
        Some((key, _)) => format!(".[{key:?}][]"),
        // A list for each column.
        None if !fields.is_empty() && all(b'[') => "[.[]] | transpose[]".to_owned(),
        // An object for each row.
        None if fields.len() > 1 && all(b'{') => ".[]".to_owned(),
        None => return Ok((text, None)),
    };
    let within: Vec<_> = fields.iter().take(5).map(|(key, _)| printable(key)).collect();
    let doubt =
        Doubt::Envelope { within: within.join(", "), filter: printable(&filter).into_owned() };
    Err(Stopped::Error(ReadError::Unsure { name: name.to_owned(), doubt }))
}

/// Whether a value begins with these signs, white space between them.
fn begins(value: &str, signs: &[u8]) -> bool {
    let mut bytes = value.bytes().filter(|byte| !byte.is_ascii_whitespace());
    signs.iter().all(|sign| bytes.next() == Some(*sign))
}

fn is_beside(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    key.starts_with('@') || BESIDE.split('|').any(|word| word == lower)
}

fn is_word(key: &str) -> bool {
    let word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    word && !key.is_empty() && !key.starts_with(|c: char| c.is_ascii_digit())
}
