//! What is said of a column, on its way into `datasets/NAME.toml`.

use super::super::place::{Actor, shown};
use crate::cli::output;
use crate::failure::Failure;
use terms::{Class, DeclaredColumn, InfoType, Seen};
use workspace::config::datasets;
use workspace::{ColumnShown, ColumnsRequest, ColumnsResponse};

/// Asks the workspace what the columns of `dataset` hold.
///
/// # Errors
/// If there is no such dataset, or whoever acts may not ask of it.
pub async fn ask(actor: &Actor, dataset: &str) -> Result<ColumnsResponse, Failure> {
    let client = actor.client().await?;
    let request = ColumnsRequest { dataset: dataset.to_owned() };
    let found = client.get("/v1/datasets/columns", &request).await;
    client.close().await;
    found
}

/// What somebody says of one column.
pub struct Said<'a> {
    pub info_type: Option<InfoType>,
    pub class: Option<Class>,
    pub open: bool,
    pub reason: &'a str,
}

/// The column called `name`, of those that were `found`.
///
/// # Errors
/// If there is none.
pub fn column<'a>(found: &'a ColumnsResponse, name: &str) -> Result<&'a ColumnShown, Failure> {
    found.columns.iter().find(|column| column.name == name).ok_or_else(|| {
        let names: Vec<String> =
            found.columns.iter().take(20).map(|column| output::shown(&column.name)).collect();
        Failure::usage(format!("{} has no column {:?}", found.dataset, output::shown(name)))
            .hint(format!("its columns are {}", names.join(", ")))
    })
}

/// Writes what is said of `columns` into the dataset's file, and tells what comes next.
///
/// # Errors
/// If the file can't be read or written.
pub fn write(
    actor: &Actor,
    dataset: &str,
    columns: &[&ColumnShown],
    said: &Said<'_>,
) -> Result<(), Failure> {
    let declared = columns.iter().map(|column| {
        let seen = Seen { info_type: column.found_type, class: column.found_class };
        let declared = DeclaredColumn {
            info_type: said.info_type.unwrap_or(column.info_type),
            class: said.class.unwrap_or(column.class),
            open: said.open,
            reason: said.reason.to_owned(),
            seen: Some(seen),
        };
        (column.name.clone(), declared)
    });
    let path = datasets::say(actor.place.files(), dataset, declared.collect())?;
    output::print(&format!(
        "{} says so now; it is in force once it is applied: hygeia apply{}{}",
        shown(&path),
        actor.place.flag(),
        actor.flag()
    ))
}

/// A word as a shell reads it back.
#[must_use]
pub fn word(text: &str) -> String {
    shown(std::path::Path::new(text))
}
