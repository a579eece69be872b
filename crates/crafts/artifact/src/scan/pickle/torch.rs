//! PyTorch's files from before 1.6: five pickles, then the values of the storages that the fourth
//! names, each with its length before it.

use super::symbol::Style;
use super::{STREAMS, acts, one, run};
use crate::scan::rules;
use crate::scan::session::{Session, Subject};
use std::collections::BTreeMap;

/// The first of its pickles: the number 0x1950a86a20f9469cfc6c.
pub(super) const MAGIC: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e";

/// Which of the pickles names the storages, and which lists them.
const NAMES: usize = 3;
const LISTS: usize = 4;

pub(super) fn look(session: &mut Session, subject: Subject<'_>, start: u64) {
    let (mut at, mut storages, mut listed) = (start, BTreeMap::new(), 0);
    for stream in 0..=LISTS {
        if stream >= NAMES {
            let ran = run(session, subject, at, Style::Plain);
            if stream == NAMES {
                storages = ran.storages.into_iter().map(|s| (s.key, s.bytes)).collect();
            } else {
                listed = ran.texts;
            }
        }
        let Some(end) = one(session, subject, at, true, false) else { return };
        at = end;
    }
    let values = storages
        .values()
        .try_fold(0u64, |sum, bytes: &Option<u64>| sum.checked_add(8)?.checked_add((*bytes)?));
    let rest = subject.source.len().saturating_sub(at);
    if listed != storages.len() as u64 || values.is_none_or(|values| values > rest) {
        let message = "its storages are not those that its pickles name";
        session.add(&rules::PICKLE_BROKEN, subject.name, at, message);
        session.unsure(subject.name, message);
    }
    // Who reads on where the fifth pickle ends finds what the values are to others.
    if acts(subject.source.from(at), false) {
        let message = "its values are a pickle as well";
        session.add(&rules::POLYGLOT, subject.name, at, message);
        follow(session, subject, at);
    }
    match values {
        Some(values) if values < rest => follow(session, subject, at + values),
        _ => {}
    }
}

/// What stands behind the values: more pickles, for whoever loads again from the same file.
fn follow(session: &mut Session, subject: Subject<'_>, mut at: u64) {
    let rest = subject.source.len().saturating_sub(at);
    let message = format!("{rest} bytes follow what PyTorch reads");
    session.add(&rules::PICKLE_TRAILING, subject.name, at, message);
    for _ in 0..STREAMS {
        match one(session, subject, at, true, true) {
            Some(end) if end < subject.source.len() => at = end,
            _ => return,
        }
    }
    session.unsure(subject.name, "it holds more pickles than the limit");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_magic_is_a_pickle_of_its_own() {
        let memory = crate::scan::source::Memory(MAGIC);
        let source = crate::scan::source::Source::new(&memory, MAGIC.len() as u64);
        let run = super::super::machine::run(source, 0, Style::Plain, 10);
        assert_eq!(run.end, super::super::symbol::End::Stopped(MAGIC.len() as u64));
    }
}
