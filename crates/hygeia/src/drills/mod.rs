//! Attack drills: each scenario of the threat model is played against a running workspace, with
//! people of its own RACI as attackers. A drill observes; `posture` judges.

mod access;
mod data;
mod field;
mod files;
mod network;
pub mod pickle;
mod routes;

pub use field::Field;
pub use routes::{DrillRequest, Target, routes};
pub use workspace::threats::{Observation, Outcome, Played, SCENARIOS, Scenario, scenario};

use crate::failure::Failure;
use std::time::Instant;
use terms::{Probed, State, Timestamp};
use workspace::Error;

/// Every scenario that can be played in `field`, in the order of the flow.
///
/// # Errors
/// If an attack can't be carried out: that is no defence.
pub async fn play_all(field: &Field<'_>) -> Result<Vec<Played>, Failure> {
    let mut all = Vec::new();
    for scenario in SCENARIOS {
        all.extend(play(field, scenario).await?);
    }
    Ok(all)
}

/// Plays one scenario; `None` where the field has nothing for it to attack.
///
/// # Errors
/// If the attack can't be carried out.
pub async fn play(
    field: &Field<'_>,
    scenario: &'static Scenario,
) -> Result<Option<Played>, Failure> {
    let begun = Instant::now();
    let observed = match scenario.id {
        "insider-delete" => access::insider(field).await?,
        "stolen-token" => access::stolen_token(field).await?,
        "sql-injection" => access::injection(field).await?,
        "poisoned-upload" => data::poison(field),
        "malicious-model" => Some(files::malicious_model(field)?),
        "tampered-ledger" => Some(files::tampered_ledger(field).await?),
        "man-in-the-middle" => network::middle(field).await?,
        "inference-flood" => network::flood(field).await?,
        _ => None,
    };
    let seconds = begun.elapsed().as_secs_f64();
    Ok(observed.map(|observed| Played::judge(scenario, &observed, seconds)))
}

/// Judges a scenario that was played elsewhere.
///
/// # Errors
/// If there is no scenario called `id`.
pub fn judged(id: &str, observed: Observation, seconds: f64) -> Result<Played, Failure> {
    let scenario = scenario(id).ok_or_else(|| unknown(id))?;
    Ok(Played::judge(scenario, &observed, seconds))
}

/// The error for an unknown scenario.
#[must_use]
pub fn unknown(id: &str) -> Error {
    let known: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.id).collect();
    Error::invalid(format!("there is no scenario {id:?}"))
        .at("scenario")
        .remedy(format!("the scenarios are {}", known.join(", ")))
}

/// What was observed, without findings.
#[must_use]
pub fn seen(reached: bool, traced: bool, saw: impl Into<String>) -> Observation {
    Observation { reached, traced, saw: saw.into(), findings: Vec::new() }
}

/// What drills say to the posture.
#[must_use]
pub fn probes(played: &[Played], at: Timestamp) -> Vec<Probed> {
    played
        .iter()
        .map(|played| Probed {
            id: format!("{}/drill-{}", played.scenario.area, played.scenario.id),
            area: played.scenario.area,
            missions: played.scenario.missions.to_vec(),
            claim: format!("drilled: {}", played.scenario.title.to_lowercase()),
            state: State::from_check(played.outcome == Outcome::Prevented),
            saw: format!("{}: {}", played.outcome, played.saw),
            facts: Vec::new(),
            remedy: (played.outcome != Outcome::Prevented)
                .then(|| played.scenario.protection.to_owned()),
            at,
        })
        .collect()
}
