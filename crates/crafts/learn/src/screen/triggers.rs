//! Backdoor triggers: one value or a pair of values, rare in the table, whose rows nearly all have
//! one class though everything else in many of these rows speaks for another.
//!
//! Candidates are exact values that repeat, and pairs of them, whose rows are of one class. Then
//! networks that never saw these rows judge them again with the candidate's categories blanked. A
//! number stays as it is: a network is smooth, so it judges the value by its neighbours, and a
//! value that means what its neighbours mean is no trigger. A natural pattern *agrees* with the
//! rest of its row; a trigger *overrides* it, and the overridden rows are counted.

use super::folds::OutOfFold;
use super::suspects::Trigger;
use crate::schema::Input;
use crate::table::Table;
use std::collections::HashMap;

/// A trigger's share of the table: below, it teaches a network nothing; above, it is a pattern.
const SHARE: std::ops::RangeInclusive<f64> = 0.003..=0.1;
/// Fewest rows of a trigger.
const LEAST_ROWS: usize = 12;
/// The share of a trigger's rows that have its class.
const PURE: f64 = 0.93;
/// The rest of a row speaks against a class that is less likely than this.
const AGAINST: f32 = 0.2;
/// The share of a trigger's rows that it overrides, at least.
const OVERRIDDEN: f64 = 0.1;
/// Values kept for one column, the most frequent ones.
const VALUES_OF_A_COLUMN: usize = 64;
/// Values kept in all: pairs are counted in a table of their square.
const VALUES: usize = 1_200;
/// Candidates judged again.
const CANDIDATES: usize = 200;

/// One exact value of one column.
struct Value {
    column: usize,
    /// Positions in the encoded row to blank; none for a number.
    slots: Vec<usize>,
    rows: Vec<usize>,
}

/// A value, or a pair, and the class of its rows.
struct Candidate {
    values: Vec<usize>,
    rows: Vec<usize>,
    class: u32,
    purity: f64,
}

pub(super) fn find(table: &Table, judged: &OutOfFold) -> Vec<Trigger> {
    let names: Vec<&str> = table
        .numeric()
        .iter()
        .map(|c| c.name.as_str())
        .chain(table.categorical().iter().map(|c| c.name.as_str()))
        .collect();
    let values = repeated(table, judged);
    let mut found: Vec<(Trigger, usize)> = candidates(table, &values)
        .into_iter()
        .filter_map(|candidate| {
            judge(&candidate, &values, &names, judged).map(|t| (t, candidate.values.len()))
        })
        .collect();
    // Most overridden rows first; of nearly equal ones the more specific.
    found.sort_by_key(|(trigger, values)| {
        std::cmp::Reverse((trigger.overridden * (19 + values), *values))
    });
    let mut kept: Vec<Trigger> = Vec::new();
    let mut taken = std::collections::HashSet::new();
    for (trigger, _) in found {
        let seen = trigger.rows.iter().filter(|row| taken.contains(*row)).count();
        if 2 * seen < trigger.rows.len() {
            taken.extend(trigger.rows.iter().copied());
            kept.push(trigger);
        }
    }
    kept
}

/// The fewest and the most rows that a trigger may have.
fn bounds(rows: usize) -> (usize, usize) {
    let least = (SHARE.start() * rows as f64) as usize;
    (least.max(LEAST_ROWS), (SHARE.end() * rows as f64) as usize)
}

/// Exact values that repeat often enough to be part of a trigger.
fn repeated(table: &Table, judged: &OutOfFold) -> Vec<Value> {
    let (least, _) = bounds(table.rows());
    let columns = table.numeric().len() + table.categorical().len();
    let most = VALUES_OF_A_COLUMN.min(VALUES / columns.max(1)).max(4);
    let keep =
        |column: usize, by_value: HashMap<u32, Vec<usize>>, slots: &dyn Fn(u32) -> Vec<usize>| {
            let mut often: Vec<(u32, Vec<usize>)> =
                by_value.into_iter().filter(|(_, rows)| rows.len() >= least).collect();
            often.sort_by_key(|(value, rows)| (std::cmp::Reverse(rows.len()), *value));
            often.truncate(most);
            often
                .into_iter()
                .map(|(value, rows)| Value { column, slots: slots(value), rows })
                .collect::<Vec<_>>()
        };
    let mut values = Vec::new();
    for (column, numeric) in table.numeric().iter().enumerate() {
        let rows = numeric.values.iter().enumerate().filter(|(_, v)| !v.is_nan());
        values.extend(keep(column, grouped(rows.map(|(row, v)| (row, v.to_bits()))), &|_| {
            Vec::new()
        }));
    }
    for (at, categorical) in table.categorical().iter().enumerate() {
        let known = |code: &u32| (*code as usize) < categorical.vocabulary.len();
        let rows = categorical.codes.iter().enumerate().filter(|(_, code)| known(code));
        let slots = slots_of(judged, &categorical.name);
        values.extend(keep(
            table.numeric().len() + at,
            grouped(rows.map(|(row, c)| (row, *c))),
            &|_| slots.clone(),
        ));
    }
    values
}

fn grouped(rows: impl Iterator<Item = (usize, u32)>) -> HashMap<u32, Vec<usize>> {
    let mut by_value: HashMap<u32, Vec<usize>> = HashMap::new();
    for (row, value) in rows {
        by_value.entry(value).or_default().push(row);
    }
    by_value
}

