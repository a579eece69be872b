//! How long one admission takes in process: `admission WORKSPACE PRINCIPAL REQUESTS` prints
//! `{"requests", "p50_us", "p99_us"}` for requests to ask the first promoted model, each decided,
//! durable in the ledger, and answered by a permit. `cargo xtask bench access` runs it.

use hygeia_workspace::access::terminal;
use hygeia_workspace::{Ask, Workspace};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use terms::{Action, PrincipalId, SystemClock};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(who), Some(requests)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: admission WORKSPACE PRINCIPAL REQUESTS".into());
    };
    let requests: usize = requests.parse()?;
    let workspace = Workspace::open(Path::new(&folder), Arc::new(SystemClock)).await?;
    workspace.serve_promoted().await?;
    let models = workspace.service.models();
    let model = models.first().ok_or("no model is promoted")?.asset().clone();
    let caller = terminal(&workspace.store, &PrincipalId::new(&who)?).await?;
    let mut micros = Vec::with_capacity(requests);
    for _ in 0..requests {
        let begun = Instant::now();
        let permit = workspace.admit(&caller, Ask::of(Action::Infer, model.clone())).await?;
        micros.push(begun.elapsed().as_micros());
        drop(permit);
    }
    micros.sort_unstable();
    let at =
        |share: usize| micros.get((micros.len() * share / 100).min(micros.len().saturating_sub(1)));
    println!(
        "{{\"requests\": {requests}, \"p50_us\": {}, \"p99_us\": {}}}",
        at(50).ok_or("no request was made")?,
        at(99).ok_or("no request was made")?
    );
    workspace.store.close().await;
    Ok(())
}
