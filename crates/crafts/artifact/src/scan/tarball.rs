//! Tar archives (POSIX.1-2017, pax and GNU): names, links, and what is inside.

use super::session::{Session, Subject};
use super::source::Cursor;
use super::{behind, rules};

/// Bytes of a record.
const RECORD: usize = 512;

/// Whether a member's header stands at the beginning: its checksum tells, with or without a magic.
pub(super) fn probe(head: &[u8]) -> bool {
    let Some(record) = head.get(..RECORD) else { return false };
    let field = record.get(148..156).unwrap_or_default();
    let digits: Vec<u8> = field.iter().copied().filter(u8::is_ascii_digit).collect();
    let told = std::str::from_utf8(&digits).ok().and_then(|d| u64::from_str_radix(d, 8).ok());
    let sum =
        |(at, byte): (usize, &u8)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) };
    let signed = |(at, byte): (usize, &u8)| match at {
        148..156 => 32,
        _ => i64::from(byte.cast_signed()),
    };
    let record = || record.iter().enumerate();
    let told = told.filter(|_| !digits.is_empty());
    told.is_some_and(|told| {
        told == record().map(sum).sum::<u64>()
            || i64::try_from(told).is_ok_and(|told| told == record().map(signed).sum::<i64>())
    })
}

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let mut archive = tar::Archive::new(Cursor::new(subject.source, 0));
    let Ok(entries) = archive.entries() else {
        return broken(session, subject);
    };
    let mut end = 0;
    for entry in entries {
        let Ok(entry) = entry else {
            return broken(session, subject);
        };
        end = member(session, subject, &entry);
        if session.members_left == 0 {
            return;
        }
    }
    behind(session, subject, end);
}

/// Looks into one member; returns where its records end.
fn member(session: &mut Session, subject: Subject<'_>, entry: &tar::Entry<'_, Cursor<'_>>) -> u64 {
    let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    let (start, size) = (entry.raw_file_position(), entry.size());
    if unsafe_path(&name) {
        let message = format!("the member {name:?} leaves the folder it is unpacked to");
        session.add(&rules::TRAVERSAL, subject.name, start, message);
    }
    let kind = entry.header().entry_type();
    if kind.is_symlink() || kind.is_hard_link() {
        let message = format!("the member {name:?} is a link");
        session.add(&rules::LINK, subject.name, start, message);
        if size != 0 {
            session.unsure(subject.name, "readers disagree whether a link has content");
        }
    } else if kind.is_file() || kind.is_contiguous() {
        match subject.source.part(start, size) {
            Some(part) => session.member(subject, &name, part),
            None => broken(session, subject),
        }
    } else if !kind.is_dir() || size != 0 {
        session.unsure(subject.name, &format!("the member {name:?} is no plain file"));
    }
    start.saturating_add(size).next_multiple_of(RECORD as u64)
}

/// Behind the last member there are zeros; some readers go on behind these.
fn behind(session: &mut Session, subject: Subject<'_>, end: u64) {
    let mut zero = true;
    let read = subject.source.from(end).pieces(|piece| zero &= piece.iter().all(|&byte| byte == 0));
    if !(zero && read) {
        let message = "bytes follow the end of the archive";
        session.add(&rules::TRAILING, subject.name, end, message);
        session.unsure(subject.name, message);
        behind::look(session, subject, end);
    }
}

fn broken(session: &mut Session, subject: Subject<'_>) {
    session.add(&rules::STRUCTURE, subject.name, 0, "the tar archive is malformed or truncated");
    session.unsure(subject.name, "the tar archive is malformed or truncated");
}

/// Whether a member's name, unpacked, could land outside its folder.
pub(super) fn unsafe_path(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    drive || name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..")
}
