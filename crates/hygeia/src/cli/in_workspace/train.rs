//! `hygeia train --model`, in a workspace

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::cli::train::told::{Counts, Row, attacks, judged};
use crate::failure::{At, Failure};
use std::path::Path;
use terms::{Asset, AssetKind};
use workspace::config::models;
use workspace::records::Accuracy;
use workspace::{TrainRequest, TrainResponse};

/// What is said by flags, before `models/NAME.toml` is asked.
pub use workspace::config::models::HowTrained as Flags;

/// Trains, packages and tells.
pub fn run(
    actor: &Actor,
    model: &str,
    flags: Flags,
    out: &Path,
    format: Shape,
) -> Result<(), Failure> {
    Asset::new(AssetKind::Model, model).usage()?;
    let what = flags.or(models::read(actor.place.files(), model)?).request(model)?;
    let made: TrainResponse = block_on(async {
        let client = actor.client().await?;
        let made = client.post_for_files("/v1/train", &what, out).await;
        client.close().await;
        made
    })?;
    match format {
        Shape::Json => output::json(&made)?,
        Shape::Table => people(actor, &what, out, &made)?,
    }
    judged(
        made.weaknesses.len(),
        "train on more rows; hygeia promote --accept-weak answers for it on record",
    )
}

fn people(
    actor: &Actor,
    what: &TrainRequest,
    out: &Path,
    made: &TrainResponse,
) -> Result<(), Failure> {
    output::print(&output::table(&attacks(rows(&made.accuracies))))?;
    for line in made.chosen() {
        output::print(&line)?;
    }
    for told in made.unconstrained.iter().filter(|told| told.turned > 0) {
        output::print(&told.to_string())?;
    }
    for told in &made.membership {
        output::print(&told.to_string())?;
    }
    for note in &made.notes {
        output::print(&format!("note: {note}"))?;
    }
    for left in &made.left_out {
        output::print(&format!("not learned from: {} ({})", left.column, left.why))?;
    }
    if made.rows_quarantined > 0 {
        output::print(&format!("{} rows under quarantine left out", made.rows_quarantined))?;
    }
    let counts = Counts {
        used: made.rows_used,
        excluded: made.rows_excluded,
        suspected: made.rows_suspected,
        flips: made.suspected_flips,
        triggers: made.suspected_triggers,
    };
    output::print(&counts.line())?;
    output::findings(&made.weaknesses)?;
    output::print(&format!(
        "{} is in {out}/model, digest {}\nNext: hygeia promote --model {} --folder {out}{flag} \
         --as NAME",
        made.model,
        made.digest,
        what.model,
        out = out.display(),
        flag = actor.place.flag()
    ))
}

/// Accuracies as a workspace records them.
pub fn rows(all: &[Accuracy]) -> impl Iterator<Item = Row<'_>> {
    all.iter().map(|row| Row {
        model: &row.model,
        attack: &row.attack,
        eps: row.eps,
        accuracy: row.accuracy,
    })
}
