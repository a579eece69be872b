//! The folder of a demo that was run with `--keep-input`.

use crate::{Error, Report, plant, search};
use serde_json::Value;
use std::collections::HashSet;
use std::path::Path;

/// Values that are planted.
const COUNT: usize = 200;
/// Classes whose columns are never in clear at rest.
const SENSITIVE: [&str; 2] = ["confidential", "restricted"];

/// Takes 200 values of the confidential and restricted columns of the sample in `folder`, and searches
/// everything for them that the demo left there but the sample itself. Tells how many were planted.
///
/// Rows that are shifted by a column stand where nobody expects them, and are left out.
///
/// # Errors
/// If this is no such folder, or it can't be read.
pub fn demo(folder: &Path) -> Result<(usize, Report), Error> {
    let columns = sensitive(&folder.join("report.json"))?;
    let shifted = shifted(&folder.join("evidence/truth.json"))?;
    let planted = plant(&folder.join("input/sample.csv"), &columns, COUNT, &shifted)?;
    Ok((planted.len(), search(folder, &planted, &["input"])?))
}

fn sensitive(path: &Path) -> Result<Vec<String>, Error> {
    let report = json(path)?;
    let columns = report.pointer("/classification/columns").and_then(Value::as_array);
    let missing = Error::Input { path: path.to_owned(), why: "it has no classified columns" };
    let columns = columns.ok_or(missing)?.iter().filter(|column| {
        column.get("class").and_then(Value::as_str).is_some_and(|class| SENSITIVE.contains(&class))
    });
    let names = columns.filter_map(|column| column.get("name")?.as_str());
    Ok(names.map(ToOwned::to_owned).collect())
}

fn shifted(path: &Path) -> Result<HashSet<u64>, Error> {
    let truth = json(path)?;
    let rows = truth.get("shifted").and_then(Value::as_array);
    let missing = Error::Input { path: path.to_owned(), why: "it has no shifted rows" };
    Ok(rows.ok_or(missing)?.iter().filter_map(Value::as_u64).collect())
}

fn json(path: &Path) -> Result<Value, Error> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    serde_json::from_slice(&bytes)
        .map_err(|_| Error::Input { path: path.to_owned(), why: "it is not JSON" })
}
