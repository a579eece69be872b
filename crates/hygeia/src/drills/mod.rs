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
use std::time::{Duration, Instant};
use terms::{Probed, State, Timestamp};
use tokio::time::timeout;
use workspace::Error;

/// How long one scenario may take.
const LONGEST: Duration = Duration::from_secs(60);

/// What came of one attack: what was observed, or why it could not be played.
type Attack = Result<Observation, NotPlayed>;

/// Why an attack could not be played.
struct NotPlayed(String);

impl NotPlayed {
    fn as_there_is(nothing: &str) -> Self {
        Self(format!("there is {nothing}"))
    }
}

impl From<Failure> for NotPlayed {
    fn from(failure: Failure) -> Self {
        Self(failure.message)
    }
}

/// Every scenario that a drill plays, in the order of the flow; what can't be played says why.
pub async fn play_all(field: &Field<'_>) -> Vec<Played> {
    let mut all = Vec::new();
    for scenario in SCENARIOS {
        all.extend(play(field, scenario).await);
    }
    all
}

/// Whether a scenario is played by the demo alone: on rows that it planted, or to the end of a
/// workspace of its own.
#[must_use]
pub fn is_for_the_demo(scenario: &Scenario) -> bool {
    ["poisoned-upload", "ransomware"].contains(&scenario.id)
}

/// Plays one scenario, to its end or until [`LONGEST`]; `None` for what the demo alone can play.
pub async fn play(field: &Field<'_>, scenario: &'static Scenario) -> Option<Played> {
    if is_for_the_demo(scenario) {
        return data::poison(field)
            .filter(|_| scenario.id == "poisoned-upload")
            .map(|observed| Played::judge(scenario, &observed, 0.0));
    }
    let begun = Instant::now();
    let tried = timeout(LONGEST, attack(field, scenario.id)).await;
    let seconds = begun.elapsed().as_secs_f64();
    Some(match tried {
        Ok(Ok(observed)) => Played::judge(scenario, &observed, seconds),
        Ok(Err(NotPlayed(why))) => Played::not_played(scenario, why, seconds),
        Err(_) => {
            let why = format!("it did not end within {} s", LONGEST.as_secs());
            Played::not_played(scenario, why, seconds)
        }
    })
}

async fn attack(field: &Field<'_>, id: &str) -> Attack {
    match id {
        "insider-delete" => access::insider(field).await,
        "stolen-token" => access::stolen_token(field).await,
        "sql-injection" => access::injection(field).await,
        "malicious-model" => Ok(files::malicious_model(field)?),
        "tampered-ledger" => Ok(files::tampered_ledger(field).await?),
        "man-in-the-middle" => network::middle(field).await,
        "inference-flood" => network::flood(field).await,
        other => Err(NotPlayed(format!("no attack is called {other}"))),
    }
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
            state: match played.outcome {
                Outcome::Prevented => State::Proven,
                Outcome::Detected | Outcome::Missed => State::Failed,
                Outcome::NotPlayed => State::Unknown,
            },
            saw: format!("{}: {}", played.outcome, played.saw),
            facts: Vec::new(),
            remedy: (played.outcome != Outcome::Prevented)
                .then(|| played.scenario.protection.to_owned()),
            at,
        })
        .collect()
}
