//! What classification has to tell beside the columns: values that are out of place in theirs, and
//! columns of a class that was not to be reached.

use crate::demand;
use crate::recognisers::Recognisers;
use terms::{Class, Classification, Column, ColumnState, Evidence, Finding, Location, Severity};

/// A finding for each row that holds a value out of place in its column, of the table called `subject`.
/// At most [`terms::limits::LISTED_ODD`] rows for each info type of each column.
#[must_use]
pub fn odd_values(subject: &str, classification: &Classification) -> Vec<Finding> {
    let pairs = classification
        .columns
        .iter()
        .flat_map(|column| column.evidence.iter().map(move |evidence| (column, evidence)));
    pairs
        .flat_map(|(column, evidence)| {
            evidence.rows.iter().map(move |row| odd_value(subject, column, evidence, *row))
        })
        .collect()
}

fn odd_value(subject: &str, column: &Column, evidence: &Evidence, row: u64) -> Finding {
    let class = demand::of(evidence.info_type, &Recognisers::default()).class;
    let place = Location { row: Some(row), ..place(subject, column) };
    let message = format!(
        "{} stands in a column of {}, as {} of {} values do",
        evidence.info_type, column.info_type, evidence.matched, evidence.of
    );
    Finding::new(
        "classify/odd-value",
        severity(class),
        place,
        message,
        "move or empty the cell, or say what the column holds",
    )
}

/// A finding for each column of at least `class`. One that only waits for somebody reaches no class.
#[must_use]
pub fn reaching(subject: &str, class: Class, classification: &Classification) -> Vec<Finding> {
    let known =
        |column: &&Column| column.state != ColumnState::Unconfirmed && column.class >= class;
    let finding = |column: &Column| {
        let message = format!("{} is {}: {}", column.info_type, column.class, column.reason);
        let remedy = "keep the table where data of this class may be, or drop the column";
        Finding::new(
            "classify/class",
            severity(column.class),
            place(subject, column),
            message,
            remedy,
        )
    };
    classification.columns.iter().filter(known).map(finding).collect()
}

fn place(subject: &str, column: &Column) -> Location {
    Location { column: Some(column.name.clone()), ..Location::of(subject) }
}

const fn severity(class: Class) -> Severity {
    match class {
        Class::Restricted => Severity::High,
        Class::Confidential => Severity::Medium,
        Class::Internal | Class::Public => Severity::Low,
    }
}
