//! What an attacker may make of a row: from a file, or from the data itself.

use crate::cli::file;
use crate::cli::model_source::Data;
use crate::cli::output;
use crate::failure::{Failure, whole};
use learn::{Table, ThreatModel};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Who says what may be made of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// `--threat`
    File,
    /// Nobody: it is what the data's values say.
    Data,
    /// `--unconstrained`: numbers move anywhere in the box.
    None,
}

// A doc comment here would become the help of the verb.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What an attacker may change in a row (docs/attack.md); if not given, what the data's values say: whole numbers
    /// stay whole, numbers keep within the least and the most, categories become others that are there.
    #[arg(long, value_name = "FILE", conflicts_with = "unconstrained")]
    threat: Option<PathBuf>,
    /// Let numbers move anywhere in the box, also to what no row can be.
    #[arg(long)]
    unconstrained: bool,
    /// Write what the data's values say to this file, to edit it and give it with --threat, and attack nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["threat", "unconstrained", "format"])]
    pub make_threat: Option<PathBuf>,
}

impl Args {
    /// What may be made of rows of `table`, whose columns are some of the data's; and notes.
    ///
    /// # Errors
    /// If the file can't be read, or says what can't be.
    pub fn of(
        &self,
        table: &Table,
        data: &Data,
    ) -> Result<(Source, Option<ThreatModel>, Vec<String>), Failure> {
        if self.unconstrained {
            return Ok((Source::None, None, Vec::new()));
        }
        let Some(path) = &self.threat else {
            return Ok((Source::Data, Some(learn::derive(table).model), Vec::new()));
        };
        let wrong = |error: learn::ThreatError| {
            Failure::usage(format!("{}: {}", path.display(), whole(&error))).hint(
                "make one of the data with --make-threat FILE and compare; docs/attack.md says what stands in it",
            )
        };
        let model = ThreatModel::parse(&file::text(path)?).map_err(wrong)?;
        let numbers = table.numeric().iter().map(|column| column.name.as_str());
        let texts = table.categorical().iter().map(|column| column.name.as_str());
        let taken: Vec<&str> = numbers.chain(texts).collect();
        let all = data.columns().iter().map(|column| column.name.as_str()).collect::<Vec<&str>>();
        let (model, notes) = model.on(&taken, &all).map_err(wrong)?;
        Ok((Source::File, Some(model), notes))
    }
}

/// Writes what the values of `table` say, as a file to edit.
///
/// # Errors
/// If there is such a file, or it can't be written.
pub fn make(path: &Path, table: &Table) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::usage(format!("{} exists already", path.display())).hint(
            "name another file with --make-threat: what somebody edited is never written over",
        ));
    }
    let draft = learn::derive(table);
    file::write(path, draft.to_text().as_bytes())?;
    let (columns, suggested) = (draft.model.columns.len(), draft.suggestions.len());
    output::print(&format!(
        "{} says what an attacker may change in {columns} columns; {suggested} relations that hold in every row \
         wait in it for your word\nNext: edit it, then hygeia attack MODEL --data FILE --label COLUMN --threat {}",
        path.display(),
        path.display()
    ))
}
