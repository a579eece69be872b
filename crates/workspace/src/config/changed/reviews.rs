//! What a change of `[reviews]` changes.

use super::{Changed, tell};
use gate::{Escalation, Steps};
use terms::{Class, Period};

pub(super) fn changes(was: &Escalation, is: &Escalation, all: &mut Vec<Changed>) {
    let Escalation { remind, public, internal, confidential, restricted } = *is;
    if remind != was.remind {
        let before = was.remind;
        let what = format!("a review is asked for {remind} before it is due, not {before}");
        tell(all, what, remind < before);
    }
    let classes = [
        (Class::Public, public),
        (Class::Internal, internal),
        (Class::Confidential, confidential),
        (Class::Restricted, restricted),
    ];
    for (class, is) in classes {
        let Steps { read_only, locked } = is;
        let before = was.of(class);
        step(class, "read-only", (before.read_only, read_only), all);
        step(class, "locked", (before.locked, locked), all);
    }
}

/// A step that is taken later, or no more, leaves access to whom nobody looked at.
fn step(
    class: Class,
    what: &str,
    (was, is): (Option<Period>, Option<Period>),
    all: &mut Vec<Changed>,
) {
    let after = |period: Option<Period>| {
        period.map_or_else(|| "never".to_owned(), |period| format!("{period} after it was due"))
    };
    if was != is {
        let laxer = match (was, is) {
            (Some(was), Some(is)) => is > was,
            (was, _) => was.is_some(),
        };
        let (is, was) = (after(is), after(was));
        tell(all, format!("overdue access to {class} data is {what} {is}, not {was}"), laxer);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Config, parse};
    use super::super::changes;

    // proves M6, M7
    #[test]
    fn to_narrow_what_is_overdue_later_or_never_is_laxer() {
        let of = |text: &str| -> Config {
            parse("x", &format!("[workspace]\nname = \"x\"\n[reviews]\n{text}")).unwrap()
        };
        let steps = |read: &str, lock: &str| {
            format!("[reviews.restricted]\nread_only = \"{read}\"\nlocked = \"{lock}\"\n")
        };
        for (was, is, laxer) in [
            (steps("7d", "30d"), steps("8d", "30d"), true),
            (steps("7d", "30d"), steps("7d", "31d"), true),
            (steps("7d", "30d"), steps("6d", "29d"), false),
            (steps("7d", "30d"), "[reviews.restricted]\nread_only = \"7d\"\n".to_owned(), true),
            ("[reviews.restricted]\n".to_owned(), steps("7d", "30d"), false),
            ("remind = \"7d\"\n".to_owned(), "remind = \"24h\"\n".to_owned(), true),
            ("remind = \"7d\"\n".to_owned(), "remind = \"14d\"\n".to_owned(), false),
        ] {
            let told = changes(&of(&was), &of(&is));
            assert!(!told.is_empty(), "{was} -> {is}");
            assert_eq!(told.iter().any(|changed| changed.laxer), laxer, "{was} -> {is}: {told:?}");
        }
    }

    #[test]
    fn a_step_that_nobody_knows_is_an_error_with_a_suggestion() {
        let wrong = "[workspace]\nname = \"x\"\n[reviews.restricted]\nloked = \"7d\"\n";
        let error = parse("hygeia.toml", wrong).unwrap_err();
        assert_eq!(error.remedy.as_deref(), Some("did you mean `locked`?"));
        assert!(error.message.contains("line 4"), "{error}");
    }
}
