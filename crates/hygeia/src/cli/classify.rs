//! `hygeia classify`

mod dbt;

use super::given::{self, Folders, Ignoring};
use super::output;
use super::reading_findings;
use super::report::{Accepting, Format, Outcome, Report, Telling};
use super::table::Reading;
use super::table_source::TableSource;
use super::tables_in;
use crate::failure::{Failure, whole};
use classify::Recognisers;
use serde::Serialize;
use serde_json::Value;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use tables::Table;
use terms::{Class, Classification, Column, ColumnState, Combination, Finding, limits};

/// Tell what each column of a table holds, and how sensitive it is; examples are masked. A column that
/// nothing recognises and nothing shows to be harmless is unconfirmed: it waits for somebody, and is to
/// be handled as confidential until then.
///
/// Example: hygeia classify customers.csv
///
/// Example: hygeia classify adult.tsv.gz --label label --format json
///
/// Example: hygeia classify data/ more/*.parquet --each --fail-on restricted --format sarif
///
/// Example: hygeia classify exports/ --each --format dbt > models/schema.yml
///
/// Example: hygeia classify staff.csv --recognisers ours.toml --fail-on restricted, where ours.toml has
/// `[[recogniser]]`, `name = "badge"`, `words = ["badge no"]`, `pattern = "EB-[0-9]{6}"`, `class = "restricted"`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not; a folder or a
    /// pattern of the parts of one; where one lies: `postgres://user@host/db?table=name`, `mariadb://…`,
    /// `s3://bucket/prefix/`; or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<OsString>,
    /// Take each file of a folder or a pattern as a table of its own.
    #[arg(long)]
    each: bool,
    /// The column to predict, if there is one.
    #[arg(long)]
    label: Option<String>,
    #[command(flatten)]
    reading: Reading,
    /// Info types of your own, in TOML: for each a table `[[recogniser]]` with a name, and words, a
    /// pattern, a check (luhn, mod97, mod11-10, verhoeff), a share, a class, a criticality, regimes.
    #[arg(long, value_name = "FILE")]
    recognisers: Option<PathBuf>,
    /// Exit 1 if a column that is recognised has this class, or a higher one.
    #[arg(long, value_enum, default_value = "never")]
    fail_on: Reached,
    #[command(flatten)]
    ignoring: Ignoring,
    #[command(flatten)]
    accepting: Accepting,
    #[command(flatten)]
    telling: Telling<Form>,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
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
    /// Properties of dbt (schema.yml), with what each column is in its `meta`.
    Dbt,
}

impl From<Form> for Format {
    fn from(form: Form) -> Self {
        match form {
            Form::Table => Self::Table,
            Form::Json => Self::Json,
            Form::Sarif => Self::Sarif,
            Form::Github => Self::Github,
            Form::Markdown => Self::Markdown,
            Form::Dbt => Self::Printed,
        }
    }
}

/// The rules of what reaches the class of `--fail-on`.
const REACHING: [&str; 2] = ["classify/class", "classify/combined-class"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Reached {
    Internal,
    Confidential,
    Restricted,
    /// Never fail because of a class.
    Never,
}

impl Reached {
    const fn class(self) -> Option<Class> {
        match self {
            Self::Internal => Some(Class::Internal),
            Self::Confidential => Some(Class::Confidential),
            Self::Restricted => Some(Class::Restricted),
            Self::Never => None,
        }
    }
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    classification: &'a Classification,
    combinations: &'a [Combination],
    findings: &'a [Finding],
}

/// Classifies and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let own = args.recognisers.as_deref().map(recognisers).transpose()?;
    let folders = if args.each { Folders::Files(&tables_in::is_table) } else { Folders::Table };
    let inputs = given::inputs(&args.paths, folders, &args.ignoring)?;
    let (mut outcomes, mut properties) = (Vec::new(), dbt::Properties::default());
    for one in &inputs.all {
        let source = TableSource::from(one.clone());
        let tried = outcome(args, &source, own.as_ref()).map(|(outcome, found)| {
            properties.add(&source, &found);
            outcome
        });
        let outcome = Outcome::of(source.to_string(), tried);
        if let Some(failure) = &outcome.failure {
            properties.leave_out(&outcome.path, failure);
        }
        outcomes.push(outcome);
    }
    if args.telling.format == Form::Dbt {
        output::raw(&properties.text()?)?;
    }
    let report = Report {
        verb: "classify",
        telling: &args.telling.with_format(args.telling.format.into()),
        accepting: Some(&args.accepting),
        counts: &|finding| REACHING.contains(&finding.rule.as_str()),
        advice: "keep the table where data of that class may be, or drop the columns",
        unknown: "look at the columns with their owner",
        several: inputs.several,
        beside: Value::Null,
        left_out: &inputs.left_out,
    };
    report.tell(outcomes)
}

