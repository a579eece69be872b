//! `hygeia delete`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::{DeleteRequest, DeleteResponse};

/// Delete a dataset, with every version and object of it.
///
/// Critical data, and data behind a live model, is refused whoever asks: retire the model first.
/// What the vault holds of it stays there, until its points are gone.
///
/// Example: hygeia delete loans --as stefan@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    dataset: String,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Deletes and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = DeleteRequest { dataset: args.dataset.clone() };
    let deleted: DeleteResponse = block_on(async {
        let client = args.actor.client().await?;
        let deleted = client.post("/v1/datasets/delete", &request).await;
        client.close().await;
        deleted
    })?;
    match args.format {
        Shape::Json => output::json(&deleted),
        Shape::Table => output::print(&format!("{} is deleted", deleted.dataset)),
    }
}
