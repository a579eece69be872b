//! Step 5: encrypted, tokenised, masked, committed; nothing of the table at rest in clear.

use super::check::{self, Committed, Stored};
use super::land::Landed;
use super::walk::{Done, Proof};
use super::world::World;

/// Looks into the object itself: what is encrypted, what stands in clear, and whom the masks single
/// out.
pub async fn step(
    world: &World,
    landed: &Landed,
    committed: &Committed,
    stored: &Stored,
) -> Done<()> {
    let (workspace, classification) = (world.workspace(), &committed.classification);
    let mut proof = Proof::begin();
    let bare = stored.unprotected(workspace, classification)?;
    let columns = classification.columns.len();
    proof.fact("object", committed.object.hex());
    proof.fact("bytes", stored.file.len());
    proof.fact("encrypted_columns", columns);
    proof.fact("columns_in_clear_against_their_class", bare.len());
    proof.check(bare.is_empty(), || format!("these columns lie in clear: {}", bare.join(", ")));

    let values = check::planted_values(&landed.source.batch);
    let seen = stored.in_clear(workspace, &values)?;
    proof.fact("values_searched", values.len());
    proof.check(seen.is_empty(), || {
        format!("values of the table stand in clear in {}", seen.join(", "))
    });
    let (masked, shown) = stored.singled_out(workspace, classification)?;
    proof.fact("singled_out_masked", masked);
    proof.fact("singled_out_shown", shown);
    proof.say(format!(
        "{columns} columns encrypted under a data key each; {} values searched for, none in clear",
        values.len()
    ));
    proof.say(format!(
        "masks alone single out {:.1} % of rows; with all numbers shown, {:.1} %",
        masked * 100.0,
        shown * 100.0
    ));
    Ok(((), proof))
}
