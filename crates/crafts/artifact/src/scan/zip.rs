//! Zip archives (PKWARE APPNOTE 6.3): every member, and every way in which two readers could see
//! different archives in the same bytes.

mod end;
mod entry;
mod torch;

use super::compressed::{self, Codec};
use super::rules::{self, Rule};
use super::session::{Session, Subject};
use super::source::Source;
use super::summed::Summed;
use super::tarball::unsafe_path;
use super::{behind, others};
use entry::Entry;
use std::collections::HashSet;

pub(super) use end::has_directory;
use torch::{Part, Torch};

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
    let torch = Torch::of(entries.iter().map(|entry| entry.name.as_str()));
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
            content(session, subject, entry, raw, torch.as_ref());
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
    torch: Option<&Torch>,
) {
    if entry.encrypted {
        return session.unsure(subject.name, "it has encrypted members");
    }
    let full = format!("{}!{}", subject.name, entry.name);
    let inner = Subject { name: &full, source: raw, depth: subject.depth };
    let of = Member { entry, full: &full, torch };
    match entry.method {
        0 => {
            let summed = Summed::new(raw);
            of.look(session, subject, Source::new(&summed, raw.len()));
            let sum = summed.sum();
            of.compare(session, raw.len(), sum.unwrap_or_default(), sum.is_some());
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
    torch: Option<&'e Torch>,
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
            Some(torch) if self.torch_part(session, torch, content) => {}
            _ => session.member(outer, &self.entry.name, content),
        }
    }

    /// What only PyTorch's archives hold; true if it needs no further look.
    fn torch_part(&self, session: &mut Session, torch: &Torch, content: Source<'_>) -> bool {
        match torch.part(&self.entry.name) {
            Some(Part::Code) => others::torchscript(session, self.full, content),
            Some(Part::Bytecode) => {
                others::bytecode(session, self.full, content);
                return false;
            }
            // PyTorch never unpickles them. Programs are still told of.
            Some(Part::Values)
                if !super::format::executable(&content.head(4_100))
                    && !torch.unpickles(content) =>
            {
                return session.take_member(self.full);
            }
            _ => return false,
        }
        true
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
    if !hidden {
        behind::between(session, subject, at, length);
    }
}
