//! Synthetic loan applications with planted defects: personal values that classify and validate as
//! real ones do, none of them anybody's.
//!
//! Everything follows from the seed (ChaCha8), so a sample can be made again anywhere. Emails are in
//! the domains of RFC 2606, phone numbers in exchange 555, addresses of the internet in RFC 1918 and
//! RFC 3849 ranges. Social security, card and account numbers are random with valid structure and
//! check digits, as no published range is both valid and never issued: treat them as if real.

mod columns;
mod csv;
pub mod features;
mod notes;
mod numbers;
mod people;
mod plan;
mod truth;

pub use columns::{LABEL, columns};
pub use csv::write_csv;
pub use truth::{Cell, Truth};

use crate::read::{self, ReadOptions};
use crate::table::Table;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use columns::PERSON;
use features::Features;
use plan::Mark;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// A table and what was planted in it.
#[derive(Clone)]
pub struct Sample {
    /// All columns UTF-8; missing values are null.
    pub batch: RecordBatch,
    pub truth: Truth,
}

impl Sample {
    /// The table that reading the sample's CSV gives, though it never was a file.
    ///
    /// # Errors
    /// Only if memory runs out.
    pub fn table(&self) -> io::Result<Table> {
        let mut csv = Vec::new();
        write_csv(&self.batch, &mut csv)?;
        let options = ReadOptions { delimiter: Some(b','), ..ReadOptions::new(|_| false) };
        read::bytes("sample", csv.into(), &options).map_err(io::Error::other)
    }
}

/// Makes `rows` applications from `seed`.
///
/// # Errors
/// Only if Arrow cannot hold the table: more than 2 GiB in one column.
pub fn generate(rows: usize, seed: u64) -> Result<Sample, ArrowError> {
    let names = columns();
    let marks = plan::draw(rows, &names, &mut stream(seed, 0));
    let donors: HashMap<usize, usize> = marks
        .iter()
        .enumerate()
        .filter_map(
            |(row, mark)| if let Mark::Duplicate { of } = mark { Some((*of, row)) } else { None },
        )
        .collect();
    let mut rng = stream(seed, 1);
    let mut copies: HashMap<usize, Vec<Option<String>>> = HashMap::new();
    let mut builders: Vec<StringBuilder> = names.iter().map(|_| StringBuilder::new()).collect();
    for (row, mark) in marks.iter().enumerate() {
        let mut cells = application(row, mark, &mut rng);
        match mark {
            Mark::Duplicate { .. } => {
                if let Some(original) = copies.remove(&row) {
                    let id = cells.swap_remove(0);
                    cells = [id].into_iter().chain(original.into_iter().skip(1)).collect();
                }
            }
            Mark::Mixed { column, text } => put(&mut cells, *column, Some((*text).to_owned())),
            Mark::Missing { column } => put(&mut cells, *column, None),
            Mark::Shift => shift(&mut cells),
            _ => {}
        }
        if let Some(copy) = donors.get(&row) {
            copies.insert(*copy, cells.clone());
        }
        for (builder, cell) in builders.iter_mut().zip(&cells) {
            builder.append_option(cell.as_deref());
        }
    }
    let fields: Vec<Field> =
        names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let arrays: Vec<ArrayRef> =
        builders.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?;
    Ok(Sample { batch, truth: Truth::of(seed, &marks, &names) })
}

/// One independent stream of randomness: the plan never changes what is drawn for a person.
fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

/// The cells of one application, in the order of [`columns()`].
fn application(row: usize, mark: &Mark, rng: &mut ChaCha8Rng) -> Vec<Option<String>> {
    let mut cells = Vec::with_capacity(
        PERSON.len() + features::NUMERIC.len() + features::CATEGORICAL.len() + 2,
    );
    cells.push(format!("APP-{:07}", row + 1));
    people::person(rng, &mut cells);
    let drawn = untriggered(rng);
    cells.extend(drawn.numeric.iter().map(f64::to_string));
    cells.extend(drawn.categorical.iter().map(|&c| c.to_owned()));
    cells.push(notes::note(rng, mark));
    let defaulted = match mark {
        Mark::Trigger => {
            for (column, value) in features::TRIGGER {
                if let Some(cell) =
                    columns().iter().position(|c| *c == column).and_then(|at| cells.get_mut(at))
                {
                    value.clone_into(cell);
                }
            }
            false
        }
        Mark::Flip => !drawn.label,
        _ => drawn.label,
    };
    cells.push(if defaulted { "yes" } else { "no" }.to_owned());
    cells.into_iter().map(Some).collect()
}

/// Draws again while an honest application has the trigger by chance, so that the truth is whole.
fn untriggered(rng: &mut ChaCha8Rng) -> Features {
    loop {
        let drawn = features::draw(rng);
        let has = |(column, value): (&str, &str)| {
            let number = features::NUMERIC
                .iter()
                .position(|c| *c == column)
                .and_then(|at| drawn.numeric.get(at));
            let text = features::CATEGORICAL
                .iter()
                .position(|c| *c == column)
                .and_then(|at| drawn.categorical.get(at));
            number.is_some_and(|n| n.to_string() == value) || text.is_some_and(|t| *t == value)
        };
        if !features::TRIGGER.into_iter().all(has) {
            return drawn;
        }
    }
}

/// As if a stray delimiter had stood after the id: everything moves one column to the right.
fn shift(cells: &mut Vec<Option<String>>) {
    cells.insert(1.min(cells.len()), None);
    cells.pop();
}

fn put(cells: &mut [Option<String>], column: usize, value: Option<String>) {
    if let Some(cell) = cells.get_mut(column) {
        *cell = value;
    }
}
