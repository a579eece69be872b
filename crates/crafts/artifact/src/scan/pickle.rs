//! Pickles: what they would import and call.
//!
//! A stream is followed as CPython follows it, without doing what it says (see `machine`). Where a
//! file can be read in two ways (joblib's raw arrays), both are followed.

mod array;
mod escape;
mod globals;
mod lookup;
mod machine;
mod names;
mod opcode;
mod report;
mod stack;
mod symbol;
mod torch;
mod wrapper;

pub(super) use globals::{Verdict, judge as judge_name};

use super::policy::Allow;
use super::rules;
use super::session::{Session, Subject};
use super::source::{Memory, Source};
use symbol::{End, Run, Style};

/// Instructions that telling the format may take.
const PROBE: u64 = 100_000;
/// Bytes behind pickles that are searched for another.
const SOUGHT: u64 = 1 << 20;
/// Instructions that one place where a pickle may begin takes.
const SEARCH: u64 = 2_000;
/// Streams that are followed in one file.
const STREAMS: usize = 64;

/// Whether a pickle may import this and be called clean.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn is_harmless(module: &str, name: &str) -> bool {
    globals::judge(module, name) == Verdict::Harmless
}

/// Whether `source`, which has no magic of its own, is a pickle: one that ends as such, or one that
/// does something before Python's unpickler gives up. In `prose` words may look like an import.
pub(super) fn probe(source: Source<'_>, prose: bool) -> bool {
    let run = machine::run(source, 0, Style::Plain, PROBE);
    match run.end {
        // One instruction is no pickle, but a text such as `N.`
        End::Stopped(end) => run.operations > 2 || end == source.len(),
        End::Exhausted(_) => run.error.is_none(),
        End::Truncated(_) | End::Malformed(..) => reaches(&run, prose),
    }
}

/// Whether `source`, read as a pickle, imports or calls what is on no list before the unpickler
/// gives up, whatever else it is.
pub(super) fn acts(source: Source<'_>, prose: bool) -> bool {
    let run = machine::run(source, 0, Style::Plain, PROBE);
    reaches(&run, prose) || matches!(run.end, End::Exhausted(_)) && run.error.is_none()
}

/// Default deny: not the known weapons count, but all that is not known to be harmless.
fn reaches(run: &Run, prose: bool) -> bool {
    let before_error = |at: u64| run.error.is_none_or(|(error, _)| at < error);
    let imports = run.reached().any(|global| {
        let verdict = globals::judge(&global.module, &global.name);
        !global.after_error
            && verdict != Verdict::Harmless
            && (!prose || global.called || verdict == Verdict::Weapon)
    });
    let odd = run.oddities.iter().any(|(oddity, at)| {
        // Without a loader that supplies them, an error.
        *oddity != symbol::Oddity::PersistentId && before_error(*at)
    });
    imports || odd
}

/// Whether bytes in memory, read as a pickle, would import a weapon.
pub(super) fn armed_bytes(bytes: &[u8]) -> bool {
    armed(&followed(bytes))
}

/// Whether bytes in memory are a whole pickle that imports what is neither known nor allowed.
pub(super) fn foreign_bytes(bytes: &[u8], allow: &Allow) -> bool {
    let run = followed(bytes);
    let foreign =
        |global: &symbol::Global| allow.judge(&global.module, &global.name) != Verdict::Harmless;
    matches!(run.end, End::Stopped(_)) && run.reached().any(foreign)
}

/// Where in the first `limit` bytes of `source` a pickle begins that imports a weapon before it breaks: whoever
/// seeks there runs it.
pub(super) fn armed_within(source: Source<'_>, limit: u64) -> Option<u64> {
    let bytes = source.head(limit);
    let begins = |at: usize| matches!(bytes.get(at..at + 2), Some([0x80, 0..=5]));
    let mut left = PROBE;
    memchr::memchr_iter(0x80, &bytes).filter(|at| begins(*at)).map(|at| at as u64).find(|at| {
        let run = machine::run(source, *at, Style::Plain, left.min(SEARCH));
        left = left.saturating_sub(run.operations);
        armed(&run)
    })
}

fn armed(run: &Run) -> bool {
    run.reached().any(|global| {
        !global.after_error && judge_name(&global.module, &global.name) == Verdict::Weapon
    })
}

fn followed(bytes: &[u8]) -> Run {
    machine::run(Source::new(&Memory(bytes), bytes.len() as u64), 0, Style::Plain, PROBE)
}

/// Follows every stream of a pickle file.
pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    look_from(session, subject, 0);
}

/// Follows every stream from `start` on.
pub(super) fn look_from(session: &mut Session, subject: Subject<'_>, start: u64) {
    if subject.source.has(start, torch::MAGIC) {
        return torch::look(session, subject, start);
    }
    let mut at = start;
    for stream in 0..STREAMS {
        let Some(end) = one(session, subject, at, false, stream > 0) else {
            return if stream > 0 {
                sought(session, subject, at)
            };
        };
        at = end;
        if at >= subject.source.len() {
            return;
        }
        if stream == 0 {
            let rest = subject.source.len() - at;
            let message = format!("{rest} bytes follow the first pickle");
            session.add(&rules::PICKLE_SEVERAL, subject.name, at, message);
        }
    }
    session.unsure(subject.name, "it holds more pickles than the limit");
}

/// Where what follows is no pickle, one that runs code may stand further on, for whoever seeks to it.
fn sought(session: &mut Session, subject: Subject<'_>, at: u64) {
    let rest = subject.source.from(at);
    if let Some(found) = armed_within(rest, SOUGHT).filter(|found| *found > 0) {
        one(session, subject, at + found, false, false);
    }
}

/// Follows one stream; returns where it ends, if what follows can be read.
fn one(
    session: &mut Session,
    subject: Subject<'_>,
    at: u64,
    torch: bool,
    later: bool,
) -> Option<u64> {
    let plain = run(session, subject, at, Style::Plain);
    let joblib = plain.globals.iter().any(|global| global.module == "joblib.numpy_pickle");
    if !joblib {
        return report::judge(session, subject, &plain, torch, later);
    }
    // Loaded by joblib it reads in one way, by pickle in the other, until that gives up.
    report::globals(session, subject, &plain, true);
    let run = run(session, subject, at, Style::Joblib);
    report::judge(session, subject, &run, torch, later)
}

fn run(session: &mut Session, subject: Subject<'_>, at: u64, style: Style) -> Run {
    let run = machine::run(subject.source, at, style, session.operations_left);
    session.operations_left = session.operations_left.saturating_sub(run.operations);
    run
}
