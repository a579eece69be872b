//! What becomes of access that nobody reviewed in time: first it is told, then it only reads, then it is
//! locked; the more sensitive the class, the sooner.

use crate::{HolderReview, Pattern, Reviewed};
use serde::{Deserialize, Serialize};
use terms::{Action, AssetKind, Class, Narrowing, Period, PrincipalId, Timestamp};

/// `[reviews]`: when a review is asked for, and what follows when it is overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Escalation {
    /// How long before it is due a review is asked for.
    pub remind: Period,
    pub public: Steps,
    pub internal: Steps,
    pub confidential: Steps,
    pub restricted: Steps,
}

/// How long after a review was due each step is taken; one that is not named is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Named")]
pub struct Steps {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<Period>,
}

/// As it is written, before it is held to make sense.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    read_only: Option<Period>,
    locked: Option<Period>,
}

impl TryFrom<Named> for Steps {
    type Error = String;
    fn try_from(Named { read_only, locked }: Named) -> Result<Self, String> {
        match (read_only, locked) {
            (Some(read_only), Some(locked)) if locked < read_only => Err(format!(
                "locked = \"{locked}\" comes before read_only = \"{read_only}\": an overdue review \
                 narrows to reading first, and locks later"
            )),
            _ => Ok(Self { read_only, locked }),
        }
    }
}

impl Default for Escalation {
    /// Asked for a week before. Locked once a second review was missed, read-only some time before;
    /// of what is public it is only told.
    fn default() -> Self {
        let steps = |read_only, locked| Steps {
            read_only: Some(Period::days(read_only)),
            locked: Some(Period::days(locked)),
        };
        Self {
            remind: Period::days(7),
            public: Steps::default(),
            internal: steps(60, 180),
            confidential: steps(30, 90),
            restricted: steps(7, 30),
        }
    }
}

impl Escalation {
    /// The steps of a class.
    #[must_use]
    pub const fn of(&self, class: Class) -> Steps {
        match class {
            Class::Public => self.public,
            Class::Internal => self.internal,
            Class::Confidential => self.confidential,
            Class::Restricted => self.restricted,
        }
    }

    /// Whether a review that is due then is asked for.
    #[must_use]
    pub fn asks(&self, due: Timestamp, now: Timestamp) -> bool {
        now.plus_seconds(self.remind.seconds()) >= due
    }

    /// How the access of somebody stands that was looked at last as `reviewed` says.
    #[must_use]
    pub fn of_holder(
        &self,
        holder: &PrincipalId,
        reviewed: Reviewed,
        (asset, class): (&Pattern, Class),
        days: u16,
        now: Timestamp,
    ) -> HolderReview {
        let due = reviewed.at.plus_days(i64::from(days));
        let narrows = narrows(asset.kind());
        let after = |step: Option<Period>| {
            step.filter(|_| narrows).map(|step| due.plus_seconds(step.seconds()))
        };
        let Steps { read_only, locked } = self.of(class);
        let (read_only_from, locked_from) = (after(read_only), after(locked));
        let has_come = |from: Option<Timestamp>| from.is_some_and(|from| from <= now);
        let narrowing = if due > now {
            None
        } else if has_come(locked_from) {
            Some(Narrowing::Locked)
        } else if has_come(read_only_from) {
            Some(Narrowing::ReadOnly)
        } else {
            Some(Narrowing::Warned)
        };
        let overdue = due <= now;
        let holder = holder.clone();
        HolderReview { holder, reviewed, due, overdue, narrowing, read_only_from, locked_from }
    }
}

/// Whether overdue access to assets of `kind` is narrowed. What reviews, repairs and recovers is told
/// and never taken away: who is to mend it could not.
const fn narrows(kind: AssetKind) -> bool {
    matches!(kind, AssetKind::Dataset | AssetKind::Model)
}

/// Whether a cell that is narrowed so far grants `action` no more.
pub(crate) const fn forbids(narrowing: Narrowing, action: Action) -> bool {
    match narrowing {
        Narrowing::Warned => false,
        // An export only reads, and takes along what it has read.
        Narrowing::ReadOnly => {
            !matches!(action, Action::Query | Action::Screen | Action::Infer | Action::Audit)
        }
        Narrowing::Locked => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    // proves M6
    #[test]
    fn overdue_is_told_then_reads_then_is_locked_each_class_in_its_own_time() {
        use Narrowing::{Locked, ReadOnly, Warned};
        let reviewed = Reviewed { at: Timestamp::from_unix(0), by: None };
        let at = |asset: &str, class, day| {
            let (asset, now) = (Pattern::parse(asset).unwrap(), Timestamp::from_unix(day * DAY));
            let who = "dana".parse().unwrap();
            Escalation::default()
                .of_holder(&who, reviewed.clone(), (&asset, class), 30, now)
                .narrowing
        };
        for (class, day, narrowed) in [
            (Class::Restricted, 29, None),
            (Class::Restricted, 30, Some(Warned)),
            (Class::Restricted, 36, Some(Warned)),
            (Class::Restricted, 37, Some(ReadOnly)),
            (Class::Restricted, 59, Some(ReadOnly)),
            (Class::Restricted, 60, Some(Locked)),
            (Class::Confidential, 59, Some(Warned)),
            (Class::Confidential, 60, Some(ReadOnly)),
            (Class::Confidential, 120, Some(Locked)),
            (Class::Internal, 89, Some(Warned)),
            (Class::Internal, 90, Some(ReadOnly)),
            (Class::Public, 9_000, Some(Warned)),
        ] {
            for asset in ["dataset/loans", "dataset/*", "model/credit"] {
                assert_eq!(at(asset, class, day), narrowed, "{class} {asset} on day {day}");
            }
        }
        // Who reviews and who recovers is never locked out.
        for asset in ["workspace/main", "vault/main", "vault/*"] {
            assert_eq!(at(asset, Class::Restricted, 9_000), Some(Warned), "{asset}");
        }
    }

    // proves M6
    #[test]
    fn what_is_read_only_changes_nothing_and_takes_nothing_out() {
        let reads: Vec<Action> = Action::ALL
            .iter()
            .copied()
            .filter(|action| !forbids(Narrowing::ReadOnly, *action))
            .collect();
        assert_eq!(reads, [Action::Query, Action::Screen, Action::Infer, Action::Audit]);
        for action in Action::ALL {
            assert!(!forbids(Narrowing::Warned, *action) && forbids(Narrowing::Locked, *action));
        }
    }

    #[test]
    fn steps_that_make_no_sense_are_errors() {
        let read = |text: &str| toml::from_str::<Escalation>(text).map_err(|e| e.to_string());
        assert_eq!(read("").unwrap(), Escalation::default());
        let own = read("[restricted]\nlocked = \"90d\"\n").unwrap();
        assert_eq!(own.restricted, Steps { read_only: None, locked: Some(Period::days(90)) });
        assert_eq!(own.internal, Escalation::default().internal);
        let order = read("[restricted]\nread_only = \"30d\"\nlocked = \"7d\"\n").unwrap_err();
        assert!(order.contains("comes before"), "{order}");
        assert!(read("[restricted]\nreadonly = \"7d\"\n").unwrap_err().contains("read_only"));
        assert!(read("[secret]\nlocked = \"7d\"\n").is_err());
        assert!(read("remind = \"0d\"\n").is_err());
        let text = toml::to_string(&Escalation::default()).unwrap();
        assert_eq!(read(&text).unwrap(), Escalation::default());
    }
}
