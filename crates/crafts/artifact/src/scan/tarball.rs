//! Tar archives: names, links, and what is inside.

use super::rules;
use super::session::{Session, Subject};

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let mut archive = tar::Archive::new(subject.bytes);
    let Ok(entries) = archive.entries() else {
        return broken(session, subject);
    };
    // Raw: extended headers are members like others; their names are read from the entries below.
    for entry in entries {
        let Ok(entry) = entry else {
            return broken(session, subject);
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let start = entry.raw_file_position();
        if unsafe_path(&name) {
            let message = format!("the member {name:?} leaves the folder it is unpacked to");
            session.add(&rules::TRAVERSAL, subject.name, offset(start), message);
        }
        let kind = entry.header().entry_type();
        if kind.is_symlink() || kind.is_hard_link() {
            let message = format!("the member {name:?} is a link");
            session.add(&rules::LINK, subject.name, offset(start), message);
        } else if kind.is_file() || kind.is_contiguous() {
            let end = start.saturating_add(entry.size());
            match subject.bytes.get(offset(start)..offset(end)) {
                Some(bytes) => session.member(subject, &name, bytes),
                None => broken(session, subject),
            }
        } else if !kind.is_dir() {
            session.unsure(subject.name, &format!("the member {name:?} is no plain file"));
        }
        if session.members_left == 0 {
            return;
        }
    }
}

fn broken(session: &mut Session, subject: Subject<'_>) {
    session.add(&rules::STRUCTURE, subject.name, 0, "the tar archive is malformed or truncated");
    session.unsure(subject.name, "the tar archive is malformed or truncated");
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Whether a member's name, unpacked, could land outside its folder.
pub(super) fn unsafe_path(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    drive || name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..")
}
