//! What is in force, held against a baseline: rules that two people applied are no less lax for it.
//!
//! A rule at or within [`baseline`] is *proven*, one beyond it *failed*. Who has a reason for a laxer
//! rule has a red line that says so, until the reason is gone.

mod baseline;
mod drift;
mod holders;
mod key_ages;
mod listening;
mod rules;
mod values;

use crate::config::Config;
use crate::{Error, Workspace, use_cases};
use store::Line;
use terms::{Area, Fact, Probed, State, Timestamp};

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
    all.push(reviewed(use_cases::review::due(workspace).await, at));
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

const REVIEWS: Line = Line {
    id: "least-privilege/reviews",
    area: Area::LeastPrivilege,
    missions: &[6],
    claim: "every grant was reviewed on its date",
    remedy: "hygeia review lists what is due; hygeia review --done ACTIVITY ASSET ends one",
};

fn reviewed(due: Result<Vec<gate::Review>, Error>, at: Timestamp) -> Probed {
    let due = match due {
        Ok(due) => due,
        Err(error) => return REVIEWS.unseen(&error, at),
    };
    let late: Vec<String> = due
        .iter()
        .filter(|review| review.overdue)
        .map(|review| {
            let cell = &review.cell;
            format!("{} of {} on {}, due {}", cell.role, cell.activity, cell.asset, review.due)
        })
        .collect();
    let (state, saw) = match (due.as_slice(), late.as_slice()) {
        ([], _) => (State::Unknown, "no grant is in force".to_owned()),
        (all, []) => (State::Proven, format!("{} grants, none overdue", all.len())),
        (all, [first, ..]) => {
            let (late, all) = (late.len(), all.len());
            (State::Failed, format!("{late} of {all} grants are overdue, the first: {first}"))
        }
    };
    let facts = vec![Fact::new("grants", due.len()), Fact::new("overdue", late.len())];
    REVIEWS.saw(state, saw, facts, at)
}
