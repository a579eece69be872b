//! What a journey is made on: the synthetic sample, or the user's own table.

use crate::failure::{At, Failure};
use arrow::array::RecordBatch;
use intake::read::{Format, Naming, ReadOptions, Source, Table};
use intake::sample::{self, Truth};
use std::path::PathBuf;
use terms::Digest;

/// Where the table comes from.
#[derive(Debug, Clone)]
pub enum Input {
    /// Synthetic loan applications with planted defects.
    Sample { rows: usize },
    /// The user's own file, read where it stands.
    User(UserData),
}

/// The user's own table.
#[derive(Debug, Clone)]
pub struct UserData {
    pub path: PathBuf,
    pub label: String,
    pub options: ReadOptions,
}

/// A table in memory, with what is known of it.
pub struct Arrived {
    pub table: Table,
    pub label: String,
    /// What was planted, row ids only.
    pub truth: Option<Truth>,
}

impl Input {
    /// The dataset's name: of the file, in plain letters.
    #[must_use]
    pub fn dataset(&self) -> String {
        let Self::User(data) = self else { return "loans".to_owned() };
        let file = data.path.file_name().map(|name| name.to_string_lossy().to_lowercase());
        let stem = file.as_deref().and_then(|name| name.split('.').next()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = stem.chars().map(plain).take(60).collect();
        if name.starts_with(|c: char| c.is_ascii_lowercase()) {
            name
        } else {
            format!("table_{name}")
        }
    }

    /// Brings the table into memory.
    pub fn read(&self, seed: u64) -> Result<Arrived, Failure> {
        match self {
            Self::Sample { rows } => {
                let sample = sample::generate(*rows, seed).internal("making the sample")?;
                let table = in_memory(sample.batch)?;
                Ok(Arrived { table, label: sample::LABEL.to_owned(), truth: Some(sample.truth) })
            }
            Self::User(data) => {
                let table = intake::read::table(&data.path, &data.options).usage()?;
                let schema = table.batch.schema();
                if schema.column_with_name(&data.label).is_none() {
                    let names: Vec<&str> =
                        schema.fields().iter().map(|f| f.name().as_str()).collect();
                    return Err(Failure::usage(format!(
                        "{} has no column {:?}",
                        data.path.display(),
                        data.label
                    ))
                    .hint(format!("name one of its columns with --label: {}", names.join(", "))));
                }
                Ok(Arrived { table, label: data.label.clone(), truth: None })
            }
        }
    }
}

/// A table that was never a file: its source is the CSV that it would be.
fn in_memory(batch: RecordBatch) -> Result<Table, Failure> {
    let mut bytes = Vec::new();
    sample::write_csv(&batch, &mut bytes).internal("writing the sample as CSV")?;
    let source = Source {
        path: PathBuf::from("sample"),
        digest: Digest::of(&bytes),
        bytes: bytes.len() as u64,
        format: Format::Delimited(b','),
        gzipped: false,
        naming: Naming::Header,
    };
    Ok(Table { batch, source, defects: Vec::new() })
}
