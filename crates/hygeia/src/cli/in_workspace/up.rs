//! `hygeia up`

use super::log;
use super::place::{Place, block_on};
use super::signals::Signals;
use crate::cli::output;
use crate::failure::Failure;
use crate::server::{Address, Listening, serve};
use crate::site;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use terms::SystemClock;
use workspace::config::Server;
use workspace::{Traces, Workspace};

/// Serve the workspace over HTTPS: every use case, promoted models and the posture, all behind the
/// gate.
///
/// Ctrl-C or SIGTERM stops it in order. While it is up, other verbs of the same account ask it, by
/// its socket in the workspace's folder.
///
/// Example: hygeia up
///
/// Example: hygeia up --address 127.0.0.1:8443
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Where to listen on this host, or within the network that was applied; port 0 takes any that
    /// is free.
    #[arg(long, value_name = "ADDRESS:PORT")]
    address: Option<SocketAddr>,
}

/// Opens, serves, and stops when it is told to.
pub fn run(args: &Args) -> Result<(), Failure> {
    log::begin();
    block_on(async {
        let folder = &args.place.workspace;
        let workspace = Arc::new(Workspace::open(folder, Arc::new(SystemClock)).await?);
        let address = address(&workspace.in_force()?.code.config.server, args.address)?;
        let signals = Signals::listen()?;
        let known = Address::default();
        let traces = Traces::default();
        let use_cases = Arc::clone(&workspace).use_cases();
        let router = site::router(use_cases, Arc::clone(&known), traces.clone());
        let listening = Listening { addresses: vec![address], socket: true };
        let served = serve(&workspace, router, &known, &listening).await;
        let running = served.map_err(|failure| match failure.hint {
            Some(_) => failure,
            None => failure.hint(
                "hygeia up --address ADDRESS:PORT, or [server] address in hygeia.toml; port 0 \
                 takes any that is free",
            ),
        })?;
        workspace.listens_at(Some(running.address));
        let watched = Arc::clone(&workspace);
        let looking = tokio::spawn(async move { watched.keep_looking().await });
        let source = Arc::clone(&workspace);
        let delivering = tokio::spawn(async move { source.keep_delivering().await });
        let traced = Arc::clone(&workspace);
        let tracing = tokio::spawn(async move { traced.keep_sending_traces(&traces).await });
        let kept = Arc::clone(&workspace);
        let ending = tokio::spawn(async move { kept.keep_ending_retention().await });
        tell(running.address, &workspace)?;
        signals.wait().await;
        for task in [looking, delivering, tracing, ending] {
            task.abort();
            let _ = task.await;
        }
        running.stop().await?;
        workspace.store.close().await;
        output::print("stopped")
    })
}

/// Where to listen: as was applied, or where nobody reaches it who would not reach it there.
fn address(applied: &Server, given: Option<SocketAddr>) -> Result<SocketAddr, Failure> {
    let address = given.unwrap_or(applied.address);
    if applied.covers(address) {
        return Ok(address);
    }
    let told = format!("{address} can be reached from where {} can't", applied.address);
    Err(Failure::refused(told).hint(
        "it takes two people: set [server] address in hygeia.toml, and apply it; or listen on \
         127.0.0.1",
    ))
}

fn tell(address: SocketAddr, workspace: &Workspace) -> Result<(), Failure> {
    let (base, models) = (format!("https://{address}"), workspace.service.models().len());
    let written = match workspace.is_trial() {
        true => "Sign in with what `hygeia device enrol` wrote:",
        false => "`hygeia invite NAME` lets people in; what `hygeia join` keeps signs in:",
    };
    output::print(&format!(
        "Up at {base} with {models} models. {written}\n\n  \
         curl --cacert DIR/ca.crt --cert DIR/device.crt --key DIR/device.key \\\n    \
         -H \"Authorization: Bearer $(cat DIR/token)\" {base}/v1/whoami\n\n\
         Ctrl-C stops the server."
    ))?;
    // Into a pipe, lines would wait for more.
    let _ = std::io::stdout().flush();
    Ok(())
}
