//! Whether values of a column are distributed as they were: the population stability index over deciles
//! or categories (Siddiqi, Credit Risk Scorecards, 2006: above 0.25 a major shift), and for numbers the
//! two-sample Kolmogorov-Smirnov statistic.

use super::ChangeKind;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{can_cast_types, cast};
use arrow::datatypes::{DataType, Float64Type};
use std::collections::BTreeMap;

/// Fewer values say nothing of a distribution.
const LEAST: usize = 200;
/// A major shift.
const PSI: f64 = 0.25;
/// The distance of two distributions that is told, if it is no accident.
const DISTANCE: f64 = 0.1;
/// Of the asymptotic Kolmogorov-Smirnov distribution, at one in a thousand.
const CRITICAL: f64 = 1.95;
/// Different values up to which text is a set of categories.
const CATEGORIES: usize = 512;
/// The share of a delivery from which on new categories are told.
const NEW: f64 = 0.01;
/// In the place of an empty bin, so that the index stays finite.
const EMPTY: f64 = 1e-4;

/// The share of missing values.
pub(super) fn missing(column: &ArrayRef) -> f64 {
    column.null_count() as f64 / column.len().max(1) as f64
}

/// What changed from `was` to `is`; nothing where either says too little, or is of another kind.
pub(super) fn drift(was: &ArrayRef, is: &ArrayRef) -> Vec<(ChangeKind, String)> {
    let numeric = was.data_type().is_numeric() && is.data_type().is_numeric();
    if numeric {
        return match (numbers(was), numbers(is)) {
            (Some(was), Some(is)) => moved(&was, &is).into_iter().collect(),
            _ => Vec::new(),
        };
    }
    match (counted(was), counted(is)) {
        (Some(was), Some(is)) => recounted(&was, &is),
        _ => Vec::new(),
    }
}

/// The finite numbers, ascending; none if they are too few.
fn numbers(column: &ArrayRef) -> Option<Vec<f64>> {
    let numbers = cast(column, &DataType::Float64).ok()?;
    let numbers = numbers.as_primitive::<Float64Type>();
    let mut all: Vec<f64> = numbers.iter().flatten().filter(|number| number.is_finite()).collect();
    all.sort_by(f64::total_cmp);
    (all.len() >= LEAST).then_some(all)
}

fn moved(was: &[f64], is: &[f64]) -> Option<(ChangeKind, String)> {
    let (psi, distance) = (stability(was, is), distance(was, is));
    let critical = CRITICAL * (1.0 / was.len() as f64 + 1.0 / is.len() as f64).sqrt();
    let told = psi > PSI || distance > DISTANCE.max(critical);
    told.then(|| (ChangeKind::Drift, format!("PSI {psi:.2}, Kolmogorov-Smirnov {distance:.2}")))
}

/// The population stability index over the deciles of `was`; both are ascending.
fn stability(was: &[f64], is: &[f64]) -> f64 {
    let mut edges: Vec<f64> =
        (1..10).filter_map(|decile| was.get(was.len() * decile / 10)).copied().collect();
    edges.dedup();
    let below = |all: &[f64], edge: f64| all.partition_point(|number| *number < edge);
    let shares = |all: &[f64]| -> Vec<f64> {
        let mut cuts: Vec<usize> = edges.iter().map(|edge| below(all, *edge)).collect();
        cuts.push(all.len());
        let mut from = 0;
        let share = |cut: usize| {
            let share = (cut - from) as f64 / all.len() as f64;
            from = cut;
            share
        };
        cuts.into_iter().map(share).collect()
    };
    index(shares(was).into_iter().zip(shares(is)))
}

fn index(shares: impl Iterator<Item = (f64, f64)>) -> f64 {
    let part = |(was, is): (f64, f64)| {
        let (was, is) = (was.max(EMPTY), is.max(EMPTY));
        (is - was) * (is / was).ln()
    };
    shares.map(part).sum()
}

/// The greatest distance of the two empirical distributions; both are ascending.
fn distance(was: &[f64], is: &[f64]) -> f64 {
    let share = |all: &[f64], at: f64| {
        all.partition_point(|number| *number <= at) as f64 / all.len() as f64
    };
    let apart = |at: &f64| (share(was, *at) - share(is, *at)).abs();
    was.iter().chain(is).map(apart).fold(0.0, f64::max)
}

/// How often each value occurs; none if there are too few cells, or too many values for categories.
fn counted(column: &ArrayRef) -> Option<BTreeMap<String, usize>> {
    if !can_cast_types(column.data_type(), &DataType::Utf8) {
        return None;
    }
    let text = cast(column, &DataType::Utf8).ok()?;
    let mut counts = BTreeMap::new();
    for cell in text.as_string::<i32>().iter().flatten() {
        *counts.entry(cell.to_owned()).or_default() += 1;
        if counts.len() > CATEGORIES {
            return None;
        }
    }
    (counts.values().sum::<usize>() >= LEAST).then_some(counts)
}

fn recounted(
    was: &BTreeMap<String, usize>,
    is: &BTreeMap<String, usize>,
) -> Vec<(ChangeKind, String)> {
    let [before, after] = [was, is].map(|counts| counts.values().sum::<usize>() as f64);
    let share = |counts: &BTreeMap<String, usize>, value: &str, of: f64| {
        counts.get(value).copied().unwrap_or_default() as f64 / of
    };
    let values = was.keys().chain(is.keys().filter(|value| !was.contains_key(*value)));
    let psi = index(values.map(|value| (share(was, value, before), share(is, value, after))));
    let new: Vec<usize> =
        is.iter().filter(|(value, _)| !was.contains_key(*value)).map(|(_, count)| *count).collect();
    let mut all = Vec::new();
    if psi > PSI {
        all.push((ChangeKind::Drift, format!("PSI {psi:.2}")));
    }
    let share = new.iter().sum::<usize>() as f64 / after;
    if share > NEW {
        let detail = format!("{} in {:.0} % of the cells", new.len(), share * 100.0);
        all.push((ChangeKind::NewCategories, detail));
    }
    all
}
