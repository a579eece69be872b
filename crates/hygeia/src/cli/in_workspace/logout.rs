//! `hygeia logout`

use super::place::{Place, block_on};
use crate::cli::output;
use crate::failure::Failure;

/// End every token of yours, and forget the one that is kept here; key and certificate stay.
///
/// Example: hygeia logout
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
}

/// Ends them.
pub fn run(args: &Args) -> Result<(), Failure> {
    let who = block_on(async {
        let mut client = args.place.client().await?;
        let who = client.sign_out().await;
        client.close().await;
        who
    })?;
    output::print(&format!("{who} is signed out: no token of theirs stands"))
}
