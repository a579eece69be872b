//! `hygeia promote`

use super::output;
use super::place::{Actor, Shape, block_on};
use crate::failure::{At, Failure};
use crate::platform;
use serde::Serialize;
use std::path::PathBuf;
use terms::{Asset, AssetKind, Finding};

/// Scan and sign a trained model, and ask for it to be promoted. Somebody else has to agree.
///
/// Example: hygeia promote --model credit --folder credit-1 --as lena@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model's name.
    #[arg(long)]
    model: String,
    /// The folder that `hygeia train --out` made.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// Answer for the model's weaknesses, on record.
    #[arg(long)]
    accept_weak: bool,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Told<'a> {
    approval: &'a str,
    model: String,
    digest: String,
    accepted: &'a [Finding],
}

/// Asks, and says how somebody agrees.
pub fn run(args: &Args) -> Result<(), Failure> {
    let model = Asset::new(AssetKind::Model, &args.model).usage()?;
    block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        let (folder, weak) = (&args.folder, args.accept_weak);
        let asked = platform::promote(&platform, &caller, &model, folder, weak).await?;
        let id = asked.approval.id.as_str();
        if args.format == Shape::Json {
            return output::json(&Told {
                approval: id,
                model: model.to_string(),
                digest: asked.approval.detail.hex(),
                accepted: &asked.accepted,
            });
        }
        output::findings(&asked.accepted)?;
        let at = folder.display();
        output::print(&format!(
            "{model} is scanned and signed: {at}/model.sig, {at}/signer.pub.pem\n\
             Next, by somebody else: hygeia approve {id} --as NAME"
        ))
    })
}
