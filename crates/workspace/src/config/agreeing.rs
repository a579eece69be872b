//! How people agree: how long a proposal waits for a second person, and which actions for who is
//! consulted.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use terms::{Action, Period, printable};

/// `[proposals]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Proposals {
    /// How long somebody may answer what was asked for. What ran out is asked for again: who agrees
    /// weeks later agrees to what nobody has in mind any more.
    pub expire_after: Period,
}

impl Default for Proposals {
    /// A week.
    fn default() -> Self {
        Self { expire_after: Period::days(7) }
    }
}

/// `[consult]`: the actions that wait for those who are consulted (the RACI's C), each with its
/// deadline. Of all others they are told before, and nobody waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Period>", into = "BTreeMap<String, Period>")]
pub struct Consult(BTreeMap<Action, Period>);

/// What can wait: deeds that one decision lets go on. Training takes several; its model's promotion can
/// wait. Recovery (`pull`, `activate`) waits for nobody, and neither does what sets access right.
const CAN_WAIT: [Action; 7] = [
    Action::Export,
    Action::Delete,
    Action::Ingest,
    Action::Query,
    Action::Screen,
    Action::Promote,
    Action::Approve,
];

impl Consult {
    /// How long `action` waits for those who are consulted; `None` if it does not.
    #[must_use]
    pub fn deadline(&self, action: Action) -> Option<Period> {
        self.0.get(&action).copied()
    }

    /// Each action that waits, with its deadline.
    pub fn all(&self) -> impl Iterator<Item = (Action, Period)> {
        self.0.iter().map(|(action, deadline)| (*action, *deadline))
    }
}

impl Default for Consult {
    /// What leaves and what is gone can't be taken back: a day.
    fn default() -> Self {
        Self(BTreeMap::from([Action::Export, Action::Delete].map(|one| (one, Period::hours(24)))))
    }
}

impl TryFrom<BTreeMap<String, Period>> for Consult {
    type Error = String;
    fn try_from(named: BTreeMap<String, Period>) -> Result<Self, String> {
        let known = |name: &str| Action::parse(name).filter(|action| CAN_WAIT.contains(action));
        let read = |(name, deadline): (String, Period)| match known(&name) {
            Some(action) => Ok((action, deadline)),
            None => Err(format!(
                "{:?} can't wait for who is consulted: {} can",
                printable(&name),
                CAN_WAIT.map(Action::name).join(", ")
            )),
        };
        named.into_iter().map(read).collect::<Result<_, String>>().map(Self)
    }
}

impl From<Consult> for BTreeMap<String, Period> {
    fn from(consult: Consult) -> Self {
        consult.all().map(|(action, deadline)| (action.name().to_owned(), deadline)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, parse};
    use super::*;

    // proves M6
    #[test]
    fn what_leaves_and_what_goes_waits_unless_it_is_said_otherwise_and_recovery_never_does() {
        let of = |text: &str| parse("hygeia.toml", &format!("[workspace]\nname = \"x\"\n{text}"));
        let day = Period::hours(24);
        let all = |config: &Config| config.consult.all().collect::<Vec<_>>();
        let both = vec![(Action::Export, day), (Action::Delete, day)];
        assert_eq!(all(&of("").unwrap()), both, "nothing said is the strict one");
        assert!(Config::new("x").to_text().unwrap().contains("[consult]\ndelete = \"24h\""));
        assert_eq!(all(&of("[consult]\n").unwrap()), []);
        let one = of("[consult]\npromote = \"90m\"\n").unwrap();
        assert_eq!(one.consult.deadline(Action::Promote).map(Period::seconds), Some(5_400));
        assert_eq!(one.consult.deadline(Action::Export), None);
        for wrong in ["activate", "pull", "change-access", "train", "infer", "exprt"] {
            let told = of(&format!("[consult]\n{wrong} = \"1h\"\n")).unwrap_err().message;
            assert!(told.contains(wrong) && told.contains("export, delete"), "{told}");
        }
        assert!(of("[consult]\nexport = \"0h\"\n").is_err());
        assert!(of("[consult]\nexport = 24\n").is_err());
    }
}
