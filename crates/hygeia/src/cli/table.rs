//! What verbs that learn from a table share: they read it, and bring it into order.

use crate::failure::{At, Failure};
use crate::platform;
use arrow::array::RecordBatch;
use intake::Table;
use intake::read::{self, ReadOptions};
use std::path::Path;
use terms::Classification;

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// Names of the columns, for a table without a header: a,b,c
    #[arg(long, value_delimiter = ',')]
    names: Option<Vec<String>>,
    /// What stands between cells, one character, or `tab`; found out by itself if not given.
    #[arg(long, value_parser = delimiter)]
    delimiter: Option<u8>,
}

/// A table whose columns are classified and typed.
pub struct Ordered {
    /// Numbers float64, everything else UTF-8; all rows.
    pub batch: RecordBatch,
    pub classification: Classification,
    /// Rows that nothing may be learned from.
    pub excluded: Vec<u64>,
}

impl Reading {
    /// How to read.
    #[must_use]
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            delimiter: self.delimiter,
            names: self.names.clone(),
            ..ReadOptions::default()
        }
    }

    /// Reads the table at `path`, whose column `label` is what is predicted.
    ///
    /// # Errors
    /// If it cannot be read, or has no such column.
    pub fn ordered(&self, path: &Path, label: &str) -> Result<Ordered, Failure> {
        let table = read::table(path, &self.options()).usage()?;
        let shown = path.display();
        if table.batch.column_by_name(label).is_none() {
            let schema = table.batch.schema();
            let names: Vec<&str> =
                schema.fields().iter().take(40).map(|field| field.name().as_str()).collect();
            return Err(Failure::usage(format!("{shown} has no column {label:?}"))
                .hint(format!("name one of its columns with --label: {}", names.join(", "))));
        }
        let options = classify::Options { label: Some(label), ..classify::Options::default() };
        // What slipped one column over must not lift its neighbours: classify again without it.
        let first = classify::classify(&table.batch, &options).usage()?;
        let shifted = intake::validate(&table, &first, Some(label)).usage()?.excluded;
        let emptied = platform::without(&table.batch, &shifted)?;
        let classification = classify::classify(&emptied, &options).usage()?;
        let table = Table { batch: emptied, ..table };
        let validated = intake::validate(&table, &classification, Some(label)).usage()?;
        Ok(Ordered { batch: validated.batch, classification, excluded: validated.excluded })
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii() => Ok(*one),
        _ => Err("give one ASCII character, or tab".to_owned()),
    }
}
