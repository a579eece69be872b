//! A table, and where it came from.

use arrow_array::RecordBatch;
use std::fmt;
use terms::{Defect, Digest};

/// A table as it was found.
#[derive(Clone, PartialEq)]
pub struct Table {
    /// What is stored: columns of the source's own Arrow types, or of those that its text is of.
    pub typed: RecordBatch,
    /// What is classified: the same cells as UTF-8, trimmed, with entities decoded and numbers in plain
    /// notation; missing values are null.
    pub batch: RecordBatch,
    pub source: Source,
    /// What was seen while reading: ragged rows, encoded entities, formulas.
    pub defects: Vec<Defect>,
    /// How it was read, where that was not plain.
    pub notes: Vec<Note>,
}

/// Shapes and names only: values are sensitive.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("rows", &self.batch.num_rows())
            .field("columns", &self.batch.num_columns())
            .field("source", &self.source)
            .field("defects", &self.defects)
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

/// Something that its reader should know of how a table was read. Holds no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// In kebab case: `tables/encoding`.
    pub rule: &'static str,
    pub column: Option<String>,
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{column}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

impl Note {
    pub(crate) fn of(rule: &'static str, text: impl Into<String>) -> Self {
        Self { rule, column: None, text: text.into() }
    }

    pub(crate) fn of_column(rule: &'static str, column: &str, text: impl Into<String>) -> Self {
        Self { rule, column: Some(column.to_owned()), text: text.into() }
    }
}

/// Where a table came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What people know it by: the path of a file as they gave it, or the name that the bytes came
    /// under. It is shown, and never opened.
    pub name: String,
    /// Of the bytes as they are, compressed or not.
    pub digest: Digest,
    pub bytes: u64,
    pub format: Format,
    /// How it was compressed, the outermost first: `gzip`, `zstd`, `bzip2`, `xz`, `zip`.
    pub packing: Vec<&'static str>,
    pub naming: Naming,
}

/// How a table is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with this byte between cells; a space stands for any run of white space.
    Delimited(u8),
    Parquet,
    /// A stream or a file of Arrow's interprocess format; Feather 2 is one.
    ArrowIpc,
    /// An object for each row, on lines of their own or in one array.
    Json,
    /// A sheet of an Office Open XML workbook.
    Xlsx,
    /// Parquet files of one table, in a folder or an archive.
    Parts,
}

/// Where the names of the columns came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    Header,
    Given,
    /// There was no header: `c1`, `c2` …
    Generated,
}
