//! NumPy arrays (NEP 1): a header in Python's literal syntax, then raw values or a pickle.
//!
//! The header is read as Python reads it, and then held against what NumPy's own writer writes:
//! what is spelled otherwise is a finding, since another reader may read it otherwise.

mod descr;
mod literal;

use super::session::{Session, Subject};
use super::{behind, pickle, rules};
use literal::Literal;

/// NumPy itself refuses longer headers unless it is told to trust the file.
const HEADER: u64 = 10_000;

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let Some((text, start)) = text(subject) else {
        return broken(session, subject, "the array's header is malformed or too long");
    };
    let Some(header) = literal::parse(&text).as_ref().and_then(header) else {
        broken(session, subject, "the array's header is not what NumPy writes");
        // Whatever the values are to a more generous reader, they may be a pickle.
        if pickle::acts(subject.source.from(start), false) {
            pickle::look_from(session, subject, start);
        }
        return;
    };
    if !padded(&text, start) {
        let message = "the array's header is spelled as NumPy does not spell it";
        session.add(&rules::STRUCTURE, subject.name, 0, message);
        session.unsure(subject.name, message);
    }
    let found = subject.source.len().saturating_sub(start);
    match header.item {
        Some(descr::Item::Objects) => {
            let message = "the array holds pickled objects";
            session.add(&rules::OBJECT_ARRAY, subject.name, start, message);
            pickle::look_from(session, subject, start);
        }
        Some(descr::Item::Bytes(width)) => match header.count.and_then(|n| n.checked_mul(width)) {
            Some(length) if length == found => {}
            promised => {
                let length = promised.map_or_else(|| "too many".to_owned(), |n| n.to_string());
                let message = format!("the header promises {length} bytes, {found} follow");
                session.add(&rules::TRAILING, subject.name, start, message);
                session.unsure(subject.name, "the array's length is not what its header promises");
                // What does not fit is what another reader begins with.
                behind::look(session, subject, start.saturating_add(promised.unwrap_or(0)));
            }
        },
        None => {
            broken(session, subject, "the array's item type is not understood");
            behind::look(session, subject, start);
        }
    }
}

fn broken(session: &mut Session, subject: Subject<'_>, what: &str) {
    session.add(&rules::STRUCTURE, subject.name, 0, what);
    session.unsure(subject.name, what);
}

struct Header {
    item: Option<descr::Item>,
    count: Option<u64>,
}

/// The header's text, and where the values start. Versions 1 and 2 are Latin-1, 3 is UTF-8.
fn text(subject: Subject<'_>) -> Option<(String, u64)> {
    let source = subject.source;
    let (version, minor) = (source.number(6, 1)?, source.number(7, 1)?);
    let (length, from) = match version {
        1 => (source.number(8, 2)?, 10),
        2 | 3 => (source.number(8, 4)?, 12),
        _ => return None,
    };
    if minor != 0 || length > HEADER {
        return None;
    }
    let raw = source.get(from, length)?;
    let text = match version {
        3 => String::from_utf8(raw.into_owned()).ok()?,
        _ => raw.iter().map(|&byte| char::from(byte)).collect(),
    };
    Some((text, from + length))
}

/// Exactly the three keys that NumPy asks for, each once.
fn header(literal: &Literal) -> Option<Header> {
    let Literal::Dict(entries) = literal else { return None };
    let get = |wanted: &str| {
        let mut found = entries.iter().filter(|(key, _)| *key == Literal::Text(wanted.to_owned()));
        found.next().map(|(_, value)| value).filter(|_| found.next().is_none())
    };
    let (descr, order, shape) = (get("descr")?, get("fortran_order")?, get("shape")?);
    let Literal::Tuple(sizes) = shape else { return None };
    if entries.len() != 3 || !matches!(order, Literal::Bool(_)) {
        return None;
    }
    let count = sizes.iter().try_fold(1u64, |product, size| match size {
        Literal::Int(size) => product.checked_mul(*size),
        _ => None,
    });
    Some(Header { item: descr::item(descr, 0), count })
}

/// NumPy ends the header with a newline, pads it with blanks, and escapes nothing but in the names
/// of fields.
fn padded(text: &str, start: u64) -> bool {
    let plain = |c: char| c == '\n' || !c.is_control();
    let literal = text.trim_end_matches('\n').trim_end_matches(' ');
    text.ends_with('\n')
        && start.is_multiple_of(16)
        && literal.starts_with('{')
        && literal.ends_with('}')
        && !literal.contains(['\n', '\\', '#'])
        && text.chars().all(plain)
}
