//! JSON: an object for each row, on lines of their own, one after the other, or in one array, which may lie in an
//! envelope (`{"data": [...]}`); or arrays of cells, or one of values. Numbers are taken as they are written; what is
//! nested stays JSON.

mod envelope;
mod rows;

use super::build::{self, Read};
use super::cells::{Cells, Columns};
use super::dialect::has_header;
use super::encoding::{Encoding, Utf8};
use super::error::ReadError;
use super::options::ReadOptions;
use super::source::{self, Decoded};
use crate::table::{Format, Naming, Note, Table};
use rows::{Field, NO_NUMBERS, Shape, for_each_row, string};
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read as _;

/// Whether `head`, in UTF-8, begins like rows of JSON; `whole` says that nothing follows.
pub(super) fn is_json(head: &[u8], whole: bool) -> bool {
    let head = head.trim_ascii_start();
    let inner = head.strip_prefix(b"[").map_or(head, <[u8]>::trim_ascii_start);
    match inner.strip_prefix(b"{") {
        Some(object) => matches!(object.trim_ascii_start().first(), Some(b'"' | b'}')),
        None => head.starts_with(b"[") && is_array(head, whole),
    }
}

/// Whether an array of values or of arrays begins the text: `[id],[name]` is a header of CSV.
fn is_array(head: &[u8], whole: bool) -> bool {
    let mut values = serde_json::Deserializer::from_slice(head).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let rest = head.get(values.byte_offset()..).unwrap_or_default().trim_ascii_start();
            rest.is_empty() || rest.starts_with(b"[")
        }
        Some(Err(error)) => error.is_eof() && !whole,
        None => false,
    }
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
    let stopped = |stopped: Stopped| match stopped {
        Stopped::At(at) => wrong(at),
        Stopped::Enough => wrong(0),
        Stopped::Error(error) => error,
    };
    let (rows, note) = envelope::rows(&text, &name).map_err(stopped)?;
    let shape = Shape::of(rows);
    let mut names: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for_each_row(rows, shape, &mut |fields| {
        for (key, _) in fields {
            if !places.contains_key(&**key) {
                places.insert(key.clone().into_owned(), names.len());
                names.push(key.clone().into_owned());
            }
        }
        Ok(names.len() <= options.limits.columns)
    })
    .map_err(|why| match why {
        Stopped::Enough => ReadError::TooManyColumns {
            name: name.clone(),
            found: names.len(),
            limit: options.limits.columns,
        },
        other => stopped(other),
    })?;
    let header = if shape.has_names() { None } else { header(rows, shape, names.len(), options) };
    let naming = match (&options.names, shape.has_names() || header.is_some()) {
        (Some(_), _) => Naming::Given,
        (None, true) => Naming::Header,
        (None, false) => Naming::Generated,
    };
    let read = Rows { text: rows, shape, names, places, header };
    let (mut cells, fixed) = read.cells(&name, options).map_err(stopped)?;
    if encoding != Encoding::Utf8 {
        let text = format!("it is read as {}", encoding.name());
        cells.notes.push(Note::of("tables/encoding", text));
    }
    cells.notes.extend(note);
    build::table(decoded, Read { cells, fixed, format: Format::Json, naming }, options)
}

/// Why reading came to an end before the text did.
enum Stopped {
    /// At this byte is no JSON that could be a row.
    At(usize),
    Enough,
    Error(ReadError),
}

/// Rows that are looked at to find the header of arrays.
const OPENING: usize = 400;

/// The first of arrays of cells, if it names the columns.
fn header(text: &str, shape: Shape, width: usize, options: &ReadOptions) -> Option<Vec<String>> {
    let mut opening: Vec<Vec<String>> = Vec::new();
    let mut texts = true;
    let _ = for_each_row(text, shape, &mut |fields| {
        texts &= !opening.is_empty() || fields.iter().all(|(_, value)| value.starts_with('"'));
        let cell = |(_, value): &Field<'_>| cell(value).0.unwrap_or_default().into_owned();
        opening.push(fields.iter().map(cell).collect());
        Ok(opening.len() < OPENING)
    });
    let named = texts && opening.len() > 1 && has_header(&opening, options.personal);
    opening.into_iter().next().filter(|first| named && first.len() == width)
}

/// The rows of a text.
struct Rows<'t> {
    text: &'t str,
    shape: Shape,
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// The first row, if it names the columns.
    header: Option<Vec<String>>,
}

impl Rows<'_> {
    fn cells(self, name: &str, options: &ReadOptions) -> Result<(Cells, Vec<bool>), Stopped> {
        let Self { text, shape, names, places, header } = self;
        let width = names.len();
        let mut skipped = usize::from(header.is_some());
        let named = match &options.names {
            Some(given) if given.len() != width => {
                let (name, given) = (name.to_owned(), given.len());
                return Err(Stopped::Error(ReadError::NamesCount { name, given, found: width }));
            }
            Some(given) => given.clone(),
            None => header.unwrap_or(names),
        };
        let columns = Columns::new(name, named, options.limits, &options.nulls);
        let mut columns = columns.map_err(Stopped::Error)?;
        let mut fixed = vec![false; width];
        let (mut twice, mut no_numbers) = (0u64, 0u64);
        for_each_row(text, shape, &mut |fields| {
            if skipped > 0 {
                skipped -= 1;
                return Ok(true);
            }
            let mut row: Vec<Option<Cow<'_, str>>> = vec![None; width];
            for (key, value) in fields {
                let Some(&at) = places.get(&**key) else { continue };
                let (cell, is_text) = cell(value);
                no_numbers += u64::from(*value == "NaN");
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
        if no_numbers > 0 {
            let text = format!("{no_numbers} cells are NaN, which is no JSON, and missing");
            cells.notes.push(Note::of("tables/nan", text));
        }
        Ok((cells, fixed))
    }
}

/// The text of a value, and whether it is to stay text.
fn cell(value: &str) -> (Option<Cow<'_, str>>, bool) {
    match value.as_bytes().first() {
        Some(b'n' | b'N') | None => (None, false),
        Some(b'"') => (string(value), true),
        Some(b'{' | b'[') => (Some(Cow::Borrowed(value)), true),
        Some(b't' | b'f') => (Some(Cow::Borrowed(value)), false),
        _ if NO_NUMBERS.contains(&value) => (Some(Cow::Borrowed(value)), false),
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
