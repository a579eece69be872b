//! How long a workspace takes to open and to be looked at, by the length of its ledger.
//! `opening fill WORKSPACE ENTRIES` lengthens it to that; `opening look WORKSPACE` prints JSON: seconds,
//! and the most memory that the process had until then. `cargo xtask bench opening` runs it.

mod shared;

use gate::Gate;
use hygeia_workspace::{Applied, Workspace};
use serde_json::json;
use shared::{Fault, peak};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use store::Store;
use terms::{Action, Asset, DeviceId, PrincipalId, Request, SystemClock};

/// As many decide at once.
const WRITERS: u64 = 256;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let mut arguments = std::env::args().skip(1);
    let (what, folder) = (arguments.next(), arguments.next());
    let (Some(what), Some(folder)) = (what, folder) else {
        return Err("usage: opening fill WORKSPACE ENTRIES | opening look WORKSPACE".into());
    };
    let start = Instant::now();
    let workspace = Workspace::open(Path::new(&folder), Arc::new(SystemClock)).await?;
    let opens = start.elapsed().as_secs_f64();
    match arguments.next() {
        Some(entries) if what == "fill" => fill(&workspace, entries.parse()?).await?,
        _ => look(&workspace, opens).await?,
    }
    workspace.store.close().await;
    Ok(())
}

async fn look(workspace: &Workspace, opens: f64) -> Result<(), Fault> {
    let opened = peak()?;
    // The first verifies what nobody verified before: here all that the ledger grew by.
    let start = Instant::now();
    workspace.look().await;
    let first = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let seen = workspace.look().await.len();
    let look = start.elapsed().as_secs_f64();
    let entries = workspace.store.ledger_size();
    let told = json!({
        "entries": entries,
        "opens_s": opens,
        "opens_mib": opened,
        "first_look_s": first,
        "look_s": look,
        "look_mib": peak()?,
        "probes": seen,
    });
    println!("{told}");
    Ok(())
}

/// Decisions as requests leave them, until the ledger is `entries` long.
async fn fill(workspace: &Workspace, entries: u64) -> Result<(), Fault> {
    let applied = workspace.in_force()?;
    let mut tasks = Vec::new();
    let missing = entries.saturating_sub(workspace.store.ledger_size());
    for writer in 0..WRITERS {
        let (store, applied) = (Arc::clone(&workspace.store), Arc::clone(&applied));
        let share = missing / WRITERS + u64::from(writer < missing % WRITERS);
        tasks.push(tokio::spawn(async move { ask(&store, &applied, share).await }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn ask(store: &Store, applied: &Applied, count: u64) -> Result<(), String> {
    for _ in 0..count {
        let request = request(store, &applied.gate).map_err(|error| error.to_string())?;
        let permit = store.passage(&applied.gate.decide(&request)).await;
        drop(permit.map_err(|refused| refused.to_string())?);
    }
    Ok(())
}

/// To ask the sample's model, by who may.
fn request(store: &Store, gate: &Gate) -> Result<Request, Fault> {
    let context = shared::clean(gate, DeviceId::new("laptop/hugo@example.org")?, store.now());
    let principal = PrincipalId::new("hugo@example.org")?;
    let asset = Asset::parse("model/credit")?;
    Ok(Request { principal, action: Action::Infer, asset, detail: None, context })
}
