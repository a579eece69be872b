//! What a reader of one small file, or of one part of a large one, has to say.

use super::lists::List;
use super::rules::{self, Rule};
use super::session::Session;
use std::collections::HashSet;

/// Findings that one reading keeps; the first of each rule and message.
const KEPT: usize = 100;
/// What is kept of a list that nobody may ever include.
const FEW: usize = 4;
/// Bytes of a text that is searched for what is sensitive.
const NOTED: usize = 1 << 20;

/// Findings and doubts of a reader that knows nothing of the file that its bytes lie in.
#[derive(Default)]
pub(super) struct Reading {
    findings: Vec<(&'static Rule, u64, String)>,
    unsure: Vec<String>,
    seen: HashSet<(&'static str, String)>,
    metadata: Vec<(String, String)>,
    /// Lists of requirements that it includes.
    includes: Vec<String>,
    /// What it is as a list of requirements.
    list: Option<List>,
}

impl Reading {
    /// A finding at `offset` of what is read.
    pub fn add(&mut self, rule: &'static Rule, offset: usize, message: impl Into<String>) {
        let message = message.into();
        let full = self.findings.len() >= KEPT;
        if full {
            return self.replace(rule, offset, message);
        }
        if self.seen.insert((rule.id, message.clone())) {
            self.findings.push((rule, offset as u64, message));
        }
    }

    /// A worse finding takes the place of the least, so that a flood hides nothing.
    fn replace(&mut self, rule: &'static Rule, offset: usize, message: String) {
        let least = self.findings.iter_mut().min_by_key(|(rule, ..)| rule.severity);
        if let Some(least) = least.filter(|(least, ..)| least.severity < rule.severity) {
            *least = (rule, offset as u64, message);
        }
    }

    /// Something that is not understood: what is read is not clean.
    pub fn unsure(&mut self, why: impl Into<String>) {
        let why = why.into();
        if self.unsure.len() < KEPT && !self.unsure.contains(&why) {
            self.unsure.push(why);
        }
    }

    /// A finding about something that is not understood.
    pub fn doubt(&mut self, rule: &'static Rule, offset: usize, message: impl Into<String>) {
        let message = message.into();
        self.unsure(message.clone());
        self.add(rule, offset, message);
    }

    /// A text that people wrote about the model, to be searched for what is sensitive.
    pub fn note(&mut self, key: &str, text: &str) {
        if self.metadata.len() < KEPT && (8..=NOTED).contains(&text.len()) {
            self.metadata.push((key.to_owned(), text.to_owned()));
        }
    }

    /// A list of requirements that this text includes, whatever it is called itself.
    pub fn include(&mut self, list: &str) {
        if self.includes.len() < KEPT {
            self.includes.push(list.to_owned());
        }
    }

    /// What this text is to who includes it as a list of requirements: what `read` says, without telling it.
    pub fn if_included(&mut self, read: Self) {
        let findings = read.findings.into_iter().take(FEW).map(|(rule, _, why)| (rule, why));
        self.list = Some(List {
            named: false,
            findings: findings.collect(),
            unsure: read.unsure.into_iter().take(FEW).collect(),
            includes: read.includes,
        });
    }

    /// Everything that another reader said.
    pub fn append(&mut self, other: Self) {
        other.includes.iter().for_each(|list| self.include(list));
        other.findings.into_iter().for_each(|(rule, at, message)| {
            self.add(rule, usize::try_from(at).unwrap_or(usize::MAX), message);
        });
        self.metadata.extend(other.metadata);
        other.unsure.into_iter().for_each(|why| self.unsure(why));
    }

    /// Tells the session of it, as of `subject`, which starts at `offset` of its file.
    pub fn tell(self, session: &mut Session, subject: &str, offset: u64) {
        if let Some(list) = self.list {
            session.list(subject, list);
        }
        if !self.includes.is_empty() {
            let list = List { named: true, includes: self.includes, ..List::default() };
            session.list(subject, list);
        }
        for (rule, at, message) in self.findings {
            session.add(rule, subject, offset + at, message);
        }
        for why in self.unsure {
            session.unsure(subject, &why);
        }
        for (key, text) in self.metadata {
            let Some(recognise) = session.recognise else { return };
            for found in recognise(&text) {
                let rule = if found.secret { &rules::SECRET } else { &rules::PERSONAL };
                let message = format!("its metadata {:?} holds {}", shown(&key), found.what);
                session.add(rule, subject, offset, message);
            }
        }
    }

    #[cfg(test)]
    pub fn rules(&self) -> Vec<&'static str> {
        self.findings.iter().map(|(rule, ..)| rule.id).collect()
    }

    #[cfg(test)]
    pub fn is_clean(&self) -> bool {
        use terms::Severity;
        let bad = |(rule, ..): &(&Rule, u64, String)| rule.severity >= Severity::Medium;
        self.unsure.is_empty() && !self.findings.iter().any(bad)
    }
}

/// Text from a file made safe to print, and short.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(80).flat_map(char::escape_default).collect();
    if text.chars().nth(80).is_some() {
        short.push('…');
    }
    short
}
