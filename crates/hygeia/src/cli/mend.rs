//! `hygeia mend`

mod raw;

use super::output::{self, FailOn, Shape};
use super::table::Reading;
use super::table_source::TableSource;
use super::{file, reading_findings};
use crate::failure::{At, Failure};
use quality::{Became, Hint, HintRule, MendedCell, Pick};
use raw::Raw;
use serde::Serialize;
use std::path::{Path, PathBuf};
use terms::{Digest, Finding};

/// List what may be mended in a table, and mend what you pick of it into another file.
///
/// Nothing is picked by itself, the file is never changed, and every cell that is mended is told by row and
/// column in a receipt beside the new file. Without `--out` it says what would be done, and does nothing.
/// Text is written as the text that it was. Parquet and Arrow are written as Parquet, with the types that they
/// had: a cell that would be no value of its type is left. A workbook is written as CSV, or as Parquet if
/// `--out` ends with .parquet: its formulas and formats are not kept, and in CSV an apostrophe stands before
/// what a spreadsheet would run.
///
/// Example: hygeia mend visits.csv
///
/// Example: hygeia mend visits.csv --fix category:smoker --fix impossible-date --out visits-mended.csv
///
/// Example: hygeia mend visits.csv --all-safe --out visits-mended.csv --receipt receipt.json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Text with any delimiter, Parquet, Arrow or a workbook, compressed or not.
    path: PathBuf,
    /// What to mend, everywhere or in one column; may be given again.
    #[arg(long, value_name = "RULE[:COLUMN]")]
    fix: Vec<Pick>,
    /// Mend all that takes nothing away which anybody could mean: white space, ways to write a category.
    #[arg(long)]
    all_safe: bool,
    /// Where the mended table goes.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where the receipt goes; beside the mended table if not given.
    #[arg(long, value_name = "FILE", requires = "out")]
    receipt: Option<PathBuf>,
    /// Exit 1 if something that may be mended is at or above this severity.
    #[arg(long, value_enum, default_value = "never")]
    fail_on: FailOn,
    #[command(flatten)]
    reading: Reading,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// A table, by its bytes.
#[derive(Debug, Serialize)]
struct Written {
    path: String,
    digest: Digest,
    bytes: u64,
    rows: u64,
}

/// What was done, or would be.
#[derive(Debug, Serialize)]
struct Receipt<'a> {
    source: Written,
    /// None if nothing was written.
    out: Option<Written>,
    picked: Vec<String>,
    rewritten: usize,
    emptied: usize,
    dropped_rows: usize,
    moved_rows: usize,
    /// Picked, and as it was: to mend it would have lost something.
    left: usize,
    cells: &'a [MendedCell],
    /// How the table was read: what is in no cell of it is not in the mended one.
    reading: &'a [Finding],
}

#[derive(Serialize)]
struct Told<'a> {
    hints: &'a [Hint],
    findings: &'a [Finding],
    receipt: &'a Receipt<'a>,
}

/// Lists, mends and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let shown = args.path.display().to_string();
    let table = args.reading.read(&TableSource::Path(args.path.clone()))?;
    not_itself(args)?;
    let classified = classify::classify(&table.batch, &classify::Options::default()).usage()?;
    let reading = reading_findings::of(&shown, &table);
    let raw = Raw::of(&args.path, table, &args.reading)?;
    args.out.as_deref().map_or(Ok(()), |out| raw.expect_fit(out))?;
    let fields = raw.text.schema();
    let names: Vec<String> = fields.fields().iter().map(|field| field.name().clone()).collect();
    let hints = quality::hints(&raw.text, &names, &classified.columns);
    let picks = picks(args);
    let mended = quality::mend(&raw.text, &names, &classified.columns, &picks).usage()?;
    let mended = raw.written(mended, args.out.as_deref())?;
    let count = |became| mended.cells.iter().filter(|cell| cell.became == became).count();
    let receipt = Receipt {
        source: Written {
            path: shown.clone(),
            digest: raw.source.digest,
            bytes: raw.source.bytes,
            rows: raw.text.num_rows() as u64,
        },
        out: args.out.as_ref().map(|out| Written {
            path: out.display().to_string(),
            digest: Digest::of(&mended.bytes),
            bytes: mended.bytes.len() as u64,
            rows: mended.rows,
        }),
        picked: picks.iter().map(ToString::to_string).collect(),
        rewritten: count(Became::Rewritten),
        emptied: count(Became::Emptied),
        dropped_rows: count(Became::Dropped),
        moved_rows: count(Became::Moved),
        left: count(Became::Left),
        cells: &mended.cells,
        reading: &reading,
    };
    if let Some(out) = &args.out {
        file::write(out, &mended.bytes)?;
        file::write(&receipt_of(args, out), output::json_text(&receipt)?.as_bytes())?;
    }
    let findings = quality::findings(&shown, &hints);
    match args.format {
        Shape::Json => {
            output::json(&Told { hints: &hints, findings: &findings, receipt: &receipt })?;
        }
        Shape::Table => people(args, &findings, &receipt)?,
    }
    args.fail_on.judge(&findings).map_err(|_| {
        Failure::refused("there is something to mend at or above --fail-on")
            .hint("pick what to mend of it, or mend the source")
    })
}

fn not_itself(args: &Args) -> Result<(), Failure> {
    let Some(out) = &args.out else { return Ok(()) };
    let receipt = receipt_of(args, out);
    let same = |other: &Path| file::is_same(&args.path, other);
    if same(out) || same(&receipt) || *out == receipt {
        return Err(Failure::usage("the table that is read is never written over")
            .hint("name another file with --out, and one for the receipt"));
    }
    Ok(())
}

fn receipt_of(args: &Args, out: &Path) -> PathBuf {
    let beside = || {
        let mut name = out.as_os_str().to_owned();
        name.push(".receipt.json");
        PathBuf::from(name)
    };
    args.receipt.clone().unwrap_or_else(beside)
}

fn picks(args: &Args) -> Vec<Pick> {
    let mut picks = args.fix.clone();
    let safe = HintRule::ALL.into_iter().filter(|rule| args.all_safe && rule.is_safe());
    picks.extend(safe.map(|rule| Pick { rule, column: None }));
    picks
}

fn people(args: &Args, findings: &[Finding], receipt: &Receipt<'_>) -> Result<(), Failure> {
    output::findings(findings)?;
    if findings.is_empty() {
        output::print("nothing to mend was seen")?;
    }
    if receipt.picked.is_empty() {
        return Ok(());
    }
    let Receipt { rewritten, emptied, dropped_rows, moved_rows, left, .. } = receipt;
    let done = if receipt.out.is_some() { "" } else { "would be " };
    output::print(&format!(
        "\n{rewritten} cells {done}rewritten, {emptied} emptied; {dropped_rows} rows {done}dropped, \
         {moved_rows} moved back; {left} left as they are"
    ))?;
    match &args.out {
        None => output::print("nothing was written: name a file with --out"),
        Some(out) => output::print(&format!(
            "written to {}, each cell told in {}",
            out.display(),
            receipt_of(args, out).display()
        )),
    }
}
