use crate::Record;
use serde::{Deserialize, Serialize};
use terms::{
    Action, ActivityId, Asset, BreakGlassGrant, Digest, IdError, Period, PrincipalId, RoleId,
    Timestamp,
};

/// Somebody asked to be let do one thing for a while that no cell of the RACI lets them do, and what became
/// of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlass {
    /// That of the approval as well.
    pub id: String,
    pub asked_by: PrincipalId,
    pub action: Action,
    pub asset: Asset,
    /// For how long, from when somebody agrees.
    pub period: Period,
    pub why: String,
    pub asked: Timestamp,
    /// Who agreed, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<(PrincipalId, Timestamp)>,
    /// Who ended it before its time, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<(PrincipalId, Timestamp)>,
    /// That its time was over is in the ledger.
    #[serde(default)]
    pub ended_recorded: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<BreakGlassReview>,
}

/// What somebody found who looked at it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlassReview {
    pub by: PrincipalId,
    pub at: Timestamp,
    /// It should not have been opened, or not been used so.
    pub against: bool,
    pub why: String,
}

impl BreakGlass {
    /// Of exactly what is asked: what the second person signs.
    #[must_use]
    pub fn detail(&self) -> Digest {
        let Self { id, asked_by, action, asset, period, asked, why, .. } = self;
        let seconds = period.seconds();
        let text = format!("{id}\n{asked_by}\n{action}\n{asset}\n{seconds}\n{asked}\n{why}");
        Digest::of(text.as_bytes())
    }

    /// When it ends by itself; `None` if nobody agreed.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        self.opened.as_ref().map(|(_, at)| at.plus_seconds(self.period.seconds()))
    }

    /// Whether it is in force at `now`.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        let begun = self.opened.as_ref().is_some_and(|(_, at)| *at <= now);
        begun && self.ended(now).is_none()
    }

    /// Since when it is over: closed, or its time has passed. `None` if it is in force, or never was.
    #[must_use]
    pub fn ended(&self, now: Timestamp) -> Option<Timestamp> {
        let closed = self.closed.as_ref().map(|(_, at)| *at);
        closed.or_else(|| self.until().filter(|until| now >= *until))
    }

    /// What the gate is told of it; `None` if nobody agreed. Roles that are told come in beside.
    ///
    /// # Errors
    /// Never: the id is plain.
    pub fn grant(&self, told: Vec<RoleId>) -> Result<Option<BreakGlassGrant>, IdError> {
        let (Some((_, from)), Some(until)) = (&self.opened, self.until()) else { return Ok(None) };
        Ok(Some(BreakGlassGrant {
            id: ActivityId::new(&self.id)?,
            principal: self.asked_by.clone(),
            action: self.action,
            asset: self.asset.clone(),
            from: *from,
            until,
            told,
        }))
    }
}

impl Record for BreakGlass {
    const KIND: &'static str = "break-glass";
    fn key(&self) -> String {
        self.id.clone()
    }
    fn parent(&self) -> String {
        self.asked_by.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> BreakGlass {
        BreakGlass {
            id: "glass-1".to_owned(),
            asked_by: PrincipalId::new("omar").unwrap(),
            action: Action::Query,
            asset: Asset::parse("dataset/loans").unwrap(),
            period: "100s".parse().unwrap(),
            why: "on call".to_owned(),
            asked: Timestamp::from_unix(50),
            opened: None,
            closed: None,
            ended_recorded: false,
            review: None,
        }
    }

    // proves M7
    #[test]
    fn what_is_opened_holds_from_the_agreement_to_its_end_or_until_it_is_closed() {
        let at = Timestamp::from_unix;
        let waits = asked();
        assert!(!waits.holds(at(60)) && waits.ended(at(9_999)).is_none(), "nobody agreed");
        assert_eq!(waits.grant(Vec::new()), Ok(None));
        let sven = PrincipalId::new("sven").unwrap();
        let open = BreakGlass { opened: Some((sven.clone(), at(100))), ..waits };
        assert!(!open.holds(at(99)), "a clock that was put back opens nothing");
        assert!(open.holds(at(100)) && open.holds(at(199)) && !open.holds(at(200)));
        assert_eq!((open.ended(at(199)), open.ended(at(200))), (None, Some(at(200))));
        let closed = BreakGlass { closed: Some((sven, at(150))), ..open };
        assert!(!closed.holds(at(150)));
        assert_eq!(closed.ended(at(300)), Some(at(150)));
    }

    // proves M7
    #[test]
    fn what_is_signed_is_all_that_was_asked() {
        let one = asked();
        for other in [
            BreakGlass { asked_by: PrincipalId::new("dana").unwrap(), ..one.clone() },
            BreakGlass { action: Action::Export, ..one.clone() },
            BreakGlass { asset: Asset::parse("dataset/cards").unwrap(), ..one.clone() },
            BreakGlass { period: "101s".parse().unwrap(), ..one.clone() },
            BreakGlass { why: "fun".to_owned(), ..one.clone() },
            BreakGlass { id: "glass-2".to_owned(), ..one.clone() },
        ] {
            assert_ne!(one.detail(), other.detail(), "{other:?}");
        }
    }
}
