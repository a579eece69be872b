//! JSON: an object for each row, on lines of their own, one after the other, or in one array. Numbers are
//! taken as they are written; what is nested stays JSON.

use super::build::{self, Read};
use super::cells::{Cells, Columns};
use super::encoding::{Encoding, Utf8};
use super::error::ReadError;
use super::options::ReadOptions;
use super::source::{self, Decoded};
use crate::table::{Format, Naming, Note, Table};
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read as _;

/// Whether `head`, in UTF-8, begins like rows of JSON.
pub(super) fn is_json(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let inner = head.strip_prefix(b"[").map_or(head, <[u8]>::trim_ascii_start);
    let Some(object) = inner.strip_prefix(b"{") else { return false };
    matches!(object.trim_ascii_start().first(), Some(b'"' | b'}'))
}

pub(super) fn read(
    mut decoded: Decoded,
    options: &ReadOptions,
    encoding: Encoding,
    mark: usize,
) -> Result<Table, ReadError> {
    let name = decoded.name.clone();
    let failed = |cause| source::of_io(&name, options.limits.bytes, cause);
    let mut text = Vec::new();
    let mut utf8 = Utf8::new(&mut decoded, encoding, mark, options.limits.bytes).map_err(failed)?;
    utf8.read_to_end(&mut text).map_err(failed)?;
    drop(utf8);
    let wrong = |at: usize| {
        let cause = format!("byte {at} is not where a row can begin or end");
        ReadError::Format { name: name.clone(), format: "JSON", cause }
    };
    let text = String::from_utf8(text).map_err(|error| wrong(error.utf8_error().valid_up_to()))?;
    let mut names: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for_each_row(&text, &mut |fields| {
        for (key, _) in fields {
            if !places.contains_key(&**key) {
                places.insert(key.clone().into_owned(), names.len());
                names.push(key.clone().into_owned());
            }
        }
        Ok(names.len() <= options.limits.columns)
    })
    .map_err(|stopped| match stopped {
        Stopped::At(at) => wrong(at),
        Stopped::Enough => ReadError::TooManyColumns {
            name: name.clone(),
            found: names.len(),
            limit: options.limits.columns,
        },
        Stopped::Error(error) => error,
    })?;
    let cells = rows(&text, &name, names, &places, options).map_err(|stopped| match stopped {
        Stopped::Error(error) => error,
        Stopped::At(at) => wrong(at),
        Stopped::Enough => wrong(0),
    })?;
    let (mut cells, fixed) = cells;
    if encoding != Encoding::Utf8 {
        let text = format!("it is read as {}", encoding.name());
        cells.notes.push(Note::of("tables/encoding", text));
    }
    let naming = if options.names.is_some() { Naming::Given } else { Naming::Header };
    build::table(decoded, Read { cells, fixed, format: Format::Json, naming }, options)
}

/// Why reading came to an end before the text did.
enum Stopped {
    /// At this byte is no JSON that could be a row.
    At(usize),
    Enough,
    Error(ReadError),
}

type Field<'t> = (Cow<'t, str>, &'t str);

fn rows(
    text: &str,
    name: &str,
    names: Vec<String>,
    places: &HashMap<String, usize>,
    options: &ReadOptions,
) -> Result<(Cells, Vec<bool>), Stopped> {
    let width = names.len();
    let named = match &options.names {
        Some(given) if given.len() != width => {
            let (name, given) = (name.to_owned(), given.len());
            return Err(Stopped::Error(ReadError::NamesCount { name, given, found: width }));
        }
        Some(given) => given.clone(),
        None => names,
    };
    let columns = Columns::new(name, named, options.limits, &options.nulls);
    let mut columns = columns.map_err(Stopped::Error)?;
    let mut fixed = vec![false; width];
    let mut twice = 0u64;
    for_each_row(text, &mut |fields| {
        let mut row: Vec<Option<Cow<'_, str>>> = vec![None; width];
        for (key, value) in fields {
            let Some(&at) = places.get(&**key) else { continue };
            let (cell, is_text) = cell(value);
            if let (true, Some(fixed)) = (is_text, fixed.get_mut(at)) {
                *fixed = true;
            }
            if let Some(place) = row.get_mut(at) {
                twice += u64::from(place.is_some());
                *place = cell;
            }
        }
        let cells = row.iter().map(|cell| cell.as_deref().map(str::as_bytes));
        columns.push(cells).map_err(Stopped::Error)?;
        Ok(true)
    })?;
    let mut cells = columns.finish().map_err(Stopped::Error)?;
    if twice > 0 {
        let text = format!("{twice} cells are there twice under one name; the last one counts");
        cells.notes.push(Note::of("tables/repeated-key", text));
    }
    Ok((cells, fixed))
}

