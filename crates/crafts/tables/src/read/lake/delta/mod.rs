//! Delta tables: the log is replayed from its first entry, or from a checkpoint.

mod deleted;
mod log;
mod schema;

use super::super::options::ReadOptions;
use super::{Cause, Files, Part, Snapshot, damaged, unsupported};
use log::{Add, Log};
use std::collections::HashMap;

/// Features of a reader that are understood here, or change nothing for one that reads all.
const FEATURES: [&str; 5] =
    ["deletionVectors", "columnMapping", "timestampNtz", "vacuumProtocolCheck", "v2Checkpoint"];

/// Whether there is a log.
pub(super) fn is(files: &Files) -> bool {
    files
        .names("_delta_log")
        .iter()
        .any(|name| log::entry(name).is_some() || log::checkpoint(name).is_some())
}

pub(super) fn snapshot(
    files: &Files,
    version: Option<&str>,
    options: &ReadOptions,
) -> Result<Snapshot, Cause> {
    let log = Log::read(files, version, options)?;
    let Some(protocol) = &log.protocol else { return damaged("the log names no protocol") };
    if protocol.min_reader_version > 3 {
        return unsupported(format!(
            "it wants a reader of version {}",
            protocol.min_reader_version
        ));
    }
    let features = protocol.reader_features.iter().flatten();
    if let Some(unknown) = features.clone().find(|feature| !FEATURES.contains(&feature.as_str())) {
        return unsupported(format!("it wants a reader that knows {unknown}"));
    }
    let Some(metadata) = &log.metadata else { return damaged("the log describes no table") };
    if metadata.format.as_ref().is_some_and(|format| format.provider != "parquet") {
        return unsupported("its files are no Parquet");
    }
    let mode = metadata.configuration.get("delta.columnMapping.mode").map(String::as_str);
    let columns = schema::columns(&metadata.schema_string, mode)?;
    let mut adds: Vec<&Add> = log.adds.values().collect();
    adds.sort_by(|a, b| a.path.cmp(&b.path));
    let parts = adds.into_iter().map(|add| part(files, add, &columns, options));
    Ok(Snapshot {
        called: format!("version {} of a Delta table", log.version),
        parts: parts.collect::<Result<_, Cause>>()?,
        columns,
    })
}

fn part(
    files: &Files,
    add: &Add,
    columns: &[super::wanted::Wanted],
    options: &ReadOptions,
) -> Result<Part, Cause> {
    let path = log::path(&add.path)?;
    let deleted = match &add.deletion_vector {
        Some(vector) => deleted::rows(files, vector, options)?,
        None => Vec::new(),
    };
    // By the name that the file would have it under.
    let fixed: HashMap<_, _> = columns
        .iter()
        .filter_map(|column| {
            let value = add.partition_values.get(&column.called())?;
            Some((column.called(), value.clone().filter(|value| !value.is_empty())))
        })
        .collect();
    Ok(Part { path, fixed, deleted, rows: add.rows(), bytes: add.size })
}
