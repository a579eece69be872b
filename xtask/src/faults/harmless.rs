//! What a changed bit may change without anybody saying so, each with the reason.

use super::home::Home;
use super::place::told;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A file, by the end of its name, and why a bit of it may be another one.
const FILES: &[(&str, &str)] = &[
    ("state/lock", "it names who has the workspace open, for the message to others"),
    ("vault/lock", "it holds nothing"),
    ("state/meta.sqlite-shm", "SQLite makes it anew when nobody has the database open"),
];

/// Why the change of `byte` in `path` may go unsaid; `None` if it may not. `was` is the file before.
pub fn why(home: &Home<'_>, path: &Path, byte: u64, was: &Path) -> Result<Option<String>, String> {
    let name = path.strip_prefix(&home.folder).unwrap_or(path);
    if let Some((_, why)) = FILES.iter().find(|(end, _)| name.ends_with(end)) {
        return Ok(Some((*why).to_owned()));
    }
    if name.ends_with("keys/ledger.head") {
        return head(path, byte);
    }
    if name.ends_with("state/workspace.json") && but_when(path)? == but_when(was)? {
        return Ok(Some("when it was made decides nothing, and is shown to nobody".to_owned()));
    }
    if name.ends_with("meta.sqlite") && contents(path)? == contents(was)? {
        // Free pages, what lies unused in others, and indexes: an entry that an index lacks reads as a
        // document that is missing, which is told.
        return Ok(Some("SQLite reads the same rows".to_owned()));
    }
    Ok(None)
}

/// The head has two slots, each in a block of its own: between them lies nothing, and the one that
/// is broken is the older, or the newer, whose entry is in the ledger with its seal.
fn head(path: &Path, byte: u64) -> Result<Option<String>, String> {
    const BLOCK: u64 = 4_096;
    const SLOT: u64 = 80;
    let length = fs::metadata(path).map_err(|e| told(path, &e))?.len();
    Ok(match byte % BLOCK {
        within if within >= SLOT => Some("nothing lies between the slots of the head".to_owned()),
        _ if length > BLOCK => {
            Some("one of the head's two slots is whole, as after a cut".to_owned())
        }
        _ => None,
    })
}

/// What `workspace.json` says, but for when the workspace was made; the text, if it is no JSON.
fn but_when(path: &Path) -> Result<Value, String> {
    let bytes = fs::read(path).map_err(|e| told(path, &e))?;
    let mut said = serde_json::from_slice::<Map<String, Value>>(&bytes).unwrap_or_default();
    Ok(match said.remove("created") {
        Some(_) => said.into(),
        None => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
    })
}

/// The tables whose rows are signed, named by the ledger, or tie the database to its workspace. The
/// others: budgets are counted, not recorded (docs/threat-model.md), and when a migration ran is told
/// to nobody.
const TABLES: [&str; 4] = ["documents", "outbox", "workspace", "writer"];

fn contents(path: &Path) -> Result<String, String> {
    let sql = TABLES.map(|table| format!("SELECT * FROM {table} ORDER BY 1, 2")).join("; ");
    let output = Command::new("sqlite3").arg("-readonly").arg(path).arg(&sql).output();
    let output = output.map_err(|e| format!("sqlite3 did not start: {e}"))?;
    Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}
