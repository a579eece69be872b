//! Which files a snapshot is of: a list of manifests, each a list of files.

use super::super::super::options::ReadOptions;
use super::super::{Cause, Files, damaged, unsupported};
use super::avro::{self, whole};
use super::metadata::Metadata;
use serde_json::Value;
use terms::limits::ARCHIVE_MEMBERS;

pub(super) struct DataFile {
    pub(super) content: Content,
    pub(super) path: String,
    pub(super) format: String,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// The number of the change that it came with.
    pub(super) sequence: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Data,
    Positions,
    Equality,
}

/// An entry that says that a file is gone.
const DELETED: i64 = 2;

pub(super) fn files(
    files: &Files,
    metadata: &Metadata,
    options: &ReadOptions,
) -> Result<Vec<DataFile>, Cause> {
    let Some(list) = metadata.manifest_list()? else { return Ok(Vec::new()) };
    let bytes = files.get(&metadata.relative(list)?, options.limits.bytes)?;
    let mut found = Vec::new();
    let wanted = ["manifest_path", "content", "sequence_number"];
    for manifest in avro::rows(&bytes, &wanted)? {
        let Some(path) = manifest.get("manifest_path").and_then(Value::as_str) else {
            return damaged("a manifest has no path");
        };
        let sequence = whole(manifest.get("sequence_number")).unwrap_or(0);
        let bytes = files.get(&metadata.relative(path)?, options.limits.bytes)?;
        for entry in avro::rows(&bytes, &["status", "sequence_number", "data_file"])? {
            let Some(status) = whole(entry.get("status")) else {
                return damaged("an entry has no status");
            };
            if status == DELETED {
                continue;
            }
            // Of what was added with the manifest, the number is that of the manifest.
            let sequence = whole(entry.get("sequence_number")).unwrap_or(sequence);
            let Some(file) = entry.get("data_file") else { return damaged("an entry has no file") };
            found.push(data_file(file, sequence)?);
            if found.len() > ARCHIVE_MEMBERS {
                return unsupported(format!("there are more than {ARCHIVE_MEMBERS} files"));
            }
        }
    }
    Ok(found)
}

fn data_file(file: &Value, sequence: i64) -> Result<DataFile, Cause> {
    let text = |key: &str| file.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| whole(file.get(key)).and_then(|n| u64::try_from(n).ok());
    let content = match whole(file.get("content")).unwrap_or(0) {
        0 => Content::Data,
        1 => Content::Positions,
        2 => Content::Equality,
        other => return unsupported(format!("a file of content {other} is not known")),
    };
    let fields = (
        text("file_path"),
        text("file_format"),
        number("record_count"),
        number("file_size_in_bytes"),
    );
    let (Some(path), Some(format), Some(rows), Some(bytes)) = fields else {
        return damaged("a file is not described as a whole");
    };
    if content == Content::Data && !format.eq_ignore_ascii_case("parquet") {
        return unsupported(format!("its files are {format}, not Parquet"));
    }
    Ok(DataFile { content, path, format, rows, bytes, sequence })
}
