//! Iceberg tables, versions 1 and 2: metadata in JSON, lists of files in Avro.

mod avro;
mod manifests;
mod metadata;
mod schema;

use super::super::columnar;
use super::super::options::ReadOptions;
use super::{Cause, Files, Part, Snapshot, damaged, unsupported};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_cast::cast;
use arrow_schema::DataType;
use manifests::{Content, DataFile};
use metadata::Metadata;
use std::collections::HashMap;

/// Whether there is a description of a table.
pub(super) fn is(files: &Files) -> bool {
    files.names("metadata").iter().any(|name| metadata::number(name).is_some())
}

pub(super) fn snapshot(
    files: &Files,
    version: Option<&str>,
    options: &ReadOptions,
) -> Result<Snapshot, Cause> {
    let metadata = Metadata::read(files, version, options)?;
    let columns = metadata.columns()?;
    let listed = manifests::files(files, &metadata, options)?;
    let (mut data, mut deletes) = (Vec::new(), Vec::new());
    for file in listed {
        match file.content {
            Content::Data => data.push(file),
            Content::Positions => deletes.push(file),
            Content::Equality => {
                return unsupported(
                    "rows are deleted by the values of their columns (equality deletes); let its writer rewrite them",
                );
            }
        }
    }
    let mut gone = HashMap::new();
    for file in &deletes {
        positions(files, &metadata, file, &mut gone, options)?;
    }
    data.sort_by(|a, b| a.path.cmp(&b.path));
    let part = |file: &DataFile| -> Result<Part, Cause> {
        let deleted = gone.get(&file.path).into_iter().flatten();
        // A row that was deleted before the file was written is not of this file.
        let deleted = deleted.filter(|(_, sequence)| *sequence >= file.sequence);
        let mut deleted: Vec<u64> = deleted.map(|(row, _)| *row).collect();
        deleted.sort_unstable();
        deleted.dedup();
        Ok(Part {
            path: metadata.relative(&file.path)?,
            fixed: HashMap::new(),
            deleted,
            rows: Some(file.rows),
            bytes: Some(file.bytes),
        })
    };
    Ok(Snapshot {
        called: metadata.called(),
        parts: data.iter().map(part).collect::<Result<_, Cause>>()?,
        columns,
    })
}

/// Rows by the file that they were in, with the number of the change that took them.
type Gone = HashMap<String, Vec<(u64, i64)>>;

fn positions(
    files: &Files,
    metadata: &Metadata,
    file: &DataFile,
    gone: &mut Gone,
    options: &ReadOptions,
) -> Result<(), Cause> {
    if !file.format.eq_ignore_ascii_case("parquet") {
        return unsupported(format!("rows are deleted by a file of {}", file.format));
    }
    let bytes = files.get(&metadata.relative(&file.path)?, options.limits.bytes)?;
    let batch = columnar::batch(bytes, &file.path, options)?;
    let paths = batch.column_by_name("file_path").and_then(|c| cast(c, &DataType::Utf8).ok());
    let rows = batch.column_by_name("pos").and_then(|c| cast(c, &DataType::Int64).ok());
    let (Some(paths), Some(rows)) = (paths, rows) else {
        return damaged("a file of deleted rows has other columns than it may");
    };
    let pairs = paths.as_string::<i32>().iter().zip(rows.as_primitive::<Int64Type>().iter());
    for (path, row) in pairs {
        let (Some(path), Some(Ok(row))) = (path, row.map(u64::try_from)) else {
            return damaged("a file of deleted rows does not say which");
        };
        gone.entry(path.to_owned()).or_default().push((row, file.sequence));
    }
    Ok(())
}
