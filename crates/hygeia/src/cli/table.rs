//! How verbs read a table.

use tables::read::{self, ReadOptions};

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// Names of the columns, for a table without a header: a,b,c
    #[arg(long, value_delimiter = ',')]
    pub names: Option<Vec<String>>,
    /// What stands between cells, one character, or `tab`; found out by itself if not given.
    #[arg(long, value_parser = read::delimiter)]
    pub delimiter: Option<u8>,
}

impl Reading {
    /// How to read.
    #[must_use]
    pub fn options(&self) -> ReadOptions {
        ReadOptions { delimiter: self.delimiter, names: self.names.clone(), ..found_out() }
    }
}

/// How a table is read of which nothing is known: a first row in which the classify craft finds
/// somebody's value is no header.
#[must_use]
pub fn found_out() -> ReadOptions {
    ReadOptions::new(classify::names_somebody)
}
