//! The rows of a JSON text, as they are written: no value is turned into anything on the way.

use super::Stopped;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// A name and the text of its value.
pub(super) type Field<'t> = (Cow<'t, str>, &'t str);

/// How rows lie in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Objects, one after the other or in one array.
    Objects,
    /// An array of arrays of cells.
    Arrays,
    /// Arrays of cells, one after the other.
    Lines,
    /// An array of values: one column.
    Values,
}

impl Shape {
    /// How rows lie in `text`, by its first value, and whether another one follows.
    pub(super) fn of(text: &str) -> Self {
        let start = spaces(text, 0);
        if byte(text, start) != Some(b'[') {
            return Self::Objects;
        }
        match byte(text, spaces(text, start + 1)) {
            Some(b'{' | b']') => Self::Objects,
            Some(b'[') => Self::Arrays,
            _ => match value(text, start) {
                Ok(end) if spaces(text, end) < text.len() => Self::Lines,
                _ => Self::Values,
            },
        }
    }

    pub(super) fn has_names(self) -> bool {
        matches!(self, Self::Objects | Self::Values)
    }
}

type Take<'t, 'f> = &'f mut dyn FnMut(&[Field<'t>]) -> Result<bool, Stopped>;

/// Gives the fields of each row, in the order of the text, until `take` wants no more.
pub(super) fn for_each_row<'t>(
    text: &'t str,
    shape: Shape,
    take: Take<'t, '_>,
) -> Result<(), Stopped> {
    let start = spaces(text, 0);
    let mut fields: Vec<Field<'t>> = Vec::new();
    let mut give = |fields: &[Field<'t>]| match take(fields)? {
        true => Ok(()),
        false => Err(Stopped::Enough),
    };
    // The row that begins here, and where it ends.
    let mut row = |at: usize| {
        fields.clear();
        let end = match shape {
            Shape::Objects => object(text, at, &mut fields)?,
            Shape::Values => {
                let end = value(text, at)?;
                fields.push((Cow::Borrowed("value"), part(text, at, end)?));
                end
            }
            Shape::Arrays | Shape::Lines => elements(text, at, &mut |at| {
                let end = value(text, at)?;
                let name = format!("c{}", fields.len() + 1);
                fields.push((Cow::Owned(name), part(text, at, end)?));
                Ok(end)
            })?,
        };
        give(&fields)?;
        Ok(end)
    };
    if byte(text, start) == Some(b'[') && shape != Shape::Lines {
        let end = spaces(text, elements(text, start, &mut row)?);
        return if end == text.len() { Ok(()) } else { Err(Stopped::At(end)) };
    }
    let mut at = start;
    while at < text.len() {
        at = spaces(text, row(at)?);
    }
    Ok(())
}

/// Gives where each element of the array at `at` begins, and is told where it ends; where the array ends.
fn elements(
    text: &str,
    at: usize,
    take: &mut dyn FnMut(usize) -> Result<usize, Stopped>,
) -> Result<usize, Stopped> {
    if byte(text, at) != Some(b'[') {
        return Err(Stopped::At(at));
    }
    let mut at = spaces(text, at + 1);
    if byte(text, at) == Some(b']') {
        return Ok(at + 1);
    }
    loop {
        at = spaces(text, take(at)?);
        match byte(text, at) {
            Some(b',') => at = spaces(text, at + 1),
            Some(b']') => return Ok(at + 1),
            _ => return Err(Stopped::At(at)),
        }
    }
}

/// The fields of the object at `at`, and where it ends.
pub(super) fn object<'t>(
    text: &'t str,
    at: usize,
    fields: &mut Vec<Field<'t>>,
) -> Result<usize, Stopped> {
    if byte(text, at) != Some(b'{') {
        return Err(Stopped::At(at));
    }
    let mut at = spaces(text, at + 1);
    if byte(text, at) == Some(b'}') {
        return Ok(at + 1);
    }
    loop {
        if byte(text, at) != Some(b'"') {
            return Err(Stopped::At(at));
        }
        let end = value(text, at)?;
        let key = string(part(text, at, end)?).ok_or(Stopped::At(at))?;
        at = spaces(text, end);
        if byte(text, at) != Some(b':') {
            return Err(Stopped::At(at));
        }
        at = spaces(text, at + 1);
        let end = value(text, at)?;
        fields.push((key, part(text, at, end)?));
        at = spaces(text, end);
        match byte(text, at) {
            Some(b',') => at = spaces(text, at + 1),
            Some(b'}') => return Ok(at + 1),
            _ => return Err(Stopped::At(at)),
        }
    }
}

/// What a JSON string says.
pub(super) fn string(value: &str) -> Option<Cow<'_, str>> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(value).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// What Python writes for numbers that are none, though JSON has no word for them.
pub(super) const NO_NUMBERS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

/// Where the value at `at` ends.
fn value(text: &str, at: usize) -> Result<usize, Stopped> {
    let rest = text.get(at..).ok_or(Stopped::At(at))?;
    if let Some(word) = NO_NUMBERS.iter().find(|word| rest.starts_with(**word)) {
        return Ok(at + word.len());
    }
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => Ok(at + values.byte_offset()),
        _ => Err(Stopped::At(at)),
    }
}

fn part(text: &str, at: usize, end: usize) -> Result<&str, Stopped> {
    text.get(at..end).ok_or(Stopped::At(at))
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

pub(super) fn spaces(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}
