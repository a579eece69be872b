//! Step 14: one table over the whole flow, every line from a probe that ran.

use super::check;
use super::people;
use super::vault::vault_folder;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use terms::{Area, Mission, Probed, State};
use workspace::PostureRequest;
use workspace::records::Table;

/// The claim that both folders on one disk must break.
const SEPARATE: &str = "recovery/vault-device";

/// Has the operator look at the workspace, and the auditor export the ledger; makes the table of these
/// and of what the steps before have `seen`.
pub async fn step(world: &World, seen: Vec<Probed>) -> Done<Table> {
    let mut proof = Proof::begin();
    let caller = world.people.caller(people::OPERATOR)?;
    let request = PostureRequest { now: true, ..PostureRequest::default() };
    let looked = world.use_cases.posture(&caller, request).await?;
    let exported = exported(world, &mut proof).await?;
    let probes = [seen, looked, vec![exported]].concat();

    let table = world.tools.table(&probes);
    complete(&table, &probes, &mut proof);
    separate(world, &table, &mut proof)?;
    proof.fact("probes", probes.len());
    for (name, count) in
        [("proven", table.proven), ("failed", table.failed), ("unknown", table.unknown)]
    {
        proof.fact(name, count);
    }
    proof.say(format!(
        "{} probes: {} proven, {} failed, {} unknown",
        probes.len(),
        table.proven,
        table.failed,
        table.unknown
    ));
    let failed = table.areas.iter().flat_map(|row| &row.probes);
    for probe in failed.filter(|probe| probe.state == State::Failed) {
        let remedy = probe.remedy.as_deref().unwrap_or("see its area");
        proof.say(format!("failed control {}: {} → {remedy}", probe.id, probe.saw));
    }
    // What fails here is told, and is no fault of the journey.
    proof.looked_at = table.state;
    Ok((table, proof))
}

/// Every probe is in the table, as it was seen, and each zoom shows the same numbers.
fn complete(table: &Table, probes: &[Probed], proof: &mut Proof) {
    let shown: Vec<&Probed> = table.areas.iter().flat_map(|row| &row.probes).collect();
    let missing: Vec<&str> =
        probes.iter().filter(|p| !shown.contains(p)).map(|p| p.id.as_str()).collect();
    proof.check(missing.is_empty(), || format!("the table hides {}", missing.join(", ")));
    let zoomed: usize = Area::ALL.iter().map(|&area| table.zoom(area).proven).sum();
    proof.check(zoomed == table.proven, || "a zoom shows other numbers than the whole".to_owned());
}

/// In the demo vault and workspace are on one disk: the table must say so.
fn separate(world: &World, table: &Table, proof: &mut Proof) -> Result<(), Failure> {
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev());
    let ours = device(&vault_folder(world)).internal("looking at the vault's disk")?;
    let theirs = device(world.workspace().store.folder());
    let theirs = theirs.internal("looking at the workspace's disk")?;
    let told = table.areas.iter().flat_map(|row| &row.probes).find(|probe| probe.id == SEPARATE);
    let right = told.is_some_and(|probe| (probe.state == State::Failed) == (ours == theirs));
    proof.check(right, || "that the vault is on the workspace's disk is not told".to_owned());
    Ok(())
}

/// Exports the ledger and verifies the copy: whole by itself, authentic only under the key.
async fn exported(world: &World, proof: &mut Proof) -> Result<Probed, Failure> {
    let folder = world.root.join("ledger");
    if folder.exists() {
        fs::remove_dir_all(&folder).internal("clearing the old export")?;
    }
    let start = check::entries(world.workspace()).await?;
    let caller = world.people.caller(people::AUDITOR)?;
    world.use_cases.export_ledger(&caller, &world.root).await?;
    let copy = check::export(world.tools.as_ref(), world.workspace(), &world.root)?;
    let (holds, entries, root) = (copy.holds(), copy.entries(), copy.root());
    proof.fact("ledger_entries", entries);
    proof.fact("ledger_root", root.hex());
    proof.check(holds, || "the exported ledger does not verify".to_owned());
    proof.check(entries > start, || {
        format!("{entries} entries were exported, {start} were there before")
    });
    proof.check(!copy.authentic_without_key(), || {
        "the ledger is called authentic without a key".to_owned()
    });
    proof.say(format!(
        "ledger of {entries} entries verified from its copy; authentic under ledger.pub, unknown \
         without"
    ));
    Ok(Probed {
        id: "audit/exported-ledger".to_owned(),
        area: Area::Audit,
        missions: vec![Mission(1)],
        claim: "the ledger verifies from an exported copy".to_owned(),
        state: State::from_check(holds),
        saw: format!("{entries} entries, root {root}"),
        facts: Vec::new(),
        remedy: (!holds).then(|| "compare with a checkpoint that is held elsewhere".to_owned()),
        at: world.workspace().store.now(),
    })
}
