//! Lists of requirements that name one another (`-r base.txt`, `-c versions.txt`): what is included is read as
//! requirements, whatever it is called, once all files have been looked into.

use super::rules::{self, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// Lists that are kept.
const KEPT: usize = 10_000;

/// What one text asks for, if it is read as a list of requirements.
#[derive(Default)]
pub(super) struct List {
    /// It is one by its name; any other counts once somebody includes it.
    pub named: bool,
    pub findings: Vec<(&'static Rule, String)>,
    pub unsure: Vec<String>,
    /// The lists that it includes, as it writes them.
    pub includes: Vec<String>,
}

/// Something to be told of a file.
pub(super) enum Told {
    Finding(&'static Rule, String),
    Unsure(String),
}

/// All texts of a scan as lists, by the name of their file.
#[derive(Default)]
pub(super) struct Lists {
    all: BTreeMap<String, List>,
    full: bool,
}

impl Lists {
    /// Keeps what a file is as a list.
    pub fn keep(&mut self, name: &str, list: List) {
        if let Some(known) = self.all.get_mut(name) {
            known.named |= list.named;
            known.includes.extend(list.includes);
        } else if self.all.len() < KEPT {
            self.all.insert(name.to_owned(), list);
        } else {
            self.full = true;
        }
    }

    /// What is to be told of each file, now that all are known; `other` says of a file that is no text whether
    /// it was looked into.
    pub fn settle(&mut self, other: impl Fn(&str) -> bool) -> Vec<(String, Told)> {
        let all = std::mem::take(&mut self.all);
        let mut told = Vec::new();
        let named = all.iter().filter(|(_, list)| list.named);
        let mut waiting: Vec<&str> = named.map(|(name, _)| name.as_str()).collect();
        let mut seen: BTreeSet<&str> = waiting.iter().copied().collect();
        while let Some(name) = waiting.pop() {
            let Some((name, list)) = all.get_key_value(name) else { continue };
            if !list.named {
                let findings = list.findings.iter();
                let findings = findings.map(|(rule, why)| Told::Finding(rule, why.clone()));
                let unsure = list.unsure.iter().map(|why| Told::Unsure(why.clone()));
                told.extend(findings.chain(unsure).map(|told| (name.clone(), told)));
            }
            for included in &list.includes {
                let place = beside(name, included);
                match place.as_deref().and_then(|place| all.get_key_value(place)) {
                    Some((next, _)) if seen.insert(next) => waiting.push(next),
                    Some(_) => {}
                    None => {
                        let there = place.as_deref().is_some_and(&other);
                        told.push((name.clone(), elsewhere(included, place.is_some(), there)));
                    }
                }
            }
            if self.full {
                let why = "there are more lists of requirements than are kept".to_owned();
                told.push((name.clone(), Told::Unsure(why)));
                self.full = false;
            }
        }
        told
    }
}

/// What is said of a list that is not among those that were read.
fn elsewhere(included: &str, inside: bool, there: bool) -> Told {
    let shown: String = included.chars().take(80).flat_map(char::escape_default).collect();
    let climbs = included.split(['/', '\\']).any(|part| part == "..");
    if there {
        Told::Unsure(format!("it includes {shown}, which is no text"))
    } else if !inside || climbs {
        let message = format!("requirements are read from outside the folder: {shown}");
        Told::Finding(&rules::FOREIGN_PACKAGE, message)
    } else {
        Told::Unsure(format!("it includes {shown}, which is not there"))
    }
}

/// Where `other` lies, as pip looks for it: beside the list that includes it. Nothing for a place that no folder
/// holds: an absolute one, or one that the host's variables name.
fn beside(name: &str, other: &str) -> Option<String> {
    let drive = other.as_bytes().get(1) == Some(&b':');
    if drive || other.starts_with(['/', '\\', '~']) || other.contains("${") {
        return None;
    }
    let (outer, inner) = match name.rsplit_once('!') {
        Some((outer, inner)) => (format!("{outer}!"), inner),
        None => (String::new(), name),
    };
    let root = if inner.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = inner.trim_start_matches('/').split('/').collect();
    parts.pop();
    for part in other.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(format!("{outer}{root}{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn a_list_is_looked_for_beside_the_one_that_includes_it() {
        for (name, other, place) in [
            ("requirements.txt", "base.txt", Some("base.txt")),
            ("a/requirements.txt", "../base.txt", Some("base.txt")),
            ("a/requirements.txt", "./b//c.txt", Some("a/b/c.txt")),
            ("x.zip!a/requirements.txt", "b.txt", Some("x.zip!a/b.txt")),
            ("/m/requirements.txt", "b.txt", Some("/m/b.txt")),
            ("requirements.txt", "../base.txt", None),
            ("x.zip!requirements.txt", "../base.txt", None),
            ("requirements.txt", "/etc/base.txt", None),
            ("requirements.txt", "${HOME}/base.txt", None),
            ("requirements.txt", "C:\\base.txt", None),
        ] {
            assert_eq!(beside(name, other).as_deref(), place, "{name} {other}");
        }
    }
}
