//! `hygeia join`

use super::device::seen;
use super::place::block_on;
use crate::cli::output;
use crate::client::{Client, Kept, authority, canonical};
use crate::failure::{At, Failure};
use terms::{Clock, DeviceId, SystemClock};
use workspace::access::{DeviceKey, JoinCode};
use workspace::{JoinRequest, JoinResponse, own_device};
use zeroize::Zeroizing;

/// Join a workspace from your own machine, by the code that somebody told you.
///
/// The code says which server to trust. Your device's key is made here and goes nowhere; key, certificate
/// and token are kept in your config folder (`$HYGEIA_CONFIG`, else `~/.config/hygeia`). Verbs find them by
/// the workspace: `--workspace https://HOST:PORT`, or HYGEIA_WORKSPACE.
///
/// Example: hygeia join https://hygeia.example.org:7443 hygj_8f0c…
// What stands above is read at the terminal.
#[allow(rustdoc::bare_urls)]
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the workspace answers.
    url: String,
    /// The code, as `hygeia invite` printed it.
    code: String,
    /// What this device is to be called; laptop/YOU, if not given.
    #[arg(long)]
    device: Option<DeviceId>,
}

/// Joins, keeps what to sign in with, and says what comes next.
pub fn run(args: &Args) -> Result<(), Failure> {
    let url = canonical(&args.url)?;
    let code = JoinCode::parse(&args.code).ok_or_else(|| {
        Failure::usage("that is no code").hint("copy all of it: hygj_ and 64 digits")
    })?;
    let (joined, kept) = block_on(async {
        let trusted = authority(&url).await?;
        if !code.trusts(&trusted) {
            return Err(Failure::refused(format!(
                "the server at {url} is not the one that the code is of"
            ))
            .hint(
                "something may stand between you and it; ask whoever invited you for the address, and \
                 for another code",
            ));
        }
        let key = DeviceKey::generate().usage()?;
        let request = JoinRequest {
            code: Zeroizing::new(args.code.trim().to_owned()),
            request: key.request().usage()?,
            device: args.device.clone(),
        };
        let client = Client::unknown(&url, &trusted)?;
        let joined: Result<JoinResponse, Failure> = client.post("/v1/join", &request).await;
        client.close().await;
        let joined = joined?;
        let kept = Kept::joined(joined.clone(), &key, Some(url.clone()))?;
        Ok((joined, kept))
    })?;
    let waits = match joined.waits_for.as_slice() {
        [] => String::new(),
        some => {
            let names: Vec<&str> = some.iter().map(terms::PrincipalId::as_str).collect();
            format!(
                "\nIt is let in once one of {} says so: hygeia device confirm {}",
                names.join(", "),
                joined.device
            )
        }
    };
    output::print(&format!(
        "{} joined {} over {}; what signs in is in {}, and nowhere else.{waits}\n\n{}\n\
         What is unknown counts as not so, and most workspaces let in no device that lacks one of these.\n\
         Next: export HYGEIA_WORKSPACE={url}; hygeia device report",
        joined.principal,
        joined.name,
        joined.device,
        kept.folder().display(),
        seen(&own_device(SystemClock.now()))
    ))
}
