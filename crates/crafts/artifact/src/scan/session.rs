//! What one scan has found and may still spend.

mod settle;

use super::file::FileBytes;
use super::format::Format;
use super::lists::{List, Lists};
use super::policy::{Allow, Keep, Kept, LeaveOut, Recognise};
use super::rules::{self, Rule};
use super::source::{Memory, Source, WHOLE};
use super::verdict::{Standing, Verdict};
use super::{Limits, Looked, Options, Scanned, Unread};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use terms::{Digest, Finding, printable};

/// Findings of one rule that are listed for one file or member.
const ALIKE: usize = 50;
/// Bytes that are kept for the caller, of all files together.
const KEPT: usize = 96 << 20;

/// Looks into a file or member, whatever it is, and tells what it is.
pub(super) type Look = fn(&mut Session, Subject<'_>) -> Format;

pub(super) struct Session {
    limits: Limits,
    allow: Allow,
    /// What tells secrets and personal data in texts, if the caller has it.
    pub recognise: Option<Recognise>,
    /// What the caller leaves out of folders.
    pub leave_out: Option<LeaveOut>,
    /// Which first bytes the caller wants kept, and how many more may be.
    keep: Option<Keep>,
    keep_left: usize,
    kept: HashMap<String, Kept>,
    /// Handed in, since what looks into an archive comes back here with its members.
    look: Look,
    files: Vec<Looked>,
    unread: Vec<Unread>,
    findings: Vec<Finding>,
    unsure: Vec<String>,
    /// Files whose values models read, and files that may be such.
    claims: Vec<Claim>,
    raws: Vec<String>,
    /// Requirements, and what could be included as such.
    lists: Lists,
    /// Folders in which Git's own lies, with the files that say so.
    folders: Vec<(String, String)>,
    /// Of the file that is looked into.
    standing: Standing,
    /// How many findings of a rule its parts have.
    told: HashMap<(&'static str, String), usize>,
    pub inflated_left: u64,
    pub members_left: usize,
    pub operations_left: u64,
}

const NO_READER: &str = "its format is unknown, which no reader here covers";

/// A model reads values up to `end` of `file`.
#[derive(Debug, PartialEq, Eq)]
struct Claim {
    by: String,
    file: String,
    end: u64,
}

/// One thing to look into: a file, or a member of an archive (`model.pt!archive/data.pkl`).
#[derive(Clone, Copy)]
pub(super) struct Subject<'s> {
    pub name: &'s str,
    pub source: Source<'s>,
    /// How many archives it lies within.
    pub depth: usize,
}

impl Session {
    pub fn new(limits: &Limits, look: Look) -> Self {
        Self {
            limits: *limits,
            allow: Allow::default(),
            recognise: None,
            leave_out: None,
            keep: None,
            keep_left: KEPT,
            kept: HashMap::new(),
            look,
            files: Vec::new(),
            unread: Vec::new(),
            findings: Vec::new(),
            unsure: Vec::new(),
            claims: Vec::new(),
            raws: Vec::new(),
            lists: Lists::default(),
            folders: Vec::new(),
            standing: Standing::default(),
            told: HashMap::new(),
            inflated_left: limits.inflated_bytes,
            members_left: limits.members,
            operations_left: limits.operations,
        }
    }

    /// The same, with what the caller says of it.
    pub fn with(mut self, options: &Options) -> Self {
        self.allow = options.allow.clone();
        self.recognise = options.recognise;
        self.leave_out = options.leave_out.clone();
        self.keep = options.keep;
        self
    }

    /// How many of the first bytes of a file are kept.
    pub fn keeps(&self, name: &str, size: u64) -> usize {
        let wanted = self.keep.map_or(0, |keep| keep(name)).min(size);
        // All that is wanted, or nothing: half of it would be read again anyway.
        usize::try_from(wanted).ok().filter(|wanted| *wanted <= self.keep_left).unwrap_or(0)
    }

    /// Names that the caller allows.
    pub fn allow(&self) -> &Allow {
        &self.allow
    }

    /// Bytes of a file that may be read.
    pub fn file_bytes(&self) -> u64 {
        self.limits.file_bytes
    }

    /// Looks into a file on disk, and digests it.
    pub fn file(&mut self, name: &str, bytes: &FileBytes, size: u64) {
        self.one(name, Source::new(bytes, size), || bytes.digest());
        let kept = bytes.kept();
        if !kept.is_empty() {
            self.keep_left = self.keep_left.saturating_sub(kept.len());
            let whole = kept.len() as u64 == size;
            self.kept.insert(name.to_owned(), Kept { bytes: kept, whole });
        }
    }

    /// Looks into `bytes` as the content of a file.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        let memory = Memory(bytes);
        self.one(name, Source::new(&memory, bytes.len() as u64), || Ok(Digest::of(bytes)));
    }

    fn one(&mut self, name: &str, source: Source<'_>, digest: impl Fn() -> io::Result<Digest>) {
        self.standing = Standing::default();
        self.told.clear();
        let format = self.looked(Subject { name, source, depth: 0 });
        match digest() {
            Ok(digest) => self.files.push(Looked {
                name: name.to_owned(),
                format,
                bytes: source.len(),
                digest,
                verdict: self.standing.verdict(),
            }),
            Err(error) => self.unread(name, &rules::UNREADABLE, &unreadable(&error)),
        }
    }

    fn looked(&mut self, subject: Subject<'_>) -> Format {
        let format = (self.look)(self, subject);
        if subject.source.broken() {
            let message = "some of its bytes could not be read";
            self.add(&rules::UNREADABLE, subject.name, 0, message);
            self.unsure(subject.name, message);
        }
        format
    }

    /// Looks into a member of the archive `outer`, unless the limits forbid it.
    pub fn member(&mut self, outer: Subject<'_>, name: &str, source: Source<'_>) {
        let full = format!("{}!{name}", outer.name);
        if outer.depth + 1 > self.limits.depth {
            self.add(&rules::LIMIT, &full, 0, "archives are nested too deeply to be looked into");
            self.unsure(&full, "archives are nested too deeply");
            return;
        }
        if self.take_member(&full) {
            self.looked(Subject { name: &full, source, depth: outer.depth + 1 });
        }
    }

    /// All bytes of what is read into memory as a whole; what is too large for that is told.
    pub fn whole<'s>(&mut self, subject: Subject<'s>) -> Option<Cow<'s, [u8]>> {
        let whole = subject.source.whole();
        if whole.is_none() && subject.source.len() > WHOLE {
            let message = format!("what its reader takes into memory is more than {WHOLE} bytes");
            self.add(&rules::LIMIT, subject.name, 0, message.as_str());
            self.unsure(subject.name, &message);
        }
        whole
    }

    /// `subject` reads values up to `end` of the file called `location` beside it.
    pub fn claim(&mut self, subject: Subject<'_>, location: &str, end: u64) {
        let folder = subject.name.rsplit_once('/').map(|(folder, _)| folder);
        let location = location.trim_start_matches("./");
        let file =
            folder.map_or_else(|| location.to_owned(), |folder| format!("{folder}/{location}"));
        let claim = Claim { by: subject.name.to_owned(), file, end };
        if self.claims.len() < self.limits.members && !self.claims.contains(&claim) {
            self.claims.push(claim);
        }
    }

    /// A file of no format that is known: clean only if a model reads its values as raw numbers.
    pub fn raw(&mut self, subject: Subject<'_>) {
        if subject.depth > 0 {
            return self.unsure(subject.name, NO_READER);
        }
        self.raws.push(subject.name.to_owned());
    }

    /// What a text asks for, if it is a list of requirements, or another list includes it.
    pub fn list(&mut self, name: &str, list: List) {
        self.lists.keep(name, list);
    }

    /// `subject` says that Git's folder is `folder`, which has to be looked at as well.
    pub fn needs_folder(&mut self, subject: Subject<'_>, folder: String) {
        if self.folders.len() < self.limits.members {
            self.folders.push((subject.name.to_owned(), folder));
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

    /// Something that is there and was not read: it is *inconclusive*.
    pub fn unread(&mut self, name: &str, rule: &Rule, why: &str) {
        self.add(rule, name, 0, why);
        self.unsure(name, why);
        if self.unread.len() < self.limits.members {
            let (name, why) = (name.to_owned(), why.to_owned());
            self.unread.push(Unread { name, rule: rule.id, why, verdict: Verdict::Inconclusive });
        }
    }

    pub fn add(&mut self, rule: &Rule, subject: &str, offset: u64, message: impl Into<String>) {
        self.standing.worst = self.standing.worst.max(Some(rule.severity));
        let told = self.told.entry((rule.id, subject.to_owned())).or_default();
        *told += 1;
        // The same again and again says nothing new, and would crowd out what does.
        if *told > ALIKE {
            return;
        }
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
        self.standing.unsure = true;
        let line = format!("{}: {why}", printable(subject));
        if self.unsure.len() < self.limits.findings && self.unsure.last() != Some(&line) {
            self.unsure.push(line);
        }
    }

    pub fn finish(mut self) -> Scanned {
        self.settle();
        self.findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(key(a).cmp(&key(b))));
        let files = self.files.iter().map(|file| file.verdict);
        let unread = self.unread.iter().map(|unread| unread.verdict);
        let verdict = files.chain(unread).max().unwrap_or(Verdict::Inconclusive);
        Scanned {
            files: self.files,
            unread: self.unread,
            findings: self.findings,
            unsure: self.unsure,
            verdict,
            kept: self.kept,
        }
    }
}

/// An error of reading, without what the system's message may add.
pub(super) fn unreadable(error: &io::Error) -> String {
    format!("it cannot be read: {error}")
}

fn key(finding: &Finding) -> (&str, Option<u64>, &str) {
    (&finding.location.subject, finding.location.offset, &finding.rule)
}
