//! Texts by which Git's folder lies elsewhere: a *file* called `.git` (submodules, worktrees), and `commondir`
//! (gitrepository-layout(5)). Git takes configuration and hooks from there, so it has to lie in what is scanned, and be
//! called as folders of Git are: else nobody judges them as such.

use super::{is_folder, within};
use crate::scan::rules;
use crate::scan::session::{Session, Subject};

/// Bytes of such a text.
const LENGTH: u64 = 8 << 10;

/// Judges such a text; any other is none of its concern.
pub(in crate::scan) fn elsewhere(session: &mut Session, subject: Subject<'_>) {
    let file = subject.name.rsplit(['/', '!']).next().unwrap_or_default();
    let own = within(subject.name).is_some();
    if file != ".git" && !(file == "commondir" && own) {
        return;
    }
    let text = subject.source.head(LENGTH);
    let text = String::from_utf8_lossy(&text);
    let place = if file == ".git" { text.strip_prefix("gitdir:") } else { Some(&*text) };
    let Some(place) = place.map(|place| place.trim_matches([' ', '\n', '\r'])) else { return };
    match resolved(subject.name, place) {
        Some(folder) if folder.split(['/', '!']).any(is_folder) => {
            session.needs_folder(subject, folder);
        }
        Some(folder) => {
            let message = format!(
                "Git takes configuration and hooks from {folder:?}, which is not called as a folder of Git's"
            );
            session.add(&rules::GIT_FOLDER, subject.name, 0, message);
        }
        None => {
            let message = format!("Git's folder lies at {place:?}, outside of what was looked at");
            session.add(&rules::LINK, subject.name, 0, message.as_str());
            session.unsure(subject.name, &message);
        }
    }
}

/// Where `place` lies, as names of this scan are written, if that is below what is scanned.
fn resolved(name: &str, place: &str) -> Option<String> {
    let windows = place.get(1..3).is_some_and(|rest| rest.starts_with(':'));
    if place.starts_with(['/', '\\']) || windows || place.is_empty() {
        return None;
    }
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    for part in place.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn a_place_is_below_what_is_scanned_or_nowhere() {
        for (name, place, folder) in [
            ("sub/.git", "../.git/modules/sub", Some(".git/modules/sub")),
            (".git/worktrees/x/commondir", "../..", Some(".git")),
            (".git", "data", Some("data")),
            (".git", "../x/.git", None),
            (".git", "/x/.git", None),
            (".git", "C:/x/.git", None),
            (".git", "", None),
        ] {
            assert_eq!(resolved(name, place).as_deref(), folder, "{name} {place}");
        }
    }
}
