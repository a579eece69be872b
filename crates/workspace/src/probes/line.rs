//! One line of the posture that the workspace itself looks at.

use terms::{Area, Fact, Mission, Probed, State, Timestamp};

/// What is claimed, and what to do where it does not hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub id: &'static str,
    pub area: Area,
    pub missions: &'static [u8],
    pub claim: &'static str,
    pub remedy: &'static str,
}

impl Line {
    /// The line with what was seen at `at`.
    pub(super) fn saw(self, state: State, saw: String, facts: Vec<Fact>, at: Timestamp) -> Probed {
        Probed {
            id: self.id.to_owned(),
            area: self.area,
            missions: self.missions.iter().copied().map(Mission).collect(),
            claim: self.claim.to_owned(),
            state,
            saw,
            facts,
            remedy: (state != State::Proven).then(|| self.remedy.to_owned()),
            at,
        }
    }

    /// The line where nobody could look, and why: never *clean*.
    pub(super) fn unseen(self, why: &dyn std::fmt::Display, at: Timestamp) -> Probed {
        self.saw(State::Unknown, format!("could not look: {why}"), Vec::new(), at)
    }
}
