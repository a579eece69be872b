//! `hygeia device revoke`

use super::super::place::{Actor, block_on};
use crate::cli::output;
use crate::failure::Failure;
use terms::{DeviceId, PrincipalId};
use workspace::{RevokeRequest, RevokeResponse};

// A doc comment here would become the help of the verb.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false, id = "what")]
pub struct What {
    /// The device.
    device: Option<DeviceId>,
    /// All devices and tokens of this person; what their roles grant is raci.csv's to take.
    #[arg(long, value_name = "PRINCIPAL")]
    person: Option<PrincipalId>,
    /// The tokens of this person; their devices stay.
    #[arg(long, value_name = "PRINCIPAL")]
    tokens: Option<PrincipalId>,
}

/// Let a device in no more, with every token for it: from the next request on.
///
/// It takes one person: whose device it is, or somebody who may change access.
///
/// Example: hygeia device revoke laptop/dana@example.org --as sam@example.org
///
/// Example: hygeia device revoke --person dana@example.org --as sam@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    what: What,
    #[command(flatten)]
    actor: Actor,
}

/// Revokes and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (request, of) = match (&args.what.device, &args.what.person, &args.what.tokens) {
        (Some(device), _, _) => (RevokeRequest::Device(device.clone()), device.to_string()),
        (_, Some(person), _) => (RevokeRequest::Person(person.clone()), person.to_string()),
        (_, _, Some(person)) => (RevokeRequest::Tokens(person.clone()), person.to_string()),
        _ => return Err(Failure::usage("nothing is named").hint("name a device or a person")),
    };
    let done: RevokeResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = client.post("/v1/revoke", &request).await;
        client.close().await;
        done
    })?;
    let (devices, tokens) = (done.devices, done.tokens);
    output::print(&format!("{of} is let in no more: {devices} devices, {tokens} tokens revoked"))
}
