//! `hygeia device confirm`

use super::super::place::{Actor, block_on};
use crate::cli::output;
use crate::failure::Failure;
use terms::DeviceId;
use workspace::{ConfirmRequest, ConfirmResponse};

/// Let in a device that waits: its owner can agree to what others ask for, or has another. It takes them
/// themselves, over that one, or somebody else than who invited them.
///
/// Example: hygeia device confirm laptop/selma@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The device, as `hygeia join` named it.
    device: DeviceId,
    #[command(flatten)]
    actor: Actor,
}

/// Confirms and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = ConfirmRequest { device: args.device.clone() };
    let done: ConfirmResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = client.post("/v1/devices/confirm", &request).await;
        client.close().await;
        done
    })?;
    output::print(&format!("{} of {} is let in", done.device, done.owner))
}
