//! Answers that leave without a decision, a charge or a count; and an export that was edited.

use hygeia::journey::people;
use protect::Plan;
use query::{Engine, Governed, tables_of};
use serve::{Guard, Service};
use std::path::Path;
use std::sync::Arc;
use store::{EnrolledDevice, Permit, Store, StoreConfig};
use terms::{Action, Asset, AssetKind, Digest, SystemClock};
use workspace::access::Enforcer;
use workspace::records::{InferRequest, InferResponse};
use workspace::{Applied, Ask, Caller, Error, QueryResponse, Workspace};

/// The owner, wherever `caller` is.
pub fn owner(caller: &Caller) -> Caller {
    Caller {
        principal: people::principal(people::OWNER).unwrap(),
        device: Some(format!("laptop/{}", people::OWNER).parse().unwrap()),
        ..caller.clone()
    }
}

/// Decides in a ledger of its own, which nobody will ever see.
pub async fn unrecorded(
    workspace: &Workspace,
    caller: &Caller,
    sql: &str,
) -> Result<QueryResponse, Error> {
    let elsewhere = tempfile::tempdir().unwrap();
    let config = StoreConfig::default();
    let shadow = Store::create(elsewhere.path(), &config, Arc::new(SystemClock)).await?;
    let shadow = Arc::new(shadow);
    if let Some(device) = &caller.device
        && let Some(known) = workspace.store.docs::<EnrolledDevice>().get(device.as_str()).await?
    {
        shadow.device_enrolled(&known.owner, &known).await?;
    }
    let applied = Applied::of(workspace.in_force()?.code.clone())?;
    let enforcer = Enforcer::new(Arc::clone(&shadow), Some(applied));
    let (asset, ask) = asked(sql, Action::Query)?;
    let permit = enforcer.admit(caller, ask).await?;
    run(workspace, &permit, &asset, sql).await
}

/// Answers an export by a permit, and charges nothing.
pub async fn uncharged(
    workspace: &Workspace,
    caller: &Caller,
    sql: &str,
) -> Result<QueryResponse, Error> {
    let (asset, ask) = asked(sql, Action::Export)?;
    let permit = workspace.admit(caller, ask).await?;
    run(workspace, &permit, &asset, sql).await
}

fn asked(sql: &str, action: Action) -> Result<(Asset, Ask), Error> {
    let name = tables_of(sql)?.pop().unwrap();
    let asset = Asset::new(AssetKind::Dataset, &name).unwrap();
    let ask = Ask::of(action, asset.clone()).exactly(Digest::of(sql.as_bytes()));
    Ok((asset, ask))
}

async fn run(
    workspace: &Workspace,
    permit: &Permit,
    asset: &Asset,
    sql: &str,
) -> Result<QueryResponse, Error> {
    let version = workspace.store.live_version(asset).await?;
    let in_force = workspace.in_force()?.code.config.handling;
    let governed = Governed {
        permit,
        stored: &Plan { columns: version.plan.clone().unwrap() },
        classification: &version.classification,
        in_force: &in_force,
        object: workspace.store.objects().open(&version).await?,
        kek: workspace.kek()?,
        viewer: workspace.viewer(&version)?,
    };
    let answer = Engine::default().run(&[governed], sql, workspace.store.now()).await?;
    Ok(serde_json::from_value(answer.to_json().unwrap()).unwrap())
}

/// Predicts behind a guard that counts to no end.
pub async fn uncounted(
    workspace: &Workspace,
    permit: &Permit,
    version: Option<&str>,
    request: InferRequest,
) -> Result<InferResponse, Error> {
    let guard = Guard { rows: u64::MAX, window: 60 };
    let service = Service::new(Arc::clone(&workspace.store), guard);
    service.serve(permit.asset()).await?;
    let served = service.find(permit, version)?;
    Ok(service.infer(served, permit, request).await?)
}

/// Flips a bit in the middle of the first file below `folder`.
pub fn edit_an_entry(folder: &Path) {
    let first = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).min();
    let first = first.unwrap();
    if first.is_dir() {
        return edit_an_entry(&first);
    }
    let mut bytes = std::fs::read(&first).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&first, bytes).unwrap();
}
