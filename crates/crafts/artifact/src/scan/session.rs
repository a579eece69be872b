//! What one scan has found and may still spend.

use super::format::Format;
use super::rules::{self, Rule};
use super::{Limits, Looked, Scanned};
use terms::{Digest, Finding};

/// Looks into a file or member, whatever it is, and tells what it is.
pub(super) type Look = fn(&mut Session, Subject<'_>) -> Format;

pub(super) struct Session {
    limits: Limits,
    /// Handed in, since what looks into an archive comes back here with its members.
    look: Look,
    files: Vec<Looked>,
    findings: Vec<Finding>,
    unsure: Vec<String>,
    pub inflated_left: u64,
    pub members_left: usize,
    pub operations_left: u64,
}

/// One thing to look into: a file, or a member of an archive (`model.pt!archive/data.pkl`).
#[derive(Clone, Copy)]
pub(super) struct Subject<'s> {
    pub name: &'s str,
    pub bytes: &'s [u8],
    /// How many archives it lies within.
    pub depth: usize,
}

impl Session {
    pub fn new(limits: &Limits, look: Look) -> Self {
        Self {
            limits: *limits,
            look,
            files: Vec::new(),
            findings: Vec::new(),
            unsure: Vec::new(),
            inflated_left: limits.inflated_bytes,
            members_left: limits.members,
            operations_left: limits.operations,
        }
    }

    /// Bytes of a file that may be read.
    pub fn file_bytes(&self) -> u64 {
        self.limits.file_bytes
    }

    /// Looks into a whole file.
    pub fn file(&mut self, name: &str, bytes: &[u8]) {
        let digest = Digest::of(bytes);
        let format = (self.look)(self, Subject { name, bytes, depth: 0 });
        self.files.push(Looked {
            name: name.to_owned(),
            format,
            bytes: bytes.len() as u64,
            digest,
        });
    }

    /// Looks into a member of the archive `outer`, unless the limits forbid it.
    pub fn member(&mut self, outer: Subject<'_>, name: &str, bytes: &[u8]) {
        let full = format!("{}!{name}", outer.name);
        if outer.depth + 1 > self.limits.depth {
            self.add(&rules::LIMIT, &full, 0, "archives are nested too deeply to be looked into");
            self.unsure(&full, "archives are nested too deeply");
            return;
        }
        if self.take_member(&full) {
            (self.look)(self, Subject { name: &full, bytes, depth: outer.depth + 1 });
        }
    }

    /// Counts one file or member; false once the limit is reached.
    pub fn take_member(&mut self, name: &str) -> bool {
        if self.members_left == 0 {
            self.unsure(name, "there are more files than the limit");
            return false;
        }
        self.members_left -= 1;
        true
    }

    pub fn add(&mut self, rule: &Rule, subject: &str, offset: usize, message: impl Into<String>) {
        if self.findings.len() >= self.limits.findings {
            if self.findings.len() == self.limits.findings {
                self.unsure(subject, "there are more findings than are listed");
            }
            // A worse one takes the place of the least, so that a flood hides nothing.
            let least = self.findings.iter_mut().min_by_key(|finding| finding.severity);
            if let Some(least) = least.filter(|finding| finding.severity < rule.severity) {
                *least = rule.finding(subject, offset, message.into());
            }
            return;
        }
        self.findings.push(rule.finding(subject, offset, message.into()));
    }

    pub fn unsure(&mut self, subject: &str, why: &str) {
        let line = format!("{subject}: {why}");
        if self.unsure.len() < self.limits.findings && self.unsure.last() != Some(&line) {
            self.unsure.push(line);
        }
    }

    pub fn finish(mut self) -> Scanned {
        self.findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(key(a).cmp(&key(b))));
        Scanned { files: self.files, findings: self.findings, unsure: self.unsure }
    }
}

fn key(finding: &Finding) -> (&str, Option<u64>, &str) {
    (&finding.location.subject, finding.location.offset, &finding.rule)
}