/// The positions in an encoded row that hold the categories of the column called `name`.
fn slots_of(judged: &OutOfFold, name: &str) -> Vec<usize> {
    let mut at: usize = judged
        .encoding
        .schema
        .inputs
        .iter()
        .map(|input| match input {
            Input::Number { missing_indicator, .. } => 1 + usize::from(*missing_indicator),
            Input::Category { .. } => 0,
        })
        .sum();
    for input in &judged.encoding.schema.inputs {
        if let Input::Category { name: own, vocabulary } = input {
            if own == name {
                return (at..at + vocabulary.len()).collect();
            }
            at += vocabulary.len();
        }
    }
    Vec::new()
}

/// Values and pairs of them whose rows are few and nearly all of one class.
fn candidates(table: &Table, values: &[Value]) -> Vec<Candidate> {
    let (least, most) = bounds(table.rows());
    let classes = table.classes().len();
    let shares = Shares::of(table.labels(), classes);
    let mut found = Vec::new();
    for (at, value) in values.iter().enumerate().filter(|(_, value)| value.rows.len() <= most) {
        found.extend(shares.pure(vec![at], value.rows.clone()));
    }
    for (first, second, count) in pairs(table.rows(), values) {
        if count < least || count > most {
            continue;
        }
        if let (Some(a), Some(b)) = (values.get(first), values.get(second)) {
            found.extend(shares.pure(vec![first, second], common(&a.rows, &b.rows)));
        }
    }
    found.sort_by(|a, b| {
        shares.surprise(b).total_cmp(&shares.surprise(a)).then(a.values.cmp(&b.values))
    });
    found.truncate(CANDIDATES);
    found
}

/// How many rows each pair of values of different columns shares.
fn pairs(rows: usize, values: &[Value]) -> Vec<(usize, usize, usize)> {
    let mut of_row: Vec<Vec<u16>> = vec![Vec::new(); rows];
    for (at, value) in values.iter().enumerate() {
        for row in &value.rows {
            if let (Some(list), Ok(at)) = (of_row.get_mut(*row), u16::try_from(at)) {
                list.push(at);
            }
        }
    }
    let width = values.len();
    let mut counts = vec![0u32; width * width];
    for list in &of_row {
        for (position, first) in list.iter().enumerate() {
            for second in list.iter().skip(position + 1) {
                if let Some(count) =
                    counts.get_mut(usize::from(*first) * width + usize::from(*second))
                {
                    *count += 1;
                }
            }
        }
    }
    let counted = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
    counted.map(|(at, count)| (at / width, at % width, count as usize)).collect()
}

/// The rows in both of two ascending lists.
fn common(a: &[usize], b: &[usize]) -> Vec<usize> {
    let other: std::collections::HashSet<&usize> = b.iter().collect();
    a.iter().filter(|row| other.contains(row)).copied().collect()
}

/// How frequent each class is in the whole table.
struct Shares<'a> {
    labels: &'a [u32],
    of_class: Vec<f64>,
}

impl<'a> Shares<'a> {
    fn of(labels: &'a [u32], classes: usize) -> Self {
        let mut of_class = vec![0.0; classes];
        for label in labels {
            if let Some(share) = of_class.get_mut(*label as usize) {
                *share += 1.0 / labels.len().max(1) as f64;
            }
        }
        Self { labels, of_class }
    }

    fn pure(&self, values: Vec<usize>, rows: Vec<usize>) -> Option<Candidate> {
        let mut counts = vec![0usize; self.of_class.len()];
        for row in &rows {
            if let Some(count) =
                self.labels.get(*row).and_then(|label| counts.get_mut(*label as usize))
            {
                *count += 1;
            }
        }
        let (class, count) = (0u32..).zip(counts).max_by_key(|(_, count)| *count)?;
        let purity = count as f64 / rows.len().max(1) as f64;
        let rows = rows.into_iter().filter(|row| self.labels.get(*row) == Some(&class)).collect();
        (purity >= PURE).then_some(Candidate { values, rows, class, purity })
    }

    /// How many standard errors the class is above its share in the table.
    fn surprise(&self, candidate: &Candidate) -> f64 {
        let share = self.of_class.get(candidate.class as usize).copied().unwrap_or(1.0);
        let spread = (share * (1.0 - share)).max(1e-9).sqrt();
        (candidate.purity - share) * (candidate.rows.len() as f64).sqrt() / spread
    }
}

/// The trigger, if the candidate overrides the rest of its rows.
fn judge(
    candidate: &Candidate,
    values: &[Value],
    names: &[&str],
    judged: &OutOfFold,
) -> Option<Trigger> {
    let parts = || candidate.values.iter().filter_map(|at| values.get(*at));
    let blanked: Vec<usize> = parts().flat_map(|value| value.slots.iter().copied()).collect();
    let classes = judged.encoding.schema.classes.len().max(1);
    let answers = judged.judge(&candidate.rows, &blanked);
    let against = |row: &[f32]| row.get(candidate.class as usize).is_some_and(|p| *p < AGAINST);
    let overridden = answers.chunks(classes).filter(|row| against(row)).count();
    let least = (OVERRIDDEN * candidate.rows.len() as f64).max(LEAST_ROWS as f64 / 2.0);
    let columns = parts().filter_map(|value| names.get(value.column)).map(|&name| name.to_owned());
    (overridden as f64 >= least).then(|| Trigger {
        columns: columns.collect(),
        rows: candidate.rows.clone(),
        purity: candidate.purity,
        overridden,
    })
}
