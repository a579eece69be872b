use crate::Record;
use serde::{Deserialize, Serialize};
use terms::{ActivityId, CellRef, Digest, PrincipalId, RoleId, Timestamp};

/// Somebody looked at who has access by a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewDone {
    pub cell: CellRef,
    pub by: PrincipalId,
    pub at: Timestamp,
    /// The access stays.
    pub kept: bool,
    /// The assets of the cell's row as it stood in the RACI: `dataset/loans`, `dataset/*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Whose access was looked at; of all who held it but `by`, if nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<PrincipalId>,
    /// Of `by` too, as nobody else could have looked at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// The role that they shall hold instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<RoleId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What somebody else has to agree to, where it does not stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
}

impl ReviewDone {
    /// What the reviews of a cell of the RACI have in common, whichever of its assets they name.
    #[must_use]
    pub fn parent_of(activity: &ActivityId, on: &str, role: &RoleId) -> String {
        format!("{activity}[{on}] × {role}")
    }

    /// Whether it was said of what `who` has by the cell.
    #[must_use]
    pub fn speaks_of(&self, who: &PrincipalId) -> bool {
        match &self.holder {
            Some(holder) => holder == who,
            // Before holders were told apart, a review was of everybody.
            None => *who != self.by || self.own || self.on.is_none(),
        }
    }
}

impl Record for ReviewDone {
    const KIND: &'static str = "review";
    fn key(&self) -> String {
        let at = format!("{}@{}", self.cell, self.at.unix());
        // Two of one second are two, whatever they say and of whom.
        match (&self.on, serde_json::to_vec(self)) {
            (Some(_), Ok(said)) => {
                let said: String = Digest::of(&said).hex().chars().take(16).collect();
                format!("{at} {said}")
            }
            _ => at,
        }
    }
    fn parent(&self) -> String {
        match &self.on {
            Some(on) => Self::parent_of(&self.cell.activity, on, &self.cell.role),
            None => self.cell.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::Asset;

    // proves M6
    #[test]
    fn nobody_reviews_their_own_access_unless_it_is_said() {
        let who = |name: &str| PrincipalId::new(name).unwrap();
        let cell = CellRef {
            activity: "query".parse().unwrap(),
            asset: Asset::parse("dataset/loans").unwrap(),
            role: "owner".parse().unwrap(),
            letters: "A".to_owned(),
        };
        let all = ReviewDone {
            cell,
            by: who("olga"),
            at: Timestamp::from_unix(100),
            kept: true,
            on: Some("dataset/*".to_owned()),
            holder: None,
            own: false,
            instead: None,
            why: String::new(),
            proposal: None,
        };
        assert!(all.speaks_of(&who("dana")) && !all.speaks_of(&who("olga")));
        assert!(ReviewDone { own: true, ..all.clone() }.speaks_of(&who("olga")));
        let one = ReviewDone { holder: Some(who("dana")), ..all.clone() };
        assert!(one.speaks_of(&who("dana")) && !one.speaks_of(&who("olga")));
        let gone = ReviewDone { kept: false, why: "left".to_owned(), ..one.clone() };
        assert!(one.key() != all.key() && one.key() != gone.key(), "two of one second are two");
        assert_eq!(all.parent(), "query[dataset/*] × owner");
        let before = ReviewDone { on: None, ..all };
        assert!(before.speaks_of(&who("olga")));
        assert_eq!(before.parent(), "query[dataset/loans] × owner = A");
    }
}
