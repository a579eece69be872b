//! `hygeia abuse`

use super::place::{Actor, block_on};
use crate::cli::output::{self, FailOn, Shape};
use crate::failure::{Ending, Failure};
use workspace::AbuseResponse;

/// Tell who asks models as attackers do: searches for adversarial examples, and more questions than
/// the budget covers; what was drilled is told, and is no abuse. Ask the server that runs: what another process answered, this one did not watch.
///
/// Example: hygeia abuse --as omar@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// The severity at which it ends with 1.
    #[arg(long, value_enum, default_value = "low")]
    fail_on: FailOn,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks and tells: exit 1 if somebody is found, 3 if nothing was watched.
pub fn run(args: &Args) -> Result<(), Failure> {
    let seen: AbuseResponse = block_on(async {
        let client = args.actor.client().await?;
        let seen = client.get("/v1/abuse", &()).await;
        client.close().await;
        seen
    })?;
    match args.format {
        Shape::Json => output::json(&seen)?,
        Shape::Table => people(&seen)?,
    }
    if args.fail_on.judge(&seen.findings) == Err(Ending::Refused) {
        return Err(Failure::refused("somebody asks models as attackers do")
            .hint("hygeia audit query --principal NAME tells what else they did"));
    }
    if seen.rows_watched == 0 {
        return Err(Failure::inconclusive(format!("no answer was watched since {}", seen.since))
            .hint("ask while `hygeia up` serves a model that was trained to tell attacks"));
    }
    Ok(())
}

fn people(seen: &AbuseResponse) -> Result<(), Failure> {
    output::findings(&seen.findings)?;
    output::print(&format!(
        "since {}: {} rows of {} principals watched, {} not; {} requests beyond the budget in 24 hours, and {} of \
         drills",
        seen.since,
        seen.rows_watched,
        seen.principals,
        seen.rows_unwatched,
        seen.refused_over_budget,
        seen.drilled_over_budget
    ))
}
