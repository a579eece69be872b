//! Who has access is looked at again: when, by which rule, and what is left of it when nobody did.

use crate::{Cell, Directory, Escalation, HolderReview, Raci, Reviewed};
use serde::{Deserialize, Serialize};
use terms::{Class, Handlings, Narrowing, PrincipalId, Timestamp};

/// When the access that a cell gives has to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub cell: Cell,
    /// The highest class among the assets that the cell reaches, and of what a model that came of
    /// them puts out. *Restricted* where no class is known: unknown is never lax.
    pub class: Class,
    /// What set how often.
    pub rule: CadenceRule,
    /// The earliest of the holders'.
    pub due: Timestamp,
    /// That moment has come.
    pub overdue: bool,
    /// How far the access of the holder who waits longest is narrowed; nothing if none waits.
    pub narrowing: Option<Narrowing>,
    /// It is due so soon that it is asked for.
    pub asked_for: bool,
    /// Each by itself, the earliest due first.
    pub holders: Vec<HolderReview>,
}

/// Why a cell is reviewed as often as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadenceRule {
    /// Which asset set the class, and why.
    pub because: String,
    /// Days between two reviews: `review_days` of the class's handling.
    pub days: u16,
    /// Where the days that a new workspace has for the class come from.
    pub citation: String,
}

/// The class of what somebody gets at by a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    pub class: Class,
    /// Which asset set it, and why.
    pub because: String,
}

/// Days between two reviews of access to a class, as a new workspace has them, and whose rule that is.
#[must_use]
pub const fn citation(class: Class) -> &'static str {
    match class {
        Class::Restricted => "NIST SP 800-53 AC-2(j) as FedRAMP Rev. 5 sets it: monthly",
        Class::Confidential => "CIS Controls v8, 5.1: at least quarterly",
        Class::Internal => "PCI DSS 4.0, 7.2.4: at least every six months",
        Class::Public => "CIS Controls v8, 6.8: at least annually",
    }
}

/// The next review of every granting cell, earliest first. `last` says when the access of a holder was
/// looked at; who has it and was never looked at is due `now`.
#[must_use]
pub fn reviews(
    raci: &Raci,
    people: &Directory,
    (handlings, escalation): (&Handlings, &Escalation),
    exposure: impl Fn(&Cell) -> Exposure,
    last: impl Fn(&Cell, &PrincipalId) -> Option<Reviewed>,
    now: Timestamp,
) -> Vec<Review> {
    let granting = raci.cells().filter(|cell| cell.letters.grants());
    let mut reviews: Vec<Review> = granting
        .map(|cell| {
            let Exposure { class, because } = exposure(&cell);
            let days = handlings.of(class).review_days;
            let held = people.holders(&cell.role).map(|holder| {
                let reviewed = last(&cell, holder).unwrap_or_else(|| never(now, days));
                escalation.of_holder(holder, reviewed, (&cell.asset, class), days, now)
            });
            let mut holders: Vec<HolderReview> = held.collect();
            holders.sort_by(|a, b| (a.due, &a.holder).cmp(&(b.due, &b.holder)));
            // What nobody holds gives nobody access.
            let due = holders.first().map_or(now.plus_days(i64::from(days)), |first| first.due);
            let asked_for = !holders.is_empty() && escalation.asks(due, now);
            let narrowing = holders.iter().filter_map(|one| one.narrowing).max();
            let rule = CadenceRule { because, days, citation: citation(class).to_owned() };
            let overdue = due <= now;
            Review { cell, class, rule, due, overdue, narrowing, asked_for, holders }
        })
        .collect();
    reviews.sort_by(|a, b| (a.due, &a.cell).cmp(&(b.due, &b.cell)));
    reviews
}

