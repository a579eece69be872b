//! How long a wide table takes: 50,000 rows of 30 columns, half of them text.
//!
//! `cargo run --release -p hygeia-classify --example speed`

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use hygeia_classify::{Options, classify};
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

const ROWS: u64 = 50_000;
const COLUMNS: u64 = 30;

fn value(column: u64, n: u64) -> String {
    match column % 6 {
        0 => format!("person{n}@example.org"),
        1 => (n * 7_919 % 100_003).to_string(),
        2 => format!("kind {}", n % 12),
        3 => format!("The applicant {n} has lived in town for {} years and rents a flat.", n % 40),
        4 => format!("{}.{:02}", n * 31 % 70_001, n % 100),
        _ => format!("Anna Number{}", n % 9_999),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let column = |at: u64| {
        let values = StringArray::from_iter_values((0..ROWS).map(|n| value(at, n)));
        (format!("c{at}"), Arc::new(values) as ArrayRef)
    };
    let batch = RecordBatch::try_from_iter((0..COLUMNS).map(column))?;
    let begun = Instant::now();
    classify(&batch, &Options::default())?;
    println!("{ROWS} rows x {COLUMNS} columns in {:.2} s", begun.elapsed().as_secs_f64());
    Ok(())
}
