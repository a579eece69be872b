use crate::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use terms::{Action, Asset, Digest, PrincipalId, Timestamp};

/// What a consulted person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub at: Timestamp,
    /// They advise against it. That is heard, and stops nothing.
    pub against: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// Somebody wants to do what others are consulted on (the RACI's C) before it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub id: String,
    pub action: Action,
    pub asset: Asset,
    /// Of what exactly: it is for nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Digest>,
    pub asked_by: PrincipalId,
    pub asked: Timestamp,
    /// From then on who has not answered is taken to have nothing to say.
    pub until: Timestamp,
    /// Who is consulted, and what they said.
    pub consulted: BTreeMap<PrincipalId, Option<Opinion>>,
    /// Their silence is in the ledger.
    #[serde(default)]
    pub silence_recorded: bool,
    /// When what it was for went on; it is for one deed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Timestamp>,
}

impl Consultation {
    /// Who has said nothing.
    pub fn silent(&self) -> impl Iterator<Item = &PrincipalId> {
        self.consulted.iter().filter(|(_, opinion)| opinion.is_none()).map(|(who, _)| who)
    }

    /// Since when nobody is waited for: the last answer, or the deadline.
    #[must_use]
    pub fn heard_at(&self) -> Timestamp {
        match self.silent().next() {
            Some(_) => self.until,
            None => {
                let answers = self.consulted.values().flatten().map(|opinion| opinion.at);
                answers.max().unwrap_or(self.asked)
            }
        }
    }
}

impl Record for Consultation {
    const KIND: &'static str = "consultation";
    fn key(&self) -> String {
        self.id.clone()
    }
    fn parent(&self) -> String {
        self.asset.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_was_heard_at_the_last_answer_or_at_the_deadline() {
        let at = Timestamp::from_unix;
        let who = |name: &str| PrincipalId::new(name).unwrap();
        let mut one = Consultation {
            id: "consult-1".to_owned(),
            action: Action::Export,
            asset: Asset::parse("dataset/loans").unwrap(),
            detail: None,
            asked_by: who("olga"),
            asked: at(100),
            until: at(200),
            consulted: BTreeMap::from([(who("sam"), None), (who("sofia"), None)]),
            silence_recorded: false,
            used: None,
        };
        let said = |at| Some(Opinion { at, against: true, why: String::new() });
        one.consulted.insert(who("sam"), said(at(150)));
        assert_eq!(one.heard_at(), at(200), "sofia is waited for");
        assert_eq!(one.silent().collect::<Vec<_>>(), [&who("sofia")]);
        one.consulted.insert(who("sofia"), said(at(120)));
        assert_eq!(one.heard_at(), at(150));
    }
}
