//! Step 5: encrypted, tokenised, masked, committed; nothing confidential at rest in clear.

use super::cast;
use super::input::Arrived;
use super::validate::Received;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use crate::platform::{self, Delivery, Sealed};
use ::protect::Plan;
use arrow::array::{Array, AsArray, RecordBatch};
use intake::Protected;
use std::collections::HashSet;
use store::VersionRef;
use terms::{Class, Classification, Digest, Receipt};

/// A committed version of the dataset.
pub struct Committed {
    pub version: VersionRef,
    pub plan: Plan,
    pub receipt: Receipt,
    pub classification: Classification,
    /// What the object holds, in clear, in memory: what later steps compare answers with.
    pub stored: RecordBatch,
}

/// Encrypts in memory, commits by a permit; proves from the object itself what is encrypted.
pub async fn step(
    world: &World,
    landed: &Arrived,
    classification: &Classification,
    received: &Received,
) -> Done<Committed> {
    let (kek, viewer) = (world.platform.kek()?, world.platform.viewer()?);
    let protected = world.hands.protect(
        &world.platform,
        world.dataset.name(),
        &received.validated,
        classification,
    )?;
    let measured =
        intake::measure(&protected, classification, &viewer).internal("measuring the masks")?;
    let object = commit(world, classification, received, protected.file.clone()).await?;

    let mut proof = Proof::begin();
    let file = world.store().objects().get(object).await.internal("reading the object back")?;
    let bare =
        intake::unprotected(&file, classification, &kek).internal("inspecting the object")?;
    let sensitive =
        classification.columns.iter().filter(|c| c.class >= Class::Confidential).count();
    proof.fact("object", object.hex());
    proof.fact("bytes", file.len());
    proof.fact("encrypted_columns", sensitive);
    proof.fact("columns_in_clear_against_their_class", bare.len());
    proof.check(bare.is_empty(), || format!("these columns lie in clear: {}", bare.join(", ")));
    let clear = clear_values(&landed.table.batch, classification, &received.validated.excluded);
    let needles: Vec<&str> = clear.iter().map(String::as_str).collect();
    let seen = ::protect::parquet::contains_clear(&file, &kek, &needles)
        .internal("searching the object")?;
    proof.fact("values_searched", needles.len());
    proof.check(seen.is_empty(), || {
        format!("{} sensitive values stand in the object in clear", seen.len())
    });
    proof.fact("singled_out_masked", measured.masked.share);
    proof.fact("singled_out_shown", measured.shown.share);
    proof.say(format!(
        "{sensitive} columns encrypted under a data key each; {} values searched for, none in clear",
        needles.len()
    ));
    proof.say(format!(
        "masks alone single out {:.1} % of rows; with all numbers shown, {:.1} %",
        measured.masked.share * 100.0,
        measured.shown.share * 100.0
    ));
    let version = VersionRef { dataset: world.dataset.clone(), object };
    let receipt = received.receipt.clone();
    let classification = classification.clone();
    let Protected { plan, stored, .. } = protected;
    Ok((Committed { version, plan, receipt, classification, stored }, proof))
}

/// Commits in the name of the steward, for the owner.
async fn commit(
    world: &World,
    classification: &Classification,
    received: &Received,
    file: bytes::Bytes,
) -> Result<Digest, Failure> {
    let delivery = Delivery {
        dataset: world.dataset.clone(),
        owner: cast::principal(cast::OWNER)?,
        purpose: "to decide about loans and to train the model that helps with it".to_owned(),
    };
    let (receipt, envelope) = (&received.receipt, &received.envelope);
    let sealed = Sealed { classification, receipt, envelope, file };
    let caller = world.cast.caller(cast::STEWARD)?;
    Ok(platform::commit(&world.platform, &caller, &delivery, sealed).await?.object)
}

/// Reads a committed version back in memory: digest, receipt and keys are checked on the way.
pub async fn reopen(world: &World, committed: &Committed) -> Result<RecordBatch, Failure> {
    let file = world
        .store()
        .objects()
        .get(committed.version.object)
        .await
        .internal("reading the object")?;
    let name = world.dataset.name();
    intake::reopen(file, name, &world.platform.kek()?, &committed.plan, &committed.receipt)
        .internal("reading the dataset back")
}

/// Up to 400 long values of sensitive text columns, spread over the table. Rows in `excluded` are
/// left out: in a shifted row, a sensitive column holds its neighbour's harmless value.
fn clear_values(
    batch: &RecordBatch,
    classification: &Classification,
    excluded: &[u64],
) -> Vec<String> {
    let excluded: HashSet<u64> = excluded.iter().copied().collect();
    let stride = (batch.num_rows() / 40).max(1);
    let mut values = Vec::new();
    for column in classification.columns.iter().filter(|c| c.class >= Class::Confidential) {
        let cells = batch.column_by_name(&column.name).and_then(|c| c.as_string_opt::<i32>());
        let Some(cells) = cells else { continue };
        for row in (0..cells.len()).step_by(stride).filter(|&row| cells.is_valid(row)) {
            let whole = !excluded.contains(&(row as u64));
            if whole && cells.value(row).len() >= 9 && values.len() < 400 {
                values.push(cells.value(row).to_owned());
            }
        }
    }
    values
}
