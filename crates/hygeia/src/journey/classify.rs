//! Step 3: what each column holds, and how it must be handled.

use super::check::{self, Committed};
use super::land::Landed;
use super::walk::{Done, Proof};
use super::world::World;
use terms::{Class, Classification};

/// Reads the classification that was committed; proves that the classifier is awake, and that what
/// passes a checksum is handled as it must be.
pub async fn step(world: &World, landed: &Landed) -> Done<Committed> {
    let committed = Committed::find(world.workspace(), &world.dataset).await?;
    let classification = &committed.classification;

    let mut proof = Proof::begin();
    proof.check(same(classification, &landed.ingested.classification), || {
        "another classification was committed than was told".to_owned()
    });
    proof.check(committed.object == landed.ingested.object, || {
        "another object was committed than was told".to_owned()
    });
    check::controls(&mut proof)?;
    check::checksums(&landed.source.batch, classification, &mut proof);
    for class in Class::ALL.iter().rev() {
        let count = classification.columns.iter().filter(|column| column.class == *class).count();
        proof.fact(&format!("{class}_columns"), count);
    }
    let restricted: Vec<String> = classification
        .columns
        .iter()
        .filter(|column| column.class == Class::Restricted)
        .map(|column| format!("{} ({})", column.name, column.info_type))
        .collect();
    proof.fact("class", classification.class().to_string());
    proof.fact("criticality", classification.criticality().to_string());
    proof.say(format!(
        "{} columns, the table is {}, its loss {}",
        classification.columns.len(),
        classification.class(),
        classification.criticality()
    ));
    if !restricted.is_empty() {
        proof.say(format!("restricted: {}", restricted.join(", ")));
    }
    Ok((committed, proof))
}

/// Whether both say the same of each column; by how much evidence may differ in the last bit, as one
/// was written and read back.
fn same(one: &Classification, other: &Classification) -> bool {
    let judged = |of: &Classification| {
        let columns = of.columns.iter();
        let judged = columns.map(|c| {
            (c.name.clone(), c.info_type, c.kind, c.role, c.class, c.criticality, c.regimes.clone())
        });
        judged.collect::<Vec<_>>()
    };
    one.rows == other.rows && judged(one) == judged(other)
}
