//! The description of a table: its schemas and snapshots.

use super::super::super::options::ReadOptions;
use super::super::wanted::Wanted;
use super::super::{Cause, Files, damaged, unsupported};
use super::schema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const SUFFIX: &str = ".metadata.json";

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Described {
    format_version: u32,
    location: String,
    #[serde(default)]
    schemas: Vec<Value>,
    schema: Option<Value>,
    current_schema_id: Option<i64>,
    current_snapshot_id: Option<i64>,
    #[serde(default)]
    snapshots: Vec<At>,
    #[serde(default)]
    snapshot_log: Vec<Logged>,
    #[serde(default)]
    refs: HashMap<String, Named>,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "kebab-case")]
struct At {
    snapshot_id: i64,
    manifest_list: Option<String>,
    schema_id: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Logged {
    timestamp_ms: i128,
    snapshot_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Named {
    snapshot_id: i64,
}

/// A table, and the snapshot that is read of it.
pub(super) struct Metadata {
    described: Described,
    /// `None` before anything was written.
    at: Option<At>,
    /// Whether it is read as it was then, rather than as it is now.
    then: bool,
}

/// Which description a file name says that it is: `v3.metadata.json`, `00003-….metadata.json`.
pub(super) fn number(name: &str) -> Option<u64> {
    let stem = name.strip_suffix(SUFFIX)?;
    let digits = stem.strip_prefix('v').unwrap_or_else(|| stem.split('-').next().unwrap_or(stem));
    digits.parse().ok()
}

impl Metadata {
    pub(super) fn read(
        files: &Files,
        wanted: Option<&str>,
        options: &ReadOptions,
    ) -> Result<Self, Cause> {
        let names = files.names("metadata");
        let numbered = names.iter().filter_map(|name| Some((number(name)?, name)));
        let newest = numbered.clone().map(|(number, _)| number).max().unwrap_or(0);
        let mut newest = numbered.filter(|(number, _)| *number == newest).map(|(_, name)| name);
        let (Some(name), None) = (newest.next(), newest.next()) else {
            return unsupported(
                "two descriptions have the highest number: only its catalogue knows which is right",
            );
        };
        let bytes = files.get(&format!("metadata/{name}"), options.limits.bytes)?;
        let described: Described = serde_json::from_slice(&bytes)
            .or_else(|error| damaged(format!("its description: {error}")))?;
        if !matches!(described.format_version, 1 | 2) {
            return unsupported(format!(
                "it is of version {} of the format",
                described.format_version
            ));
        }
        let id = match wanted {
            None => described.current_snapshot_id.filter(|id| *id != -1),
            Some(text) => Some(described.named(text)?),
        };
        let at = id.map(|id| described.snapshots.iter().find(|at| at.snapshot_id == id).cloned());
        match at {
            Some(None) => damaged("there is no such snapshot (any more)"),
            at => Ok(Self { described, at: at.flatten(), then: wanted.is_some() }),
        }
    }

    pub(super) fn called(&self) -> String {
        let id = self.at.as_ref().map_or_else(|| "no".to_owned(), |at| at.snapshot_id.to_string());
        format!("snapshot {id} of an Iceberg table")
    }

    /// The list of the snapshot's manifests; `None` before anything was written.
    pub(super) fn manifest_list(&self) -> Result<Option<&str>, Cause> {
        match &self.at {
            None => Ok(None),
            Some(At { manifest_list: Some(list), .. }) => Ok(Some(list)),
            Some(_) => {
                unsupported("it lists its manifests in the snapshot itself, as early writers did")
            }
        }
    }

    /// The columns: those of now, whenever their rows were written; of then, if that is asked for.
    pub(super) fn columns(&self) -> Result<Vec<Wanted>, Cause> {
        let then = self.at.as_ref().filter(|_| self.then).and_then(|at| at.schema_id);
        let id = then.or(self.described.current_schema_id);
        let of = |schema: &&Value| schema.get("schema-id").and_then(Value::as_i64) == id;
        let schema = self.described.schemas.iter().find(of).or(self.described.schema.as_ref());
        match schema {
            Some(schema) => schema::columns(schema),
            None => damaged("its description has no schema"),
        }
    }

    /// The path of a file below the table's folder, wherever that lies now.
    pub(super) fn relative(&self, uri: &str) -> Result<String, Cause> {
        let plain = |uri: &str| {
            uri.strip_prefix("file:").unwrap_or(uri).trim_start_matches("//").to_owned()
        };
        let (root, path) = (plain(self.described.location.trim_end_matches('/')), plain(uri));
        match path.strip_prefix(&root).and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) => Ok(rest.to_owned()),
            None => unsupported("a file does not lie in the table's folder"),
        }
    }
}

impl Described {
    /// A snapshot by its number, by the name of a branch or tag, or by a moment.
    fn named(&self, text: &str) -> Result<i64, Cause> {
        if let Some(named) = self.refs.get(text) {
            return Ok(named.snapshot_id);
        }
        if let Ok(id) = text.parse() {
            return Ok(id);
        }
        let Ok(moment) = OffsetDateTime::parse(text, &Rfc3339) else {
            return damaged(
                "a version is the number of a snapshot, a branch, a tag, or a moment such as 2026-01-31T12:00:00Z",
            );
        };
        let wanted = moment.unix_timestamp_nanos() / 1_000_000;
        let before = self.snapshot_log.iter().filter(|logged| logged.timestamp_ms <= wanted);
        match before.max_by_key(|logged| logged.timestamp_ms) {
            Some(logged) => Ok(logged.snapshot_id),
            None => damaged(format!("there was no snapshot at {text}")),
        }
    }
}
