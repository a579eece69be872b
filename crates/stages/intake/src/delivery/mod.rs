//! A delivery is held against the one before: schema, classes, volume, missing values, distributions.
//!
//! A class falls only by a person: what was found before stands, where less is found now. A table of
//! another shape under the same name is told apart ([`Delivery::is_another`]), for its sender to say that
//! it is meant.

mod drift;

use arrow::array::RecordBatch;
use drift::{drift, missing};
use serde::{Deserialize, Serialize};
use terms::{Classification, Column, ColumnState};

/// Growth or loss of rows, as a factor, from which on it is told.
const VOLUME: f64 = 2.0;
/// The change of the share of missing values from which on it is told.
const MISSING: f64 = 0.1;

/// What changed from one delivery to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    pub column: Option<String>,
    /// What it was and is, in numbers and types, and no value.
    pub detail: String,
}

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    ColumnGone,
    ColumnNew,
    /// It is stored as something else.
    Kind,
    /// Less was found than before; what was found before stands.
    ClassKept,
    Volume,
    MissingValues,
    /// Values are distributed otherwise.
    Drift,
    NewCategories,
    /// What was there before could not be read.
    NotCompared,
}

/// A delivery, held against the version before.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// What its columns hold; no class is lower than before.
    pub classification: Classification,
    pub changes: Vec<Change>,
    kept: usize,
    before: usize,
}

impl Delivery {
    /// Whether fewer than half of the columns of before are in it: another table, by mistake or not.
    #[must_use]
    pub const fn is_another(&self) -> bool {
        self.kept * 2 < self.before
    }
}

/// Holds what was `found` of a delivery against the version `before`. What its values have become is told
/// by [`compare`].
#[must_use]
pub fn hold(before: &Classification, found: &Classification) -> Delivery {
    let mut changes = Vec::new();
    let mut columns = found.columns.clone();
    let mut kept = 0;
    for was in &before.columns {
        let Some(is) = columns.iter_mut().find(|column| column.name == was.name) else {
            tell(&mut changes, ChangeKind::ColumnGone, was, format!("it was {}", was.info_type));
            continue;
        };
        kept += 1;
        if is.kind != was.kind {
            let detail = format!("{:?}, not {:?}", is.kind, was.kind).to_lowercase();
            tell(&mut changes, ChangeKind::Kind, was, detail);
        }
        if is.class < was.class {
            let detail = format!("found to be {} and {}", is.info_type, is.class);
            tell(&mut changes, ChangeKind::ClassKept, was, detail);
            keep(is, was);
        }
    }
    for is in found.columns.iter().filter(|column| before.column(&column.name).is_none()) {
        tell(&mut changes, ChangeKind::ColumnNew, is, format!("{}, {}", is.info_type, is.class));
    }
    volume(before.rows, found.rows, &mut changes);
    let classification = Classification { rows: found.rows, columns };
    Delivery { classification, changes, kept, before: before.columns.len() }
}

/// What became of the values of columns that are in both tables: missing ones, their distribution, new
/// categories.
#[must_use]
pub fn compare(before: &RecordBatch, after: &RecordBatch) -> Vec<Change> {
    let mut changes = Vec::new();
    let schema = after.schema();
    for (field, is) in schema.fields().iter().zip(after.columns()) {
        let Some(was) = before.column_by_name(field.name()) else { continue };
        let (shares, column) = ([missing(was), missing(is)], Some(field.name().clone()));
        if (shares[0] - shares[1]).abs() > MISSING {
            let detail =
                format!("{:.0} % are missing, not {:.0} %", shares[1] * 100.0, shares[0] * 100.0);
            changes.push(Change {
                kind: ChangeKind::MissingValues,
                column: column.clone(),
                detail,
            });
        }
        changes.extend(drift(was, is).into_iter().map(|(kind, detail)| {
            let column = column.clone();
            Change { kind, column, detail }
        }));
    }
    changes
}

/// What was found before stands for the column.
fn keep(is: &mut Column, was: &Column) {
    let (found, class) = (is.info_type, is.class);
    // What was recognised is that, whatever was there before: what people said of the one does not hold of
    // the other.
    let recognised = is.state == ColumnState::Recognised;
    let (info_type, role) = if recognised { (found, is.role) } else { (was.info_type, was.role) };
    *is = Column {
        info_type,
        role,
        class: was.class,
        criticality: was.criticality.max(is.criticality),
        regimes: was.regimes.clone(),
        state: match was.state {
            ColumnState::Harmless => ColumnState::Unconfirmed,
            state => state,
        },
        reason: format!(
            "as in the version before; this delivery alone would be {found} and {class}, but a class \
             falls only by a person"
        ),
        ..is.clone()
    };
}

