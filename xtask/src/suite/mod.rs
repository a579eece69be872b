//! `cargo xtask test`: one part after the other; all are run, and the failures told at the end.

mod campaign;
mod parts;
mod table;

pub use campaign::Campaign;

use parts::PARTS;
use std::time::Instant;
use table::{Row, State};

/// One part: what it is called, how many minutes it may take on a cold run, and what it does. One that
/// may take none is a long campaign, and run with those alone.
pub struct Part {
    pub name: &'static str,
    pub budget: u32,
    pub run: fn(&Campaign) -> Result<(), String>,
}

/// Runs the named parts, or all. A part over its budget fails the suite only if that is `strict`.
pub fn run(wanted: &[String], campaign: &Campaign, strict: bool) -> Result<(), String> {
    if let Some(unknown) = wanted.iter().find(|name| PARTS.iter().all(|part| part.name != **name)) {
        let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(format!("no part is called {unknown:?}; there are {}", names.join(", ")));
    }
    println!("suite: {campaign}");
    let is_wanted = |part: &Part| wanted.is_empty() || wanted.iter().any(|name| name == part.name);
    let mut failed = Vec::new();
    let mut rows = Vec::new();
    for part in &PARTS {
        if !is_wanted(part) || (part.budget == 0 && !campaign.long) {
            rows.push(Row { part, minutes: None, state: State::NotRun });
            continue;
        }
        eprintln!("== {}", part.name);
        let start = Instant::now();
        let outcome = (part.run)(campaign);
        let minutes = start.elapsed().as_secs_f64() / 60.0;
        let state = State::of(outcome.is_ok(), minutes, campaign.budget(part.budget));
        eprintln!("== {} took {minutes:.1} min", part.name);
        if state == State::OverBudget {
            eprintln!("== OVER BUDGET: {} may take {} min, cold", part.name, part.budget);
        }
        if let Err(why) = outcome {
            failed.push(format!("{}: {why}", part.name));
        }
        rows.push(Row { part, minutes: Some(minutes), state });
    }
    print!("{}", table::text(&rows));
    if strict && let Some(over) = table::over_budget(&rows) {
        failed.push(over);
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}
