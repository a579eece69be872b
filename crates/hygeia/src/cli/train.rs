//! `hygeia train`

mod from_file;
pub mod told;

use super::file;
use super::in_workspace::{self, Actor, Place};
use super::output::Shape;
use super::table::Reading;
use super::table_source::TableSource;
use crate::failure::Failure;
use from_file::FromFile;
use std::path::PathBuf;
use terms::PrincipalId;
use told::without_model;

/// Train a model that resists attacks, on a table or on a dataset that is decrypted in memory alone.
///
/// Rows that look poisoned are left out, identifiers are never learned from. A plain network, one
/// trained against attacks and an ensemble are attacked on rows that none of them saw; the better of
/// the last two becomes final. Exit 1 if under any attack it is not surely better than a constant
/// answer, or may be more than a point worse than the plain one.
///
/// A model from a table is a file like others: nobody signed or scanned it, and it is in no registry. Columns that
/// nobody confirmed are learned from, and told. From a dataset of a workspace it is registered, with its provenance.
///
/// Example: hygeia train loans.csv --label defaulted --out credit-1
///
/// Example: hygeia train loans.csv --label defaulted --out credit-2 --threat threat.toml --quick --format json
///
/// Example: hygeia train --dataset loans --label defaulted --model credit --out credit-1 --as emil@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table to learn from: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not.
    #[arg(required_unless_present = "dataset", value_name = "FILE")]
    file: Option<TableSource>,
    /// A dataset of the workspace to learn from, instead of a file.
    #[arg(long, value_name = "NAME", requires = "model", conflicts_with_all = ["file", "names", "delimiter"])]
    dataset: Option<String>,
    /// The column to predict.
    #[arg(long)]
    label: String,
    /// The model's name in the workspace; of a file, it is told alone.
    #[arg(long)]
    model: Option<String>,
    /// For learning; the same seed and data give the same file. Keys never come from it.
    #[arg(long, default_value_t = 21)]
    seed: u64,
    /// Small networks and few steps, for a first look.
    #[arg(long)]
    quick: bool,
    /// What an attacker may change in a row (hygeia attack --make-threat writes one): then every row that counts as
    /// attacked can be. If not given, numbers move anywhere in the box.
    #[arg(long, value_name = "FILE")]
    threat: Option<PathBuf>,
    /// Measure how well the models' own rows can be told from others (LiRA): some minutes more.
    #[arg(long)]
    membership: bool,
    /// The folder that gets model/ and evidence/.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    place: Place,
    /// In whose name, in a trial; elsewhere whoever joined over this device.
    #[arg(long = "as", env = "HYGEIA_AS", value_name = "PRINCIPAL")]
    who: Option<PrincipalId>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Trains, writes and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    without_model(&args.out)?;
    let threat = args.threat.as_deref().map(file::text).transpose()?;
    let Some(source) = &args.file else {
        let actor = Actor { place: args.place.clone(), who: args.who.clone() };
        let what = in_workspace::train::What {
            dataset: args.dataset.clone().unwrap_or_default(),
            label: args.label.clone(),
            model: args.model.clone().unwrap_or_default(),
            seed: args.seed,
            quick: args.quick,
            threat,
            membership: args.membership,
        };
        return in_workspace::train::run(&actor, what, &args.out, args.format);
    };
    from_file::run(&FromFile {
        source,
        reading: &args.reading,
        label: &args.label,
        model: args.model.as_deref(),
        seed: args.seed,
        quick: args.quick,
        threat: threat.as_deref(),
        membership: args.membership,
        out: &args.out,
        format: args.format,
    })
}
