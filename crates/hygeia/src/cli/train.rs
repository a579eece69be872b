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
use learn::Choices;
use std::path::PathBuf;
use terms::PrincipalId;
use told::without_model;

/// What learning begins from, where nobody says another number.
const SEED: u64 = 21;

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
/// Example: hygeia train loans.csv --label defaulted --out credit-3 --columns annual_income,region --eps 0.05 --quick
///
/// Example: hygeia train --dataset loans --label defaulted --model credit --out credit-1 --as emil@example.org
///
/// Example: hygeia train --model credit --out credit-2 --as emil@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table to learn from: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not.
    #[arg(required_unless_present = "model", value_name = "FILE")]
    file: Option<TableSource>,
    /// A dataset of the workspace to learn from, instead of a file.
    #[arg(long, value_name = "NAME", requires = "model", conflicts_with_all = ["file", "names", "delimiter"])]
    dataset: Option<String>,
    /// The column to predict.
    #[arg(long, required_unless_present = "model")]
    label: Option<String>,
    /// The model's name in the workspace, where models/NAME.toml may say what the flags here do; of a file, it is
    /// told alone.
    #[arg(long)]
    model: Option<String>,
    /// For learning; the same seed and data give the same file. Keys never come from it. 21 if not given.
    #[arg(long)]
    seed: Option<u64>,
    /// Small networks and few steps, for a first look.
    #[arg(long)]
    quick: bool,
    /// The columns to learn from; all that may be learned from if not given.
    #[arg(long, value_delimiter = ',', value_name = "NAME,NAME")]
    columns: Vec<String>,
    /// Half the side of the box that models are trained and compared in, in standard deviations: above 0, at most 2.
    /// 0.1 if not given; they are attacked in half and in twice of it, too.
    #[arg(long)]
    eps: Option<f32>,
    /// Units in each hidden layer, from 4 to 1024; if not given, what suits the table.
    #[arg(long)]
    width: Option<usize>,
    /// Passes over the rows, at most: from 1 to 10000; 50 if not given.
    #[arg(long)]
    epochs: Option<usize>,
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
        let flags = in_workspace::train::Flags {
            dataset: args.dataset.clone(),
            label: args.label.clone(),
            columns: args.columns.clone(),
            seed: args.seed,
            quick: args.quick,
            eps: args.eps,
            width: args.width,
            epochs: args.epochs,
            threat,
            membership: args.membership,
        };
        let model = args.model.as_deref().unwrap_or_default();
        return in_workspace::train::run(&actor, model, flags, &args.out, args.format);
    };
    let Some(label) = args.label.as_deref() else {
        return Err(Failure::usage("nothing says what is predicted").hint("give --label COLUMN"));
    };
    from_file::run(&FromFile {
        source,
        reading: &args.reading,
        label,
        model: args.model.as_deref(),
        columns: &args.columns,
        choices: Choices {
            seed: args.seed.unwrap_or(SEED),
            quick: args.quick,
            eps: args.eps,
            width: args.width,
            epochs: args.epochs,
            membership: args.membership,
        },
        threat: threat.as_deref(),
        out: &args.out,
        format: args.format,
    })
}
