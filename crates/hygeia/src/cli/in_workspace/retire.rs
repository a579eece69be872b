//! `hygeia retire`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::{RetireRequest, RetireResponse};

/// Take the live version of a model out of service: it answers nothing from then on.
///
/// It takes somebody who may promote the model. The version stays in the registry, and data that
/// only it stood on may be deleted again.
///
/// Example: hygeia retire credit --as sofia@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model's name.
    model: String,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Retires and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = RetireRequest { model: args.model.clone() };
    let retired: RetireResponse = block_on(async {
        let client = args.actor.client().await?;
        let retired = client.post("/v1/retire", &request).await;
        client.close().await;
        retired
    })?;
    match args.format {
        Shape::Json => output::json(&retired),
        Shape::Table => {
            output::print(&format!("{} serves no more (sha256 {})", retired.model, retired.digest))
        }
    }
}
