//! Units that are mixed in one column.

use super::Repair;
use crate::column::{Seen, number};
use std::collections::BTreeMap;

/// Names of units, what they measure, and how many of its base unit they are (SI brochure, 9th edition; the
/// international yard and pound of 1959). Temperatures have an offset too.
const UNITS: [(&str, &str, f64, f64); 31] = [
    ("mm", "length", 0.001, 0.0),
    ("cm", "length", 0.01, 0.0),
    ("m", "length", 1.0, 0.0),
    ("km", "length", 1_000.0, 0.0),
    ("in", "length", 0.025_4, 0.0),
    ("inch", "length", 0.025_4, 0.0),
    ("ft", "length", 0.304_8, 0.0),
    ("yd", "length", 0.914_4, 0.0),
    ("mi", "length", 1_609.344, 0.0),
    ("mg", "mass", 0.000_001, 0.0),
    ("g", "mass", 0.001, 0.0),
    ("kg", "mass", 1.0, 0.0),
    ("t", "mass", 1_000.0, 0.0),
    ("oz", "mass", 0.028_349_523_125, 0.0),
    ("lb", "mass", 0.453_592_37, 0.0),
    ("lbs", "mass", 0.453_592_37, 0.0),
    ("ml", "volume", 0.001, 0.0),
    ("cl", "volume", 0.01, 0.0),
    ("l", "volume", 1.0, 0.0),
    ("°c", "temperature", 1.0, 0.0),
    ("c", "temperature", 1.0, 0.0),
    ("°f", "temperature", 5.0 / 9.0, -32.0),
    ("f", "temperature", 5.0 / 9.0, -32.0),
    ("k", "temperature", 1.0, -273.15),
    ("ms", "time", 0.001, 0.0),
    ("s", "time", 1.0, 0.0),
    ("min", "time", 60.0, 0.0),
    ("h", "time", 3_600.0, 0.0),
    ("kb", "data", 1e3, 0.0),
    ("mb", "data", 1e6, 0.0),
    ("gb", "data", 1e9, 0.0),
];
/// How far a number lies from the middle of its column, as a factor, that is one of another unit.
const FACTORS: [f64; 4] = [100.0, 0.01, 1_000.0, 0.001];
/// How far the others may lie from their middle for that to be told.
const NARROW: f64 = 3.0;

type Unit = (&'static str, &'static str, f64, f64);

/// Cells whose unit is another one than that of most, of the same kind; converted.
pub(super) fn mixed(column: &Seen<'_>) -> Vec<Repair> {
    if column.share(|cell| measured(cell).is_some()).0 < 0.4 {
        return Vec::new();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut with, mut of) = (0usize, 0usize);
    for (_, cell) in column.cells() {
        of += 1;
        if let Some((_, unit)) = measured(cell) {
            *counts.entry(unit.0).or_default() += 1;
            with += 1;
        }
    }
    let Some((most, _)) = counts.iter().max_by_key(|(_, count)| **count) else { return Vec::new() };
    let Some(to) = UNITS.iter().find(|unit| unit.0 == *most) else { return Vec::new() };
    if counts.len() < 2 || with * 2 < of {
        return Vec::new();
    }
    let converted = |(row, cell): (usize, &str)| {
        let (value, from) = measured(cell)?;
        let same = from.0 != to.0 && from.1 == to.1;
        let base = (value + from.3) * from.2;
        let value = rounded(base / to.2 - to.3);
        same.then(|| (row, Some(format!("{value} {}", written(column, to.0)))))
    };
    column.cells().filter_map(converted).collect()
}

/// As the column writes the unit.
fn written<'a>(column: &Seen<'a>, unit: &'a str) -> &'a str {
    let mut cells = column.cells();
    let found = cells.find_map(|(_, cell)| {
        let (_, name) = split(cell)?;
        name.eq_ignore_ascii_case(unit).then_some(name)
    });
    found.unwrap_or(unit)
}

/// Seven digits that count: a conversion is no better than what was measured.
fn rounded(value: f64) -> f64 {
    format!("{value:.6e}").parse().unwrap_or(value)
}

fn measured(cell: &str) -> Option<(f64, Unit)> {
    let (value, name) = split(cell)?;
    let name = name.to_lowercase();
    UNITS.iter().find(|unit| unit.0 == name).map(|unit| (value, *unit))
}

/// A number, and what stands behind it.
fn split(cell: &str) -> Option<(f64, &str)> {
    let cell = cell.trim();
    let at = cell.find(|c: char| !c.is_ascii_digit() && !"+-.".contains(c))?;
    let (value, name) = (cell.get(..at)?, cell.get(at..)?.trim());
    Some((number(value)?, name.trim_end_matches('.')))
}

/// Positive numbers that are about a hundred or a thousand times those of the rest, or one part of that, where
/// the rest lies close together and nothing lies between.
pub(super) fn scaled(column: &Seen<'_>) -> Vec<Repair> {
    if column.share(|cell| number(cell).is_some_and(|number| number > 0.0)).0 < 1.0 {
        return Vec::new();
    }
    let numbers: Vec<(usize, f64)> =
        column.cells().filter_map(|(row, cell)| Some((row, number(cell)?))).collect();
    let mut sorted: Vec<f64> = numbers.iter().map(|(_, number)| *number).collect();
    if sorted.len() < 20 || sorted.iter().any(|number| *number <= 0.0) {
        return Vec::new();
    }
    let middle = sorted.len() / 2;
    let median = *sorted.select_nth_unstable_by(middle, f64::total_cmp).1;
    let close = |number: f64, to: f64| number / to < NARROW && to / number < NARROW;
    let main = sorted.iter().filter(|number| close(**number, median)).count();
    let other = |number: f64| FACTORS.iter().any(|factor| close(number, median * factor));
    let others = sorted.iter().filter(|number| other(**number)).count();
    if others == 0 || main + others != sorted.len() || main * 100 < sorted.len() * 60 {
        return Vec::new();
    }
    let told = |(row, number): &(usize, f64)| other(*number).then_some((*row, None));
    numbers.iter().filter_map(told).collect()
}
