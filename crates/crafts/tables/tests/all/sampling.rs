//! The synthetic applications.

use super::{cells, names, options};
use std::collections::HashSet;
use tables::sample::{self, features};

fn column(rows: &[Vec<Option<String>>], name: &str) -> Vec<Option<String>> {
    let at = sample::columns().iter().position(|column| *column == name).unwrap();
    rows.iter().map(|row| row[at].clone()).collect()
}

#[test]
fn a_seed_gives_the_same_sample_and_another_seed_another() {
    let one = sample::generate(500, 7).unwrap();
    let again = sample::generate(500, 7).unwrap();
    assert_eq!(one.batch, again.batch);
    assert_eq!(one.truth, again.truth);
    assert_ne!(one.batch, sample::generate(500, 8).unwrap().batch);
}

#[test]
fn the_truth_says_what_was_planted() {
    let sample = sample::generate(4_000, 3).unwrap();
    let (truth, rows) = (&sample.truth, cells(&sample.batch));
    assert_eq!(names(&sample.batch), sample::columns());
    assert_eq!((truth.flipped.len(), truth.triggers.len(), truth.shifted.len()), (80, 40, 5));
    assert_eq!(
        (truth.duplicates.len(), truth.mixed_types.len(), truth.missing.len()),
        (20, 20, 40)
    );
    assert_eq!((truth.hidden_email.len(), truth.hidden_card.len()), (40, 20));

    let labels = column(&rows, sample::LABEL);
    let triggered: Vec<u64> = (0..4_000)
        .filter(|&row| {
            features::TRIGGER
                .iter()
                .all(|(name, value)| column(&rows[row..=row], name)[0].as_deref() == Some(value))
        })
        .map(|row| row as u64)
        .collect();
    assert_eq!(triggered, truth.triggers);
    assert!(triggered.iter().all(|&row| labels[row as usize].as_deref() == Some("no")));

    let mut seen = HashSet::new();
    let repeated: Vec<u64> = (0u64..)
        .zip(&rows)
        .filter(|(row, cells)| !truth.shifted.contains(row) && !seen.insert(cells[1..].to_vec()))
        .map(|(row, _)| row)
        .collect();
    assert_eq!(repeated, truth.duplicates);

    let empty: Vec<(u64, String)> = (0u64..)
        .zip(&rows)
        .filter(|(row, _)| !truth.shifted.contains(row))
        .flat_map(|(row, cells)| {
            cells
                .iter()
                .zip(sample::columns())
                .filter(|(cell, _)| cell.is_none())
                .map(move |(_, name)| (row, name.to_owned()))
        })
        .collect();
    assert_eq!(
        empty,
        truth.missing.iter().map(|cell| (cell.row, cell.column.clone())).collect::<Vec<_>>()
    );

    let notes = column(&rows, "notes");
    let with_email: Vec<u64> = (0u64..)
        .zip(&notes)
        .filter(|(_, note)| note.as_ref().is_some_and(|n| n.contains('@')))
        .map(|(row, _)| row)
        .collect();
    assert_eq!(with_email, truth.hidden_email);
}

#[test]
fn the_truth_holds_row_numbers_and_column_names_alone() {
    let sample = sample::generate(1_000, 5).unwrap();
    let json = serde_json::to_string(&sample.truth).unwrap();
    for row in cells(&sample.batch) {
        for value in row[1..11].iter().flatten().filter(|value| value.len() > 5) {
            assert!(!json.contains(value.as_str()));
        }
    }
}

#[test]
fn the_sample_is_the_table_that_its_csv_would_be() {
    let sample = sample::generate(800, 6).unwrap();
    let mut csv = Vec::new();
    sample::write_csv(&sample.batch, &mut csv).unwrap();
    let read = tables::read::bytes("sample", csv.into(), &options()).unwrap();
    assert_eq!(sample.table().unwrap(), read);
}

#[test]
fn a_tiny_sample_is_still_a_table() {
    for rows in [0, 1, 2, 10, 99] {
        let sample = sample::generate(rows, 1).unwrap();
        assert_eq!(sample.batch.num_rows(), rows);
        assert!(sample.truth.shifted.is_empty());
    }
}
