//! Roles that somebody holds for a time.

use crate::Directory;
use terms::{PrincipalId, RoleId, Timestamp};

/// A role that somebody holds until another moment than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    pub who: PrincipalId,
    pub role: RoleId,
    /// Until when now; `None` if it has no end.
    pub until: Option<Timestamp>,
    /// Than before.
    pub later: bool,
}

impl Directory {
    /// Who holds which role at `now`: whose time is over holds it no more.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        self.without(|end| end <= now)
    }

    /// Who still holds which role once all that has an end is over.
    #[must_use]
    pub fn lasting(&self) -> Self {
        self.without(|_| true)
    }

    fn without(&self, over: impl Fn(Timestamp) -> bool) -> Self {
        let mut left = self.clone();
        for ((who, role), end) in &self.known.until {
            if over(*end)
                && let Some(held) = left.people.get_mut(who)
            {
                held.remove(role);
            }
        }
        left
    }

    /// When a role ends next; `None` if none ends after `now`.
    #[must_use]
    pub fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        self.known.until.values().copied().filter(|end| *end > now).min()
    }

    /// Until when `who` holds `role`; `None` if that has no end.
    #[must_use]
    pub fn until(&self, who: &PrincipalId, role: &RoleId) -> Option<Timestamp> {
        self.known.until.get(&(who.clone(), role.clone())).copied()
    }

    /// What ends at another moment than `before` says, of what both list.
    #[must_use]
    pub fn endings(&self, before: &Self) -> Vec<Ending> {
        let both =
            |(who, role): &&(PrincipalId, RoleId)| self.holds(who, role) && before.holds(who, role);
        let mut ended: Vec<_> = self.known.until.keys().chain(before.known.until.keys()).collect();
        ended.sort();
        ended.dedup();
        let changed = |(who, role): &(PrincipalId, RoleId)| {
            let (until, was) = (self.until(who, role), before.until(who, role));
            // Without an end is later than any.
            let later = was.is_some_and(|was| until.is_none_or(|until| until > was));
            let (who, role) = (who.clone(), role.clone());
            (until != was).then_some(Ending { who, role, until, later })
        };
        ended.into_iter().filter(|pair| both(pair)).filter_map(changed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(until: &str) -> Directory {
        let text = format!(
            "[people]\n\"dana\" = [\"scientist\", \"reader\"]\n\"emil\" = [\"reader\"]\n{until}"
        );
        Directory::from_toml(&text).unwrap()
    }

    fn holds(directory: &Directory, who: &str, role: &str) -> bool {
        directory.holds(&PrincipalId::new(who).unwrap(), &RoleId::new(role).unwrap())
    }

    // proves M7
    #[test]
    fn a_role_is_held_to_the_end_of_its_day_and_no_second_longer() {
        let until = people("[until]\n\"dana\" = { scientist = \"2026-12-31\" }\n");
        let end = Timestamp::try_from("2027-01-01T00:00:00Z".to_owned()).unwrap();
        assert_eq!(until.next_end(Timestamp::from_unix(0)), Some(end));
        assert!(holds(&until.at(end.plus_seconds(-1)), "dana", "scientist"));
        assert!(!holds(&until.at(end), "dana", "scientist"));
        assert!(holds(&until.at(end), "dana", "reader") && holds(&until.at(end), "emil", "reader"));
        assert!(!holds(&until.lasting(), "dana", "scientist"));
        assert_eq!(until.next_end(end), None);
        let hours = people("[until]\n\"dana\" = { scientist = \"2026-12-31T12:00:00+02:00\" }\n");
        let noon = Timestamp::try_from("2026-12-31T10:00:00Z".to_owned()).unwrap();
        assert_eq!(hours.next_end(Timestamp::from_unix(0)), Some(noon));
    }

    // proves M7
    #[test]
    fn an_end_that_moves_is_told_and_whether_it_is_later() {
        let day = |day: &str| people(&format!("[until]\n\"dana\" = {{ scientist = \"{day}\" }}\n"));
        let (early, late, ever) = (day("2026-12-30"), day("2026-12-31"), people(""));
        let later = |new: &Directory, old: &Directory| {
            new.endings(old).iter().map(|ending| ending.later).collect::<Vec<_>>()
        };
        assert_eq!([later(&late, &early), later(&ever, &late)], [[true], [true]]);
        assert_eq!([later(&early, &late), later(&early, &ever)], [[false], [false]]);
        assert!(later(&early, &early).is_empty() && later(&ever, &ever).is_empty());
    }

    #[test]
    fn an_end_of_what_nobody_holds_or_of_no_moment_is_an_error_with_its_place() {
        for (bad, told) in [
            ("\"dana\" = { riter = \"2026-12-31\" }", "riter"),
            ("\"nora\" = { reader = \"2026-12-31\" }", "nora"),
            ("\"dana\" = { reader = \"31.12.2026\" }", "31.12.2026"),
            ("\"dana\" = { reader = \"2026-02-30\" }", "2026-02-30"),
        ] {
            let text = format!("[people]\n\"dana\" = [\"reader\"]\n[until]\n{bad}\n");
            let error = Directory::from_toml(&text).unwrap_err().to_string();
            assert!(error.contains(told) && error.contains("line 4"), "{error}");
        }
    }
}
