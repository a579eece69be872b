//! `hygeia ingest`

use super::output;
use super::place::{Actor, Shape, block_on};
use super::table::Reading;
use crate::failure::{At, Failure};
use crate::platform::{self, Delivery, Ingested, people};
use intake::read;
use serde::Serialize;
use std::path::PathBuf;
use terms::{Asset, AssetKind, Class, Classification, Defect, PrincipalId};

/// Take a table in: classified, checked, encrypted, and committed as the version that queries see.
///
/// The file is read where it stands and never changed; in the clear it is in memory alone.
///
/// Example: hygeia ingest loans.csv --dataset loans --owner olga@example.org --purpose "to decide about loans" --label defaulted --as stefan@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// CSV, TSV or Parquet, gzipped or not.
    path: PathBuf,
    /// The dataset's name.
    #[arg(long)]
    dataset: String,
    /// Who answers for the data.
    #[arg(long, value_name = "PRINCIPAL")]
    owner: PrincipalId,
    /// What it is kept for.
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// The column to predict, if there is one.
    #[arg(long)]
    label: Option<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Told<'a> {
    dataset: String,
    object: String,
    rows: u64,
    class: Class,
    excluded_rows: usize,
    withheld_values: u64,
    defects: &'a [Defect],
    classification: &'a Classification,
}

/// Takes it in and tells what it is.
pub fn run(args: &Args) -> Result<(), Failure> {
    let dataset = Asset::new(AssetKind::Dataset, &args.dataset).usage()?;
    if args.purpose.trim().is_empty() {
        return Err(Failure::usage("--purpose is empty")
            .hint("say what the data is kept for: without a purpose nothing is kept"));
    }
    block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        people::known(platform.people(), &args.owner)?;
        let table = read::table(&args.path, &args.reading.options()).usage()?;
        let (owner, purpose) = (args.owner.clone(), args.purpose.clone());
        let delivery = Delivery { dataset, owner, purpose };
        let label = args.label.as_deref();
        let done = platform::ingest(&platform, &caller, &table, label, &delivery).await?;
        tell(args, &done)
    })
}

fn tell(args: &Args, done: &Ingested) -> Result<(), Failure> {
    let (class, object) = (done.classification.class(), done.version.object.hex());
    if args.format == Shape::Json {
        return output::json(&Told {
            dataset: done.version.dataset.to_string(),
            object,
            rows: done.receipt.rows,
            class,
            excluded_rows: done.excluded,
            withheld_values: done.withheld,
            defects: &done.receipt.defects,
            classification: &done.classification,
        });
    }
    let mut rows = vec![["column", "info type", "class", "role"].map(str::to_owned).to_vec()];
    rows.extend(done.classification.columns.iter().map(|column| {
        let (kind, class) = (column.info_type.to_string(), column.class.to_string());
        vec![column.name.clone(), kind, class, plain(&column.role)]
    }));
    output::print(&output::table(&rows))?;
    for defect in &done.receipt.defects {
        let column = defect.column.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
        let kind = plain(&defect.kind);
        output::print(&format!("defect: {kind}{column}, {} rows", defect.count))?;
    }
    output::print(&format!(
        "\n{} holds {} rows and is {class}; {} rows are left out of learning, {} values were \
         withheld\nobject {object}, receipt signed",
        done.version.dataset, done.receipt.rows, done.excluded, done.withheld
    ))
}

/// The name of a variant, in words.
fn plain(variant: &impl Serialize) -> String {
    let name = serde_json::to_value(variant).unwrap_or_default();
    name.as_str().unwrap_or_default().replace(['_', '-'], " ")
}
