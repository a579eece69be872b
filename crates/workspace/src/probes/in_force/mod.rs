//! What is in force, held against a baseline: rules that two people applied are no less lax for it.
//!
//! A rule at or within [`baseline`] is *proven*, one beyond it *failed*. Who has a reason for a laxer
//! rule has a red line that says so, until the reason is gone.

mod agreements;
mod baseline;
mod break_glass;
mod drift;
mod holders;
mod key_ages;
mod letters;
mod listening;
mod locks;
mod retention;
mod reviews;
mod rules;
mod separation;
mod sinks;
mod values;

use crate::Workspace;
use crate::config::Config;
use store::Line;
use terms::{Fact, Probed, State, Timestamp};

/// A rule that is held against the baseline: its line, and what of the config is laxer.
struct Rule {
    line: Line,
    /// How many settings were looked at.
    settings: fn(&Config) -> usize,
    /// One sentence for each that is laxer.
    laxer: fn(&Config) -> Vec<String>,
}

/// Looks at everything that is in force.
pub(super) async fn probes(workspace: &Workspace) -> Vec<Probed> {
    let at = workspace.store.now();
    let rules = rules::ALL.iter().chain(&values::ALL);
    let mut all: Vec<Probed> = match workspace.in_force() {
        Ok(applied) => rules.map(|rule| rule.held(&applied.code.config, at)).collect(),
        Err(nothing) => rules.map(|rule| rule.line.unseen(&nothing, at)).collect(),
    };
    all.push(drift::probe(workspace).await);
    all.push(holders::probe(workspace));
    all.push(listening::probe(workspace));
    all.push(key_ages::probe(workspace).await);
    all.extend(letters::probes(workspace).await);
    all.push(reviews::probe(workspace).await);
    all.push(locks::probe(workspace).await);
    all.push(break_glass::probe(workspace).await);
    all.push(retention::probe(workspace).await);
    all.push(separation::probe(workspace).await);
    all.push(agreements::probe(workspace).await);
    all.extend(sinks::probes(workspace));
    all
}

impl Rule {
    fn held(&self, config: &Config, at: Timestamp) -> Probed {
        let (settings, laxer) = ((self.settings)(config), (self.laxer)(config));
        let saw = match laxer.as_slice() {
            [] => format!("{settings} settings in force, none beyond the baseline"),
            some => some.join("; "),
        };
        let facts = vec![Fact::new("settings", settings), Fact::new("laxer", laxer.len())];
        self.line.saw(State::from_check(laxer.is_empty()), saw, facts, at)
    }
}
