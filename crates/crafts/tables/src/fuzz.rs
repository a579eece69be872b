//! What holds of any bytes that are read as a table. The fuzzer runs this, and the tests its seeds.

use crate::read::{self, Limits, ReadError, ReadOptions};
use crate::{Format, Naming, Table};
use arrow::array::{Array, AsArray, RecordBatch};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[
    ("tables-text", text),
    ("tables-gzip", gzip),
    ("tables-parquet", parquet),
    ("tables-any", any),
    ("tables-number", number),
    ("tables-grid", grid),
];

/// So small that they are met.
const LIMITS: Limits = Limits { bytes: 256 << 10, rows: 1_000, columns: 64, cell_bytes: 2_000 };

/// CSV, TSV and the like: within limits, no value among the names, and the same when written again.
fn text(bytes: &[u8]) {
    if let Some(table) = told(read(bytes)) {
        within(&table);
        reads_back(&table.batch);
    }
}

/// As a grid: lines only go down, no row is empty, and blocks lie where they say.
fn grid(bytes: &[u8]) {
    match read::grid("input", bytes) {
        Ok(grid) => {
            for sheet in &grid.sheets {
                assert!(sheet.rows.is_sorted_by(|one, next| one.line < next.line));
                assert!(
                    sheet
                        .rows
                        .iter()
                        .all(|row| row.cells.last().is_some_and(|cell| !cell.is_empty()))
                );
                let blocks = sheet.merged.iter();
                assert!(blocks.clone().all(|block| block.first_line <= block.last_line));
                assert!(blocks.clone().all(|block| block.first_column <= block.last_column));
            }
        }
        Err(error) => assert!(!error.to_string().contains(|c: char| c.is_control() && c != '\n')),
    }
}

/// Compressed, a table is the same table.
fn gzip(bytes: &[u8]) {
    let twice = bytes.starts_with(&[0x1f, 0x8b]);
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    let Ok(file) = file.write_all(bytes).and_then(|()| file.finish()) else { return };
    let (plain, zipped) = (told(read(bytes)), told(read(&file)));
    if !twice {
        assert!(plain.map(|table| table.batch) == zipped.map(|table| table.batch));
    }
}

/// Parquet: the same promises as of text.
fn parquet(bytes: &[u8]) {
    let with_magic = [b"PAR1", bytes].concat();
    if let Some(table) = told(read(&with_magic)) {
        assert_eq!(table.source.format, Format::Parquet);
        within(&table);
        reads_back(&table.batch);
    }
}

/// Whatever the bytes are (JSON, Arrow IPC, an archive, a workbook, text of other encodings): within limits,
/// and stored as many rows as are classified.
fn any(bytes: &[u8]) {
    if let Some(table) = told(read(bytes)) {
        let (rows, columns) = (table.typed.num_rows(), table.typed.num_columns());
        assert_eq!((rows, columns), (table.batch.num_rows(), table.batch.num_columns()));
        assert!(rows <= LIMITS.rows && columns <= LIMITS.columns);
        let names = |batch: &RecordBatch| -> Vec<String> {
            batch.schema().fields().iter().map(|field| field.name().clone()).collect()
        };
        assert_eq!(names(&table.typed), names(&table.batch));
    }
}

/// A number as somebody writes it is a number in plain notation, by either habit.
fn number(bytes: &[u8]) {
    let Ok(cell) = std::str::from_utf8(bytes) else { return };
    for (decimal, plain) in read::plain_numbers(cell) {
        assert!(plain.parse::<f64>().is_ok(), "{cell:?} by {decimal:?} is {plain:?}");
    }
}

fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    let options = ReadOptions { limits: LIMITS, ..ReadOptions::new(|cell| cell.contains('@')) };
    read::bytes("fuzz", Bytes::copy_from_slice(bytes), &options)
}

/// An error is one short line.
fn told(read: Result<Table, ReadError>) -> Option<Table> {
    let error = match read {
        Ok(table) => return Some(table),
        Err(error) => error.to_string(),
    };
    assert!(!error.contains(char::is_control) && error.len() < 2_000, "{error:?}");
    None
}

fn within(table: &Table) {
    let (rows, columns) = (table.batch.num_rows(), table.batch.num_columns());
    assert!((1..=LIMITS.rows).contains(&rows) && (1..=LIMITS.columns).contains(&columns));
    let mut all = 0;
    for cell in cells(&table.batch).into_iter().flatten().flatten() {
        assert!(cell.len() <= LIMITS.cell_bytes, "a cell of {} bytes", cell.len());
        assert_eq!(cell.trim(), cell);
        all += cell.len() as u64;
    }
    assert!(all <= LIMITS.bytes, "{all} bytes of cells");
    for field in table.batch.schema().fields() {
        assert!(field.name().len() <= 256 && !field.name().contains(char::is_control));
        let guessed = matches!(table.source.format, Format::Delimited(_))
            && table.source.naming == Naming::Header;
        assert!(!guessed || !field.name().contains('@'), "a value became a name");
    }
}

/// Written as CSV with every cell in quotes, it is read as the same cells.
fn reads_back(batch: &RecordBatch) {
    let cells = cells(batch);
    // What holds lines is looked at, whether they are rows.
    let plain = |cell: &String| !cell.contains(['&', '\0']) && !cell.contains(['\n', '\r']);
    if !cells.iter().flatten().flatten().all(plain) {
        return;
    }
    let names: Vec<String> = (0..batch.num_columns()).map(|n| format!("n{n}")).collect();
    let mut written = names.join(",") + "\n";
    for row in &cells {
        let quoted =
            row.iter().map(|cell| cell.as_deref().unwrap_or_default().replace('"', "\"\""));
        let quoted: Vec<String> = quoted.map(|cell| format!("\"{cell}\"")).collect();
        written += &(quoted.join(",") + "\n");
    }
    let mut options = ReadOptions::new(|_| false);
    (options.names, options.delimiter) = (Some(names), Some(b','));
    let again = read::bytes("again", written.into(), &options);
    assert!(again.is_ok_and(|again| self::cells(&again.batch) == cells), "it reads otherwise");
}

/// Row by row.
fn cells(batch: &RecordBatch) -> Vec<Vec<Option<String>>> {
    let cell = |column: usize, row: usize| {
        let column = batch.column(column).as_string::<i32>();
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let row = |row: usize| (0..batch.num_columns()).map(|column| cell(column, row)).collect();
    (0..batch.num_rows()).map(row).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
