//! `hygeia keys rotate`

use super::super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::records::KeyKind;
use workspace::{RotateHow, RotateResponse};

/// Put a new key in the place of the one in use: while the workspace serves, and in one deed.
///
/// It takes one person who may change access. What was written under the earlier key is read as
/// before; what is written from now on is under the new one.
///
/// Example: hygeia keys rotate kek --as sam@example.org
///
/// Example: hygeia keys rotate ca --now --as sam@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of the key: kek, token, seal, ledger, ca or model-signer.
    kind: KeyKind,
    /// Of ca: believe nothing that an earlier one certified; each device has to enrol again.
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Rotates and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let path = format!("/v1/keys/{}/rotate", args.kind);
    let done: RotateResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = client.post(&path, &RotateHow { now: args.now }).await;
        client.close().await;
        done
    })?;
    if args.format == Shape::Json {
        return output::json(&done);
    }
    let (kind, before, after, entry) = (done.kind, &done.before, &done.after, done.entry);
    output::print(&format!("{kind}: {after} is in the place of {before} (entry {entry})"))?;
    done.next.iter().try_for_each(|next| output::print(next))
}
