//! `people.toml` with a role taken from one person, and every other line as its authors wrote it.

use crate::{Directory, ReadError};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use terms::{PrincipalId, RoleId};
use toml::Spanned;

/// Why a role can't be taken from somebody by changing the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoleTaken {
    #[error("{who} does not hold {role}")]
    NotHeld { who: PrincipalId, role: RoleId },
    #[error("{who} holds {role} through the group {group}, with all that the group gives")]
    ThroughGroup { who: PrincipalId, role: RoleId, group: String },
    #[error(
        "{who} holds {role} for a time, by [until]: write its end there, or take both lines out"
    )]
    ForATime { who: PrincipalId, role: RoleId },
    #[error("the list of people is written in a way that only its authors can change")]
    Written,
    #[error(transparent)]
    Unread(#[from] ReadError),
}

/// What is looked at of the TOML form; [`Directory::from_toml`] says what else may stand there.
#[derive(Deserialize)]
struct People {
    people: BTreeMap<String, Spanned<Vec<Spanned<String>>>>,
}

/// `text`, of the TOML form, without `role` in the list of `who`, and with `instead` in its place.
///
/// # Errors
/// If `who` does not hold it, or holds it in a way that the text of their own line does not say.
pub fn role_taken(
    text: &str,
    who: &PrincipalId,
    role: &RoleId,
    instead: Option<&RoleId>,
) -> Result<String, RoleTaken> {
    let before = Directory::from_toml(text)?;
    if !before.holds(who, role) {
        return Err(RoleTaken::NotHeld { who: who.clone(), role: role.clone() });
    }
    if before.until(who, role).is_some() {
        return Err(RoleTaken::ForATime { who: who.clone(), role: role.clone() });
    }
    let lists = toml::from_str::<People>(text).map_err(|_| RoleTaken::Written)?.people;
    let own = lists.into_iter().filter(|(name, _)| PrincipalId::new(name).as_ref() == Ok(who));
    let mut own: Vec<(Range<usize>, String)> =
        own.filter_map(|(_, list)| shortened(text, &list, role, instead)).collect();
    own.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut after = text.to_owned();
    for (span, list) in own {
        after.replace_range(span, &list);
    }
    let written = Directory::from_toml(&after)?;
    if written.holds(who, role) {
        let group = before.known.through.get(&(who.clone(), role.clone())).cloned();
        let (who, role) = (who.clone(), role.clone());
        return Err(group.map_or(RoleTaken::Written, |group| RoleTaken::ThroughGroup {
            who,
            role,
            group,
        }));
    }
    // Whatever the text is like: nothing else may have changed by it.
    let mut wanted = before.people;
    if let Some(held) = wanted.get_mut(who) {
        held.remove(role);
        held.extend(instead.cloned());
    }
    if written.people == wanted { Ok(after) } else { Err(RoleTaken::Written) }
}

/// Where a list of roles stands, and what is to stand there; nothing if it does not name `role`.
fn shortened(
    text: &str,
    list: &Spanned<Vec<Spanned<String>>>,
    role: &RoleId,
    instead: Option<&RoleId>,
) -> Option<(Range<usize>, String)> {
    let is = |found: &Spanned<String>, role: &RoleId| {
        RoleId::new(found.get_ref()).is_ok_and(|found| found == *role)
    };
    let all = list.get_ref();
    if !all.iter().any(|found| is(found, role)) {
        return None;
    }
    let rest = all.iter().filter(|found| !is(found, role));
    let mut rest: Vec<String> =
        rest.filter_map(|found| text.get(found.span()).map(str::to_owned)).collect();
    let new = instead.filter(|new| !all.iter().any(|found| is(found, new)));
    rest.extend(new.map(|new| toml::Value::from(new.as_str()).to_string()));
    Some((list.span(), format!("[{}]", rest.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Who is who.\n[people]\n\"olga@example.org\" = [\"data-owner\"]  # Owns it.\n\
                        \"dana@example.org\" = [\n  \"data-scientist\",\n  'ml-engineer', # for now\n]\n\n\
                        [groups.ml]\nmembers = [\"emil@example.org\"]\nroles = [\"ml-engineer\", \"auditor\"]\n";

    fn taken(
        text: &str,
        who: &str,
        role: &str,
        instead: Option<&str>,
    ) -> Result<String, RoleTaken> {
        let instead = instead.map(|role| role.parse().unwrap());
        role_taken(text, &who.parse().unwrap(), &role.parse().unwrap(), instead.as_ref())
    }

    // proves M6
    #[test]
    fn one_role_goes_and_every_other_line_stays_as_it_was_written() {
        let after = taken(TEXT, "dana@example.org", "data-scientist", None).unwrap();
        assert!(after.contains("\"dana@example.org\" = ['ml-engineer']\n\n[groups.ml]"), "{after}");
        assert!(after.starts_with(
            "# Who is who.\n[people]\n\"olga@example.org\" = [\"data-owner\"]  # Owns"
        ));
        let all = taken(TEXT, "olga@example.org", "data-owner", None).unwrap();
        assert!(all.contains("\"olga@example.org\" = []  # Owns it."), "{all}");
        let other = taken(TEXT, "olga@example.org", "data-owner", Some("auditor")).unwrap();
        assert!(other.contains("\"olga@example.org\" = [\"auditor\"]"), "{other}");
        let held = taken(TEXT, "dana@example.org", "data-scientist", Some("ml-engineer")).unwrap();
        assert_eq!(held, after, "what they hold already is not listed twice");
    }

    // proves M6
    #[test]
    fn what_a_line_of_their_own_does_not_say_is_left_to_the_authors() {
        let group = taken(TEXT, "emil@example.org", "ml-engineer", None).unwrap_err();
        assert!(group.to_string().contains("through the group ml"), "{group}");
        let not = taken(TEXT, "olga@example.org", "auditor", None).unwrap_err();
        assert!(matches!(not, RoleTaken::NotHeld { .. }));
        let both = TEXT.replace("[\"emil@example.org\"]", "[\"dana@example.org\"]");
        let both = taken(&both, "dana@example.org", "ml-engineer", None).unwrap_err();
        assert!(matches!(both, RoleTaken::Written | RoleTaken::ThroughGroup { .. }), "{both}");
        let spelled =
            TEXT.replace("[people]\n", "[people]\n\"Dana@example.org\" = [\"data-scientist\"]\n");
        if let Ok(after) = taken(&spelled, "dana@example.org", "data-scientist", None) {
            assert!(!after.contains("data-scientist"), "{after}");
        }
    }
}
