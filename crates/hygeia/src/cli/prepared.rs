//! What verbs that learn from a table share: they read it, and bring it into order as a workspace
//! does.

use super::table::Reading;
use super::table_source::TableSource;
use crate::failure::{At, Failure};
use tables::Table;
use workspace::prepare::{Prepared, prepare};

/// Reads the table that `source` names, whose column `label` is what is predicted, and brings it into order.
///
/// # Errors
/// If it cannot be read, or has no such column.
pub fn prepared(reading: &Reading, source: &TableSource, label: &str) -> Result<Prepared, Failure> {
    prepare(&labelled(reading, source, label)?, Some(label)).usage()
}

/// Reads the table that `source` names, and sees that it has a column `label`.
///
/// # Errors
/// If it cannot be read, or has no such column.
pub fn labelled(reading: &Reading, source: &TableSource, label: &str) -> Result<Table, Failure> {
    let table = reading.read(source)?;
    if table.batch.column_by_name(label).is_none() {
        let schema = table.batch.schema();
        let names: Vec<&str> =
            schema.fields().iter().take(40).map(|field| field.name().as_str()).collect();
        return Err(Failure::usage(format!("{source} has no column {label:?}"))
            .hint(format!("name one of its columns with --label: {}", names.join(", "))));
    }
    Ok(table)
}
