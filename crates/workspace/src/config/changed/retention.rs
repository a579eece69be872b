//! What a change of `[retention]`, and of `keep_days` and `hold` of a dataset, changes. To keep data longer shows them
//! for longer; to keep them shorter destroys them sooner, and nothing brings them back: both take two people.

use super::super::Retention;
use super::super::datasets::OwnRetention;
use super::{Changed, tell};
use std::num::NonZeroU16;
use terms::printable;

pub(super) fn changes(was: &Retention, is: &Retention, all: &mut Vec<Changed>) {
    let Retention { public, internal, confidential, restricted, deleted: _ } = *is;
    let classes = [
        ("public", was.public, public),
        ("internal", was.internal, internal),
        ("confidential", was.confidential, confidential),
        ("restricted", was.restricted, restricted),
    ];
    for (class, before, after) in classes.into_iter().filter(|(_, before, after)| before != after) {
        let told = format!("{class} data is kept {}, not {}", days(after), days(before));
        tell(all, told, true);
    }
    let (before, after) = (was.deleted_days(), is.deleted_days());
    if before != after {
        let told = format!("a deletion can be taken back for {after} days, not {before}");
        tell(all, told, true);
    }
}

/// What changes where `datasets/NAME.toml` of `dataset` says another time, or another hold.
pub(crate) fn kept_otherwise(
    dataset: &str,
    before: &OwnRetention,
    after: &OwnRetention,
) -> Vec<Changed> {
    let said = |own: &OwnRetention| match own.keep_days {
        None => "as long as its class".to_owned(),
        own => days(own),
    };
    let dataset = printable(dataset);
    let mut all = Vec::new();
    if before.keep_days != after.keep_days {
        let told = format!("{dataset} is kept {}, not {}", said(after), said(before));
        tell(&mut all, told, true);
    }
    match (&before.hold, &after.hold) {
        (before, after) if before == after => {}
        (_, Some(why)) => {
            let told = format!("nothing of {dataset} may go: {}", printable(why));
            tell(&mut all, told, true);
        }
        (_, None) => tell(&mut all, format!("no hold is on {dataset} any more"), true),
    }
    all
}

fn days(of: Option<NonZeroU16>) -> String {
    of.map_or_else(|| "without an end".to_owned(), |days| format!("for {days} days"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M7, M15
    #[test]
    fn another_time_takes_two_people_in_either_direction() {
        let of =
            |days: u16| Retention { restricted: NonZeroU16::new(days), ..Retention::default() };
        for (before, after) in
            [(of(30), of(60)), (of(60), of(30)), (of(0), of(30)), (of(30), of(0))]
        {
            let mut all = Vec::new();
            changes(&before, &after, &mut all);
            assert!(matches!(all.as_slice(), [Changed { laxer: true, .. }]), "{all:?}");
        }
        let gone = Retention { deleted: Some(0), ..of(30) };
        for (before, after) in [(of(30), gone), (gone, of(30))] {
            let mut all = Vec::new();
            changes(&before, &after, &mut all);
            assert!(matches!(all.as_slice(), [Changed { laxer: true, .. }]), "{all:?}");
        }
        let mut none = Vec::new();
        changes(&of(30), &of(30), &mut none);
        assert!(none.is_empty(), "{none:?}");
        let own = |days: u16, why: &str| OwnRetention {
            keep_days: NonZeroU16::new(days),
            hold: (!why.is_empty()).then(|| why.to_owned()),
        };
        for (before, after) in [
            (own(1, ""), own(9, "")),
            (own(9, ""), own(1, "")),
            (own(9, ""), own(9, "audit")),
            (own(9, "audit"), own(9, "")),
        ] {
            let all = kept_otherwise("loans", &before, &after);
            assert!(matches!(all.as_slice(), [Changed { laxer: true, .. }]), "{all:?}");
        }
        assert!(kept_otherwise("loans", &own(9, "audit"), &own(9, "audit")).is_empty());
    }
}
