//! `hygeia drill`

use super::place::{Actor, Place, block_on};
use crate::cli::output::{self, Shape};
use crate::drills::{
    DrillRequest, Outcome, SCENARIOS, Scenario, is_for_the_demo, scenario, unknown,
};
use crate::failure::{At, Failure};
use serde::Deserialize;
use serde_json::Value;
use terms::PrincipalId;

/// Play attacks against the workspace: people of its own RACI are the attackers.
///
/// The server that runs is attacked; where none does, one is served on a free port meanwhile.
/// Devices for the drill are enrolled, so it takes somebody who may change access, and removed at
/// the end; one principal's predictions of a minute are spent. What can't be played says why. Exit 1
/// if an attack reached its goal unseen, 3 if the named one was not played.
///
/// Example: hygeia drill --as sam@example.org
///
/// Example: hygeia drill stolen-token --as sam@example.org --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// One scenario; all that can be played, if not given.
    scenario: Option<String>,
    /// List the scenarios, and play none.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    place: Place,
    /// Who enrols the devices for it.
    #[arg(long = "as", env = "HYGEIA_AS", value_name = "PRINCIPAL")]
    who: Option<PrincipalId>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// What came of a scenario, as it is answered.
#[derive(Deserialize)]
struct Shown {
    id: String,
    vector: String,
    protection: String,
    outcome: Outcome,
    saw: String,
    seconds: f64,
}

/// Plays and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let chosen = match args.scenario.as_deref() {
        Some(id) => Some(scenario(id).ok_or_else(|| unknown(id))?),
        None => None,
    };
    if args.list {
        return list(args.format);
    }
    let actor = Actor { place: args.place.clone(), who: args.who.clone() };
    let request = DrillRequest { scenario: args.scenario.clone() };
    let answer: Vec<Value> = block_on(async {
        let client = actor.client().await?;
        let answer = client.post("/v1/drills", &request).await;
        client.close().await;
        answer
    })?;
    let played = answer.iter().cloned().map(serde_json::from_value).collect::<Result<Vec<_>, _>>();
    let played = played.internal("reading what was played")?;
    match args.format {
        Shape::Json => output::json(&answer)?,
        Shape::Table => people(&played)?,
    }
    judge(&played, chosen)
}

fn judge(all: &[Shown], chosen: Option<&Scenario>) -> Result<(), Failure> {
    let count = |outcome| all.iter().filter(|one| one.outcome == outcome).count();
    let (missed, left) = (count(Outcome::Missed), count(Outcome::NotPlayed));
    match (missed, chosen) {
        (some @ 1.., _) => Err(Failure::refused(format!("{some} attacks were missed"))
            .hint("put the protection in place that the table names")),
        (_, Some(one)) if left > 0 => {
            Err(Failure::inconclusive(format!("{} was not played", one.id))
                .hint("the table says what is missing for it"))
        }
        (_, Some(one)) if all.is_empty() => {
            Err(Failure::inconclusive(format!("{} was not played", one.id))
                .hint("hygeia demo plays it, on a workspace of its own"))
        }
        _ if left == all.len() => Err(Failure::inconclusive("nothing was played")
            .hint("the table says what is missing for each")),
        _ => Ok(()),
    }
}

fn people(all: &[Shown]) -> Result<(), Failure> {
    let head = ["outcome", "scenario", "vector", "seconds", "seen"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(all.iter().map(|one| {
        vec![
            one.outcome.to_string(),
            one.id.clone(),
            one.vector.clone(),
            format!("{:.1}", one.seconds),
            one.saw.clone(),
        ]
    }));
    output::print(&output::table(&rows))?;
    for missed in all.iter().filter(|one| one.outcome == Outcome::Missed) {
        output::print(&format!("→ {}: {}", missed.id, missed.protection))?;
    }
    let demo = SCENARIOS.iter().filter(|one| is_for_the_demo(one)).map(|one| one.id);
    output::print(&format!(
        "hygeia demo alone plays {}, on a workspace of its own",
        demo.collect::<Vec<_>>().join(" and ")
    ))
}

fn list(format: Shape) -> Result<(), Failure> {
    if format == Shape::Json {
        return output::json(&SCENARIOS);
    }
    let mut rows = vec![["scenario", "vector", "ids", "what"].map(str::to_owned).to_vec()];
    rows.extend(SCENARIOS.iter().map(|one| {
        let ids = one.references.join(", ");
        vec![one.id.to_owned(), one.vector.to_owned(), ids, one.title.to_owned()]
    }));
    output::print(&output::table(&rows))
}
