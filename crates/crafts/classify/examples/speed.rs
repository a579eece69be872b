//! How long tables take: a long one of 50,000 rows and 30 columns, half of them text, and a wide one of 100 rows and
//! 2,000 columns with names as teams write them.
//!
//! `cargo run --release -p hygeia-classify --example speed`

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use hygeia_classify::{Options, classify};
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

const NAMES: [&str; 16] = [
    "customer_segment",
    "avgMonthlyBalance",
    "sensor_reading",
    "Kundenkontonummer",
    "days_since_last_order",
    "ratio_of_debt_to_income",
    "is_active",
    "created_at",
    "region",
    "lactate",
    "unit_price",
    "productCategory",
    "tumor_size_mm",
    "notes",
    "first_name",
    "device",
];

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

fn table(
    rows: u64,
    columns: u64,
    name: impl Fn(u64) -> String,
) -> Result<RecordBatch, Box<dyn Error>> {
    let column = |at: u64| {
        let values = StringArray::from_iter_values((0..rows).map(|n| value(at, n)));
        (name(at), Arc::new(values) as ArrayRef)
    };
    Ok(RecordBatch::try_from_iter((0..columns).map(column))?)
}

fn timed(batch: &RecordBatch) -> Result<(), Box<dyn Error>> {
    let bytes: usize = batch.columns().iter().map(Array::get_array_memory_size).sum();
    let begun = Instant::now();
    classify(batch, &Options::default())?;
    let (rows, columns) = (batch.num_rows(), batch.num_columns());
    let (seconds, megabytes) = (begun.elapsed().as_secs_f64(), bytes as f64 / 1e6);
    println!("{rows} rows x {columns} columns, {megabytes:.0} MB, in {seconds:.2} s");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    timed(&table(50_000, 30, |at| format!("c{at}"))?)?;
    let name = |at: u64| format!("{}_{at}", NAMES.get(at as usize % NAMES.len()).unwrap_or(&"c"));
    timed(&table(100, 2_000, name)?)
}
