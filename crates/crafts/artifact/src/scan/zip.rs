//! Zip archives (PKWARE APPNOTE 6.3): every member, and every way in which two readers could see
//! different archives in the same bytes.

mod directory;

use super::compressed;
use super::rules;
use super::session::{Session, Subject};
use super::tarball::unsafe_path;
use directory::Member;
use flate2::Crc;
use std::collections::HashSet;

pub(super) use directory::has_directory;

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let Some(archive) = directory::read(subject.bytes, session.members_left) else {
        session.add(
            &rules::STRUCTURE,
            subject.name,
            0,
            "the zip archive is malformed or truncated",
        );
        session.unsure(subject.name, "the zip archive is malformed or truncated");
        return;
    };
    let torch = archive.members.iter().find_map(|member| member.name.strip_suffix("data.pkl"));
    let torch = torch.map(str::to_owned);
    let mut names = HashSet::new();
    let mut spans = Vec::new();
    for member in &archive.members {
        if !names.insert(member.name.to_lowercase()) {
            let message = format!("the member {:?} comes twice", member.name);
            session.add(&rules::ZIP_DUPLICATE, subject.name, member.header, message);
        }
        if let Some(span) = check(session, subject, member) {
            spans.push(span);
            content(session, subject, member, torch.as_deref());
        }
    }
    spans.push((archive.directory, subject.bytes.len()));
    gaps(session, subject, spans);
}

/// Compares what the two headers of a member say; returns its extent in the file.
fn check(session: &mut Session, subject: Subject<'_>, member: &Member) -> Option<(usize, usize)> {
    let shown: String = member.name.chars().take(80).collect();
    let mut tell = |rule, what: &str| {
        session.add(rule, subject.name, member.header, format!("the member {shown:?} {what}"));
    };
    if unsafe_path(&member.name) {
        tell(&rules::TRAVERSAL, "leaves the folder it is unpacked to");
    }
    if member.link {
        tell(&rules::LINK, "is a symbolic link");
    }
    if member.encrypted {
        tell(&rules::ENCRYPTED, "is encrypted, so that no scan sees it");
    }
    let Some(data) = directory::local(subject.bytes, member) else {
        tell(&rules::ZIP_MISMATCH, "is not where the directory says");
        session.unsure(subject.name, "a member is not where the directory says");
        return None;
    };
    if !data.agrees {
        tell(&rules::ZIP_MISMATCH, "differs between its own header and the directory");
    }
    Some((member.header, data.end))
}

/// Looks into a member's content.
fn content(session: &mut Session, subject: Subject<'_>, member: &Member, torch: Option<&str>) {
    if member.encrypted {
        return session.unsure(subject.name, "it has encrypted members");
    }
    let Some(data) = directory::local(subject.bytes, member) else { return };
    let Some(raw) = subject.bytes.get(data.start..data.start.saturating_add(member.packed)) else {
        return;
    };
    let full = format!("{}!{}", subject.name, member.name);
    let bytes = match member.method {
        0 => raw.to_vec(),
        8 => {
            let inner = Subject { name: &full, ..subject };
            match compressed::deflated(session, inner, raw) {
                Some(bytes) => bytes,
                None => return,
            }
        }
        method => {
            return session
                .unsure(&full, &format!("its compression method {method} is not covered"));
        }
    };
    let mut sum = Crc::new();
    sum.update(&bytes);
    if bytes.len() != member.size || sum.sum() != member.crc {
        // Some readers refuse this and some do not, which hides it from the stricter ones.
        let message = "its size or checksum is not what the directory says";
        session.add(&rules::ZIP_MISMATCH, &full, member.header, message);
    }
    if member.name.ends_with('/') && bytes.is_empty() {
        return;
    }
    match torch {
        Some(root) if torch_part(session, &full, &member.name, root, &bytes) => {}
        _ => session.member(subject, &member.name, &bytes),
    }
}

/// What only PyTorch's archives hold; true if it needs no further look.
fn torch_part(session: &mut Session, full: &str, name: &str, root: &str, bytes: &[u8]) -> bool {
    let Some(part) = name.strip_prefix(root) else { return false };
    if part.starts_with("code/") {
        session.add(&rules::TORCHSCRIPT, full, 0, "the archive holds TorchScript code");
        session.unsure(full, "TorchScript code is not followed");
        return true;
    }
    // Raw values of one tensor; PyTorch never unpickles them. Programs are still told of.
    let raw = part
        .strip_prefix("data/")
        .is_some_and(|key| !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()));
    raw && !super::format::executable(bytes) && session.take_member(full)
}

/// Reports bytes that belong to no member, and members that share bytes.
fn gaps(session: &mut Session, subject: Subject<'_>, mut spans: Vec<(usize, usize)>) {
    spans.sort_unstable();
    let mut at = 0;
    for (start, end) in spans {
        if start < at {
            session.add(&rules::ZIP_OVERLAP, subject.name, start, "members share bytes");
        } else if let Some(gap) = subject.bytes.get(at..start).filter(|gap| !gap.is_empty()) {
            if gap.windows(4).any(|window| window == b"PK\x03\x04") {
                let message = "a member is missing from the directory";
                session.add(&rules::ZIP_HIDDEN, subject.name, at, message);
            } else {
                let message = format!("{} bytes belong to no member", gap.len());
                session.add(&rules::ZIP_GAP, subject.name, at, message);
            }
        }
        at = at.max(end);
    }
}
