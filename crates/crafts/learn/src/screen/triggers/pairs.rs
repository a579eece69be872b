//! Two values together.

use super::super::chance::shares;
use super::candidate::{Candidate, PURE, forced_class};
use super::evidence::{self, Evidence, Expected, seen, shift};
use super::judged::Blind;
use super::values::{Kind, Value, bounds};
use crate::error::LearnError;
use crate::table::Table;

/// Pairs of columns that judges are made for.
const MOST_JUDGES: usize = 10;
/// Pairs of values that are judged for one pair of columns.
const MOST_OF_COLUMNS: usize = 40;
/// Pairs of values that are looked at.
const MOST_PAIRS: usize = 3_000;
/// The evidence of judges who saw the second column from which on a pair is judged by others.
const PROMISING: f64 = 2.0;
/// Rows beside the pair's own that tell what a value does alone.
const MOST_BESIDE: usize = 400;
/// Rows that a value needs beside the pair's own to tell what it does alone.
const LEAST_BESIDE: usize = 8;
/// Values of each column that are compared for how far pairs stand apart.
const VALUES_COMPARED: usize = 16;
/// How far two values together stand from what each does, in nats of odds, at least.
const SPREAD: f64 = 1.0;

/// Two values that stand together in some rows.
pub(super) struct Pair {
    values: (usize, usize),
    columns: (usize, usize),
    rows: Vec<u32>,
    /// What judges who did not see its first column make of it.
    evidence: f64,
}

/// How many pairs of values there are to choose from, and those whose rows are nearly all of one class,
/// the most surprising ones.
pub(super) fn candidates(table: &Table, values: &[Value]) -> (usize, Vec<Pair>) {
    let (least, most) = bounds(table.rows());
    let exact: Vec<usize> = (0..values.len())
        .filter(|at| values.get(*at).is_some_and(|v| !matches!(v.kind, Kind::Between(..))))
        .collect();
    let shares = shares(table.labels(), table.classes().len());
    let mut scored = Vec::new();
    let (tried, pairs) = together(table, values, &exact, &shares);
    for (first, second, count) in pairs {
        let (Some(a), Some(b)) = (values.get(first), values.get(second)) else { continue };
        // A pair that is nearly one of its values says no more than that.
        let nearly_one = 10 * count > 9 * a.rows.len().min(b.rows.len());
        if a.column == b.column || nearly_one || !(least..=most).contains(&count) {
            continue;
        }
        let rows = common(&a.rows, &b.rows);
        if let Some(surprise) = surprise(table, &rows, &shares) {
            let (values, columns) = ((first, second), (a.column, b.column));
            scored.push((surprise, Pair { values, columns, rows, evidence: 0.0 }));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.values.cmp(&b.1.values)));
    scored.truncate(MOST_PAIRS);
    (tried, scored.into_iter().map(|(_, pair)| pair).collect())
}

/// Has judges who saw none of `hidden` look at the pairs whose first column is one of them.
pub(super) fn look(
    pairs: &mut [Pair],
    hidden: &[usize],
    table: &Table,
    values: &[Value],
    said: &[f32],
) {
    for pair in pairs.iter_mut().filter(|pair| hidden.contains(&pair.columns.0)) {
        pair.evidence =
            weighed_pair(pair, table, values, said, SPREAD).map_or(0.0, |(_, _, e)| e.log_odds);
    }
}

/// Judges those that promise most by trees that saw neither column.
pub(super) fn judge(
    mut pairs: Vec<Pair>,
    table: &Table,
    values: &[Value],
    blind: &Blind<'_>,
) -> Result<Vec<Candidate>, LearnError> {
    pairs.retain(|pair| pair.evidence > PROMISING);
    pairs.sort_by(|a, b| b.evidence.total_cmp(&a.evidence).then(a.values.cmp(&b.values)));
    let mut order: Vec<(usize, usize)> = Vec::new();
    for pair in &pairs {
        if !order.contains(&pair.columns) && order.len() < MOST_JUDGES {
            order.push(pair.columns);
        }
    }
    let mut found = Vec::new();
    for columns in order {
        let said = blind.without(&[columns.0, columns.1])?;
        let spread = spread(columns, table, values, &said);
        for pair in pairs.iter().filter(|pair| pair.columns == columns).take(MOST_OF_COLUMNS) {
            let Some((class, purity, evidence)) = weighed_pair(pair, table, values, &said, spread)
            else {
                continue;
            };
            let (values, rows) = (vec![pair.values.0, pair.values.1], pair.rows.clone());
            found.push(Candidate { values, rows, class, purity, evidence });
        }
    }
    Ok(found)
}

/// The class of the pair's rows, its share, and how strongly they are forced, if two values do together
/// what each does apart.
fn weighed_pair(
    pair: &Pair,
    table: &Table,
    values: &[Value],
    said: &[f32],
    spread: f64,
) -> Option<(u32, f64, Evidence)> {
    let (class, purity) = forced_class(table, &pair.rows, said)?;
    let alone = |at: usize| {
        values.get(at).map_or(0.0, |value| beside(table, value, &pair.rows, class, said))
    };
    let shift = alone(pair.values.0) + alone(pair.values.1);
    let expected = Expected { shift, spread };
    Some((class, purity, evidence::weigh(said, table, class, &pair.rows, expected)))
}

