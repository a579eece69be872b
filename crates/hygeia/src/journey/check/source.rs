//! The table as it came, read by the journey itself: what use cases make of it is held against this.

use crate::failure::{At, Failure, whole as whole_of};
use crate::journey::input::{Input, UserData};
use arrow::array::RecordBatch;
use bytes::Bytes;
use std::fs::File;
use std::io::Read;
use tables::read;
use tables::sample::{self, Truth};
use terms::{Digest, limits};

/// A table in memory, with what is known of it.
pub struct Source {
    pub name: String,
    /// The file as it is, compressed or not.
    pub bytes: Bytes,
    pub size: u64,
    pub digest: Digest,
    /// All columns text; missing values are null.
    pub batch: RecordBatch,
    pub label: String,
    /// What was planted, row ids only; `None` for a table of the user's.
    pub truth: Option<Truth>,
}

impl Source {
    /// Reads the input into memory, and nowhere else.
    pub fn read(input: &Input, seed: u64) -> Result<Self, Failure> {
        match input {
            Input::Sample { rows } => Self::sample(*rows, seed),
            Input::User(data) => Self::user(data),
        }
    }

    /// A table that never was a file: its source is the CSV that it would be.
    fn sample(rows: usize, seed: u64) -> Result<Self, Failure> {
        let sample = sample::generate(rows, seed).internal("making the sample")?;
        let mut csv = Vec::new();
        sample::write_csv(&sample.batch, &mut csv).internal("writing the sample as CSV")?;
        Ok(Self {
            name: "sample".to_owned(),
            size: csv.len() as u64,
            digest: Digest::of(&csv),
            bytes: csv.into(),
            batch: sample.batch,
            label: sample::LABEL.to_owned(),
            truth: Some(sample.truth),
        })
    }

    fn user(data: &UserData) -> Result<Self, Failure> {
        let shown = data.path.display().to_string();
        let bytes = whole(data)?;
        let table = read::bytes(&shown, bytes.clone(), &data.options);
        let table = table.map_err(|error| match error.is_doubt() {
            true => Failure::inconclusive(whole_of(&error)),
            false => Failure::usage(whole_of(&error)),
        })?;
        let schema = table.batch.schema();
        if schema.column_with_name(&data.label).is_none() {
            let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
            return Err(Failure::usage(format!("{shown} has no column {:?}", data.label))
                .hint(format!("name one of its columns with --label: {}", names.join(", "))));
        }
        let name = data.path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self {
            name: name.unwrap_or(shown),
            size: bytes.len() as u64,
            digest: Digest::of(&bytes),
            bytes,
            batch: table.batch,
            label: data.label.clone(),
            truth: None,
        })
    }

    /// Lets go of the cells, once nothing is compared with them any more.
    pub fn forget(&mut self) {
        self.bytes = Bytes::new();
        self.batch = RecordBatch::new_empty(self.batch.schema());
    }

    /// What was planted, as JSON.
    pub fn truth_json(&self) -> Result<Option<Vec<u8>>, Failure> {
        let text = self.truth.as_ref().map(serde_json::to_vec_pretty);
        text.transpose().internal("writing the truth")
    }
}

/// The file as it is, within the limit of a table.
fn whole(data: &UserData) -> Result<Bytes, Failure> {
    let shown = data.path.display();
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("{shown} cannot be read: {error}"))
            .hint("check the path and that you may read it")
    };
    let file = File::open(&data.path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(limits::TABLE_BYTES.saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limits::TABLE_BYTES {
        return Err(Failure::usage(format!("{shown} has more than {} bytes", limits::TABLE_BYTES))
            .hint("give a part of it"));
    }
    Ok(bytes.into())
}
