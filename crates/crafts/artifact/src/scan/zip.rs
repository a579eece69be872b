//! Zip archives (PKWARE APPNOTE 6.3): every member, and every way in which two readers could see
//! different archives in the same bytes.

mod end;
mod entry;

use super::compressed::{self, Codec};
use super::others;
use super::rules::{self, Rule};
use super::session::{Session, Subject};
use super::source::Source;
use super::tarball::unsafe_path;
use entry::Entry;
use flate2::Crc;
use std::collections::HashSet;

pub(super) use end::has_directory;

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let source = subject.source;
    let Some(end) = end::read(source) else {
        return broken(session, subject, "the zip archive is malformed or truncated");
    };
    if let Err(why) = end.agreed {
        let message = format!("readers disagree where its directory is: {why}");
        session.add(&rules::ZIP_MISMATCH, subject.name, end.at, message);
        session.unsure(subject.name, "readers disagree where the archive's directory is");
    }
    let entries = directory(session, subject, &end);
    let torch = torch_root(&entries);
    let mut names = HashSet::new();
    let mut spans = vec![(end.directory, source.len())];
    // Each byte is read for at most one member, whatever the directory says.
    let mut budget = source.len();
    for entry in &entries {
        if !names.insert(entry.name.to_lowercase()) {
            let message = format!("the member {:?} comes twice", entry.name);
            session.add(&rules::ZIP_DUPLICATE, subject.name, entry.header, message);
        }
        let Some(place) = check(session, subject, entry) else { continue };
        spans.push((entry.header, place.end));
        if entry.packed > budget {
            session.unsure(subject.name, "its members share bytes, and were not all read");
            continue;
        }
        budget -= entry.packed;
        if let Some(raw) = source.part(place.start, entry.packed) {
            content(session, subject, entry, raw, torch.as_deref());
        }
    }
    gaps(session, subject, spans);
}

fn broken(session: &mut Session, subject: Subject<'_>, message: &str) {
    session.add(&rules::STRUCTURE, subject.name, 0, message);
    session.unsure(subject.name, message);
}

/// All entries of the directory, which has to be as long and of as many as its end record says.
fn directory(session: &mut Session, subject: Subject<'_>, end: &end::End) -> Vec<Entry> {
    let (mut entries, mut at) = (Vec::new(), end.directory);
    let stop = end.directory.saturating_add(end.size);
    while at < stop && entries.len() < session.members_left {
        let Some((entry, next)) = entry::read(subject.source, at) else { break };
        entries.push(entry);
        at = next;
    }
    if at != stop || entries.len() as u64 != end.count {
        let message = "its directory is not as long as its end record says";
        session.add(&rules::ZIP_MISMATCH, subject.name, at, message);
        session.unsure(subject.name, message);
    }
    entries
}

/// The folder in which PyTorch's one pickle lies.
fn torch_root(entries: &[Entry]) -> Option<String> {
    let mut roots = entries.iter().filter_map(|entry| {
        let root = entry.name.strip_suffix("data.pkl")?;
        (root.is_empty() || root.ends_with('/')).then(|| root.to_owned())
    });
    let root = roots.next()?;
    roots.next().is_none().then_some(root)
}

/// Compares what the two headers of a member say; returns its place in the file.
fn check(session: &mut Session, subject: Subject<'_>, entry: &Entry) -> Option<entry::Place> {
    let shown: String = entry.name.chars().take(80).collect();
    let mut tell = |rule: &Rule, what: &str| {
        session.add(rule, subject.name, entry.header, format!("the member {shown:?} {what}"));
    };
    if unsafe_path(&entry.name) {
        tell(&rules::TRAVERSAL, "leaves the folder it is unpacked to");
    }
    if entry.link {
        tell(&rules::LINK, "is a symbolic link");
    }
    if entry.encrypted {
        tell(&rules::ENCRYPTED, "is encrypted, so that no scan sees it");
    }
    if let Some(why) = entry.differs {
        tell(&rules::ZIP_MISMATCH, &format!("is read differently: {why}"));
    }
    let Some(place) = entry::place(subject.source, entry) else {
        tell(&rules::ZIP_MISMATCH, "is not where the directory says");
        session.unsure(subject.name, "a member is not where the directory says");
        return None;
    };
    if let Some(what) = place.differs {
        tell(
            &rules::ZIP_MISMATCH,
            &format!("differs between its own header and the directory: {what}"),
        );
    }
    Some(place)
}

