//! How verbs read a table.

use crate::failure::{Failure, whole};
use std::path::Path;
use tables::Table;
use tables::read::{self, ColumnType, ReadError, ReadOptions};

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// Names of the columns, for a table without a header: a,b,c
    #[arg(long, value_delimiter = ',')]
    pub names: Option<Vec<String>>,
    /// What stands between cells, one character, or `tab`; found out by itself if not given.
    #[arg(long, value_parser = read::delimiter)]
    pub delimiter: Option<u8>,
    /// Types of columns, which overrule what their values look like: price=decimal(12.2),code=text
    #[arg(long, value_delimiter = ',', value_parser = read::column_type, value_name = "COLUMN=TYPE")]
    pub types: Vec<(String, ColumnType)>,
    /// How text is encoded, such as `windows-1252` or `shift_jis`; found out by itself if not given.
    #[arg(long)]
    pub encoding: Option<String>,
    /// What stands before the decimals of numbers: a point or a comma; found out if not given.
    #[arg(long, value_parser = read::decimal)]
    pub decimal: Option<u8>,
    /// What stands for a missing value, beside an empty cell and `?`: NA,none
    #[arg(long, value_delimiter = ',')]
    pub nulls: Vec<String>,
    /// Take rows of another width: short ones are padded, long ones get columns of their own.
    #[arg(long)]
    pub ragged: bool,
    /// Take a quotation mark for what it is, never for what holds a cell together.
    #[arg(long)]
    pub unquoted: bool,
    /// The sheet of a workbook that has more than one.
    #[arg(long)]
    pub sheet: Option<String>,
}

impl Reading {
    /// How to read.
    #[must_use]
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            delimiter: self.delimiter,
            names: self.names.clone(),
            types: self.types.clone(),
            encoding: self.encoding.clone(),
            decimal: self.decimal,
            nulls: self.nulls.clone(),
            ragged: self.ragged,
            unquoted: self.unquoted,
            sheet: self.sheet.clone(),
            ..found_out()
        }
    }

    /// Whether anything is said of how to read.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.names.is_some()
            || self.delimiter.is_some()
            || self.encoding.is_some()
            || self.decimal.is_some()
            || self.sheet.is_some()
            || self.ragged
            || self.unquoted
            || !(self.types.is_empty() && self.nulls.is_empty())
    }

    /// Reads the table at `path`.
    ///
    /// # Errors
    /// If it can't be read; as inconclusive where it could be read in more than one way.
    pub fn read(&self, path: &Path) -> Result<Table, Failure> {
        read::table(path, &self.options()).map_err(|error| unread(&error))
    }
}

/// The parts of a table as one archive; `None` if `path` is a file.
///
/// # Errors
/// If they can't be read.
#[cfg(feature = "platform")]
pub fn bundle(path: &Path) -> Result<Option<bytes::Bytes>, Failure> {
    read::bundle(path, terms::limits::TABLE_BYTES).map_err(|error| unread(&error))
}

/// Why a table was not read: what is not sure is told as such.
#[must_use]
pub fn unread(error: &ReadError) -> Failure {
    if error.is_doubt() {
        Failure::inconclusive(whole(error))
    } else {
        Failure::usage(whole(error))
    }
}

/// How a table is read of which nothing is known: a first row in which the classify craft finds
/// somebody's value is no header.
#[must_use]
pub fn found_out() -> ReadOptions {
    ReadOptions::new(classify::names_somebody)
}
