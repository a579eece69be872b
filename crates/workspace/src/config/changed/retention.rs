//! What a change of `[retention]`, and of `keep_days` of a dataset, changes. To keep data longer shows them
//! for longer; to keep them shorter destroys them sooner, and nothing brings them back: both take two people.

use super::super::Retention;
use super::{Changed, tell};
use std::num::NonZeroU16;
use terms::printable;

pub(super) fn changes(was: &Retention, is: &Retention, all: &mut Vec<Changed>) {
    let Retention { public, internal, confidential, restricted } = *is;
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
}

/// What changes where `datasets/NAME.toml` of `dataset` says another time.
pub(crate) fn kept_otherwise(
    dataset: &str,
    before: Option<NonZeroU16>,
    after: Option<NonZeroU16>,
) -> Option<Changed> {
    let said = |own: Option<NonZeroU16>| match own {
        None => "as long as its class".to_owned(),
        own => days(own),
    };
    let what = format!("{} is kept {}, not {}", printable(dataset), said(after), said(before));
    (before != after).then_some(Changed { what, laxer: true })
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
        let mut none = Vec::new();
        changes(&of(30), &of(30), &mut none);
        assert!(none.is_empty(), "{none:?}");
        let [short, long] = [NonZeroU16::new(1), NonZeroU16::new(9)];
        assert!(kept_otherwise("loans", short, long).is_some_and(|changed| changed.laxer));
        assert!(kept_otherwise("loans", long, short).is_some_and(|changed| changed.laxer));
        assert!(kept_otherwise("loans", long, long).is_none());
    }
}
