//! Step 4: what is wrong with the table, row by row, under a signed receipt.

use super::input::Arrived;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::At;
use intake::Validated;
use intake::sample::Truth;
use std::collections::HashSet;
use terms::seal::Envelope;
use terms::{Classification, Defect, DefectKind, Receipt};

/// A table that was looked at, and the receipt that says so.
pub struct Received {
    pub validated: Validated,
    pub receipt: Receipt,
    pub envelope: Envelope,
}

/// Validates and signs; proves that the receipt opens and says what the table says.
pub async fn step(
    world: &World,
    landed: &Arrived,
    classification: &Classification,
) -> Done<Received> {
    let validated = intake::validate(&landed.table, classification, Some(&landed.label)).usage()?;
    let name = world.dataset.name();
    let receipt = intake::receipt(name, &landed.table.source, &validated, world.store().now());
    let envelope = world.hands.seal(&receipt, world.store().seal())?;

    let mut proof = Proof::begin();
    let opened = intake::open(&envelope, &world.store().seal().public());
    proof.check(opened.as_ref() == Ok(&receipt), || "the receipt does not verify".to_owned());
    let digest = intake::validate::content_digest(&validated.batch);
    proof.check(digest == receipt.content_digest, || "the receipt is of another table".to_owned());
    proof.check(validated.batch.num_rows() == landed.table.batch.num_rows(), || {
        "rows were lost on the way".to_owned()
    });
    proof.fact("content_digest", digest.hex());
    proof.fact("excluded_rows", validated.excluded.len());
    proof.fact("withheld_values", validated.withheld);
    for defect in &receipt.defects {
        let column = defect.column.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
        proof.fact(&format!("{}{}", kind(defect.kind), column.replace(' ', "_")), defect.count);
    }
    let total: u64 = receipt.defects.iter().map(|defect| defect.count).sum();
    proof.say(format!(
        "{total} defects of {} kinds, {} rows left out of learning, receipt signed",
        kinds(&receipt.defects),
        validated.excluded.len()
    ));
    if let Some(truth) = &landed.truth {
        against(truth, &validated, &mut proof);
    }
    Ok((Received { validated, receipt, envelope }, proof))
}

fn kind(kind: DefectKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn kinds(defects: &[Defect]) -> usize {
    defects.iter().map(|defect| defect.kind).collect::<HashSet<_>>().len()
}

/// What was planted must be found: all shifted rows and all duplicates.
fn against(truth: &Truth, validated: &Validated, proof: &mut Proof) {
    let mut rows = |name: &str, wanted: DefectKind, planted: &[u64]| {
        let found: HashSet<u64> = validated
            .defects
            .iter()
            .filter(|defect| defect.kind == wanted)
            .flat_map(|defect| defect.rows.iter().copied())
            .collect();
        let right = planted.iter().filter(|row| found.contains(row)).count();
        proof.fact(&format!("planted_{name}"), planted.len());
        proof.fact(&format!("planted_{name}_found"), right);
        proof.check(right == planted.len(), || {
            format!("{right} of {} planted {name} rows were found", planted.len())
        });
    };
    rows("shifted", DefectKind::ShiftedBlock, &truth.shifted);
    rows("duplicate", DefectKind::DuplicateRow, &truth.duplicates);
}
