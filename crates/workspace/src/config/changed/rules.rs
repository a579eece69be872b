//! What a change of `datasets/NAME.toml` changes of what deliveries have to keep.

use super::{Changed, tell};
use quality::rules::{Rule, RuleKind};
use std::fmt::Write as _;
use terms::printable;

/// What changes for `dataset` from the rules `before` to those `after`. A rule that is gone, or asks for
/// less, lets deliveries pass that were told: that is laxer.
pub(crate) fn changes(dataset: &str, before: &[Rule], after: &[Rule]) -> Vec<Changed> {
    let mut all = Vec::new();
    let dataset = printable(dataset);
    for gone in before.iter().filter(|rule| !after.contains(rule)) {
        let kept = after.iter().any(|new| asks_for_as_much(new, gone));
        tell(&mut all, format!("deliveries of {dataset} need not keep: {}", shown(gone)), !kept);
    }
    for new in after.iter().filter(|rule| !before.contains(rule)) {
        tell(&mut all, format!("deliveries of {dataset} have to keep: {}", shown(new)), false);
    }
    all
}

/// Whether whatever breaks `old` breaks `new` too. What can't be compared asks for less.
fn asks_for_as_much(new: &Rule, old: &Rule) -> bool {
    if (&new.column, new.kind) != (&old.column, old.kind) {
        return false;
    }
    match old.kind {
        RuleKind::NotNull | RuleKind::Unique => true,
        // An end that is not said is that of the version before, whatever that is.
        RuleKind::Range => {
            let low = new.min == old.min || new.min.zip(old.min).is_some_and(|(n, o)| n >= o);
            let high = new.max == old.max || new.max.zip(old.max).is_some_and(|(n, o)| n <= o);
            low && high
        }
        RuleKind::Set => {
            let said = !new.values.is_empty() && !old.values.is_empty();
            said && new.values.iter().all(|value| old.values.contains(value))
        }
        RuleKind::Pattern => new.pattern == old.pattern,
        RuleKind::Reference => new.refers_to == old.refers_to,
        RuleKind::Freshness => new.days.zip(old.days).is_some_and(|(new, old)| new <= old),
    }
}

/// A rule in a line: the values of a set by their number.
fn shown(rule: &Rule) -> String {
    let mut text = format!("{} is {}", printable(&rule.column), rule.kind);
    if let Some(min) = rule.min {
        let _ = write!(text, ", at least {min}");
    }
    if let Some(max) = rule.max {
        let _ = write!(text, ", at most {max}");
    }
    if !rule.values.is_empty() {
        let _ = write!(text, " of {} values", rule.values.len());
    }
    if let Some(pattern) = &rule.pattern {
        let _ = write!(text, " {}", printable(pattern));
    }
    if let Some(to) = &rule.refers_to {
        let _ = write!(text, " to {}", printable(to));
    }
    if let Some(days) = rule.days {
        let _ = write!(text, " of {days} days");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(min: Option<f64>, max: Option<f64>) -> Rule {
        Rule { min, max, ..Rule::bare("age", RuleKind::Range) }
    }

    fn set(values: &[&str]) -> Rule {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Rule { values, ..Rule::bare("age", RuleKind::Set) }
    }

    fn fresh(days: u32) -> Rule {
        Rule { days: Some(days), ..Rule::bare("age", RuleKind::Freshness) }
    }

    fn laxer(before: &[&Rule], after: &[&Rule]) -> bool {
        let [was, is] = [before, after].map(|rules| rules.iter().copied().cloned());
        let all = changes("loans", &was.collect::<Vec<_>>(), &is.collect::<Vec<_>>());
        assert!(!all.is_empty() || before == after);
        all.iter().any(|changed| changed.laxer)
    }

    // proves M4, M7
    #[test]
    fn to_ask_for_more_is_one_persons_word_and_to_ask_for_less_is_not() {
        let (wide, narrow) = (range(Some(0.0), Some(120.0)), range(Some(18.0), Some(99.0)));
        let pairs = [
            (wide, narrow),
            (range(None, Some(120.0)), range(None, Some(99.0))),
            (set(&["a", "b"]), set(&["a"])),
            (fresh(7), fresh(2)),
        ];
        for (less, more) in pairs {
            assert!(!laxer(&[], &[&less]));
            assert!(laxer(&[&less], &[]), "{less:?}");
            assert!(!laxer(&[&less], &[&more]), "{less:?} to {more:?}");
            assert!(laxer(&[&more], &[&less]));
        }
        for kind in [RuleKind::NotNull, RuleKind::Unique, RuleKind::Pattern, RuleKind::Reference] {
            let rule = Rule::bare("age", kind);
            assert!(laxer(&[&rule], &[]) && !laxer(&[&rule], &[&rule]));
        }
    }

    // proves M4, M7
    #[test]
    fn what_cannot_be_compared_asks_for_less() {
        let said = range(Some(0.0), Some(9.0));
        for other in [range(None, Some(9.0)), range(Some(0.0), None), set(&["1"])] {
            assert!(laxer(&[&said], &[&other]) && laxer(&[&other], &[&said]));
        }
        assert!(laxer(&[&set(&["a"])], &[&set(&[])]) && laxer(&[&set(&[])], &[&set(&["a"])]));
        let pattern = |text: &str| Rule {
            pattern: Some(text.to_owned()),
            ..Rule::bare("age", RuleKind::Pattern)
        };
        assert!(laxer(&[&pattern("[0-9]+")], &[&pattern("[0-9]{2}")]));
    }
}
