//! The log: entries of JSON, and checkpoints of Parquet.

use super::super::super::columnar;
use super::super::super::options::ReadOptions;
use super::super::{Cause, Files, damaged, unsupported};
use super::deleted::Vector;
use arrow_array::RecordBatch;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What stands at a version.
#[derive(Default)]
pub(super) struct Log {
    pub(super) version: u64,
    pub(super) protocol: Option<Protocol>,
    pub(super) metadata: Option<Metadata>,
    /// By path and deletion vector.
    pub(super) adds: BTreeMap<(String, String), Add>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Protocol {
    pub(super) min_reader_version: u32,
    #[serde(default)]
    pub(super) reader_features: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    pub(super) format: Option<Provider>,
    pub(super) schema_string: String,
    #[serde(default, deserialize_with = "pairs")]
    pub(super) configuration: HashMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Provider {
    pub(super) provider: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Add {
    pub(super) path: String,
    #[serde(default, deserialize_with = "pairs")]
    pub(super) partition_values: HashMap<String, Option<String>>,
    pub(super) size: Option<u64>,
    #[serde(default)]
    stats: Option<String>,
    pub(super) deletion_vector: Option<Vector>,
}

impl Add {
    /// Rows of the file, deleted ones too, if the log says.
    pub(super) fn rows(&self) -> Option<u64> {
        let stats: Value = serde_json::from_str(self.stats.as_deref()?).ok()?;
        stats.get("numRecords")?.as_u64()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Remove {
    path: String,
    deletion_vector: Option<Vector>,
}

/// An object; from a checkpoint, a list of keys and values.
fn pairs<'d, D: serde::Deserializer<'d>, V: DeserializeOwned>(
    from: D,
) -> Result<HashMap<String, V>, D::Error> {
    let value = Option::<Value>::deserialize(from)?.unwrap_or(Value::Null);
    let wrong = <D::Error as serde::de::Error>::custom;
    let object = match value {
        Value::Null => return Ok(HashMap::new()),
        Value::Array(entries) => {
            let pair = |entry: &Value| {
                let of = |names: [&str; 2]| names.iter().find_map(|name| entry.get(name)).cloned();
                let key = of(["key", "keys"])?.as_str()?.to_owned();
                Some((key, of(["value", "values"]).unwrap_or(Value::Null)))
            };
            let pairs: Option<serde_json::Map<_, _>> = entries.iter().map(pair).collect();
            Value::Object(pairs.ok_or_else(|| wrong("no pairs of texts"))?)
        }
        other => other,
    };
    serde_json::from_value(object).map_err(|_| wrong("no pairs of texts"))
}

/// The version of an entry's file name.
pub(super) fn entry(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".json")?;
    (digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

/// The version of a classic checkpoint's file name, its part and how many there are.
pub(super) fn checkpoint(name: &str) -> Option<(u64, u32, u32)> {
    let mut words = name.strip_suffix(".parquet")?.split('.');
    let version = words.next()?.parse().ok()?;
    if words.next()? != "checkpoint" {
        return None;
    }
    match (words.next(), words.next(), words.next()) {
        (None, ..) => Some((version, 1, 1)),
        (Some(part), Some(of), None) => Some((version, part.parse().ok()?, of.parse().ok()?)),
        _ => None,
    }
}

/// A path of the log as that of a file: it is a URI reference.
pub(super) fn path(text: &str) -> Result<String, Cause> {
    if text.contains("://") || text.starts_with('/') {
        return unsupported(format!("the file {text} does not lie in the table's folder"));
    }
    Ok(super::super::super::parts::unescaped(text))
}

impl Log {
    pub(super) fn read(
        files: &Files,
        wanted: Option<&str>,
        options: &ReadOptions,
    ) -> Result<Self, Cause> {
        let names = files.names("_delta_log");
        let entries: Vec<u64> = names.iter().filter_map(|name| entry(name)).collect();
        let points = checkpoints(&names);
        let newest = entries.last().copied().max(points.last().map(|(version, _)| *version));
        let Some(newest) = newest else { return damaged("the log is empty") };
        let version = match wanted {
            None => newest,
            Some(text) => match text.parse() {
                Ok(version) => version,
                Err(_) => at_moment(files, &entries, text, options)?,
            },
        };
        if version > newest {
            return damaged(format!("there is no version {version}, the newest is {newest}"));
        }
        let mut log = Self { version, ..Self::default() };
        let from_start = (0..=version).all(|number| entries.binary_search(&number).is_ok());
        let mut next = 0;
        if !from_start {
            let point = points.iter().rev().find(|(number, _)| *number <= version);
            let Some((number, parts)) = point else {
                let lacking = (0..=version).find(|number| entries.binary_search(number).is_err());
                let lacking = lacking.unwrap_or_default();
                return damaged(format!(
                    "the log lacks version {lacking}, and has no checkpoint after it that is read here"
                ));
            };
            for part in parts {
                log.take_checkpoint(files, part, options)?;
            }
            next = number + 1;
        }
        for number in next..=version {
            if entries.binary_search(&number).is_err() {
                return damaged(format!("the log lacks version {number}"));
            }
            log.take_entry(files, number, options)?;
        }
        Ok(log)
    }

    fn take_entry(
        &mut self,
        files: &Files,
        number: u64,
        options: &ReadOptions,
    ) -> Result<(), Cause> {
        let bytes = files.get(&format!("_delta_log/{number:020}.json"), options.limits.bytes)?;
        for line in bytes.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
            let action: Value = serde_json::from_slice(line)
                .or_else(|_| damaged(format!("version {number} of the log is no JSON")))?;
            self.take(action)?;
        }
        Ok(())
    }

    fn take_checkpoint(
        &mut self,
        files: &Files,
        name: &str,
        options: &ReadOptions,
    ) -> Result<(), Cause> {
        let bytes = files.get(&format!("_delta_log/{name}"), options.limits.bytes)?;
        let batch = columnar::batch(bytes, name, options)?;
        for action in actions(&batch)? {
            self.take(action)?;
        }
        Ok(())
    }

    fn take(&mut self, action: Value) -> Result<(), Cause> {
        let Value::Object(action) = action else { return damaged("an action is no object") };
        for (kind, what) in action {
            if what.is_null() {
                continue;
            }
            match kind.as_str() {
                "protocol" => self.protocol = Some(parsed(what)?),
                "metaData" => self.metadata = Some(parsed(what)?),
                "add" => {
                    let add: Add = parsed(what)?;
                    self.adds.insert(key(&add.path, add.deletion_vector.as_ref()), add);
                }
                "remove" => {
                    let gone: Remove = parsed(what)?;
                    self.adds.remove(&key(&gone.path, gone.deletion_vector.as_ref()));
                }
                "sidecar" | "checkpointMetadata" => {
                    return unsupported(
                        "its log is in a checkpoint of version 2, and its first entries are gone",
                    );
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn parsed<T: DeserializeOwned>(what: Value) -> Result<T, Cause> {
    serde_json::from_value(what).or_else(|error| damaged(format!("the log: {error}")))
}

fn key(path: &str, vector: Option<&Vector>) -> (String, String) {
    (path.to_owned(), vector.map(Vector::id).unwrap_or_default())
}

/// Whole classic checkpoints, in order.
fn checkpoints(names: &[String]) -> Vec<(u64, Vec<&str>)> {
    let mut found: BTreeMap<(u64, u32), Vec<&str>> = BTreeMap::new();
    for name in names {
        if let Some((version, _, of)) = checkpoint(name) {
            found.entry((version, of)).or_default().push(name);
        }
    }
    let whole = found.into_iter().filter(|((_, of), parts)| parts.len() == *of as usize);
    whole.map(|((version, _), parts)| (version, parts)).collect()
}

/// The newest version that was there at a moment.
fn at_moment(
    files: &Files,
    entries: &[u64],
    text: &str,
    options: &ReadOptions,
) -> Result<u64, Cause> {
    let Ok(moment) = OffsetDateTime::parse(text, &Rfc3339) else {
        return damaged("a version is a number, or a moment such as 2026-01-31T12:00:00Z");
    };
    let wanted = moment.unix_timestamp_nanos() / 1_000_000;
    for &number in entries.iter().rev() {
        let bytes = files.get(&format!("_delta_log/{number:020}.json"), options.limits.bytes)?;
        let lines = bytes.split(|b| *b == b'\n');
        let mut stamp = lines.filter_map(|line| {
            let action: Value = serde_json::from_slice(line).ok()?;
            let info = action.get("commitInfo")?;
            info.get("inCommitTimestamp").or_else(|| info.get("timestamp"))?.as_i64()
        });
        match stamp.next_back() {
            Some(at) if i128::from(at) <= wanted => return Ok(number),
            Some(_) => {}
            None => return unsupported("its log does not say when it was written"),
        }
    }
    damaged(format!("there was no version at {text}"))
}

/// The rows of a checkpoint as the actions that they are.
fn actions(batch: &RecordBatch) -> Result<Vec<Value>, Cause> {
    let schema = batch.schema();
    let wanted = ["protocol", "metaData", "add", "sidecar", "checkpointMetadata"];
    let mut rows = Vec::new();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        if !wanted.contains(&field.name().as_str()) {
            continue;
        }
        let Some(text) = super::super::super::text::of(column) else {
            return damaged("a checkpoint holds what has no text");
        };
        for action in text.iter().flatten() {
            let action: Value = serde_json::from_str(action)
                .or_else(|_| damaged("a checkpoint's row is no action"))?;
            rows.push(serde_json::json!({ field.name().as_str(): action }));
        }
    }
    Ok(rows)
}
