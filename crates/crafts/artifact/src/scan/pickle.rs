//! Pickles: what they would import and call.
//!
//! A stream is followed as CPython follows it, without doing what it says (see `machine`). Where a
//! file can be read in two ways (joblib's raw arrays), both are followed.

mod array;
mod escape;
mod globals;
mod machine;
mod names;
mod opcode;
mod stack;
mod symbol;
mod wrapper;

use super::rules::{self, Rule};
use super::session::{Session, Subject};
use globals::Verdict;
use symbol::{End, Oddity, Run, Style};

/// The first pickle of PyTorch's legacy files: the number 0x1950a86a20f9469cfc6c.
const TORCH_LEGACY: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e";
/// Instructions that telling the format may take.
const PROBE: u64 = 100_000;
/// Streams that are followed in one file.
const STREAMS: usize = 64;

/// Whether a pickle may import this and be called clean.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn is_harmless(module: &str, name: &str) -> bool {
    globals::judge(module, name) == Verdict::Harmless
}

/// Whether `bytes`, which have no magic of their own, are a pickle of protocol 0 or 1.
pub(super) fn probe(bytes: &[u8]) -> bool {
    let run = machine::run(bytes, 0, Style::Plain, PROBE);
    match run.end {
        // One instruction is no pickle, but a text such as `N.`
        End::Stopped(end) => run.operations > 2 || end == bytes.len(),
        End::Exhausted(_) => true,
        End::Truncated(_) | End::Malformed(..) => carries_weapon(&run),
    }
}

/// Whether `bytes`, read as a pickle, would import a weapon, whatever else they are.
pub(super) fn armed(bytes: &[u8]) -> bool {
    carries_weapon(&machine::run(bytes, 0, Style::Plain, PROBE))
}

fn carries_weapon(run: &Run) -> bool {
    run.globals.iter().any(|global| {
        !global.after_error && globals::judge(&global.module, &global.name) == Verdict::Weapon
    })
}

/// Follows every stream of a pickle file.
pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    look_from(session, subject, 0);
}

/// Follows every stream from `start` on.
pub(super) fn look_from(session: &mut Session, subject: Subject<'_>, start: usize) {
    let torch = subject.bytes.get(start..).is_some_and(|rest| rest.starts_with(TORCH_LEGACY));
    let mut at = start;
    for stream in 0..STREAMS {
        let Some(end) = one(session, subject, at, torch, stream) else { return };
        at = end;
        // What follows the five pickles of a legacy PyTorch file are raw tensors.
        if at >= subject.bytes.len() || torch && stream == 4 {
            return;
        }
        if !torch && stream == 0 {
            let rest = subject.bytes.len() - at;
            let message = format!("{rest} bytes follow the first pickle");
            session.add(&rules::PICKLE_SEVERAL, subject.name, at, message);
        }
    }
    session.unsure(subject.name, "it holds more pickles than the limit");
}

/// Follows one stream; returns where it ends, if what follows can be read.
fn one(
    session: &mut Session,
    subject: Subject<'_>,
    at: usize,
    torch: bool,
    stream: usize,
) -> Option<usize> {
    let plain = run(session, subject, at, Style::Plain);
    let joblib = plain.globals.iter().any(|global| global.module == "joblib.numpy_pickle");
    if !joblib {
        return judge(session, subject, &plain, torch, stream);
    }
    // Loaded by joblib it reads in one way, by pickle in the other, until that gives up.
    report_globals(session, subject, &plain, true);
    let run = run(session, subject, at, Style::Joblib);
    judge(session, subject, &run, torch, stream)
}

fn run(session: &mut Session, subject: Subject<'_>, at: usize, style: Style) -> Run {
    let run = machine::run(subject.bytes, at, style, session.operations_left);
    session.operations_left = session.operations_left.saturating_sub(run.operations);
    run
}

fn judge(
    session: &mut Session,
    subject: Subject<'_>,
    run: &Run,
    torch: bool,
    stream: usize,
) -> Option<usize> {
    let garbage = stream > 0 && !torch && !matches!(run.end, End::Stopped(_));
    report_globals(session, subject, run, garbage);
    if garbage {
        let offset = match run.end {
            End::Stopped(at) | End::Truncated(at) | End::Malformed(at, _) | End::Exhausted(at) => {
                at
            }
        };
        session.add(
            &rules::PICKLE_TRAILING,
            subject.name,
            offset,
            "bytes that are no pickle follow",
        );
        session.unsure(subject.name, "bytes that are no pickle follow its pickles");
        return None;
    }
    report_oddities(session, subject, run, torch);
    let (offset, what) = match run.end {
        End::Stopped(end) => return Some(end),
        End::Truncated(at) => (at, "the file ends within a pickle"),
        End::Malformed(at, what) => (at, what),
        End::Exhausted(at) => {
            session.add(&rules::LIMIT, subject.name, at, "it has more instructions than the limit");
            session.unsure(subject.name, "it has more instructions than the limit");
            return None;
        }
    };
    session.add(
        &rules::PICKLE_BROKEN,
        subject.name,
        offset,
        format!("the pickle is malformed: {what}"),
    );
    session.unsure(subject.name, what);
    None
}

/// Reports what is imported; of a doubtful reading only what Python would get to.
fn report_globals(session: &mut Session, subject: Subject<'_>, run: &Run, doubtful: bool) {
    for global in run.globals.iter().filter(|global| !(doubtful && global.after_error)) {
        let (rule, what): (&Rule, _) = match globals::judge(&global.module, &global.name) {
            Verdict::Harmless => continue,
            Verdict::Unknown => (&rules::PICKLE_UNKNOWN, "which is not known to be harmless"),
            Verdict::Weapon => (&rules::PICKLE_WEAPON, "which can run code or read files"),
            Verdict::Disguised => (&rules::PICKLE_DISGUISE, "a name that is no Python name"),
        };
        let verb = if global.called { "calls" } else { "imports" };
        let (module, name) = (shown(&global.module), shown(&global.name));
        let message = format!("it {verb} {module}.{name}, {what}");
        session.add(rule, subject.name, global.offset, message);
    }
}

fn report_oddities(session: &mut Session, subject: Subject<'_>, run: &Run, torch: bool) {
    for (oddity, &offset) in &run.oddities {
        let (rule, message) = match oddity {
            Oddity::HiddenName => {
                (&rules::PICKLE_HIDDEN, "it imports a name that is computed only when it is loaded")
            }
            Oddity::OpaqueCall => {
                (&rules::PICKLE_OPAQUE_CALL, "it calls something that is no imported name")
            }
            Oddity::Overwrite => {
                (&rules::PICKLE_OVERWRITE, "it sets attributes or items of what it imports")
            }
            Oddity::Extension => {
                (&rules::PICKLE_EXTENSION, "it imports a name from the extension registry")
            }
            // PyTorch's own way to refer to its tensors.
            Oddity::PersistentId if torch || subject.name.ends_with("data.pkl") => continue,
            Oddity::PersistentId => {
                (&rules::PICKLE_PERSISTENT, "it refers to objects that only its loader can supply")
            }
        };
        session.add(rule, subject.name, offset, message);
    }
}

/// A name made safe to print.
fn shown(name: &str) -> String {
    let mut short: String = name.chars().take(80).flat_map(char::escape_default).collect();
    if name.chars().nth(80).is_some() {
        short.push('…');
    }
    short
}