/// The text of a value, and whether it is to stay text.
fn cell(value: &str) -> (Option<Cow<'_, str>>, bool) {
    match value.as_bytes().first() {
        Some(b'n') | None => (None, false),
        Some(b'"') => (string(value), true),
        Some(b'{' | b'[') => (Some(Cow::Borrowed(value)), true),
        Some(b't' | b'f') => (Some(Cow::Borrowed(value)), false),
        // A number is no code, whatever it looks like.
        _ => match value.find(['e', 'E']) {
            Some(at) if value.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit) => {
                let (mantissa, exponent) = (value.get(..at), value.get(at + 1..));
                let signed = mantissa.zip(exponent).map(|(m, e)| Cow::Owned(format!("{m}e+{e}")));
                (signed, false)
            }
            _ => (Some(Cow::Borrowed(value)), false),
        },
    }
}

fn string(value: &str) -> Option<Cow<'_, str>> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(value).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// Gives the fields of each row, in the order of the text, until `take` wants no more.
fn for_each_row<'t>(
    text: &'t str,
    take: &mut dyn FnMut(&[Field<'t>]) -> Result<bool, Stopped>,
) -> Result<(), Stopped> {
    let mut at = spaces(text, 0);
    let array = text.as_bytes().get(at) == Some(&b'[');
    if array {
        at = spaces(text, at + 1);
    }
    let mut fields = Vec::new();
    loop {
        match text.as_bytes().get(at) {
            None if !array => return Ok(()),
            Some(b']') if array => {
                let end = spaces(text, at + 1);
                return if end == text.len() { Ok(()) } else { Err(Stopped::At(end)) };
            }
            Some(b'{') => {}
            _ => return Err(Stopped::At(at)),
        }
        fields.clear();
        at = spaces(text, object(text, at, &mut fields)?);
        if !take(&fields)? {
            return Err(Stopped::Enough);
        }
        if array {
            match text.as_bytes().get(at) {
                Some(b',') => at = spaces(text, at + 1),
                Some(b']') => {}
                _ => return Err(Stopped::At(at)),
            }
        }
    }
}

/// The fields of the object at `at`, and where it ends.
fn object<'t>(text: &'t str, at: usize, fields: &mut Vec<Field<'t>>) -> Result<usize, Stopped> {
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let mut at = spaces(text, at + 1);
    if byte(at) == Some(b'}') {
        return Ok(at + 1);
    }
    loop {
        if byte(at) != Some(b'"') {
            return Err(Stopped::At(at));
        }
        let end = value(text, at)?;
        let key = text.get(at..end).and_then(string).ok_or(Stopped::At(at))?;
        at = spaces(text, end);
        if byte(at) != Some(b':') {
            return Err(Stopped::At(at));
        }
        at = spaces(text, at + 1);
        let end = value(text, at)?;
        fields.push((key, text.get(at..end).ok_or(Stopped::At(at))?));
        at = spaces(text, end);
        match byte(at) {
            Some(b',') => at = spaces(text, at + 1),
            Some(b'}') => return Ok(at + 1),
            _ => return Err(Stopped::At(at)),
        }
    }
}

/// Where the value at `at` ends.
fn value(text: &str, at: usize) -> Result<usize, Stopped> {
    let rest = text.get(at..).ok_or(Stopped::At(at))?;
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => Ok(at + values.byte_offset()),
        _ => Err(Stopped::At(at)),
    }
}

fn spaces(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}
