//! The last step: one table over the whole flow, every line from a probe that ran.

use super::folder::write_whole;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::At;
use ::posture::Table;
use intake::AtRest;
use ledger::Check;
use store::Version;
use terms::{Area, Mission, Probed, State};

/// Runs the probes of store and stages, verifies the exported ledger, and makes the table.
pub async fn step(world: &World, mut probes: Vec<Probed>) -> Done<Table> {
    let mut proof = Proof::begin();
    probes.extend(world.store.probes().await);
    let mut files = Vec::new();
    for version in world.store.docs::<Version>().list().await.internal("listing versions")? {
        let version = version.into_inner();
        let file = world.store.objects().get(version.object).await.ok();
        files.push((version, file));
    }
    let rest: Vec<AtRest<'_>> = files
        .iter()
        .map(|(version, file)| AtRest {
            dataset: version.dataset.name(),
            number: version.number,
            classification: &version.classification,
            receipt: &version.receipt,
            file: file.clone(),
        })
        .collect();
    let public = world.store.seal().public();
    probes.extend(intake::probes(&rest, &world.kek()?, &public, world.store.now()));

    let exported = world.root.join("ledger");
    world.store.export_ledger(&exported).await.internal("exporting the ledger")?;
    let key = world.store.ledger_public();
    write_whole(
        &world.root.join("ledger.pub"),
        key.to_pem().internal("writing the ledger's key")?.as_bytes(),
    )?;
    let verdict = ledger::verify_export(&exported, Check { key: Some(key), earlier: None });
    let verdict = verdict.internal("verifying the exported ledger")?;
    let holds = verdict.consistent && verdict.authentic == Some(true);
    proof.fact("ledger_entries", verdict.entries);
    proof.fact("ledger_root", verdict.root.hex());
    proof.check(holds, || "the exported ledger does not verify".to_owned());
    probes.push(Probed {
        id: "audit/exported-ledger".to_owned(),
        area: Area::Audit,
        missions: vec![Mission(1)],
        claim: "the ledger verifies from an exported copy".to_owned(),
        state: State::from_check(holds),
        saw: format!("{} entries, root {}", verdict.entries, verdict.root),
        facts: Vec::new(),
        remedy: None,
        at: world.store.now(),
    });

    let table = Table::of(&probes);
    proof.fact("probes", probes.len());
    for (name, count) in
        [("proven", table.proven), ("failed", table.failed), ("unknown", table.unknown)]
    {
        proof.fact(name, count);
    }
    proof.say(format!(
        "{} probes: {} proven, {} failed, {} unknown; ledger of {} entries verified from its copy",
        probes.len(),
        table.proven,
        table.failed,
        table.unknown,
        verdict.entries
    ));
    let missing: Vec<String> = table
        .areas
        .iter()
        .filter(|row| row.probes.is_empty())
        .map(|row| row.area.to_string())
        .collect();
    if !missing.is_empty() {
        proof.say(format!("nobody looked into: {}", missing.join(", ")));
    }
    // What the host lacks is told by the posture and is no fault of the journey.
    Ok((table, proof))
}
