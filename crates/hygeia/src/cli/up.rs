//! `hygeia up`

use super::place::{Place, block_on};
use super::signals::Signals;
use super::{log, output};
use crate::failure::Failure;
use crate::platform::{self, Platform};
use ::serve::Guard;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use terms::Probed;

/// Seconds between two looks of all probes.
const REFRESH: Duration = Duration::from_secs(60);

/// Serve the workspace over HTTPS: promoted models, SQL and the posture, all behind the gate.
///
/// Ctrl-C or SIGTERM stops it in order. While it is up it has the workspace to itself: enrol
/// devices before.
///
/// Example: hygeia up
///
/// Example: hygeia up --address 127.0.0.1:8443
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Where to listen, instead of where hygeia.toml says; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS:PORT")]
    address: Option<SocketAddr>,
}

/// Opens, serves, and stops when it is told to.
pub fn run(args: &Args) -> Result<(), Failure> {
    log::begin();
    block_on(async {
        let platform = Arc::new(args.place.platform().await?);
        let address = args.address.unwrap_or(platform.config().server.address);
        let guard = Guard { rows: platform.config().serving.rows_per_minute, window: 60 };
        let signals = Signals::listen()?;
        let served = platform::serve(Arc::clone(&platform), address, guard).await;
        let running = served.map_err(|failure| match failure.hint {
            Some(_) => failure,
            None => failure.hint(
                "hygeia up --address ADDRESS:PORT, or [server] address in hygeia.toml; port 0 \
                 takes any that is free",
            ),
        })?;
        let vault = args.place.configured_vault(platform.config());
        let looking = tokio::spawn(look(platform, vault, Arc::clone(&running.posture)));
        tell(running.address, running.service.models().len())?;
        signals.wait().await;
        looking.abort();
        let _ = looking.await;
        running.stop().await?;
        output::print("stopped")
    })
}

fn tell(address: SocketAddr, models: usize) -> Result<(), Failure> {
    let base = format!("https://{address}");
    output::print(&format!(
        "Up at {base} with {models} models. Sign in with what `hygeia device enrol` wrote:\n\n  \
         curl --cacert DIR/ca.crt --cert DIR/device.crt --key DIR/device.key \\\n    \
         -H \"Authorization: Bearer $(cat DIR/token)\" {base}/v1/whoami\n\n\
         Ctrl-C stops the server."
    ))?;
    // Into a pipe, lines would wait for more.
    let _ = std::io::stdout().flush();
    Ok(())
}

/// Runs all probes, again and again, for `/v1/posture` to show.
async fn look(platform: Arc<Platform>, vault: Option<PathBuf>, shown: Arc<RwLock<Vec<Probed>>>) {
    loop {
        match platform::probes(&platform, vault.as_deref()).await {
            Ok(probes) => *shown.write().unwrap_or_else(PoisonError::into_inner) = probes,
            // What was seen before is old by now: it must not be taken for the truth.
            Err(failure) => {
                shown.write().unwrap_or_else(PoisonError::into_inner).clear();
                let _ = writeln!(std::io::stderr(), "hygeia: the posture is unknown: {failure}");
            }
        }
        tokio::time::sleep(REFRESH).await;
    }
}
