//! What a set of columns gives away: k-anonymity, l-diversity, t-closeness, and whom an attack links.

use super::groups::{Groups, Members, joined};
use super::search::People;
use std::collections::BTreeMap;
use terms::{Disclosure, Linkage};

/// Different values of a sensitive column that are told apart; the rest are one.
const VALUES: usize = 64;

/// The groups of one set, and what they tell beside.
pub(super) struct Measured {
    groups: Groups<Group>,
    /// For each sensitive column, how often each of its values occurs in the whole table.
    all: Vec<BTreeMap<u64, u64>>,
}

#[derive(Default)]
struct Group {
    members: Members,
    /// For each sensitive column, its values here.
    values: Vec<Vec<(u64, u32)>>,
}

impl Measured {
    pub fn new(sensitive: usize) -> Self {
        Self { groups: Groups::default(), all: vec![BTreeMap::new(); sensitive] }
    }

    /// A row with these cells, of this person, with these sensitive cells.
    pub fn add(&mut self, cells: impl Iterator<Item = u64>, person: Option<u64>, told: &[u64]) {
        let told: Vec<u64> =
            told.iter().zip(&mut self.all).map(|(value, all)| kept(*value, all)).collect();
        let Some(group) = self.groups.of(joined(cells)) else { return };
        group.members.add(person);
        group.values.resize_with(told.len(), Vec::new);
        for (value, values) in told.into_iter().zip(&mut group.values) {
            match values.iter_mut().find(|(known, _)| *known == value) {
                Some((_, count)) => *count += 1,
                None => values.push((value, 1)),
            }
        }
    }

    /// What came out, of a table of `people`; `sensitive` names the sensitive columns.
    pub fn linkage(&self, people: &People, sensitive: &[String]) -> Linkage {
        let by_people = people.by.is_some();
        let sizes = || self.groups.held().map(|group| group.members.size(by_people));
        let unique =
            self.groups.scaled(sizes().filter(|size| *size == 1).count()).min(people.count);
        let of = people.count.max(1) as f64;
        Linkage {
            k: sizes().min().unwrap_or(0),
            unique,
            share: rounded(unique as f64 / of),
            guessed: rounded((self.groups.count() as f64 / of).min(1.0)),
            exact: self.groups.exact(),
            sensitive: (0..).zip(sensitive).map(|(at, name)| self.disclosure(at, name)).collect(),
        }
    }

    fn disclosure(&self, at: usize, name: &str) -> Disclosure {
        let empty = BTreeMap::new();
        let all = self.all.get(at).unwrap_or(&empty);
        let total = all.values().sum::<u64>().max(1) as f64;
        let (mut l, mut t, mut rows, mut alike) = (u64::MAX, 0.0f64, 0u64, 0u64);
        for values in self.groups.held().filter_map(|group| group.values.get(at)) {
            let size: u64 = values.iter().map(|(_, count)| u64::from(*count)).sum();
            l = l.min(values.len() as u64);
            rows += size;
            alike += if values.len() == 1 { size } else { 0 };
            // Of the values that are here, by how much there are more than in the table.
            let more = values.iter().map(|(value, count)| {
                let share = all.get(value).copied().unwrap_or(0) as f64 / total;
                (f64::from(*count) / size.max(1) as f64 - share).max(0.0)
            });
            t = t.max(more.sum());
        }
        Disclosure {
            column: name.to_owned(),
            l: if l == u64::MAX { 0 } else { l },
            t: rounded(t),
            homogeneous: rounded(alike as f64 / rows.max(1) as f64),
        }
    }
}

/// The value as it is told apart, counted.
fn kept(value: u64, all: &mut BTreeMap<u64, u64>) -> u64 {
    let value = if all.len() >= VALUES && !all.contains_key(&value) { 0 } else { value };
    *all.entry(value).or_default() += 1;
    value
}

/// Four places: a share of people, not a measure of physics.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