/// As if it had been looked at just so long ago that it is due now.
fn never(now: Timestamp, days: u16) -> Reviewed {
    Reviewed { at: now.plus_days(-i64::from(days)), by: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pattern;
    use std::collections::BTreeMap;
    use terms::Asset;

    const DAY: i64 = 86_400;

    fn raci() -> Raci {
        Raci::from_csv(
            "activity,action,asset,owner,scientist,auditor\n\
             query,query,dataset/loans,A,R,I\n\
             screen,screen,dataset/*,A,,\n\
             infer,infer,model/credit,A,,\n",
        )
        .unwrap()
    }

    fn people() -> Directory {
        let held = [("olga", "owner"), ("dana", "scientist"), ("dora", "scientist")];
        Directory::of(held.map(|(who, role)| (who.parse().unwrap(), role.parse().unwrap())))
    }

    fn all(
        classes: &BTreeMap<&str, Class>,
        last: impl Fn(&PrincipalId) -> Option<Timestamp>,
        now: Timestamp,
    ) -> Vec<Review> {
        let of = |pattern: &Pattern| {
            let known = classes.iter().filter(|(name, _)| {
                let asset = Asset::parse(name).unwrap();
                pattern.matches(&asset)
            });
            known.map(|(_, class)| *class).max().unwrap_or(Class::Restricted)
        };
        let exposure =
            |cell: &Cell| Exposure { class: of(&cell.asset), because: cell.asset.to_string() };
        let last = |_: &Cell, who: &PrincipalId| last(who).map(|at| Reviewed { at, by: None });
        let rules = (&Handlings::default(), &Escalation::default());
        reviews(&raci(), &people(), rules, exposure, last, now)
    }

    // proves M6
    #[test]
    fn the_class_sets_the_cadence() {
        let classes = BTreeMap::from([
            ("dataset/loans", Class::Restricted),
            ("dataset/rates", Class::Public),
            ("model/credit", Class::Public),
        ]);
        let now = Timestamp::from_unix(1_000 * DAY);
        let last = now.plus_days(-40);
        let found = all(&classes, |_| Some(last), now);
        // Owner and scientist of loans, owner of dataset/* (reaches loans), owner of the model. The
        // auditor's I grants nothing, so it is not reviewed.
        assert_eq!(found.len(), 4);
        let (model, data): (Vec<_>, Vec<_>) =
            found.iter().partition(|review| review.cell.activity.as_str() == "infer");
        for review in data {
            assert_eq!((review.class, review.rule.days), (Class::Restricted, 30));
            assert_eq!((review.due, review.overdue), (last.plus_days(30), true));
            assert!(review.rule.citation.contains("AC-2"), "{:?}", review.rule);
        }
        assert_eq!((model[0].due, model[0].overdue), (last.plus_days(365), false));
        // On the very day it is overdue, the day before it is not.
        for (passed, overdue) in [(29, false), (30, true)] {
            let found = all(&classes, |_| Some(last), last.plus_days(passed));
            let data = found.iter().filter(|review| review.class == Class::Restricted);
            assert!(data.into_iter().all(|review| review.overdue == overdue), "{passed} days");
        }
        let unknown = all(&BTreeMap::new(), |_| None, now);
        assert!(unknown.iter().all(|one| one.class == Class::Restricted && one.due == now));
        assert!(unknown.iter().all(|one| one.narrowing == Some(Narrowing::Warned)));
    }

    // proves M6
    #[test]
    fn each_holder_waits_by_itself_and_the_longest_is_told_first() {
        let classes = BTreeMap::from([("dataset/loans", Class::Restricted)]);
        let now = Timestamp::from_unix(1_000 * DAY);
        let last = |who: &PrincipalId| {
            Some(now.plus_days(if who.as_str() == "dora" { -100 } else { -26 }))
        };
        let found = all(&classes, last, now);
        let scientists = found.iter().find(|one| one.cell.role.as_str() == "scientist").unwrap();
        let told: Vec<_> =
            scientists.holders.iter().map(|one| (one.holder.as_str(), one.narrowing)).collect();
        assert_eq!(told, [("dora", Some(Narrowing::Locked)), ("dana", None)]);
        assert_eq!(scientists.narrowing, Some(Narrowing::Locked));
        let owner = found.iter().find(|one| one.cell.activity.as_str() == "query");
        let owner = owner.filter(|one| one.cell.role.as_str() == "scientist").is_some();
        assert!(owner, "who waits longest comes first: {found:?}");
        // Due in four days, and a week before it is asked for.
        let own = found.iter().find(|one| one.cell.role.as_str() == "owner").unwrap();
        assert!(!own.overdue && own.asked_for);
    }
}
