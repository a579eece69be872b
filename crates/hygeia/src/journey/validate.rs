//! Step 4: what is wrong with the table, row by row, under a signed receipt.

use super::check::{self, Committed, Source, Stored};
use super::land::Landed;
use super::walk::{Done, Proof};
use super::world::World;
use std::collections::HashSet;
use terms::{Defect, DefectKind, Receipt};

/// Opens the receipt and the object; proves that both say what the table said that came.
pub async fn step(world: &World, landed: &Landed, committed: &Committed) -> Done<Stored> {
    let (source, ingested) = (&landed.source, &landed.ingested);
    let receipt = committed.receipt(world.workspace())?;
    let stored = Stored::open(world.workspace(), &world.dataset, committed).await?;

    let mut proof = Proof::begin();
    let of_source = receipt.dataset == world.dataset.name()
        && (receipt.source_digest, receipt.source_bytes) == (source.digest, source.size);
    proof.check(of_source, || "the receipt is for another source".to_owned());
    proof.check(receipt.rows == source.batch.num_rows() as u64, || {
        "the receipt says another number of rows than came".to_owned()
    });
    proof.check(receipt.content_digest == stored.content, || {
        "the receipt is of another table".to_owned()
    });
    proof.check(stored.batch.num_rows() == source.batch.num_rows(), || {
        "rows were lost on the way".to_owned()
    });
    proof.check(receipt.defects == ingested.defects, || {
        "other defects were told than are signed".to_owned()
    });
    let (compared, wrong) = check::strangers(&stored.batch, &source.batch);
    proof.fact("cells_compared", compared);
    proof.check(wrong.is_empty(), || {
        format!("cells of {} are not those that came", wrong.join(", "))
    });
    let excluded = check::missing_rows(&stored.batch, &source.label).len();
    proof.check(excluded == ingested.excluded_rows, || {
        format!("{excluded} rows have no label, {} were told", ingested.excluded_rows)
    });
    tell(&receipt, &stored, excluded, ingested.withheld_values, &mut proof);
    against(source, &receipt, &mut proof);
    Ok((stored, proof))
}

fn tell(receipt: &Receipt, stored: &Stored, excluded: usize, withheld: u64, proof: &mut Proof) {
    proof.fact("content_digest", stored.content.hex());
    proof.fact("excluded_rows", excluded);
    proof.fact("withheld_values", withheld);
    for defect in &receipt.defects {
        let column = defect.column.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
        proof.fact(&format!("{}{}", kind(defect.kind), column.replace(' ', "_")), defect.count);
    }
    let total: u64 = receipt.defects.iter().map(|defect| defect.count).sum();
    proof.say(format!(
        "{total} defects of {} kinds, {excluded} rows left out of learning, receipt signed",
        kinds(&receipt.defects)
    ));
}

fn kind(kind: DefectKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn kinds(defects: &[Defect]) -> usize {
    defects.iter().map(|defect| defect.kind).collect::<HashSet<_>>().len()
}

/// What was planted must be found: all shifted rows and all duplicates.
fn against(source: &Source, receipt: &Receipt, proof: &mut Proof) {
    let Some(truth) = &source.truth else { return };
    let mut rows = |name: &str, wanted: DefectKind, planted: &[u64]| {
        let found: HashSet<u64> = receipt
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
