//! `hygeia drill`

use super::output;
use super::place::{Place, Shape, block_on};
use crate::drills::{self, Field, Played};
use crate::failure::{At, Failure};
use crate::platform::{self, Crew, Platform, Running};
use ::posture::{Outcome, SCENARIOS, Scenario, scenario};
use ::serve::Guard;
use artifact::scan;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use terms::{DeviceId, PrincipalId};

/// Play attacks against the workspace: people of its own RACI are the attackers.
///
/// It is served on a free port meanwhile. Devices for the drill are enrolled, so it takes somebody
/// who may change access, and removed at the end; one principal's predictions of a minute are
/// spent. Exit 1 if an attack reached its goal unseen.
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
    #[arg(
        long = "as",
        env = "HYGEIA_AS",
        value_name = "PRINCIPAL",
        required_unless_present = "list"
    )]
    who: Option<PrincipalId>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Plays and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let chosen = match args.scenario.as_deref() {
        Some(id) => Some(scenario(id).ok_or_else(|| drills::unknown(id))?),
        None => None,
    };
    let (false, Some(who)) = (args.list, &args.who) else { return list(args.format) };
    let played = block_on(async {
        let platform = Arc::new(args.place.platform().await?);
        let device = DeviceId::new("drill/any").internal("naming a device")?;
        platform::may_enrol(&platform, who, &device).await?;
        let rows = platform.config().serving.rows_per_minute;
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let running =
            platform::serve(Arc::clone(&platform), free, Guard { rows, window: 60 }).await?;
        let outcome = play(who, &platform, &running, chosen).await;
        // Whatever came of it: nobody signs in as an attacker afterwards.
        platform::disband(&platform, who).await?;
        running.stop().await?;
        outcome
    })?;
    match args.format {
        Shape::Json => output::json(&played)?,
        Shape::Table => people(&played, chosen)?,
    }
    judge(&played, chosen)
}

async fn play(
    who: &PrincipalId,
    platform: &Arc<Platform>,
    running: &Running,
    chosen: Option<&'static Scenario>,
) -> Result<Vec<Played>, Failure> {
    let crew = Crew::enlist(platform, running, who).await?;
    let scratch = tempfile::tempdir().internal("making a folder for attackers")?;
    let field = Field {
        platform,
        running,
        scan: &|path| scan::path(path, &scan::Limits::default()),
        verify: &|folder, check| ledger::verify_export(folder, check),
        scratch: scratch.path(),
        dataset: crew.dataset.clone(),
        model: crew.model.clone(),
        reader: crew.reader.as_ref(),
        thief: crew.thief.as_ref(),
        askers: crew.askers.as_ref().map(|(one, other)| (one, other)),
        steward: crew.steward.as_ref(),
        poison: None,
    };
    match chosen {
        Some(one) => Ok(drills::play(&field, one).await?.into_iter().collect()),
        None => drills::play_all(&field).await,
    }
}

fn judge(played: &[Played], chosen: Option<&Scenario>) -> Result<(), Failure> {
    let missed = played.iter().filter(|one| one.outcome == Outcome::Missed).count();
    match (missed, played, chosen) {
        (0, [], Some(one)) => Err(Failure::inconclusive(format!("{} was not played", one.id))
            .hint("there is nothing here for it to attack: ingest a table, promote a model")),
        (0, [], None) => Err(Failure::inconclusive("nothing was played")
            .hint("there is nothing here to attack: ingest a table, promote a model")),
        (0, ..) => Ok(()),
        (some, ..) => Err(Failure::refused(format!("{some} attacks were missed"))
            .hint("put the protection in place that the table names")),
    }
}

fn people(played: &[Played], chosen: Option<&Scenario>) -> Result<(), Failure> {
    let head = ["outcome", "scenario", "vector", "seconds", "seen"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(played.iter().map(|one| {
        vec![
            one.outcome.to_string(),
            one.scenario.id.to_owned(),
            one.scenario.vector.to_owned(),
            format!("{:.1}", one.seconds),
            one.saw.clone(),
        ]
    }));
    output::print(&output::table(&rows))?;
    for missed in played.iter().filter(|one| one.outcome == Outcome::Missed) {
        output::print(&format!("→ {}: {}", missed.scenario.id, missed.scenario.protection))?;
    }
    let out = |one: &&Scenario| !played.iter().any(|played| played.scenario.id == one.id);
    let left: Vec<&str> = SCENARIOS.iter().filter(out).map(|one| one.id).collect();
    match (chosen, left.as_slice()) {
        (Some(_), _) | (_, []) => Ok(()),
        (None, left) => output::print(&format!(
            "not played, as there is nothing for them to attack here: {}",
            left.join(", ")
        )),
    }
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
