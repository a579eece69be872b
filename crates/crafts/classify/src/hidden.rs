//! What hides in a column among values of another kind: every row is read, not only the sample.

use crate::check::{RULES, Strength, Validity};
use crate::demand;
use crate::mask::masked_example;
use crate::name::Named;
use crate::number::{is_number, trimmed};
use crate::profile::Profile;
use crate::recognisers::Recognisers;
use crate::share::at_least;
use crate::text::{Hit, find_in_text, has_full_name};
use crate::verdict::plain;
use arrow_array::StringArray;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Evidence, InfoType, limits};

/// The share of rows, at least, from which on what hides says something of the whole column; below it,
/// and where it is less than three, the values are odd ones.
const LEAST: f64 = 0.002;
/// Values below which nothing is said of a column.
const FEWEST: u64 = 3;
/// The share of a sample, at least, that is a part of the column.
const PART: f64 = 0.03;

#[derive(Default)]
struct Found {
    check: &'static str,
    rows: Vec<u64>,
    count: u64,
    examples: BTreeSet<String>,
}

/// Evidence for each info type that hides in `column` beside its own, with the rows that it is in,
/// most rows first. Short numbers hide nothing; one of twelve digits or more is read where the
/// column's other numbers are not as long.
pub fn search(
    column: &StringArray,
    own: InfoType,
    named: &Named,
    profile: &Profile<'_>,
) -> Vec<Evidence> {
    // A code of a thing may look like somebody's number: there, only what is proven counts. Among words and
    // numbers, no code stands.
    let coded = profile.share(profile.codes.saturating_sub(profile.numbers)) >= 0.5;
    let thing = (named.thing || named.quantity) && !named.person;
    let code = thing && coded;
    let (long, _) = profile.matched(|value| value.len() >= 12);
    let long_numbers = long * 2 > profile.of;
    let mut found: BTreeMap<InfoType, Found> = BTreeMap::new();
    let valid = Validity::of(own);
    let mut of = 0;
    let rows = (0_u64..).zip(column.iter());
    for (row, value) in rows.filter_map(|(row, value)| Some((row, trimmed(value?)))) {
        if value.is_empty() {
            continue;
        }
        of += 1;
        if value.len() < 6 {
            continue;
        }
        let number = is_number(value);
        let plain = number && (long_numbers || value.len() < 12);
        if (plain && own != InfoType::FreeText)
            || (!number && valid.as_ref().is_some_and(|valid| valid.holds(value)))
        {
            continue;
        }
        let mut seen = BTreeSet::new();
        for hit in find_in_text(value).into_iter().filter(|hit| tells(hit, own, thing, code)) {
            let entry = found.entry(hit.info_type).or_default();
            if !seen.insert(hit.info_type) {
                continue;
            }
            entry.check = hit.check;
            entry.count += 1;
            if entry.rows.len() < limits::LISTED_ODD {
                entry.rows.push(row);
            }
            if entry.examples.len() < 3 {
                let hidden = value.get(hit.range).unwrap_or_default();
                entry.examples.insert(masked_example(hit.info_type, hidden));
            }
        }
    }
    let mut evidence: Vec<Evidence> = found
        .into_iter()
        .map(|(kind, found)| found.evidence(kind, of, own == InfoType::FreeText))
        .collect();
    evidence.sort_by_key(|evidence| std::cmp::Reverse(evidence.matched));
    evidence
}

/// Whether a value of this type among values of `own` is out of place: a day or an address of a page is
/// not.
fn tells(hit: &Hit, own: InfoType, thing: bool, code: bool) -> bool {
    use InfoType as T;
    match hit.info_type {
        T::Date | T::Url | T::Uuid => false,
        T::Phone | T::IpAddress if thing => false,
        T::UsSsn | T::UsItin if code => false,
        other => other != own,
    }
}

impl Found {
    fn evidence(self, info_type: InfoType, of: u64, in_sentences: bool) -> Evidence {
        // In sentences, nothing is out of place.
        let rare = !in_sentences && at_least(self.count, of) < LEAST;
        let odd = self.count < FEWEST || rare;
        Evidence {
            info_type,
            check: format!("hidden: {}", self.check),
            matched: self.count,
            of,
            masked_examples: self
                .examples
                .into_iter()
                .filter(|example| !example.is_empty())
                .collect(),
            rows: if odd { self.rows } else { Vec::new() },
        }
    }
}

/// Evidence for info types that a part of the sampled values has, and that only whole values show: names
/// of people, addresses, numbers of states. Those are of a higher class than the column's own type.
pub fn parts(
    own: InfoType,
    named: &Named,
    profile: &Profile<'_>,
    recognisers: &Recognisers,
) -> Vec<Evidence> {
    let class = demand::of(own, recognisers).class;
    let mut parts: BTreeMap<InfoType, Evidence> = BTreeMap::new();
    let worth = RULES.iter().filter(|rule| {
        let proven = matches!(rule.strength, Strength::Proof);
        let open = rule.strength == Strength::OpenList || rule.info_type == InfoType::StreetAddress;
        (proven || (open && rule.strength != Strength::Shape && !named.thing))
            && rule.info_type != own
            && rule.info_type.row().demand.class > class
    });
    for rule in worth {
        let (matched, different) = match rule.strength {
            Strength::Proof => profile.passed(rule),
            _ => profile.matched(rule.accepts),
        };
        // One in fifty numbers passes a check by chance.
        let least = if rule.strength == Strength::Proof { 3.0 * PART } else { PART };
        if different >= 3 && at_least(matched, profile.of) >= least {
            let evidence =
                plain(rule.info_type, &format!("in part: {}", rule.check), matched, profile.of);
            parts.entry(rule.info_type).or_insert(evidence);
        }
    }
    if own == InfoType::FreeText {
        parts.extend(people(profile).map(|people| (InfoType::PersonName, people)));
    }
    parts.into_values().collect()
}

/// Texts of a sample that are searched for names.
const TEXTS: usize = 500;

/// That sentences name people: full names that lists have, and what is titled or announced.
fn people(profile: &Profile<'_>) -> Option<Evidence> {
    let texts = || profile.values.iter().take(TEXTS);
    let named = texts().filter(|(text, _)| has_full_name(text));
    let (found, of) = (named.map(|(_, count)| count).sum(), texts().map(|(_, count)| count).sum());
    (found >= FEWEST).then(|| plain(InfoType::PersonName, "in part: names in sentences", found, of))
}
