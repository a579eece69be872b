//! `hygeia login`

use super::place::{Place, block_on};
use crate::cli::output;
use crate::client::Client;
use crate::failure::Failure;
use std::io::IsTerminal;
use std::process::{Command, Stdio};
use workspace::WhoAmIResponse;

/// Sign in again over the device that you joined with: a fresh token, for 8 hours.
///
/// Where the workspace names an identity provider you sign in there, in your browser or by a code at another
/// device. Without one the device's key signs in: verbs renew the token by themselves while it stands, and
/// the certificate before it ends; this is for after `hygeia logout`, or after a longer time away.
///
/// Example: hygeia login --workspace https://hygeia.example.org:7443 --device-code
// What stands above is read at the terminal.
#[allow(rustdoc::bare_urls)]
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Take a new certificate for the device's key as well, as verbs do a month before it ends.
    #[arg(long)]
    new_certificate: bool,
    /// Sign in at another device, by a code: where this one has no browser.
    #[arg(long)]
    device_code: bool,
    /// Show the provider anew who you are: deleting, promoting, agreeing and changes of access take a sign-in
    /// of the last five minutes.
    #[arg(long)]
    fresh: bool,
}

/// Takes a token.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (known, lacking) = block_on(async {
        let mut client = args.place.client().await?;
        let known = renewed(&mut client, args).await;
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

/// Signs in, and asks whether it is good: whom the workspace takes us for now.
async fn renewed(
    client: &mut Client,
    args: &Args,
) -> Result<(WhoAmIResponse, Vec<String>), Failure> {
    let mut lacking = None;
    // Beside the workspace's own folder the device's key is enough, were the provider gone.
    if args.device_code || client.is_remote() {
        lacking = match (client.issuer().await?, args.device_code) {
            (Some(_), true) => Some(client.sign_in_by_code(args.fresh, tell).await?),
            (Some(_), false) => Some(client.sign_in_by_browser(args.fresh, open).await?),
            (None, true) => {
                return Err(Failure::usage("this workspace names no identity provider")
                    .hint("leave --device-code away: the device's key signs in"));
            }
            (None, false) => None,
        };
    }
    let lacking = match lacking {
        Some(lacking) if !args.new_certificate => lacking,
        _ => client.renew(args.new_certificate).await?,
    };
    Ok((client.get("/v1/whoami", &()).await?, lacking))
}

fn tell(url: &str, code: &str) {
    output::note(&format!("Open {url}\nand type the code {code} there, if it does not show it."));
}

/// Opens the browser where there is a screen, and says where it goes in any case.
fn open(url: &str) {
    output::note(&format!("Sign in in your browser:\n{url}"));
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if screen && std::io::stderr().is_terminal() {
        let mut opens = Command::new("xdg-open");
        let opens = opens.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Where there is none, the person opens what was printed.
        let _ = opens.spawn();
    }
}