/// Looks into a member's content.
fn content(
    session: &mut Session,
    subject: Subject<'_>,
    entry: &Entry,
    raw: Source<'_>,
    torch: Option<&str>,
) {
    if entry.encrypted {
        return session.unsure(subject.name, "it has encrypted members");
    }
    let full = format!("{}!{}", subject.name, entry.name);
    let inner = Subject { name: &full, source: raw, depth: subject.depth };
    let of = Member { entry, full: &full, torch };
    match entry.method {
        0 => {
            let mut sum = Crc::new();
            // First, so that one pass over tensors gives checksum and digest.
            let read = raw.pieces(|piece| sum.update(piece));
            of.compare(session, raw.len(), sum.sum(), read);
            of.look(session, subject, raw);
        }
        8 => {
            let Some(inflated) = compressed::inflate(session, inner, Codec::Deflate) else {
                return;
            };
            of.compare(session, inflated.length, inflated.crc, inflated.consumed == raw.len());
            inflated.with(|content| of.look(session, subject, content));
        }
        method => {
            session.unsure(&full, &format!("its compression method {method} is not covered"));
        }
    }
}

struct Member<'e> {
    entry: &'e Entry,
    full: &'e str,
    /// The folder of PyTorch's pickle.
    torch: Option<&'e str>,
}

impl Member<'_> {
    fn compare(&self, session: &mut Session, length: u64, crc: u32, whole: bool) {
        if length != self.entry.size || u64::from(crc) != self.entry.crc || !whole {
            // Some readers refuse this and some do not, which hides it from the stricter ones.
            let message = "its size or checksum is not what the directory says";
            session.add(&rules::ZIP_MISMATCH, self.full, self.entry.header, message);
        }
    }

    fn look(&self, session: &mut Session, outer: Subject<'_>, content: Source<'_>) {
        if self.entry.name.ends_with('/') && content.len() == 0 {
            return;
        }
        match self.torch {
            Some(root) if self.torch_part(session, root, content) => {}
            _ => session.member(outer, &self.entry.name, content),
        }
    }

    /// What only PyTorch's archives hold; true if it needs no further look.
    fn torch_part(&self, session: &mut Session, root: &str, content: Source<'_>) -> bool {
        let Some(part) = self.entry.name.strip_prefix(root) else { return false };
        if part.starts_with("code/") && part.ends_with(".py") {
            others::torchscript(session, self.full, content);
            return true;
        }
        // Raw values of one tensor; PyTorch never unpickles them. Programs are still told of.
        let raw = part
            .strip_prefix("data/")
            .is_some_and(|key| !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()));
        raw && !super::format::executable(&content.head(4_100)) && session.take_member(self.full)
    }
}

/// Reports bytes that belong to no member, and members that share bytes.
fn gaps(session: &mut Session, subject: Subject<'_>, mut spans: Vec<(u64, u64)>) {
    spans.sort_unstable();
    let mut at = 0;
    for (start, end) in spans {
        if start < at {
            session.add(&rules::ZIP_OVERLAP, subject.name, start, "members share bytes");
        } else if start > at {
            gap(session, subject, at, start - at);
        }
        at = at.max(end);
    }
}

/// Bytes before the first member, or between two: a reader that walks from the front sees them.
fn gap(session: &mut Session, subject: Subject<'_>, at: u64, length: u64) {
    let Some(part) = subject.source.part(at, length) else { return };
    let (mut hidden, mut last) = (false, Vec::new());
    part.pieces(|piece| {
        last.extend_from_slice(piece);
        hidden |= last.windows(4).any(|window| window == end::LOCAL);
        last.drain(..last.len().saturating_sub(3));
    });
    if hidden {
        let message = "a member is missing from the directory";
        session.add(&rules::ZIP_HIDDEN, subject.name, at, message);
    } else {
        let message = format!("{length} bytes belong to no member");
        session.add(&rules::ZIP_GAP, subject.name, at, message);
    }
    session.unsure(subject.name, "bytes in it belong to no member");
}
