//! NumPy arrays (NEP 1): a header in Python's literal syntax, then raw values or a pickle.

use super::session::{Session, Subject};
use super::{pickle, rules};

/// NumPy itself refuses longer headers unless it is told to trust the file.
const HEADER: usize = 10_000;

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let Some((header, start)) = header(subject.bytes) else {
        session.add(
            &rules::STRUCTURE,
            subject.name,
            0,
            "the array's header is malformed or too long",
        );
        session.unsure(subject.name, "the array's header is malformed or too long");
        return;
    };
    if holds_objects(&header) {
        session.add(&rules::OBJECT_ARRAY, subject.name, start, "the array holds pickled objects");
        return pickle::look_from(session, subject, start);
    }
    match expected(&header) {
        Some(length) if subject.bytes.len().checked_sub(start) == Some(length) => {}
        Some(length) => {
            let found = subject.bytes.len().saturating_sub(start);
            let message = format!("the header promises {length} bytes, {found} follow");
            session.add(&rules::TRAILING, subject.name, start, message);
            session.unsure(subject.name, "the array's length is not what its header promises");
        }
        None => session.unsure(subject.name, "the array's item type is not understood"),
    }
}

/// The header's text, and where the values start.
fn header(bytes: &[u8]) -> Option<(String, usize)> {
    let (length, from): (usize, usize) = match bytes.get(6)? {
        1 => (usize::from(u16::from_le_bytes([*bytes.get(8)?, *bytes.get(9)?])), 10),
        2 | 3 => {
            let length: [u8; 4] = bytes.get(8..12)?.try_into().ok()?;
            (usize::try_from(u32::from_le_bytes(length)).ok()?, 12)
        }
        _ => return None,
    };
    let text = bytes.get(from..length.checked_add(from)?)?;
    (length <= HEADER).then(|| (String::from_utf8_lossy(text).into_owned(), from + length))
}

/// Whether any item type in the header is `O`: NumPy writes types as quoted codes.
fn holds_objects(header: &str) -> bool {
    header.split(['\'', '"']).skip(1).step_by(2).any(|text| {
        let code = text.trim_start_matches(['<', '>', '|', '=']);
        let code = code.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
        code.starts_with('O') || code == "object"
    })
}

/// Bytes of the values, for simple item types.
fn expected(header: &str) -> Option<usize> {
    let after = |key: &str| header.split_once(key)?.1.split_once(':').map(|(_, rest)| rest.trim());
    let descr = after("'descr'")?;
    let code = descr.strip_prefix('\'')?.split_once('\'')?.0;
    let code = code.trim_start_matches(['<', '>', '|', '=']);
    let kind = code.chars().next().filter(|kind| "biufcSUMmV?".contains(*kind))?;
    let digits: String = code.chars().skip(1).take_while(char::is_ascii_digit).collect();
    let width = if kind == 'U' { 4 } else { 1 };
    let size = digits.parse::<usize>().ok()?.checked_mul(width)?;
    let shape = after("'shape'")?.strip_prefix('(')?.split_once(')')?.0;
    shape
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .try_fold(size, |product, text| product.checked_mul(text.parse().ok()?))
}
