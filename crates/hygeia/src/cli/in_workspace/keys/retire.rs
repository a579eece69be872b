//! `hygeia keys retire`

use super::super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::RetireKeyResponse;

/// Destroy a key that another took the place of and no version needs.
///
/// Recovery points that were taken before hold it still. It takes one person who may change access.
///
/// Example: hygeia keys retire kek-52f0c1d8a3b94e67 --as sam@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// As `hygeia keys list` shows it.
    id: String,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Destroys and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if args.id.is_empty() || !args.id.chars().all(plain) {
        return Err(Failure::usage("that is no id of a key").hint("hygeia keys list shows them"));
    }
    let path = format!("/v1/keys/{}/retire", args.id);
    let done: RetireKeyResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = client.post(&path, &()).await;
        client.close().await;
        done
    })?;
    if args.format == Shape::Json {
        return output::json(&done);
    }
    output::print(&format!("{} is destroyed (entry {})", done.id, done.entry))
}