fn outcome(
    args: &Args,
    source: &TableSource,
    own: Option<&Recognisers>,
) -> Result<(Outcome, Classification), Failure> {
    let table = args.reading.read(source)?;
    let options = classify::Options {
        label: args.label.as_deref(),
        recognisers: own,
        ..classify::Options::default()
    };
    let shown = source.to_string();
    let mut found = classify::classify(&table.batch, &options)
        .map_err(|error| Failure::usage(format!("{shown}: {}", whole(&error))))?;
    let combined = combined(&table, &found, own);
    classify::lay_over(&mut found, &combined);
    let mut findings = reading_findings::of(&shown, &table);
    findings.extend(classify::odd_values(&shown, &found));
    findings.extend(classify::combination_findings(&shown, &combined));
    findings.extend(disorder(&shown, &table, &found));
    if let Some(class) = args.fail_on.class() {
        findings.extend(classify::reaching(&shown, class, &found));
        findings.extend(classify::combinations_reaching(&shown, class, &combined));
    }
    if let TableSource::Path(path) = source {
        tables_in::locate(&mut findings, path);
    }
    let told = Told { classification: &found, combinations: &combined, findings: &findings };
    let outcome = Outcome::new(shown, &told, findings.clone())?;
    let outcome = outcome.with_table(columns(&found)).with_summary(summary(&found, &combined));
    Ok((outcome, found))
}

/// What may be mended in the table.
fn disorder(shown: &str, table: &Table, found: &Classification) -> Vec<Finding> {
    let names: Vec<String> = found.columns.iter().map(|column| column.name.clone()).collect();
    quality::findings(shown, &quality::hints(&table.batch, &names, &found.columns))
}

/// What columns say together; where masks are built in, also as others are shown them.
fn combined(table: &Table, found: &Classification, own: Option<&Recognisers>) -> Vec<Combination> {
    #[cfg(feature = "platform")]
    let show = Some(&crate::cli::shown::by_default as classify::Show<'_>);
    #[cfg(not(feature = "platform"))]
    let show = None;
    classify::combined(&table.batch, found, own, show)
}

fn recognisers(path: &Path) -> Result<Recognisers, Failure> {
    let shown = path.display();
    let wrong = |what: String| {
        Failure::usage(format!("{shown}: {what}")).hint("hygeia classify --help shows a recogniser")
    };
    let file = std::fs::File::open(path).map_err(|error| wrong(error.to_string()))?;
    let mut text = String::new();
    file.take(limits::CONFIG_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(|error| wrong(error.to_string()))?;
    if text.len() as u64 > limits::CONFIG_BYTES {
        return Err(wrong(format!("more than {} bytes", limits::CONFIG_BYTES)));
    }
    Recognisers::parse(&text).map_err(|error| wrong(error.to_string()))
}

fn columns(found: &Classification) -> String {
    let head = ["column", "info type", "class", "state", "regimes", "evidence"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(found.columns.iter().map(row));
    output::table(&rows)
}

fn summary(found: &Classification, combined: &[Combination]) -> Vec<String> {
    let class = combined.iter().fold(found.class(), |class, combined| class.join(combined.class));
    let mut lines = vec![format!("\n{} rows; the table is {class}", found.rows)];
    let unconfirmed = |column: &&Column| column.state == ColumnState::Unconfirmed;
    let waiting = found.columns.iter().filter(unconfirmed);
    let waiting: Vec<&str> = waiting.map(|column| column.name.as_str()).collect();
    if !waiting.is_empty() {
        lines.push(format!(
            "{} unconfirmed, to be handled as confidential until somebody says what they are: {}",
            waiting.len(),
            waiting.join(", ")
        ));
    }
    lines
}

fn row(column: &Column) -> Vec<String> {
    let regimes: Vec<String> = column.regimes.iter().map(ToString::to_string).collect();
    let told = |check: &str| {
        column.evidence.iter().find(|evidence| evidence.check.starts_with(check)).map(|e| {
            let example = e.masked_examples.first().map_or("", String::as_str);
            format!("{} {}/{} {example}", e.check, e.matched, e.of)
        })
    };
    // What shows that a column is harmless is what its reader asks for.
    let evidence = told("harmless").filter(|_| column.state == ColumnState::Harmless);
    vec![
        column.name.clone(),
        column.info_type.to_string(),
        column.class.to_string(),
        column.state.to_string(),
        regimes.join(", "),
        evidence.or_else(|| told("")).unwrap_or_default(),
    ]
}
