//! What verbs that learn from a table share: they read it, and bring it into order as a workspace
//! does.

use super::table::Reading;
use crate::failure::{At, Failure};
use std::path::Path;
use workspace::prepare::{Prepared, prepare};

/// Reads the table at `path`, whose column `label` is what is predicted.
///
/// # Errors
/// If it cannot be read, or has no such column.
pub fn prepared(reading: &Reading, path: &Path, label: &str) -> Result<Prepared, Failure> {
    let table = reading.read(path)?;
    let shown = path.display();
    if table.batch.column_by_name(label).is_none() {
        let schema = table.batch.schema();
        let names: Vec<&str> =
            schema.fields().iter().take(40).map(|field| field.name().as_str()).collect();
        return Err(Failure::usage(format!("{shown} has no column {label:?}"))
            .hint(format!("name one of its columns with --label: {}", names.join(", "))));
    }
    prepare(&table, Some(label)).usage()
}
