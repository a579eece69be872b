//! The caller's own probabilities.

use super::super::file;
use crate::failure::Failure;
use learn::Features;
use std::collections::HashMap;
use std::path::Path;
use terms::limits;

/// For each row of the features one probability for each class, from the CSV file at `path`, which has a
/// line for each of the table's `rows`.
///
/// # Errors
/// If a class or a row is missing, or a cell is no probability.
pub fn read(path: &Path, features: &Features, rows: usize) -> Result<Vec<f32>, Failure> {
    let shown = path.display();
    let wrong = |what: String| {
        Failure::usage(format!("{shown}: {what}"))
            .hint("give CSV with a column for each class, and a line for each row of the table")
    };
    let bytes = file::read(path, limits::TABLE_BYTES)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
    let header = reader.headers().map_err(|e| wrong(e.to_string()))?.clone();
    let at: HashMap<&str, usize> = header.iter().enumerate().map(|(at, name)| (name, at)).collect();
    let column = |class: &String| {
        let found = at.get(class.as_str()).copied();
        found.ok_or_else(|| {
            wrong(format!("there is no column {class:?}, which is a class of the label"))
        })
    };
    let columns: Vec<usize> =
        features.table.classes().iter().map(column).collect::<Result<_, _>>()?;
    let mut lines: Vec<Vec<f32>> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| wrong(e.to_string()))?;
        let line = lines.len();
        let cell = |at: &usize| {
            let number = record.get(*at).and_then(|cell| cell.parse::<f32>().ok());
            number.filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| {
                wrong(format!("row {line} has a cell that is no number from 0 to 1"))
            })
        };
        lines.push(columns.iter().map(cell).collect::<Result<_, _>>()?);
        if lines.len() > rows {
            break;
        }
    }
    if lines.len() != rows {
        return Err(wrong(format!("it has {} rows, the table has {rows}", lines.len())));
    }
    let of = |row: &u64| usize::try_from(*row).ok().and_then(|row| lines.get(row));
    Ok(features.rows.iter().filter_map(of).flatten().copied().collect())
}
