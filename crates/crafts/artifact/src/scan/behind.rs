//! Bytes behind a whole file of one format, or between its parts: no reader of that format sees them, so they
//! are judged as what begins there, and by the pickles in them that would run code for whoever seeks to one.

use super::pickle;
use super::session::{Session, Subject};
use super::source::Source;

/// Bytes that are searched for where a pickle begins.
const SEARCHED: u64 = 1 << 20;

/// Looks into what stands at `start` of `subject`. That it is there is for the caller to tell.
pub(super) fn look(session: &mut Session, subject: Subject<'_>, start: u64) {
    let length = subject.source.len().saturating_sub(start);
    between(session, subject, start, length);
}

/// The same of `length` bytes.
pub(super) fn between(session: &mut Session, subject: Subject<'_>, start: u64, length: u64) {
    let Some(part) = subject.source.part(start, length) else { return };
    let padding = zeros(part);
    if padding == part.len() {
        return;
    }
    session.member(subject, "behind", part.from(padding));
    let found = pickle::armed_within(part, SEARCHED);
    if let Some(at) = found.filter(|at| *at != padding) {
        pickle::look_from(session, subject, start + at);
    }
}

/// Whether `length` bytes at `start` are zeros.
pub(super) fn is_padding(subject: Subject<'_>, start: u64, length: u64) -> bool {
    subject.source.part(start, length).is_some_and(|part| zeros(part) == part.len())
}

/// How many zeros a part begins with.
fn zeros(part: Source<'_>) -> u64 {
    let mut count = 0u64;
    part.pieces_while(|piece| {
        let own = piece.iter().take_while(|byte| **byte == 0).count();
        count += own as u64;
        own == piece.len()
    });
    count
}
