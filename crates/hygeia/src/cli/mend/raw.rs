//! A table as it stands, and how it is written again: text as text, what has types with its types.

use super::super::csv_cell;
use super::super::table::Reading;
use crate::failure::{At, Failure};
use quality::{Became, Mended, MendedCell};
use std::collections::HashSet;
use std::path::Path;
use tables::write::{self, Retyped};
use tables::{Format, Naming, RecordBatch, Source, Table};

/// A table that may be mended.
pub struct Raw {
    /// Its cells as text, each as it stands.
    pub text: RecordBatch,
    pub source: Source,
    typed: Option<RecordBatch>,
}

/// What was mended, and how it is written.
pub struct Written {
    pub bytes: Vec<u8>,
    pub rows: u64,
    pub cells: Vec<MendedCell>,
}

impl Raw {
    /// The table at `path`, which was read as `table`.
    ///
    /// # Errors
    /// If it is of a kind that is not mended, or can't be read again.
    pub fn of(path: &Path, table: Table, reading: &Reading) -> Result<Self, Failure> {
        let shown = path.display();
        #[cfg(feature = "places")]
        if reading.parquet_keys.is_some() {
            return Err(Failure::usage(format!(
                "{shown} is encrypted, and would be written in clear"
            ))
            .hint("mend it where it comes from"));
        }
        match table.source.format {
            Format::Delimited(_) => {
                drop(table);
                let raw = reading.as_written(path)?;
                Ok(Self { text: raw.batch, source: raw.source, typed: None })
            }
            Format::Parquet | Format::ArrowIpc | Format::Xlsx => {
                let text = write::as_text(&table.typed).ok_or_else(|| {
                    Failure::usage(format!("{shown} has a column of a type that has no text"))
                        .hint("leave that column out, or write the table as CSV first")
                })?;
                Ok(Self { text, source: table.source, typed: Some(table.typed) })
            }
            Format::Json | Format::Parts => Err(Failure::usage(format!(
                "{shown} is neither delimited text, Parquet, Arrow nor a workbook, and nothing else is mended"
            ))
            .hint("write it as Parquet or CSV first, as one file")),
        }
    }

    /// Whether `out` can be what this table is written as.
    ///
    /// # Errors
    /// If its name says that it is something else.
    pub fn expect_fit(&self, out: &Path) -> Result<(), Failure> {
        let end =
            out.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
        let (fits, written) = match self.source.format {
            Format::Parquet | Format::ArrowIpc => {
                (!matches!(end.as_str(), "csv" | "tsv" | "xlsx" | "json"), "Parquet")
            }
            Format::Xlsx => (end != "xlsx", "CSV, or Parquet if --out ends with .parquet"),
            _ => (!matches!(end.as_str(), "parquet" | "xlsx"), "text, as it was"),
        };
        if fits {
            return Ok(());
        }
        Err(Failure::usage(format!("{} would not be what its name says", out.display()))
            .hint(format!("this table is written as {written}: name the file so")))
    }

    /// The mended table as it goes to `out`. Cells whose new text is no value of their column's type are left.
    ///
    /// # Errors
    /// If it can't be put together.
    pub fn written(&self, mended: Mended, out: Option<&Path>) -> Result<Written, Failure> {
        let rows = mended.batch.num_rows() as u64;
        let Some(typed) = &self.typed else {
            let delimiter = match self.source.format {
                Format::Delimited(delimiter) => delimiter,
                _ => b',',
            };
            let header = self.source.naming == Naming::Header;
            let bytes = text(&mended.batch, delimiter, header)?;
            return Ok(Written { bytes, rows, cells: mended.cells });
        };
        let dropped = mended.cells.iter().filter(|cell| cell.became == Became::Dropped);
        let dropped: Vec<u64> = dropped.map(|cell| cell.row).collect();
        let made = write::retyped(typed, &self.text, &mended.batch, &dropped).usage()?;
        let parquet = out.is_none_or(|out| out.extension().is_some_and(|end| end == "parquet"));
        let bytes = if self.source.format == Format::Xlsx && !parquet {
            // What lay in a workbook as text would run where the CSV is opened.
            let cells = write::as_text(&made.batch);
            let cells = cells.and_then(|cells| write::each(&cells, |cell| csv_cell::guard(cell).0));
            let cells = cells.ok_or_else(|| Failure::internal("a mended column has no text"))?;
            text(&cells, b',', true)?
        } else {
            write::parquet(&made.batch).usage()?
        };
        Ok(Written { bytes, rows, cells: told(mended.cells, &made) })
    }
}

fn text(batch: &RecordBatch, delimiter: u8, header: bool) -> Result<Vec<u8>, Failure> {
    write::delimited(batch, delimiter, header)
        .ok_or_else(|| Failure::internal("a mended column is not text"))
}

/// The cells, those that could not be as it turned out among them.
fn told(cells: Vec<MendedCell>, made: &Retyped) -> Vec<MendedCell> {
    let schema = made.batch.schema();
    let left: HashSet<(u64, &str)> = made
        .left
        .iter()
        .filter_map(|(row, column)| Some((*row, schema.fields().get(*column)?.name().as_str())))
        .collect();
    let became = |cell: MendedCell| {
        let stays = cell.column.as_deref().is_some_and(|column| left.contains(&(cell.row, column)));
        if stays { MendedCell { became: Became::Left, ..cell } } else { cell }
    };
    cells.into_iter().map(became).collect()
}
