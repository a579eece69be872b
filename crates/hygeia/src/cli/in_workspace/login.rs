//! `hygeia login`

use super::place::{Place, block_on};
use crate::cli::output;
use crate::client::Client;
use crate::failure::Failure;
use workspace::WhoAmIResponse;

/// Sign in again over the device that you joined with: a fresh token, for 8 hours.
///
/// Verbs renew the token by themselves while it stands, and the certificate before it ends; this is for
/// after `hygeia logout`, or after a longer time away.
///
/// Example: hygeia login --workspace https://hygeia.example.org:7443
// What stands above is read at the terminal.
#[allow(rustdoc::bare_urls)]
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Take a new certificate for the device's key as well, as verbs do a month before it ends.
    #[arg(long)]
    new_certificate: bool,
}

/// Takes a token.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (known, lacking) = block_on(async {
        let mut client = args.place.client().await?;
        let known = renewed(&mut client, args.new_certificate).await;
        client.close().await;
        known
    })?;
    let who = known.principal;
    let device = known.device.map_or_else(|| "no device".to_owned(), |device| device.to_string());
    let next = match lacking.as_slice() {
        [] => String::new(),
        some => format!(
            "\nIt is not let in yet: {}\nNext: hygeia device report{}",
            some.join(", "),
            args.place.flag()
        ),
    };
    output::print(&format!("{who} is signed in over {device}, for 8 hours{next}"))
}

/// Renews, and asks whether it is good: whom the workspace takes us for now.
async fn renewed(
    client: &mut Client,
    certificate: bool,
) -> Result<(WhoAmIResponse, Vec<String>), Failure> {
    let lacking = client.renew(certificate).await?;
    Ok((client.get("/v1/whoami", &()).await?, lacking))
}
