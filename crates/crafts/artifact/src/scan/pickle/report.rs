//! What is told of a stream that was followed.

use super::globals::Verdict;
use super::symbol::{End, LOADER, Oddity, Run};
use crate::scan::rules::{self, Rule};
use crate::scan::session::{Session, Subject};

/// Reports all of a stream; returns where it ends, if what follows can be read. What comes `later`
/// in a file need not be a pickle.
pub(super) fn judge(
    session: &mut Session,
    subject: Subject<'_>,
    run: &Run,
    torch: bool,
    later: bool,
) -> Option<u64> {
    let garbage = later && !matches!(run.end, End::Stopped(_));
    globals(session, subject, run, garbage);
    if garbage {
        let message = "bytes that are no pickle follow";
        let (End::Stopped(at) | End::Truncated(at) | End::Malformed(at, _) | End::Exhausted(at)) =
            run.end;
        session.add(&rules::PICKLE_TRAILING, subject.name, at, message);
        session.unsure(subject.name, "bytes that are no pickle follow its pickles");
        return None;
    }
    oddities(session, subject, run, torch);
    for (place, &(at, length)) in run.nested.iter().enumerate() {
        match subject.source.part(at, length) {
            Some(content) => session.member(subject, &format!("tensor-{place}.pt"), content),
            None => session.unsure(subject.name, "the bytes of a tensor are not there"),
        }
    }
    let (offset, what) = match run.end {
        End::Stopped(end) => return Some(end),
        End::Truncated(at) => (at, "the file ends within a pickle"),
        End::Malformed(at, what) => (at, what),
        End::Exhausted(at) => {
            let message = "it has more instructions, or more to remember, than the limit";
            session.add(&rules::LIMIT, subject.name, at, message);
            session.unsure(subject.name, message);
            return None;
        }
    };
    let message = format!("the pickle is malformed: {what}");
    session.add(&rules::PICKLE_BROKEN, subject.name, offset, message);
    session.unsure(subject.name, what);
    None
}

/// Reports what is imported; of a doubtful reading only what Python would get to.
pub(super) fn globals(session: &mut Session, subject: Subject<'_>, run: &Run, doubtful: bool) {
    for global in run.reached().filter(|global| !(doubtful && global.after_error)) {
        let loader = (global.module.as_str(), global.name.as_str()) == LOADER;
        if loader && !run.opaque && !run.nested.is_empty() {
            continue;
        }
        let (rule, what): (&Rule, _) = match session.allow().judge(&global.module, &global.name) {
            Verdict::Harmless => continue,
            Verdict::Unknown => (&rules::PICKLE_UNKNOWN, "which is not known to be harmless"),
            Verdict::Weapon => (&rules::PICKLE_WEAPON, "which can run code or read files"),
            Verdict::Disguised => (&rules::PICKLE_DISGUISE, "a name that is no Python name"),
        };
        let verb = if global.called { "calls" } else { "imports" };
        let (module, name) = (shown(&global.module), shown(&global.name));
        let mut message = format!("it {verb} {module}.{name}, {what}");
        if rule.id == rules::PICKLE_UNKNOWN.id {
            message = format!("{message}; allow it with --allow {module}.{name}");
            session.unsure(subject.name, &message);
        }
        session.add(rule, subject.name, global.offset, message);
    }
}

fn oddities(session: &mut Session, subject: Subject<'_>, run: &Run, torch: bool) {
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
            Oddity::PersistentId if torch || torch_member(subject.name) => continue,
            Oddity::PersistentId => {
                (&rules::PICKLE_PERSISTENT, "it refers to objects that only its loader can supply")
            }
        };
        session.add(rule, subject.name, offset, message);
    }
}

/// A pickle whose values lie beside it in an archive of PyTorch's.
fn torch_member(name: &str) -> bool {
    ["data.pkl", "constants.pkl", "traced_inputs.pkl"].iter().any(|known| name.ends_with(known))
}

/// A name made safe to print.
fn shown(name: &str) -> String {
    let mut short: String = name.chars().take(80).flat_map(char::escape_default).collect();
    if name.chars().nth(80).is_some() {
        short.push('…');
    }
    short
}
