//! Why a table cannot be validated.

use arrow::error::ArrowError;

/// Why a table cannot be validated.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    #[error(
        "the classification is of another table: column {column} differs; classify this table again"
    )]
    OtherTable { column: usize },
    #[error("there is no column {label:?} to be the label; the columns are {}", columns.join(", "))]
    NoSuchLabel { label: String, columns: Vec<String> },
    #[error("column {column} is not UTF-8 text; read the table with read::table")]
    NotText { column: usize },
    #[error("the typed table cannot be built: {0}")]
    Table(#[from] ArrowError),
}
