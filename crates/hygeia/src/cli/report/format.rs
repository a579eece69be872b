//! What verbs that have findings are asked about their report.

use clap::ValueEnum;
use std::path::PathBuf;

/// `--format`, where there are findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// One JSON document with stable keys.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// A table for a job's summary, or a comment.
    Markdown,
    /// Not printed: the verb has done so, in a form of its own.
    #[value(skip)]
    Printed,
}

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Telling<F: ValueEnum + Send + Sync + 'static = Format> {
    #[arg(long, value_enum, default_value = "table")]
    pub format: F,
    /// Print findings and what is unknown, and nothing else; other formats stay as they are.
    #[arg(long, short)]
    pub quiet: bool,
    /// Write the same report to a file too; may be given again: sarif=findings.sarif
    #[arg(long, value_name = "FORMAT=FILE", value_parser = written)]
    pub report: Vec<(Format, PathBuf)>,
}

impl<F: ValueEnum + Send + Sync + 'static> Telling<F> {
    /// The same, of a verb that has a form of its own: `format` is what the report makes of it.
    pub fn with_format(&self, format: Format) -> Telling {
        Telling { format, quiet: self.quiet, report: self.report.clone() }
    }
}

fn written(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, path) = text.split_once('=').ok_or("write FORMAT=FILE: sarif=findings.sarif")?;
    if path.is_empty() {
        return Err("no file is named behind =".to_owned());
    }
    Ok((Format::from_str(format, true)?, PathBuf::from(path)))
}

// As above.
#[derive(Debug, Default, clap::Args)]
pub struct Accepting {
    /// Findings that somebody answers for, in TOML or JSON: each `[[accept]]` has a rule or a fingerprint,
    /// and may have a path; an owner, a reason, and a day `expires` from which on it counts again.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}
