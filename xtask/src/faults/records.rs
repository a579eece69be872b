//! The metadata as they lie in the database, read without the product; and the one digest over all
//! of them that the ledger has.

use super::home::Home;
use super::meta::{Meta, psql};
use super::place::Place;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::process::Command;

/// A document's row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Row {
    pub kind: String,
    pub key: String,
    pub parent: String,
    pub revision: i64,
    pub envelope: String,
}

/// What is in the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    pub rows: Vec<Row>,
    /// Deeds that are under way.
    pub outbox: u64,
    /// Used of all budgets.
    pub used: i64,
}

const ROWS: &str = "SELECT kind, key, parent, revision, envelope FROM documents";

/// Reads the database of the workspace `ws` in `home`.
pub fn read(place: &Place, home: &Home<'_>, ws: &str) -> Result<Records, String> {
    let number = "SELECT (SELECT count(*) FROM outbox) AS a, (SELECT COALESCE(sum(used), 0) FROM budgets) AS b";
    let (rows, numbers) = match place.meta {
        Meta::Sqlite => {
            let path = home.path(ws).join("state/meta.sqlite");
            let answer = sqlite(&path, &format!("{ROWS}; {number}"))?;
            let (rows, numbers) = answer.trim().rsplit_once('\n').unwrap_or(("[]", answer.trim()));
            (rows.to_owned(), numbers.to_owned())
        }
        Meta::Postgres => {
            let list = |sql: &str| format!("SELECT COALESCE(json_agg(x), '[]') FROM ({sql}) x");
            (psql(&home.database, &list(ROWS))?, psql(&home.database, &list(number))?)
        }
    };
    let numbers: Value = serde_json::from_str(&numbers).map_err(|e| e.to_string())?;
    let number = |name: &str| numbers.pointer(&format!("/0/{name}")).and_then(Value::as_i64);
    Ok(Records {
        rows: serde_json::from_str(&rows).map_err(|e| format!("documents: {e}"))?,
        outbox: number("a").and_then(|n| n.try_into().ok()).unwrap_or(1),
        used: number("b").unwrap_or(0),
    })
}

/// What SQLite's own program answers, a JSON list for each statement.
fn sqlite(path: &std::path::Path, sql: &str) -> Result<String, String> {
    let output = Command::new("sqlite3").args(["-readonly", "-json"]).arg(path).arg(sql).output();
    let output = output.map_err(|e| format!("sqlite3 did not start: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("sqlite3: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

impl Row {
    /// What the envelope says, whoever signed it.
    pub fn payload(&self) -> String {
        let envelope: Value = serde_json::from_str(&self.envelope).unwrap_or_default();
        let text = envelope.get("payload").and_then(Value::as_str).unwrap_or_default();
        String::from_utf8(STANDARD.decode(text).unwrap_or_default()).unwrap_or_default()
    }

    /// SHA-256 over kind, key and parent, each behind its length; the revision; and the digest of
    /// the record, of which a model's list of entries is left out.
    fn leaf(&self) -> [u8; 32] {
        let mut bytes = Vec::new();
        for part in [&self.kind, &self.key, &self.parent] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes.extend(self.revision.to_be_bytes());
        let payload = self.payload();
        let content = match payload.rsplit_once("\"ledger\":[").filter(|_| self.kind == "model") {
            Some((head, tail)) => {
                let rest = tail.find(']').and_then(|end| tail.get(end..)).unwrap_or_default();
                format!("{head}\"ledger\":[{rest}")
            }
            None => payload,
        };
        bytes.extend(digest(content.as_bytes()));
        digest(&bytes)
    }
}

/// Leaves lie in 1,024 buckets by their first bits, in order; the root is over the buckets' digests.
pub fn root(rows: &[Row]) -> String {
    let mut buckets = vec![BTreeSet::new(); 1_024];
    for leaf in rows.iter().map(Row::leaf) {
        let [first, second, ..] = leaf;
        let at = usize::from(u16::from_be_bytes([first, second])) % 1_024;
        if let Some(bucket) = buckets.get_mut(at) {
            bucket.insert(leaf);
        }
    }
    let digests =
        buckets.iter().map(|bucket| digest(&bucket.iter().flatten().copied().collect::<Vec<_>>()));
    hex(&digest(&digests.flatten().collect::<Vec<_>>()))
}

pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