/// How far any two values of these columns stand from what each does alone, by the middle of their
/// distances: where columns work together, a pair that does is natural.
fn spread(columns: (usize, usize), table: &Table, values: &[Value], said: &[f32]) -> f64 {
    let of = |column: usize| {
        let own = values.iter().filter(move |value| value.column == column);
        own.filter(|value| !matches!(value.kind, Kind::Between(..))).take(VALUES_COMPARED)
    };
    let mut distances = Vec::new();
    for a in of(columns.0) {
        for b in of(columns.1) {
            let rows = common(&a.rows, &b.rows);
            if rows.len() >= LEAST_BESIDE {
                let few: Vec<u32> = rows.iter().copied().take(MOST_BESIDE).collect();
                let alone = |value| beside(table, value, &rows, 0, said);
                let together = seen(said, table, 0, &few);
                distances.push(evidence::apart(&together, alone(a) + alone(b)));
            }
        }
    }
    evidence::middle_spread(distances, SPREAD)
}

/// What a value does to the odds of the class in rows that are not the pair's.
fn beside(table: &Table, value: &Value, pair: &[u32], class: u32, said: &[f32]) -> f64 {
    let others = value.rows.iter().copied().filter(|row| pair.binary_search(row).is_err());
    let others: Vec<u32> = others.take(MOST_BESIDE).collect();
    match others.len() < LEAST_BESIDE {
        true => 0.0,
        false => shift(&seen(said, table, class, &others), SPREAD),
    }
}

/// How many rows two values share, and a vote for the class that most of them have (Boyer and Moore
/// 1991, "MJRTY"): of `count` rows at most `(count + votes) / 2` are of one class.
#[derive(Clone, Copy, Default)]
struct Shared {
    count: u32,
    votes: u32,
    class: u32,
}

impl Shared {
    const fn vote(&mut self, class: u32) {
        self.count += 1;
        if self.votes == 0 {
            (self.class, self.votes) = (class, 1);
        } else if self.class == class {
            self.votes += 1;
        } else {
            self.votes -= 1;
        }
    }

    /// Whether nearly all rows may be of one class, and of more than chance.
    fn may_be_pure(self, shares: &[f64]) -> bool {
        let (count, votes) = (f64::from(self.count), f64::from(self.votes));
        let share = shares.get(self.class as usize).copied().unwrap_or(1.0);
        self.count > 0 && stands_out((count + votes) / 2.0 / count.max(1.0), count, share).is_some()
    }
}

/// How many pairs of values share as many rows as a trigger may have, and those whose rows may nearly
/// all be of one class, with their number.
fn together(
    table: &Table,
    values: &[Value],
    exact: &[usize],
    shares: &[f64],
) -> (usize, Vec<(usize, usize, usize)>) {
    let mut of_row: Vec<Vec<u16>> = vec![Vec::new(); table.rows()];
    for (position, at) in exact.iter().enumerate() {
        let Some(value) = values.get(*at) else { continue };
        for row in &value.rows {
            if let (Some(list), Ok(position)) =
                (of_row.get_mut(*row as usize), u16::try_from(position))
            {
                list.push(position);
            }
        }
    }
    let width = exact.len();
    let mut counts = vec![Shared::default(); width * width];
    for (list, label) in of_row.iter().zip(table.labels()) {
        for (at, first) in list.iter().enumerate() {
            for second in list.iter().skip(at + 1) {
                let cell = usize::from(*first) * width + usize::from(*second);
                if let Some(shared) = counts.get_mut(cell) {
                    shared.vote(*label);
                }
            }
        }
    }
    let value = |position: usize| exact.get(position).copied().unwrap_or(0);
    let (least, most) = bounds(table.rows());
    counts
        .iter_mut()
        .filter(|s| !(least..=most).contains(&(s.count as usize)))
        .for_each(|s| s.count = 0);
    let tried = counts.iter().filter(|shared| shared.count > 0).count();
    let counted = counts.into_iter().enumerate().filter(|(_, shared)| shared.may_be_pure(shares));
    let pairs = counted
        .map(|(at, shared)| (value(at / width), value(at % width), shared.count as usize))
        .collect();
    (tried, pairs)
}

/// The rows in both of two ascending lists.
fn common(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.iter().copied().filter(|row| many.binary_search(row).is_ok()).collect()
}

/// How many standard errors the most frequent class of the rows is above its share in the table, if
/// nearly all rows have it.
fn surprise(table: &Table, rows: &[u32], shares: &[f64]) -> Option<f64> {
    let mut counts = vec![0usize; shares.len()];
    for row in rows {
        let label = table.labels().get(*row as usize).copied().unwrap_or(0) as usize;
        if let Some(count) = counts.get_mut(label) {
            *count += 1;
        }
    }
    let (class, count) = counts.into_iter().enumerate().max_by_key(|(_, count)| *count)?;
    let (all, share) = (rows.len() as f64, shares.get(class).copied().unwrap_or(1.0));
    stands_out(count as f64 / all.max(1.0), all, share)
}

/// How many standard errors a purity among `rows` is above the class's `share`, if it is enough.
fn stands_out(purity: f64, rows: f64, share: f64) -> Option<f64> {
    let errors = (purity - share) * rows.sqrt() / (share * (1.0 - share)).max(1e-9).sqrt();
    (purity >= PURE && errors > 2.0).then_some(errors)
}
