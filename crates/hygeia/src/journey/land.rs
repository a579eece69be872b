//! Step 2: the table is taken in, in memory, and its source stays as it was.

use super::Options;
use super::check::{self, Source};
use super::folder;
use super::input::Input;
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use crate::report;
use terms::Digest;
use workspace::{IngestRequest, IngestResponse};

/// A table that was taken in: as it came, and what the use case says of it.
pub struct Landed {
    pub source: Source,
    pub ingested: IngestResponse,
}

impl Landed {
    /// What the report's head says of it.
    #[must_use]
    pub fn heading(&self) -> report::Input {
        report::Input {
            name: self.source.name.clone(),
            rows: self.source.batch.num_rows() as u64,
            columns: self.source.batch.num_columns(),
            label: self.source.label.clone(),
        }
    }
}

/// Hands the table to its steward, who takes it in; proves that the source is unchanged and that
/// nothing of it lies anywhere in clear.
pub async fn step(world: &World, options: &Options) -> Done<Landed> {
    let (input, seed) = (options.input.clone(), options.seed);
    let read = world.workspace().pool.run(move || Source::read(&input, seed));
    let source = read.await??;
    let request = request(world, options, &source)?;
    let caller = world.people.caller(people::STEWARD)?;
    let ingested = world.use_cases.ingest(&caller, request, source.bytes.clone()).await?;

    let mut proof = Proof::begin();
    let (rows, columns) = (source.batch.num_rows(), source.batch.num_columns());
    proof.fact("rows", rows);
    proof.fact("columns", columns);
    proof.fact("source_bytes", source.size);
    proof.fact("source_digest", source.digest.hex());
    proof.say(format!("{rows} rows of {columns} columns, {} bytes read", source.size));
    proof.check(ingested.rows == rows as u64, || {
        format!("{} of {rows} rows were taken in", ingested.rows)
    });
    if let Input::User(data) = &options.input {
        let file = std::fs::File::open(&data.path).usage()?;
        let now = Digest::of_reader(file).usage()?;
        proof.check(now == source.digest, || "the source changed while it was read".to_owned());
    }
    let needles = check::long_cells(&source.batch);
    let spooled = check::spooled(&world.root, &needles, ingested.object)?;
    proof.fact("spooled_files", spooled.len());
    proof.check(spooled.is_empty(), || format!("clear values lie in {}", spooled.join(", ")));
    keep(world, options, &source)?;
    Ok((Landed { source, ingested }, proof))
}

fn request(world: &World, options: &Options, source: &Source) -> Result<IngestRequest, Failure> {
    let purpose = "to decide about loans and to train the model that helps with it";
    let owner = people::principal(people::OWNER)?;
    let request = IngestRequest {
        label: Some(source.label.clone()),
        ..IngestRequest::new(world.dataset.name(), owner, purpose)
    };
    Ok(match &options.input {
        Input::User(data) => request.read_as(&data.options),
        Input::Sample { .. } => request,
    })
}

/// With `--keep-input`, the sample's clear CSV; and always the truth, row ids alone.
fn keep(world: &World, options: &Options, source: &Source) -> Result<(), Failure> {
    let Some(truth) = source.truth_json()? else { return Ok(()) };
    folder::write(&world.root.join("evidence/truth.json"), &truth)?;
    if options.keep_input {
        folder::write(&world.root.join("input/sample.csv"), &source.bytes)?;
    }
    Ok(())
}
