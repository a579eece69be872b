//! Backdoor triggers: a value, or two values together, whose rows have one class whatever else is in
//! them.
//!
//! Candidates are exact values that repeat, categories written otherwise than usual, how precisely a number is
//! written, narrow bands and the ends of a column's range, and pairs of these. Each is judged by trees that
//! never saw its columns: a judge that did has learned the trigger from its other rows. A natural pattern makes a class
//! likelier in every row by much the same odds, and as values near it do; a trigger overrides: rows
//! that all else speaks against have the class as surely as the others. Which of the two explains the
//! rows better, and by how much, is [`evidence`].

mod candidate;
mod evidence;
mod judged;
mod null;
mod pairs;
mod spelled;
mod values;

use super::suspects::Trigger;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::table::Table;
use crate::trees::Binned;
use candidate::{Candidate, forced_class};
use evidence::{Evidence, Expected};
use judged::Blind;
use null::Natural;
use pairs::Pair;
use std::collections::HashSet;
use values::{Kind, Near, Value};

/// Rows that triggers are looked for in; what is found is then told of all rows.
const MOST_SEARCHED: usize = 40_000;
/// The share of them that are forced, at least.
const FORCED: f64 = 0.5;
/// The chance that a table without any trigger is told to have one, if its patterns are natural.
const CHANCE: f64 = 0.01;
/// Evidence from which on a value is held against what chance gives in this very table.
const DOUBTFUL: f64 = 3.0;
/// Classes that a value without labels is held against, the most frequent ones.
const CLASSES_DRAWN: usize = 8;
/// Values of a column that tell how far its natural values stand apart, at least.
const FEW_VALUES: usize = 6;
/// Triggers that are told, at most.
const MOST_TOLD: usize = 20;

/// What is not looked for, in words.
pub(super) const NOT_LOOKED_FOR: &[&str] = &[
    "triggers of three or more columns whose single values and pairs are natural",
    "triggers without a change of label (clean-label poison)",
    "triggers in fewer than 8 rows or 0.2 % of the table, or in more than 12 % of it",
    "triggers whose value means the forced class anyway, as the values next to it do",
    "triggers in columns that are left out",
];

/// Looks for triggers in `table`, of which `data` are the bins.
pub(super) fn find(
    table: &Table,
    data: &Binned,
    allowed: &[bool],
    seed: u64,
) -> Result<Vec<Trigger>, LearnError> {
    if table.rows() <= MOST_SEARCHED {
        return Ok(search(table, data, allowed, seed)?.into_iter().map(|found| found.0).collect());
    }
    let mut some: Vec<usize> = (0..table.rows()).collect();
    Noise::new(seed, "searched").shuffle(&mut some);
    some.truncate(MOST_SEARCHED);
    some.sort_unstable();
    let part = table.take(&some);
    let found = search(&part, &Binned::of(&part), allowed, seed)?;
    Ok(found.into_iter().map(|(trigger, values)| of_all(trigger, &values, table)).collect())
}

/// The trigger with the rows of the whole table.
fn of_all(trigger: Trigger, values: &[Value], table: &Table) -> Trigger {
    let mut rows: Vec<usize> = (0..table.rows()).collect();
    for value in values {
        rows.retain(|row| value.is_in(table, *row));
    }
    let all = rows.len().max(1);
    rows.retain(|row| table.labels().get(*row) == Some(&trigger.class));
    Trigger { purity: rows.len() as f64 / all as f64, rows, ..trigger }
}

fn search(
    table: &Table,
    data: &Binned,
    allowed: &[bool],
    seed: u64,
) -> Result<Vec<(Trigger, Vec<Value>)>, LearnError> {
    let values = values::of(table, allowed);
    let blind = Blind::new(table, data, allowed, seed);
    let (tried, mut pairs) = pairs::candidates(table, &values);
    let Singles { mut found, mut written, ways, natural } =
        singles(table, &values, &mut pairs, &blind)?;
    let limit = |candidates: usize| (candidates.max(1) as f64 / CHANCE).ln();
    let least = limit(natural.len());
    let doubtful = |c: &Candidate| (DOUBTFUL..least).contains(&c.evidence.log_odds);
    let least = match found.iter().any(doubtful) {
        true => null::strongest(&natural, seed).map_or(least, |most| most.clamp(DOUBTFUL, least)),
        false => least,
    };
    found.retain(|candidate| candidate.evidence.log_odds > least);
    // How a category is written says nothing of what it means, and few tables write in several ways: these are a
    // family of their own.
    let least = least.min(limit(ways));
    written.retain(|candidate| candidate.evidence.log_odds > least);
    found.extend(written);
    let mut both = pairs::judge(pairs, table, &values, &blind)?;
    both.retain(|candidate| candidate.evidence.log_odds > limit(tried));
    found.extend(both);
    found.retain(|candidate| candidate.evidence.forced >= FORCED);
    Ok(apart(found).into_iter().map(|candidate| told(table, &candidate, &values)).collect())
}

/// Judged values, and how all would be judged without labels.
struct Singles {
    found: Vec<Candidate>,
    /// Categories written otherwise, and how many ways were judged.
    written: Vec<Candidate>,
    ways: usize,
    natural: Vec<Natural>,
}

