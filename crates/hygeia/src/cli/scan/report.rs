//! What a scan came to, of one input and of each of several.

use crate::cli::report::Outcome;
use crate::failure::Failure;
use artifact::scan::{Scanned, Verdict};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;
use terms::{Finding, printable};

/// Of one input: its document is the scan itself.
pub fn outcome(given: &OsStr, scanned: &Scanned) -> Result<Outcome, Failure> {
    let path = Path::new(given);
    let known = Names::of(scanned);
    let mut findings = scanned.findings.clone();
    for finding in &mut findings {
        let file = known.file(&finding.location.subject).to_owned();
        let whole = if path.is_dir() { path.join(&file) } else { path.to_path_buf() };
        finding.location.file = Some(whole.to_string_lossy().into_owned());
    }
    let outcome = Outcome::new(given.to_string_lossy(), scanned, findings)?;
    let mut unknown = scanned.unsure.clone();
    if scanned.files.is_empty() && scanned.unread.is_empty() && unknown.is_empty() {
        unknown
            .push(format!("{}: there is no file to look at", printable(&path.to_string_lossy())));
    }
    Ok(outcome.with_unknown(unknown).with_summary(summary(scanned)))
}

/// Of each of several: what of the scan belongs to it.
pub fn shares(paths: &[&Path], scanned: &Scanned) -> Result<Vec<Outcome>, Failure> {
    let known = Names::of(scanned);
    let owner = |subject: &str| {
        let below = |path: &&&Path| {
            let given = path.to_string_lossy();
            let given = given.trim_end_matches('/');
            subject
                .strip_prefix(given)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '!', ':']))
        };
        // Of a folder and a file in it, the nearer one.
        let owner = paths.iter().filter(below).max_by_key(|path| path.as_os_str().len());
        // What nobody owns is lost to nobody.
        owner.or_else(|| paths.first()).copied()
    };
    let share = |path: &&Path| {
        let mine = |subject: &str| owner(subject) == Some(*path);
        let mut findings: Vec<Finding> =
            scanned.findings.iter().filter(|f| mine(&f.location.subject)).cloned().collect();
        for finding in &mut findings {
            finding.location.file = Some(known.file(&finding.location.subject).to_owned());
        }
        let own = Scanned {
            files: scanned.files.iter().filter(|file| mine(&file.name)).cloned().collect(),
            unread: scanned.unread.iter().filter(|unread| mine(&unread.name)).cloned().collect(),
            findings: Vec::new(),
            unsure: scanned.unsure.iter().filter(|why| mine(why)).cloned().collect(),
            verdict: Verdict::Clean,
            kept: HashMap::new(),
        };
        let verdicts = own.files.iter().map(|file| file.verdict);
        let verdicts = verdicts.chain(own.unread.iter().map(|unread| unread.verdict));
        let verdict = verdicts.max().unwrap_or(Verdict::Inconclusive);
        let document =
            json!({ "verdict": verdict, "files": own.files.len(), "unread": own.unread.len() });
        let mut unknown = own.unsure.clone();
        if own.files.is_empty() && own.unread.is_empty() && unknown.is_empty() {
            unknown.push(format!(
                "{}: there is no file to look at",
                printable(&path.to_string_lossy())
            ));
        }
        let own = Scanned { verdict, ..own };
        let summary = summary_of(&own, findings.len());
        let outcome = Outcome::new(path.to_string_lossy(), &document, findings)?;
        Ok(outcome.with_unknown(unknown).with_summary(summary))
    };
    paths.iter().map(share).collect()
}

/// The names of all files, to tell a file from what is in it.
struct Names<'s>(HashSet<&'s str>);

impl<'s> Names<'s> {
    fn of(scanned: &'s Scanned) -> Self {
        let files = scanned.files.iter().map(|file| file.name.as_str());
        Self(files.chain(scanned.unread.iter().map(|unread| unread.name.as_str())).collect())
    }

    /// The file that `subject` is, or lies in: `model.pt!archive/data.pkl` lies in `model.pt`.
    fn file<'a>(&self, subject: &'a str) -> &'a str {
        let ends = subject.match_indices('!').map(|(at, _)| at);
        let outer = ends.filter_map(|at| subject.get(..at)).find(|name| self.0.contains(name));
        if self.0.contains(subject) { subject } else { outer.unwrap_or(subject) }
    }
}

fn summary(scanned: &Scanned) -> Vec<String> {
    summary_of(scanned, scanned.findings.len())
}

/// The verdict on each file that is not clean, and counts.
fn summary_of(scanned: &Scanned, findings: usize) -> Vec<String> {
    let files = scanned.files.iter().map(|file| (&file.name, file.verdict));
    let unread = scanned.unread.iter().map(|unread| (&unread.name, unread.verdict));
    let (mut clean, mut lines) = (0, Vec::new());
    for (name, verdict) in files.chain(unread) {
        match verdict {
            Verdict::Clean => clean += 1,
            _ => lines.push(format!("{verdict}: {}", printable(name))),
        }
    }
    lines.push(format!("{} files, {clean} clean, {findings} findings", scanned.files.len()));
    lines
}
