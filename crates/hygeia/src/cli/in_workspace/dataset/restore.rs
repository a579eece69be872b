//! `hygeia dataset restore`

use super::super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::{RestoreRequest, RestoreResponse};

/// Bring a dataset back that was deleted, as long as it is not gone for good.
///
/// Whoever may bring data in there may. Queries see what they saw before.
///
/// Example: hygeia dataset restore loans --as stefan@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    name: String,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Brings it back and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = RestoreRequest { dataset: args.name.clone() };
    let restored: RestoreResponse = block_on(async {
        let client = args.actor.client().await?;
        let restored = client.post("/v1/datasets/restore", &request).await;
        client.close().await;
        restored
    })?;
    match args.format {
        Shape::Json => output::json(&restored),
        Shape::Table => output::print(&format!("{} is back", restored.dataset)),
    }
}
