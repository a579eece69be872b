//! One line of the posture: what is claimed, and what was seen of it.

use terms::{Area, Fact, Mission, Probed, State, Timestamp, printable};

/// What is claimed, and what to do where it does not hold.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Stable: `encryption/columns-at-rest`.
    pub id: &'static str,
    pub area: Area,
    pub missions: &'static [u8],
    /// A sentence that can be false.
    pub claim: &'static str,
    pub remedy: &'static str,
}

impl Line {
    /// The line with what was seen at `at`.
    #[must_use]
    pub fn saw(self, state: State, saw: String, facts: Vec<Fact>, at: Timestamp) -> Probed {
        Probed {
            id: self.id.to_owned(),
            area: self.area,
            missions: self.missions.iter().copied().map(Mission).collect(),
            claim: self.claim.to_owned(),
            state,
            // Whatever name from outside is in it: it steers no terminal, and begins no line.
            saw: printable(&saw).into_owned(),
            facts,
            remedy: matches!(state, State::Failed | State::Unknown).then(|| self.remedy.to_owned()),
            at,
        }
    }

    /// The line where nobody could look, and why: never *clean*.
    #[must_use]
    pub fn unseen(self, why: &dyn std::fmt::Display, at: Timestamp) -> Probed {
        self.saw(State::Unknown, format!("could not look: {why}"), Vec::new(), at)
    }
}