fn volume(before: u64, after: u64, changes: &mut Vec<Change>) {
    let ratio = after as f64 / before.max(1) as f64;
    if before > 0 && !(1.0 / VOLUME..=VOLUME).contains(&ratio) {
        let detail = format!("{after} rows, not about {before}");
        changes.push(Change { kind: ChangeKind::Volume, column: None, detail });
    }
}

fn tell(changes: &mut Vec<Change>, kind: ChangeKind, column: &Column, detail: String) {
    changes.push(Change { kind, column: Some(column.name.clone()), detail });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use arrow::array::{ArrayRef, Float64Array, StringArray};
    use std::sync::Arc;
    use terms::{Class, Criticality, InfoType, Kind};

    fn found(columns: &[(&str, InfoType, ColumnState)]) -> Classification {
        let column = |(name, info_type, state): &(&str, InfoType, ColumnState)| Column {
            name: (*name).to_owned(),
            info_type: *info_type,
            kind: Kind::Text,
            role: info_type.row().demand.role,
            class: info_type.row().demand.class,
            criticality: Criticality::Low,
            regimes: vec![],
            confidence: 1.0,
            evidence: vec![],
            reason: String::new(),
            state: *state,
            open: false,
        };
        Classification { rows: 1_000, columns: columns.iter().map(column).collect() }
    }

    // proves M16
    #[test]
    fn a_class_falls_only_by_a_person() {
        let before = found(&[("ref", InfoType::UsSsn, ColumnState::Recognised)]);
        let after = found(&[("ref", InfoType::Number, ColumnState::Harmless)]);
        let held = hold(&before, &after);
        let column = &held.classification.columns[0];
        assert_eq!((column.class, column.state), (Class::Restricted, ColumnState::Recognised));
        assert_eq!(column.info_type, InfoType::UsSsn);
        assert_eq!(held.changes[0].kind, ChangeKind::ClassKept);
        // And it rises by itself.
        let other = found(&[("ref", InfoType::Email, ColumnState::Recognised)]);
        let other = hold(&before, &other);
        let column = &other.classification.columns[0];
        assert_eq!((column.info_type, column.class), (InfoType::Email, Class::Restricted));
        let risen = hold(&after, &before);
        assert_eq!(risen.classification.columns[0].class, Class::Restricted);
        assert!(risen.changes.is_empty());
    }

    // proves M4
    #[test]
    fn another_table_under_the_same_name_is_told_apart() {
        let states = |names: [&'static str; 3]| {
            found(&names.map(|name| (name, InfoType::Category, ColumnState::Unconfirmed)))
        };
        let before = states(["a", "b", "c"]);
        assert!(hold(&before, &states(["x", "y", "c"])).is_another());
        let grown = hold(&before, &states(["a", "y", "c"]));
        assert!(!grown.is_another());
        let kinds: Vec<ChangeKind> = grown.changes.iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::ColumnGone, ChangeKind::ColumnNew]);
    }

    // proves M4, M11
    #[test]
    fn values_that_moved_are_told_and_values_that_were_drawn_anew_are_not() {
        let numbers = |shift: f64, seed: u64| {
            let cell = |row: u64| {
                let hash = (row + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
                hash as f64 / (1_u64 << 53) as f64 + shift
            };
            let kind = |row: u64| {
                if shift > 0.0 && row.is_multiple_of(3) {
                    "new"
                } else {
                    ["a", "b"][row as usize % 2]
                }
            };
            let numbers: ArrayRef = Arc::new((0..2_000).map(cell).collect::<Float64Array>());
            let kinds: ArrayRef =
                Arc::new((0..2_000).map(|row| Some(kind(row))).collect::<StringArray>());
            RecordBatch::try_from_iter([("amount", numbers), ("kind", kinds)]).unwrap()
        };
        assert_eq!(compare(&numbers(0.0, 1), &numbers(0.0, 77_777)), []);
        let moved = compare(&numbers(0.0, 1), &numbers(0.4, 77_777));
        let kinds: Vec<ChangeKind> = moved.iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::Drift, ChangeKind::Drift, ChangeKind::NewCategories]);
    }
}
