//! `hygeia register`

use super::place::{Actor, block_on};
use super::train::rows;
use crate::cli::output::{self, Shape};
use crate::cli::train::told::{attacks, without_model};
use crate::failure::{At, Failure};
use std::path::PathBuf;
use terms::{Asset, AssetKind};
use workspace::{RegisterRequest, RegisterResponse};

/// Bring a model that was made elsewhere to the gate: an ONNX file of a classifier.
///
/// It is scanned before it is loaded, and attacked on a dataset of the workspace that it was not trained on, which also
/// says what its inputs are. What comes out goes the way of every model: hygeia promote, hygeia approve. As nobody here
/// saw its training, promoting it takes --accept-weak: what was not measured is unknown.
///
/// Example: hygeia register final.onnx --model credit --dataset loans --label defaulted --columns age,income --out credit-1 --as emil@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The ONNX file, whose weights are all in it.
    file: PathBuf,
    /// The model's name.
    #[arg(long)]
    model: String,
    /// Rows that the model was not trained on.
    #[arg(long)]
    dataset: String,
    /// The column that the model predicts.
    #[arg(long)]
    label: String,
    /// The columns that it takes, in its order, if it doesn't name them itself.
    #[arg(long, value_name = "NAMES")]
    columns: Option<String>,
    /// The classes in the order in which it numbers them, if that isn't the usual one.
    #[arg(long, value_name = "NAMES")]
    classes: Option<String>,
    /// For the choice of rows, and the attacker's own network.
    #[arg(long, default_value_t = 21)]
    seed: u64,
    /// The folder that gets model/ and evidence/.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Registers and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    Asset::new(AssetKind::Model, &args.model).usage()?;
    without_model(&args.out)?;
    let request = RegisterRequest {
        model: args.model.clone(),
        dataset: args.dataset.clone(),
        label: args.label.clone(),
        columns: args.columns.clone(),
        classes: args.classes.clone(),
        seed: args.seed,
    };
    let made: RegisterResponse = block_on(async {
        let client = args.actor.client().await?;
        let made = client.upload_for_files("/v1/register", &request, &args.file, &args.out).await;
        client.close().await;
        made
    })?;
    if args.format == Shape::Json {
        return output::json(&made);
    }
    for note in &made.notes {
        output::print(&format!("note: {note}"))?;
    }
    output::print(&output::table(&attacks(rows(&made.accuracies))))?;
    output::findings(&made.weaknesses)?;
    output::print(&format!(
        "{} rows attacked\n{} is in {out}/model, digest {}\nNext: hygeia promote --model {} --folder {out} \
         --accept-weak{flag} --as NAME",
        made.attacked,
        made.model,
        made.digest,
        args.model,
        out = args.out.display(),
        flag = args.actor.place.flag()
    ))
}
