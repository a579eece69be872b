//! Which weaknesses installed packages have: one for all names of it, and for all packages that are
//! built from one source.

use crate::advisory::{Advisory, Affected, Verdict};
use crate::packages::{Inventory, Package};
use crate::report::{Ecosystem, Vulnerable};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Severity, printable};

/// What advisories speak of, with the installed packages that are of it.
struct Subject<'a> {
    name: &'a str,
    version: &'a str,
    packages: Vec<&'a Package>,
}

/// Everything vulnerable, and `name version` of what the advisories leave undecided.
pub(crate) fn judge(
    ecosystem: Ecosystem,
    inventory: &Inventory,
    advisories: &[Advisory],
) -> (Vec<Vulnerable>, BTreeSet<String>) {
    let (mut vulnerable, mut undecided) = (Vec::new(), BTreeSet::new());
    for subject in subjects(inventory) {
        let mut hits = Vec::new();
        for advisory in advisories {
            match worst(ecosystem, advisory, &subject) {
                Some((Verdict::Vulnerable, affected)) => hits.push(Hit { advisory, affected }),
                Some((Verdict::Undecided, _)) => undecided.extend(subject.shown()),
                _ => {}
            }
        }
        vulnerable.extend(grouped(hits).iter().filter_map(|hits| subject.found(hits)));
    }
    vulnerable.sort();
    (vulnerable, undecided)
}

/// Packages of one place that are of the same source and version.
fn subjects(inventory: &Inventory) -> Vec<Subject<'_>> {
    let mut subjects: BTreeMap<(&str, &str, &str), Subject<'_>> = BTreeMap::new();
    for package in &inventory.packages {
        let Some((name, version)) = &package.advised else { continue };
        let subject = subjects.entry((&package.place, name, version)).or_insert(Subject {
            name,
            version,
            packages: Vec::new(),
        });
        subject.packages.push(package);
    }
    subjects.into_values().collect()
}

impl Subject<'_> {
    fn shown(&self) -> impl Iterator<Item = String> {
        self.packages.iter().map(|package| format!("{} {}", package.name, package.version))
    }

    /// One weakness under all its names: it is as bad as the worst grade that somebody gave it,
    /// *high* if nobody did, as what was not graded must not look harmless.
    fn found(&self, hits: &[Hit<'_>]) -> Option<Vulnerable> {
        let first = hits.iter().min_by_key(|hit| (hit.informational(), &hit.advisory.id))?;
        let package = *self.packages.first()?;
        let informational = hits.iter().all(Hit::informational);
        let serious = hits.iter().filter(|hit| informational || !hit.informational());
        let severity = serious.filter_map(Hit::severity).max().unwrap_or(Severity::High);
        let shown = |text: &str| printable(text).into_owned();
        let names: BTreeSet<&str> = hits.iter().flat_map(Hit::names).collect();
        let aliases = names.into_iter().filter(|name| *name != first.advisory.id);
        let packages: BTreeSet<&str> = self.packages.iter().map(|p| p.name.as_str()).collect();
        let (name, version) = match packages.len() {
            1 => (package.name.as_str(), package.version.as_str()),
            _ => (self.name, self.version),
        };
        Some(Vulnerable {
            package: shown(name),
            version: shown(version),
            place: shown(&package.place),
            advisory: shown(&first.advisory.id),
            aliases: aliases.map(shown).collect(),
            title: shown(&first.advisory.title),
            severity,
            fixed: repair(hits, self.version).iter().map(|fixed| shown(fixed)).collect(),
            packages: packages.into_iter().map(shown).collect(),
            informational,
        })
    }
}

/// An advisory that says that a subject is vulnerable.
struct Hit<'a> {
    advisory: &'a Advisory,
    affected: &'a Affected,
}

impl<'a> Hit<'a> {
    fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        std::iter::once(&self.advisory.id).chain(&self.advisory.aliases).map(String::as_str)
    }

    fn severity(&self) -> Option<Severity> {
        self.affected.severity.or(self.advisory.severity)
    }

    /// Only a warning: also what the distribution itself calls unimportant.
    fn informational(&self) -> bool {
        self.advisory.informational || self.affected.severity == Some(Severity::Info)
    }
}

/// What repairs a weakness under all of its names, where somebody knows of a repair.
fn repair(hits: &[Hit<'_>], version: &str) -> Option<String> {
    let repairs: Vec<String> = hits.iter().filter_map(|hit| hit.affected.repair(version)).collect();
    let repairs_all =
        |fixed: &&String| hits.iter().all(|hit| hit.affected.verdict(fixed) != Verdict::Vulnerable);
    repairs.iter().find(repairs_all).or_else(|| repairs.first()).cloned()
}

/// What `advisory` says of `subject`; the worst, if it speaks of it more than once.
fn worst<'a>(
    ecosystem: Ecosystem,
    advisory: &'a Advisory,
    subject: &Subject<'_>,
) -> Option<(Verdict, &'a Affected)> {
    let speaks_of =
        advisory.affected.iter().filter(|a| a.ecosystem == ecosystem && a.package == subject.name);
    let verdicts = speaks_of.map(|affected| (affected.verdict(subject.version), affected));
    verdicts.min_by_key(|(verdict, _)| match verdict {
        Verdict::Vulnerable => 0,
        Verdict::Undecided => 1,
        Verdict::Safe => 2,
    })
}

/// Advisories that share a name, also by way of a third, are of one weakness, in whatever order they
/// come.
fn grouped(hits: Vec<Hit<'_>>) -> Vec<Vec<Hit<'_>>> {
    let mut groups: Vec<(BTreeSet<&str>, Vec<Hit<'_>>)> = Vec::new();
    for hit in hits {
        let mut names: BTreeSet<&str> = hit.names().collect();
        let mut together = vec![hit];
        let (same, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(group, _)| !group.is_disjoint(&names));
        for (group, hits) in same {
            names.extend(group);
            together.extend(hits);
        }
        groups = others;
        groups.push((names, together));
    }
    groups.into_iter().map(|(_, hits)| hits).collect()
}
