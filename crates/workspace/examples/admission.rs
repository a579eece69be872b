//! What a decision and an admission take in process, and what it takes to read, check, compile, compare
//! and prove a RACI. `admission WORKSPACE WORLD DEVICE` asks what WORLD/requests.json holds, each from
//! DEVICE, and prints JSON. `cargo xtask bench access` runs it.

mod shared;

use gate::{Directory, Raci, Scene, Standing, check, compile, difference};
use hygeia_workspace::{Ask, Caller, Origin, Workspace};
use serde_json::{Map, Value, json};
use shared::{Fault, peak};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use terms::{Action, Asset, Denial, DeviceId, PrincipalId, Request, Severity, SystemClock};

/// Requests before the first that is measured.
const WARM: usize = 20;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, world, device] = arguments.as_slice() else {
        return Err("usage: admission WORKSPACE WORLD DEVICE".into());
    };
    let world = Path::new(world);
    let start = Instant::now();
    let workspace = Workspace::open(Path::new(folder), Arc::new(SystemClock)).await?;
    let mut told = Map::new();
    told.insert("opens_ms".to_owned(), json!(start.elapsed().as_secs_f64() * 1e3));
    told.insert("peak_mib".to_owned(), json!(peak()?));
    told.extend(prepared(world)?);
    let start = Instant::now();
    let proof = workspace.in_force()?.proof().clone();
    told.insert("proof_ms".to_owned(), json!(start.elapsed().as_secs_f64() * 1e3));
    if !proof.holds() {
        return Err(format!("the gate is not the RACI: {proof:?}").into());
    }
    let asked = asked(world)?;
    let device = DeviceId::new(device)?;
    let (decide, allowed) = decisions(&workspace, &asked, &device)?;
    told.insert("decide".to_owned(), decide);
    let (admit, admitted) = admissions(&workspace, &asked, &device).await?;
    told.insert("admit".to_owned(), admit);
    if admitted != allowed {
        return Err("what is admitted is not what the gate allows".into());
    }
    told.insert("allowed".to_owned(), json!(allowed));
    println!("{}", Value::Object(told));
    workspace.store.close().await;
    Ok(())
}

/// Milliseconds of each thing that is done with a RACI before it decides.
fn prepared(world: &Path) -> Result<Map<String, Value>, Fault> {
    let text = |name: &str| std::fs::read_to_string(world.join(name));
    let (raci, people) = (text("raci.csv")?, text("people.toml")?);
    let mut told = Map::new();
    let mut timed = |name: &str, start: Instant| {
        told.insert(name.to_owned(), json!(start.elapsed().as_secs_f64() * 1e3));
    };
    let start = Instant::now();
    let (raci, people) = (Raci::from_csv(&raci)?, Directory::from_toml(&people)?);
    timed("parse_ms", start);
    let start = Instant::now();
    let findings = check(&raci, &Scene { assets: None, people: Some(&people) });
    timed("check_ms", start);
    if let Some(finding) = findings.iter().find(|found| found.severity >= Severity::High) {
        return Err(format!("not airtight: {}", finding.message).into());
    }
    let start = Instant::now();
    drop(compile(&raci)?);
    timed("compile_ms", start);
    let (changed, rules) = (Directory::from_toml(&text("changed.toml")?)?, gate::Rules::default());
    let [old, new] =
        [&people, &changed].map(|people| Standing { raci: &raci, people, rules: &rules });
    let start = Instant::now();
    let widens = difference(Some(old), new).widens();
    timed("difference_ms", start);
    let start = Instant::now();
    drop(difference(None, new));
    timed("first_ms", start);
    if widens { Ok(told) } else { Err("one role more is no wider".into()) }
}

fn asked(world: &Path) -> Result<Vec<(PrincipalId, Action, Asset)>, Fault> {
    let all: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(world.join("requests.json"))?)?;
    let one = |request: &Value| {
        let text =
            |key: &str| request.get(key).and_then(Value::as_str).ok_or("a request lacks a key");
        let action = Action::parse(text("action")?).ok_or("no action")?;
        Ok((PrincipalId::new(text("principal")?)?, action, Asset::parse(text("asset")?)?))
    };
    all.iter().map(one).collect()
}

/// The gate's decisions alone, on requests that no rule refuses.
fn decisions(
    workspace: &Workspace,
    asked: &[(PrincipalId, Action, Asset)],
    device: &DeviceId,
) -> Result<(Value, Vec<bool>), Fault> {
    let applied = workspace.in_force()?;
    let context = shared::clean(&applied.gate, device.clone(), workspace.store.now());
    let request = |(principal, action, asset): &(PrincipalId, Action, Asset)| Request {
        principal: principal.clone(),
        action: *action,
        asset: asset.clone(),
        detail: None,
        context: context.clone(),
    };
    let requests: Vec<Request> = asked.iter().map(request).collect();
    requests.iter().take(WARM).for_each(|request| drop(applied.gate.decide(request)));
    let (mut nanos, mut allowed) = (Vec::new(), Vec::new());
    for request in &requests {
        let begun = Instant::now();
        let decision = applied.gate.decide(request);
        nanos.push(begun.elapsed().as_nanos());
        if let Some(denial) = decision.denial.as_ref().filter(|it| **it != Denial::NotGranted) {
            return Err(format!("{request:?} is refused by more than the cells: {denial}").into());
        }
        allowed.push(decision.allowed());
    }
    Ok((latency(nanos)?, allowed))
}

/// The whole way to a permit: context, decision, a durable entry.
async fn admissions(
    workspace: &Workspace,
    asked: &[(PrincipalId, Action, Asset)],
    device: &DeviceId,
) -> Result<(Value, Vec<bool>), Fault> {
    let admit = async |(principal, action, asset): &(PrincipalId, Action, Asset)| {
        let (principal, device) = (principal.clone(), Some(device.clone()));
        let caller = Caller { principal, device, origin: Origin::Terminal };
        workspace.admit(&caller, Ask::of(*action, asset.clone())).await
    };
    for request in asked.iter().take(WARM) {
        let _warm = admit(request).await;
    }
    let (mut nanos, mut allowed) = (Vec::new(), Vec::new());
    for request in asked {
        let begun = Instant::now();
        let admitted = admit(request).await;
        nanos.push(begun.elapsed().as_nanos());
        match admitted {
            Ok(_) => allowed.push(true),
            Err(refusal) if refusal.denial == Some(Denial::NotGranted) => allowed.push(false),
            Err(refusal) => return Err(format!("{request:?}: {:?}", refusal.denial).into()),
        }
    }
    Ok((latency(nanos)?, allowed))
}

fn latency(mut nanos: Vec<u128>) -> Result<Value, Fault> {
    nanos.sort_unstable();
    let at = |share: usize| {
        let rank = (nanos.len() * share / 100).min(nanos.len().saturating_sub(1));
        nanos.get(rank).map(|nanos| *nanos as f64 / 1e3).ok_or("no request was made")
    };
    Ok(json!({ "p50_us": at(50)?, "p99_us": at(99)? }))
}
