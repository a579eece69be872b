//! Step 2: the table lands, in memory, and its source stays as it was.

use super::Options;
use super::input::{Arrived, Input};
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use crate::files::write_whole;
use crate::report;
use ::train::{Screening, Suspects};
use arrow::array::{Array, AsArray};
use std::collections::HashSet;
use terms::Digest;

impl Arrived {
    /// What the report's head says of it.
    #[must_use]
    pub fn told(&self) -> report::Input {
        let path = &self.table.source.path;
        let name = path.file_name().map_or_else(|| "sample".into(), |name| name.to_string_lossy());
        report::Input {
            name: name.into_owned(),
            rows: self.table.batch.num_rows() as u64,
            columns: self.table.batch.num_columns(),
            label: self.label.clone(),
        }
    }
}

/// What was planted in order to poison, row ids alone.
pub struct Poison(HashSet<u64>);

impl Poison {
    /// The planted rows of the sample; `None` for a table of the user's.
    #[must_use]
    pub fn of(arrived: &Arrived) -> Option<Self> {
        let truth = arrived.truth.as_ref()?;
        Some(Self(truth.flipped.iter().chain(&truth.triggers).copied().collect()))
    }

    /// How many rows were planted, and how many of them `screening` left in.
    #[must_use]
    pub fn left_by(&self, screening: &Screening) -> (usize, usize) {
        let kinds = [Suspects::Flips, Suspects::Triggers];
        let found: HashSet<u64> = kinds.iter().flat_map(|kind| screening.rows(*kind)).collect();
        (self.0.len(), self.0.difference(&found).count())
    }
}

/// Reads the input; proves that the source is unchanged and that nothing of it was spooled.
pub async fn step(world: &World, options: &Options) -> Done<Arrived> {
    let arrived = world.hands.read(&world.root, &options.input, options.seed)?;
    let table = &arrived.table;
    let mut proof = Proof::begin();
    proof.fact("rows", table.batch.num_rows());
    proof.fact("columns", table.batch.num_columns());
    proof.fact("source_bytes", table.source.bytes);
    proof.fact("source_digest", table.source.digest.hex());
    proof.say(format!(
        "{} rows of {} columns, {} bytes read",
        table.batch.num_rows(),
        table.batch.num_columns(),
        table.source.bytes
    ));
    if let Input::User(data) = &options.input {
        let file = std::fs::File::open(&data.path).usage()?;
        let now = Digest::of_reader(file).usage()?;
        proof.check(now == table.source.digest, || {
            "the source changed while it was read".to_owned()
        });
    }
    let spooled = spooled(world, &arrived)?;
    proof.fact("spooled_files", spooled.len());
    proof.check(spooled.is_empty(), || format!("clear values lie in {}", spooled.join(", ")));
    keep(world, options, &arrived)?;
    Ok((arrived, proof))
}

/// Files below the workspace that hold one of 64 long cells of the table in clear.
fn spooled(world: &World, arrived: &Arrived) -> Result<Vec<String>, Failure> {
    let needles = long_cells(arrived);
    let needles: Vec<&str> = needles.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    let mut folders = vec![world.root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).internal("looking for clear values")?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).internal("looking for clear values")?;
                if needles.iter().any(|needle| holds(&bytes, needle)) {
                    found.push(
                        path.strip_prefix(&world.root).unwrap_or(&path).display().to_string(),
                    );
                }
            }
        }
    }
    Ok(found)
}

/// Whether `needle` stands in `bytes`.
pub fn holds(bytes: &[u8], needle: &str) -> bool {
    !needle.is_empty() && bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// Up to 64 cells of twelve bytes or more, from rows spread over the table.
fn long_cells(arrived: &Arrived) -> Vec<String> {
    let batch = &arrived.table.batch;
    let stride = (batch.num_rows() / 16).max(1);
    let mut cells = Vec::new();
    for column in batch.columns().iter().filter_map(|column| column.as_string_opt::<i32>()) {
        for row in (0..column.len()).step_by(stride).filter(|&row| column.is_valid(row)) {
            let cell = column.value(row);
            if cell.len() >= 12 && cell.chars().any(|c| c.is_ascii_digit()) && cells.len() < 64 {
                cells.push(cell.to_owned());
            }
        }
    }
    cells
}

/// With `--keep-input`, the sample's clear CSV; and always the truth, row ids alone.
fn keep(world: &World, options: &Options, arrived: &Arrived) -> Result<(), Failure> {
    if let Some(truth) = &arrived.truth {
        let text = serde_json::to_vec_pretty(truth).internal("writing the truth")?;
        write_whole(&world.root.join("evidence/truth.json"), &text)?;
        if options.keep_input {
            let mut bytes = Vec::new();
            intake::sample::write_csv(&arrived.table.batch, &mut bytes)
                .internal("writing the sample")?;
            write_whole(&world.root.join("input/sample.csv"), &bytes)?;
        }
    }
    Ok(())
}
