//! `hygeia raci import`

use super::super::file;
use super::super::output::{self, Shape};
use super::read::{self, MAP};
use super::skeleton;
use crate::failure::Failure;
use gate::Raci;
use gate::sheet::{Meanings, SheetReading};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Read a RACI as a team keeps it, and show what was assumed and what has to be asked.
///
/// Spreadsheets (.xlsx, .ods, .xls, CSV of any delimiter and encoding), Markdown, wiki and HTML tables; activities in
/// rows or in columns, roles or names as heads, letters in cells or names under letters. What is not sure is asked,
/// and grants nothing until it is answered in raci.map.toml, which lies beside the sheet:
///
///   [actions]   "Train credit model" = "train"    ("-" for what is no access)
///   [assets]    "Train credit model" = ["dataset/loans"]
///   [roles]     "Head of Lending" = "data-owner"
///   [letters]   "I*" = "I"
///   [cells."Serve model"]   "ML Engineer" = "R"
///
/// Example: hygeia raci import raci.xlsx --write-map raci.map.toml
///
/// Example: hygeia raci import raci.xlsx --out raci.csv
// What stands above is read at the terminal.
#[allow(rustdoc::broken_intra_doc_links)]
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The sheet.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// What its words mean; raci.map.toml beside it, if not given.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Write a map with what was assumed, and lines for what has to be asked.
    #[arg(long, value_name = "FILE")]
    write_map: Option<PathBuf>,
    /// Write the RACI in our own form; only if nothing is left to ask.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Reads and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    if args.paths.len() > 1 && (args.out.is_some() || args.write_map.is_some()) {
        return Err(Failure::usage("one file is written of one sheet").hint("name one sheet"));
    }
    let mut all = Map::new();
    for path in &args.paths {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "toml") {
            all.insert(name, own(&read::sure(path)?));
            continue;
        }
        let (reading, meanings) = read::sheet(path, args.map.as_deref())?;
        if args.format == Shape::Json {
            all.insert(name, rows(&reading));
        } else {
            output::print(&told(path, &reading, &meanings))?;
        }
        written(args, path, &reading, &meanings)?;
    }
    match args.format {
        Shape::Json => output::json(&Value::Object(all)),
        Shape::Table if all.is_empty() => Ok(()),
        Shape::Table => output::print("raci.toml is our own form already: nothing was assumed"),
    }
}

/// Writes what was asked for.
fn written(
    args: &Args,
    path: &Path,
    reading: &SheetReading,
    meanings: &Meanings,
) -> Result<(), Failure> {
    if let Some(map) = &args.write_map {
        if map.exists() {
            return Err(Failure::usage(format!("{} is there already", map.display()))
                .hint("answers that people gave are not written over: name another file"));
        }
        file::write(map, skeleton::text(reading, meanings).as_bytes())?;
    }
    if let Some(out) = &args.out {
        let made = reading.resolve(meanings);
        if !made.is_sure() {
            return Err(read::open(path));
        }
        file::write(out, made.raci.to_csv().as_bytes())?;
    }
    Ok(())
}

/// The activities as programs read them: name, letters by role, and what has to be asked.
fn rows(reading: &SheetReading) -> Value {
    let row = |activity: &gate::sheet::SheetActivity| {
        let mut row = Map::new();
        row.insert("activity".to_owned(), json!(activity.activity));
        if activity.assets.len() > 1 {
            row.insert("assets".to_owned(), json!(activity.assets));
        }
        let letters = activity
            .letters
            .iter()
            .map(|(role, letters)| (role.clone(), json!(letters.to_string())));
        row.insert("letters".to_owned(), Value::Object(letters.collect()));
        let mut open: Map<String, Value> = Map::new();
        for cell in &activity.to_ask {
            let text = match open.get(&cell.role).and_then(Value::as_str) {
                Some(before) => format!("{before}; {}", cell.text),
                None => cell.text.clone(),
            };
            open.insert(cell.role.clone(), json!(text));
        }
        if !open.is_empty() {
            row.insert("to_ask".to_owned(), Value::Object(open));
        }
        Value::Object(row)
    };
    Value::Array(reading.activities.iter().map(row).collect())
}

fn own(raci: &Raci) -> Value {
    let row = |row: &gate::Row| {
        let letters =
            row.cells.iter().map(|(role, letters)| (role.to_string(), json!(letters.to_string())));
        json!({ "activity": row.activity, "letters": Value::Object(letters.collect()) })
    };
    Value::Array(raci.rows().iter().map(row).collect())
}

/// What people read.
fn told(path: &Path, reading: &SheetReading, meanings: &Meanings) -> String {
    let made = reading.resolve(meanings);
    let mut lines = vec![format!(
        "{}: {} activities, {} roles, {} cells to be asked",
        path.display(),
        reading.activities.len(),
        reading.roles.len(),
        reading.open()
    )];
    let mut head = vec![["activity", "action", "asset", "letters"].map(str::to_owned).to_vec()];
    for activity in &reading.activities {
        let row =
            made.rows.iter().zip(made.raci.rows()).find(|(row, _)| row.place == activity.place);
        let action = row.map_or("?", |(_, row)| row.action.name());
        let asset = row
            .filter(|(row, _)| !row.no_asset)
            .map_or("?".to_owned(), |(_, row)| String::from(row.asset.clone()));
        let letters: Vec<String> =
            activity.letters.iter().map(|(role, letters)| format!("{letters} {role}")).collect();
        head.push(vec![activity.activity.clone(), action.to_owned(), asset, letters.join(", ")]);
    }
    lines.push(output::table(&head));
    let assumed: Vec<_> = reading.assumed.iter().chain(&made.assumed).collect();
    if !assumed.is_empty() {
        lines.push("\nassumed:".to_owned());
    }
    for one in assumed {
        let place = one.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        lines.push(format!("  {place}{}", one.what));
    }
    let open: Vec<_> = reading
        .activities
        .iter()
        .flat_map(|activity| activity.to_ask.iter().map(move |open| (activity, open)))
        .collect();
    if !open.is_empty() || !made.unknown.is_empty() {
        lines.push(format!("\nto be asked (answer in {MAP}):"));
    }
    for (activity, open) in open {
        lines.push(format!(
            "  {}: {:?} for {} in {:?}",
            open.place, open.text, open.role, activity.activity
        ));
    }
    for (activity, either) in &made.unknown {
        let what = either
            .map_or_else(|| "which action".to_owned(), |(one, other)| format!("{one} or {other}"));
        lines.push(format!("  {}: {:?}: {what}?", activity.place, activity.activity));
    }
    lines.join("\n")
}
