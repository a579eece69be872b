//! `hygeia invite`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use terms::PrincipalId;
use workspace::{InviteRequest, InviteResponse};

/// Invite somebody who is on the list of people: a code for one use within the hour, by which they join
/// from their own machine.
///
/// It takes somebody who may change access. Tell the code over a way that nobody else reads; another
/// `invite` makes the one before worth nothing. Who can agree to what others ask for, or has a device already,
/// waits, once they joined, until somebody else than you confirms their device.
///
/// Example: hygeia invite dana@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whom to invite, as people.toml calls them.
    person: PrincipalId,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks, and says what to tell them.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = InviteRequest { person: args.person.clone() };
    let made: InviteResponse = block_on(async {
        let client = args.actor.client().await?;
        let made = client.post("/v1/invitations", &request).await;
        client.close().await;
        made
    })?;
    if args.format == Shape::Json {
        return output::json(&made);
    }
    let waits = match made.waits {
        true => {
            "\nOnce they joined, somebody else than you lets their device in: hygeia device confirm"
        }
        false => "",
    };
    output::print(&format!(
        "{} joins until {}, from their own machine:\n\n  hygeia join {} {}\n{waits}",
        made.person,
        made.expires,
        made.url,
        made.code.as_str()
    ))
}
