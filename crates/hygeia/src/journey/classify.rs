//! Step 3: what each column holds, and how it must be handled.

use super::input::Arrived;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use crate::platform;
use arrow::array::{AsArray, RecordBatch};
use terms::{Class, Classification};

/// Share of a column's values that must pass a checksum before the class is held against it.
const TELLING: f64 = 0.8;

/// Classifies, then again without the rows that turned out to be shifted: what slipped one column
/// over must not lift its neighbours.
pub async fn step(world: &World, landed: &Arrived) -> Done<Classification> {
    let options = classify::Options { label: Some(&landed.label), ..classify::Options::default() };
    let batch = &landed.table.batch;
    let first = world.hands.classify(batch, &options)?;
    let shifted = intake::validate(&landed.table, &first, Some(&landed.label)).usage()?.excluded;
    let classification = world.hands.classify(&platform::without(batch, &shifted)?, &options)?;

    let mut proof = Proof::begin();
    controls(&mut proof)?;
    checksums(batch, &classification, &mut proof);
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
    Ok((classification, proof))
}

/// Columns with known answers go through the same classification: is it awake?
fn controls(proof: &mut Proof) -> Result<(), Failure> {
    let (batch, answers) = classify::controls().internal("making control columns")?;
    let found = classify::classify(&batch, &classify::Options::default())
        .internal("classifying controls")?;
    let wrong: Vec<&str> = answers
        .iter()
        .filter(|(name, wanted)| {
            found.column(name).is_none_or(|column| column.info_type != *wanted)
        })
        .map(|(name, _)| name.as_str())
        .collect();
    proof.fact("controls", answers.len());
    proof.fact("controls_wrong", wrong.len());
    proof.check(wrong.is_empty(), || {
        format!("control columns were misjudged: {}", wrong.join(", "))
    });
    Ok(())
}

/// Whatever passes the checksum of a card, an account or a national id must be restricted.
fn checksums(batch: &RecordBatch, classification: &Classification, proof: &mut Proof) {
    use terms::InfoType::{Iban, PaymentCard, UsSsn};
    for column in &classification.columns {
        let Some(values) =
            batch.column_by_name(&column.name).and_then(|c| c.as_string_opt::<i32>())
        else {
            continue;
        };
        let present: Vec<&str> = values.iter().flatten().take(2_000).collect();
        // Plain digits pass some checks by chance; formatted or long values do not.
        let telling = |v: &&&str| v.len() >= 11;
        for kind in [Iban, PaymentCard, UsSsn] {
            let passed = present
                .iter()
                .filter(telling)
                .filter(|value| classify::is_valid(kind, value) == Some(true))
                .count();
            let share = passed as f64 / present.len().max(1) as f64;
            proof.check(
                present.len() < 20 || share < TELLING || column.class == Class::Restricted,
                || {
                    format!(
                        "{:.0} % of {} are valid as {kind}, but it is {}",
                        share * 100.0,
                        column.name,
                        column.class
                    )
                },
            );
        }
    }
}
