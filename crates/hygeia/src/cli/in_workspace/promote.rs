//! `hygeia promote`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::{At, Failure};
use std::path::PathBuf;
use terms::{Asset, AssetKind};
use workspace::{PromoteRequest, PromoteResponse};

/// What of a model's folder is sent.
pub const SENT: &[&str] = &["model", "evidence", "model.sig", "signer.pub.pem"];

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

/// Asks, and says how somebody agrees.
pub fn run(args: &Args) -> Result<(), Failure> {
    let model = Asset::new(AssetKind::Model, &args.model).usage()?;
    let folder = std::fs::canonicalize(&args.folder).map_err(|error| {
        Failure::usage(format!("{} cannot be opened: {error}", args.folder.display()))
            .hint("give the folder that hygeia train --out made")
    })?;
    let request = PromoteRequest {
        model: args.model.clone(),
        accept_weak: args.accept_weak,
        place: Some(folder.display().to_string()),
    };
    let asked: PromoteResponse = block_on(async {
        let client = args.actor.client().await?;
        let sent = (folder.as_path(), SENT);
        let asked = client.exchange("/v1/promote", &request, Some(sent), Some(&folder)).await;
        client.close().await;
        asked
    })?;
    if args.format == Shape::Json {
        return output::json(&asked);
    }
    output::findings(&asked.accepted)?;
    output::print(&format!(
        "{model} is scanned and signed: {at}/model.sig, {at}/signer.pub.pem\n\
         Next, by somebody else: hygeia approve {id}{flag} --as NAME",
        at = args.folder.display(),
        id = asked.approval,
        flag = args.actor.place.flag()
    ))
}
