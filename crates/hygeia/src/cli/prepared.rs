//! What verbs that learn from a table share: they read it, and bring it into order as a workspace
//! does.

use super::table::Reading;
use super::table_source::TableSource;
use crate::failure::{At, Failure};
use workspace::prepare::{Prepared, prepare};

/// Reads the table that `source` names, whose column `label` is what is predicted.
///
/// # Errors
/// If it cannot be read, or has no such column.
pub fn prepared(reading: &Reading, source: &TableSource, label: &str) -> Result<Prepared, Failure> {
    let table = reading.read(source)?;
    if table.batch.column_by_name(label).is_none() {
        let schema = table.batch.schema();
        let names: Vec<&str> =
            schema.fields().iter().take(40).map(|field| field.name().as_str()).collect();
        return Err(Failure::usage(format!("{source} has no column {label:?}"))
            .hint(format!("name one of its columns with --label: {}", names.join(", "))));
    }
    prepare(&table, Some(label)).usage()
}
