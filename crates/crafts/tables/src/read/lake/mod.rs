//! Tables of many files under a log: Delta and Iceberg. One snapshot is read, as its own metadata say: the newest,
//! or the one that is asked for. What would be needed to read it exactly and is not understood is a refusal.
//!
//! Sources: the Delta Transaction Log Protocol; the Iceberg Table Spec, versions 1 and 2.

mod delta;
mod files;
mod iceberg;
mod wanted;

pub(super) use files::Files;

use super::arrow_batches::{Gathered, shown, twofold};
use super::columnar;
use super::error::{Doubt, ReadError};
use super::options::ReadOptions;
use crate::table::{Format, Naming, Note, Source, Table};
use arrow_array::{BooleanArray, RecordBatch};
use arrow_schema::{Field, Schema};
use arrow_select::filter::filter_record_batch;
use std::collections::HashMap;
use std::sync::Arc;
use terms::Digest;
use wanted::Wanted;

/// A snapshot: what is to be read, and of what.
struct Snapshot {
    /// `version 3 of a Delta table`.
    called: String,
    columns: Vec<Wanted>,
    parts: Vec<Part>,
}

/// A file of a snapshot.
struct Part {
    path: String,
    /// Values of columns that are not in the file, by the key of [`Wanted`]; `None` is missing.
    fixed: HashMap<String, Option<String>>,
    /// Rows that are not there any more, from 0.
    deleted: Vec<u64>,
    /// What the metadata say of it.
    rows: Option<u64>,
    bytes: Option<u64>,
}

/// Why a lake is not read.
#[derive(Debug)]
enum Cause {
    Read(ReadError),
    Damaged(String),
    Unsupported(String),
}

impl From<ReadError> for Cause {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

fn damaged<T>(why: impl Into<String>) -> Result<T, Cause> {
    Err(Cause::Damaged(why.into()))
}

fn unsupported<T>(why: impl Into<String>) -> Result<T, Cause> {
    Err(Cause::Unsupported(why.into()))
}

/// Whether `files` are a table of one of these.
pub(super) fn is(files: &Files) -> bool {
    delta::is(files) || iceberg::is(files)
}

/// The table in `files`, if it is one of these.
pub(super) fn read(
    name: &str,
    files: &Files,
    options: &ReadOptions,
) -> Option<Result<Table, ReadError>> {
    let version = options.version.as_deref();
    let (format, snapshot) = if delta::is(files) {
        ("a Delta table", delta::snapshot(files, version, options))
    } else if iceberg::is(files) {
        ("an Iceberg table", iceberg::snapshot(files, version, options))
    } else {
        return None;
    };
    let read = snapshot.and_then(|snapshot| table(name, files, &snapshot, options));
    Some(read.map_err(|cause| match cause {
        Cause::Read(error) => error,
        Cause::Damaged(why) => {
            ReadError::Format { name: name.to_owned(), format, cause: shown(&why) }
        }
        Cause::Unsupported(why) => {
            let doubt = Doubt::Lake { format, why: shown(&why) };
            ReadError::Unsure { name: name.to_owned(), doubt }
        }
    }))
}

fn table(
    name: &str,
    files: &Files,
    snapshot: &Snapshot,
    options: &ReadOptions,
) -> Result<Table, Cause> {
    let fields = snapshot.columns.iter().map(|c| Field::new(&c.name, c.kind.clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let mut gathered = Gathered::new(name, Arc::clone(&schema), options)?;
    let (mut account, mut bytes) = (format!("{}\n", snapshot.called), 0u64);
    for part in &snapshot.parts {
        let file = files.get(&part.path, options.limits.bytes)?;
        bytes = bytes.saturating_add(file.len() as u64);
        if bytes > options.limits.bytes {
            let limit = options.limits.bytes;
            return Err(ReadError::TooLarge { name: name.to_owned(), limit }.into());
        }
        if part.bytes.is_some_and(|size| size != file.len() as u64) {
            return damaged(format!("{} has another size than the log says", part.path));
        }
        account.push_str(&format!("{} {}\n", Digest::of(&file).hex(), part.path));
        gathered.push(rows(columnar::batch(file, name, options), part, snapshot, &schema)?)?;
    }
    let both = twofold(name, &gathered.whole()?, options)?;
    let mut notes = both.notes;
    let count = snapshot.parts.len();
    notes.push(Note::of("tables/snapshot", format!("it is {}, in {count} files", snapshot.called)));
    let source = Source {
        name: name.to_owned(),
        digest: Digest::of(account.as_bytes()),
        bytes,
        format: Format::Parts,
        packing: Vec::new(),
        naming: if options.names.is_some() { Naming::Given } else { Naming::Header },
    };
    Ok(Table { typed: both.typed, batch: both.text, source, defects: both.defects, notes })
}

/// The rows of a file that still stand, in the columns of the snapshot.
fn rows(
    batch: Result<RecordBatch, ReadError>,
    part: &Part,
    snapshot: &Snapshot,
    schema: &Arc<Schema>,
) -> Result<RecordBatch, Cause> {
    let batch = match batch {
        // A file whose rows are all gone may be there.
        Err(ReadError::NoRows { .. }) if part.rows.is_none_or(|rows| rows == 0) => {
            return Ok(RecordBatch::new_empty(Arc::clone(schema)));
        }
        batch => batch?,
    };
    if part.rows.is_some_and(|rows| rows != batch.num_rows() as u64) {
        return damaged(format!("{} has another number of rows than the log says", part.path));
    }
    let columns = snapshot.columns.iter().map(|column| column.of(&batch, &part.fixed));
    let columns = columns.collect::<Result<Vec<_>, String>>();
    let columns = columns.or_else(|why| unsupported(format!("{}: {why}", part.path)))?;
    let whole = RecordBatch::try_new(Arc::clone(schema), columns);
    let whole = whole.or_else(|error| damaged(error.to_string()))?;
    if part.deleted.is_empty() {
        return Ok(whole);
    }
    let mut stands = vec![true; whole.num_rows()];
    for &row in &part.deleted {
        match usize::try_from(row).ok().and_then(|row| stands.get_mut(row)) {
            Some(row) => *row = false,
            None => return damaged(format!("a row is deleted that {} does not have", part.path)),
        }
    }
    filter_record_batch(&whole, &BooleanArray::from(stands)).or_else(|e| damaged(e.to_string()))
}
