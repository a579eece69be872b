//! What a change of `[identity]` changes.

use super::{Changed, tell};
use crate::config::Identity;

pub(super) fn changes(was: &Identity, is: &Identity, all: &mut Vec<Changed>) {
    let Identity {
        trial,
        issuer,
        client_id,
        client_secret_file,
        audience,
        programs,
        person,
        groups,
        scopes,
        member_of,
        max_group_age,
        ca,
    } = is;
    if *trial != was.trial {
        let what = match trial {
            true => "whoever sits at the terminal is believed to be whom they name",
            false => "nobody is believed by name: people join over devices of their own",
        };
        tell(all, what.to_owned(), *trial);
    }
    if *issuer != was.issuer {
        let what = match issuer {
            Some(issuer) => format!("people sign in at {issuer}, which says who they are"),
            None => "people sign in by their device's key alone: no provider is asked".to_owned(),
        };
        tell(all, what, true);
    }
    let vouched = (client_id, client_secret_file, audience, programs, person, ca)
        != (
            &was.client_id,
            &was.client_secret_file,
            &was.audience,
            &was.programs,
            &was.person,
            &was.ca,
        );
    if vouched {
        tell(all, "other tokens of the identity provider are believed".to_owned(), true);
    }
    if (groups, scopes) != (&was.groups, &was.scopes) {
        // Groups of another name may hold other people.
        tell(all, "the identity provider is asked for groups in another way".to_owned(), true);
    }
    if *member_of != was.member_of {
        let fewer = member_of.iter().all(|one| was.member_of.contains(one));
        let stricter = !member_of.is_empty() && (fewer || was.member_of.is_empty());
        let what = match member_of.as_slice() {
            [] => "people need be of no group of the identity provider".to_owned(),
            some => format!("people have to be of one of the groups {some:?}"),
        };
        tell(all, what, !stricter);
    }
    if *max_group_age != was.max_group_age {
        let what = format!(
            "the identity provider's word on groups may be {} s old, not {} s",
            max_group_age.seconds(),
            was.max_group_age.seconds()
        );
        tell(all, what, *max_group_age > was.max_group_age);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use openid::Issuer;
    use terms::Period;

    // proves M7
    #[test]
    fn whoever_else_vouches_for_people_is_laxer_and_fewer_groups_are_not() {
        let mut old = Identity {
            issuer: Some(Issuer::new("https://a.example").unwrap()),
            client_id: Some("a".to_owned()),
            member_of: vec!["x".to_owned(), "y".to_owned()],
            ..Identity::default()
        };
        type Change = fn(&mut Identity);
        let changed = |old: &Identity, change: Change| {
            let mut new = old.clone();
            change(&mut new);
            let mut all = Vec::new();
            changes(old, &new, &mut all);
            assert_eq!(all.len(), 1, "{all:?}");
            all.remove(0).laxer
        };
        let laxer: [Change; 13] = [
            |it| it.trial = true,
            |it| it.issuer = None,
            |it| it.issuer = Some(Issuer::new("https://b.example").unwrap()),
            |it| it.client_id = Some("b".to_owned()),
            |it| it.client_secret_file = Some("other".into()),
            |it| it.audience = Some("b".to_owned()),
            |it| it.programs.push("b".to_owned()),
            |it| it.person = "sub".to_owned(),
            |it| it.groups = "roles".to_owned(),
            |it| it.ca = Some("b".to_owned()),
            |it| it.member_of.push("z".to_owned()),
            |it| it.member_of.clear(),
            |it| it.max_group_age = Period::hours(9),
        ];
        for (place, change) in laxer.into_iter().enumerate() {
            assert!(changed(&old, change), "{place}");
        }
        let stricter: [Change; 2] =
            [|it| drop(it.member_of.pop()), |it| it.max_group_age = Period::hours(7)];
        for (place, change) in stricter.into_iter().enumerate() {
            assert!(!changed(&old, change), "{place}");
        }
        old.member_of.clear();
        assert!(!changed(&old, |it| it.member_of.push("z".to_owned())), "where none was asked for");
    }
}
