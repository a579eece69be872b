//! `hygeia whoami`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::WhoAmIResponse;

/// Say who you are to this workspace: name, device and roles.
///
/// Example: hygeia whoami --workspace https://hygeia.example.org:7443
// What stands above is read at the terminal.
#[allow(rustdoc::bare_urls)]
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks and prints.
pub fn run(args: &Args) -> Result<(), Failure> {
    let found: WhoAmIResponse = block_on(async {
        let client = args.actor.client().await?;
        let found = client.get("/v1/whoami", &()).await;
        client.close().await;
        found
    })?;
    if args.format == Shape::Json {
        return output::json(&found);
    }
    let device = found.device.map_or_else(|| "no device".to_owned(), |device| device.to_string());
    let roles: Vec<&str> = found.roles.iter().map(terms::RoleId::as_str).collect();
    let roles = if roles.is_empty() { "no role".to_owned() } else { roles.join(", ") };
    output::print(&format!("{}\n{device}\n{roles}", found.principal))
}