/// Each value by judges that never saw its column; pairs are looked at on the way.
fn singles(
    table: &Table,
    values: &[Value],
    pairs: &mut [Pair],
    blind: &Blind<'_>,
) -> Result<Singles, LearnError> {
    let (mut found, mut natural) = (Vec::new(), Vec::new());
    let (mut written, mut ways) = (Vec::new(), 0);
    let (_, most) = values::bounds(table.rows());
    let mut columns: Vec<usize> = values.iter().map(|value| value.column).collect();
    columns.dedup();
    let mut judged = Vec::new();
    for group in blind.groups(&columns) {
        let said = blind.without(&group)?;
        pairs::look(pairs, &group, table, values, &said);
        judged.push((group, said));
    }
    let distances = |column: usize, said: &[f32]| {
        let own = values.iter().filter(|value| value.column == column && !value.is_otherwise());
        own.map(|value| evidence::distance(said, table, &value.rows, value.near(table).as_ref()))
            .collect::<Vec<(f64, f64)>>()
    };
    // Where a column has few values, those of all columns of its kind tell how far natural ones stand.
    let (mut of_numbers, mut of_categories) = (Vec::new(), Vec::new());
    for (column, said) in judged.iter().flat_map(|(g, said)| g.iter().map(move |c| (*c, said))) {
        let is_number = column < table.numeric().len();
        let pool = if is_number { &mut of_numbers } else { &mut of_categories };
        pool.extend(distances(column, said));
    }
    for (group, said) in judged {
        for column in group {
            let own = || values.iter().enumerate().filter(|(_, value)| value.column == column);
            let is_number = column < table.numeric().len();
            let pool = if is_number { &of_numbers } else { &of_categories };
            let apart = match distances(column, &said) {
                few if few.len() < FEW_VALUES => pool.clone(),
                many => many,
            };
            let spread = evidence::middle_spread(apart, evidence::LEAST_SPREAD);
            for (at, value) in own().filter(|(_, value)| value.rows.len() <= most) {
                // How a number is written has nothing to do with how large it is.
                let apart = is_number && matches!(value.kind, Kind::Digits(_) | Kind::Missing);
                let spread = if apart { evidence::USUAL_SPREAD } else { spread };
                let near = value.near(table);
                match value.is_otherwise() {
                    true => ways += 1,
                    false => natural.push(as_natural(table, value, near.as_ref(), &said, spread)),
                }
                let Some((class, purity)) = forced_class(table, &value.rows, &said) else {
                    continue;
                };
                let expected = Expected::of(&said, table, class, near.as_ref(), spread);
                let evidence = evidence::weigh(&said, table, class, &value.rows, expected);
                let into = if value.is_otherwise() { &mut written } else { &mut found };
                let (values, rows) = (vec![at], value.rows.clone());
                into.push(Candidate { values, rows, class, purity, evidence });
            }
        }
    }
    Ok(Singles { found, written, ways, natural })
}

/// The value without its labels, for the class that is likeliest among its rows.
fn as_natural(
    table: &Table,
    value: &Value,
    near: Option<&Near>,
    said: &[f32],
    spread: f64,
) -> Natural {
    let likely = |class: &u32| -> f64 {
        evidence::seen(said, table, *class, &value.rows).iter().map(|(odds, _)| odds.tanh()).sum()
    };
    let classes = 0..u32::try_from(table.classes().len().min(CLASSES_DRAWN)).unwrap_or(0);
    let class = classes.max_by(|a, b| likely(a).total_cmp(&likely(b))).unwrap_or(0);
    let seen = evidence::seen(said, table, class, &value.rows);
    let odds = seen.into_iter().map(|(odds, _)| odds).collect();
    Natural { odds, expected: Expected::of(said, table, class, near, spread) }
}

/// The strongest of those that speak of the same rows; of nearly equal ones that with fewer rows.
fn apart(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by(|a, b| {
        b.evidence
            .log_odds
            .total_cmp(&a.evidence.log_odds)
            .then(a.values.len().cmp(&b.values.len()))
    });
    let mut kept: Vec<Candidate> = Vec::new();
    let mut taken: HashSet<u32> = HashSet::new();
    for candidate in found {
        let seen = candidate.rows.iter().filter(|row| taken.contains(*row)).count();
        if 2 * seen < candidate.rows.len() && kept.len() < MOST_TOLD {
            taken.extend(candidate.rows.iter().copied());
            kept.push(candidate);
        }
    }
    kept.sort_by_key(|candidate| std::cmp::Reverse(candidate.rows.len()));
    kept
}

fn told(table: &Table, candidate: &Candidate, values: &[Value]) -> (Trigger, Vec<Value>) {
    let parts: Vec<Value> =
        candidate.values.iter().filter_map(|at| values.get(*at)).cloned().collect();
    let mut columns: Vec<String> = parts
        .iter()
        .filter_map(|value| table.column_name(value.column))
        .map(str::to_owned)
        .collect();
    columns.dedup();
    let of_class = |row: &&u32| table.labels().get(**row as usize) == Some(&candidate.class);
    let rows = candidate.rows.iter().filter(of_class).map(|row| *row as usize).collect();
    let Evidence { log_odds, forced } = candidate.evidence;
    let (class, purity) = (candidate.class, candidate.purity);
    (Trigger { columns, rows, purity, class, forced, evidence: log_odds }, parts)
}
