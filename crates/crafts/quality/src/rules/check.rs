//! A delivery is held against the rules.

use super::{Rule, RuleKind};
use crate::column::{Seen, number, seen};
use crate::date::{Day, day, since_1970};
use arrow_array::RecordBatch;
use regex::{Regex, RegexBuilder};
use std::collections::HashSet;
use terms::{Finding, Location, Severity, Timestamp};

/// Bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1 << 20;
/// How far numbers may go beyond those of the version before, as a part of their range.
const SLACK: f64 = 0.1;

/// What a rule may look at beside the delivery.
pub struct Reference<'a> {
    /// The version before, as text with the same names of columns.
    pub before: Option<&'a RecordBatch>,
    /// The values of `dataset.column`, where they can be read.
    pub values: &'a dyn Fn(&str) -> Option<HashSet<String>>,
    pub now: Timestamp,
}

/// A finding for each of `rules` that `batch`, a delivery of text to the dataset called `subject`, does not
/// keep, with how many cells and the first row; and for each that can't be told.
#[must_use]
pub fn check(
    subject: &str,
    rules: &[Rule],
    batch: &RecordBatch,
    beside: &Reference<'_>,
) -> Vec<Finding> {
    let names = names(batch);
    let columns = seen(batch, &[], &names);
    let finding = |rule: &Rule| {
        let column = columns.iter().find(|column| column.name == rule.column);
        let broken = match column {
            None => Broken::Unknown("the delivery has no such column"),
            Some(column) => broken(rule, column, beside),
        };
        told(subject, rule, broken)
    };
    rules.iter().filter_map(finding).collect()
}

pub(super) fn names(batch: &RecordBatch) -> Vec<String> {
    batch.schema_ref().fields().iter().map(|field| field.name().clone()).collect()
}

enum Broken {
    /// These rows don't keep it.
    Rows(Vec<usize>),
    /// The column as a whole does not.
    Whole(&'static str),
    /// Whether it is kept can't be told.
    Unknown(&'static str),
}

fn broken(rule: &Rule, column: &Seen<'_>, beside: &Reference<'_>) -> Broken {
    let not = |keeps: &dyn Fn(&str) -> bool| {
        Broken::Rows(
            column.cells().filter(|(_, cell)| !keeps(cell.trim())).map(|(row, _)| row).collect(),
        )
    };
    match rule.kind {
        RuleKind::NotNull => {
            let rows = 0..column.rows();
            let empty = |row: &usize| column.value(*row).is_none_or(|cell| cell.trim().is_empty());
            Broken::Rows(rows.filter(empty).collect())
        }
        RuleKind::Unique => {
            let mut known = HashSet::new();
            Broken::Rows(
                column
                    .cells()
                    .filter(|(_, cell)| !known.insert(*cell))
                    .map(|(row, _)| row)
                    .collect(),
            )
        }
        RuleKind::Range => match range(rule, beside) {
            None => Broken::Unknown("no version before says what the range is"),
            Some((min, max)) => {
                not(&|cell| number(cell).is_some_and(|number| (min..=max).contains(&number)))
            }
        },
        RuleKind::Set if rule.values.is_empty() => match before(rule, beside) {
            None => Broken::Unknown("no version before says what the set is"),
            Some(known) => not(&|cell| known.contains(cell)),
        },
        RuleKind::Set => not(&|cell| rule.values.iter().any(|value| value == cell)),
        RuleKind::Pattern => match rule.pattern.as_deref().and_then(compiled) {
            None => Broken::Unknown("its pattern is none"),
            Some(pattern) => not(&|cell| pattern.is_match(cell)),
        },
        RuleKind::Reference => match rule.refers_to.as_deref().and_then(beside.values) {
            None => Broken::Unknown("what it refers to can't be read"),
            Some(known) => not(&|cell| known.contains(cell)),
        },
        RuleKind::Freshness => fresh(rule, column, beside.now),
    }
}

/// The pattern, held to the whole cell and to a limit.
pub(super) fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(PATTERN_BYTES).build().ok()
}

/// The ends that are written, or those of the version before and a little more.
fn range(rule: &Rule, beside: &Reference<'_>) -> Option<(f64, f64)> {
    if rule.min.is_some() || rule.max.is_some() {
        return Some((rule.min.unwrap_or(f64::NEG_INFINITY), rule.max.unwrap_or(f64::INFINITY)));
    }
    let known = before(rule, beside)?;
    let numbers: Vec<f64> = known.iter().filter_map(|cell| number(cell)).collect();
    let (min, max) =
        numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), number| {
            (min.min(*number), max.max(*number))
        });
    let slack = (max - min) * SLACK;
    // Of what was never below zero, nothing is.
    let low = if min >= 0.0 { (min - slack).max(0.0) } else { min - slack };
    numbers.first().map(|_| (low, max + slack))
}

/// The values of the column in the version before.
fn before<'a>(rule: &Rule, beside: &Reference<'a>) -> Option<HashSet<&'a str>> {
    use arrow_array::cast::AsArray;
    let column = beside.before?.column_by_name(&rule.column)?.as_string_opt::<i32>()?;
    let known: HashSet<&str> = column.iter().flatten().map(str::trim).collect();
    (!known.is_empty()).then_some(known)
}

fn fresh(rule: &Rule, column: &Seen<'_>, now: Timestamp) -> Broken {
    let days = column.cells().filter_map(|(_, cell)| match day(cell) {
        Some(Day::Possible { year, month, day }) => Some((year, month, day)),
        _ => None,
    });
    let Some((year, month, day)) = days.max() else {
        return Broken::Unknown("it holds no days");
    };
    let newest = Timestamp::from_unix(since_1970(year, month, day).saturating_mul(86_400));
    let limit = newest.plus_days(i64::from(rule.days.unwrap_or(0)) + 1);
    if now > limit { Broken::Whole("its newest day is too old") } else { Broken::Rows(Vec::new()) }
}

fn told(subject: &str, rule: &Rule, broken: Broken) -> Option<Finding> {
    let (row, message, severity) = match broken {
        Broken::Rows(rows) if rows.is_empty() => return None,
        Broken::Rows(rows) => {
            let message = format!("{} cells do not keep the rule {}", rows.len(), rule.kind);
            (rows.first().map(|row| *row as u64), message, Severity::Medium)
        }
        Broken::Whole(why) => {
            (None, format!("the rule {} is not kept: {why}", rule.kind), Severity::Medium)
        }
        Broken::Unknown(why) => (
            None,
            format!("whether the rule {} is kept is not known: {why}", rule.kind),
            Severity::Low,
        ),
    };
    let place = Location { column: Some(rule.column.clone()), row, ..Location::of(subject) };
    Some(Finding::new(
        &format!("quality/rule-{}", rule.kind),
        severity,
        place,
        message,
        "mend the delivery, or change the rule in the dataset's file",
    ))
}
