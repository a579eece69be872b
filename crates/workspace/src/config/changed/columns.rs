//! What a change of `datasets/NAME.toml` changes of what is shown.

use super::{Changed, tell};
use std::collections::BTreeSet;
use terms::{Class, Classification, Column, ColumnRole, ColumnState, Declared, printable};

/// What changes for `dataset` from what was said `before` to what is said `after`; `found` is how its
/// live version was classified, if it has one.
pub(crate) fn changes(
    dataset: &str,
    found: Option<&Classification>,
    before: &Declared,
    after: &Declared,
) -> Vec<Changed> {
    let mut all = Vec::new();
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
        let column = found.and_then(|found| Some((found.column(name)?, found)));
        let place = format!("{} of {}", printable(name), printable(dataset));
        match column {
            Some((found, whole)) => {
                let [was, is] = [before, after].map(|said| whole.with(said));
                let Some((was, is)) = was.column(name).zip(is.column(name)) else { continue };
                shown(&place, found, was, is, &mut all);
            }
            None => unknown(&place, name, after, &mut all),
        }
    }
    all
}

/// Of a column that is here: how it was handled, and how it is.
fn shown(place: &str, found: &Column, was: &Column, is: &Column, all: &mut Vec<Changed>) {
    let (class, before) = (is.handled_as(), was.handled_as());
    // To say of what waits what it was found to be, or more, is what it waits for.
    let confirms = was.state == ColumnState::Unconfirmed
        && is.state == ColumnState::Confirmed
        && is.class >= found.class;
    let opened = is.open && !was.open || was.is_sentences() && !is.is_sentences();
    let learned = was.role != ColumnRole::Feature
        && is.role == ColumnRole::Feature
        && was.state != ColumnState::Unconfirmed;
    // Another type is shown by another mask, which may tell more.
    let masked = before > Class::Internal && class <= before;
    let retyped = masked && is.info_type != was.info_type && was.state != ColumnState::Unconfirmed;
    let laxer = class < before && !confirms || opened || learned || retyped;
    let mut what = format!("{place} is {} and handled as {class}", is.info_type);
    if class != before {
        what.push_str(&format!(", not as {before}"));
    }
    if is.open && !was.open {
        what.push_str("; its sentences are shown to others, with what is found in them masked");
    }
    if learned {
        what.push_str("; models may learn from it");
    }
    tell(all, what, laxer);
}

/// Of a column that is not here yet: whether less could be protected once it is.
fn unknown(place: &str, name: &str, after: &Declared, all: &mut Vec<Changed>) {
    let Some(said) = after.get(name) else {
        return tell(all, format!("nothing is said of {place} any more"), false);
    };
    let lowers = said.seen.is_some_and(|seen| said.class < seen.class) || said.open;
    let what = format!("{place}, which is not here yet, is to be {}", said.class);
    tell(all, what, lowers);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use terms::{Criticality, DeclaredColumn, InfoType, Kind, Seen};

    fn found(info_type: InfoType, class: Class, state: ColumnState) -> Classification {
        let column = Column {
            name: "x".into(),
            info_type,
            kind: Kind::Text,
            role: info_type.row().demand.role,
            class,
            criticality: Criticality::Low,
            regimes: vec![],
            confidence: 0.5,
            evidence: vec![],
            reason: String::new(),
            state,
            open: false,
        };
        Classification { rows: 1, columns: vec![column] }
    }

    fn said(info_type: InfoType, class: Class, seen: Option<(InfoType, Class)>) -> Declared {
        let seen = seen.map(|(info_type, class)| Seen { info_type, class });
        let column =
            DeclaredColumn { info_type, class, open: false, reason: "as known".into(), seen };
        Declared::from([("x".to_owned(), column)])
    }

    fn laxer(found: &Classification, before: &Declared, after: &Declared) -> bool {
        let all = changes("loans", Some(found), before, after);
        assert_eq!(all.len(), 1);
        all[0].laxer
    }

    // proves M7
    #[test]
    fn to_confirm_is_one_persons_word_and_to_lower_takes_two() {
        use Class::{Confidential, Internal, Restricted};
        let none = Declared::new();
        let waits = found(InfoType::Category, Internal, ColumnState::Unconfirmed);
        assert!(!laxer(&waits, &none, &said(InfoType::Category, Internal, None)));
        assert!(!laxer(&waits, &none, &said(InfoType::HealthCondition, Restricted, None)));
        let card = found(InfoType::PaymentCard, Restricted, ColumnState::Recognised);
        let seen = Some((InfoType::PaymentCard, Restricted));
        assert!(laxer(&card, &none, &said(InfoType::Category, Internal, seen)));
        // Another type of the same class may show more of a value.
        assert!(laxer(&card, &none, &said(InfoType::BirthDate, Restricted, None)));
        // What one person raised, one alone does not lower again.
        let raised = said(InfoType::Category, Confidential, None);
        let plain = found(InfoType::Category, Internal, ColumnState::Harmless);
        assert!(!laxer(&plain, &none, &raised));
        assert!(laxer(&plain, &raised, &none));
    }

    // proves M7
    #[test]
    fn to_show_sentences_takes_two() {
        let none = Declared::new();
        let text = found(InfoType::FreeText, Class::Internal, ColumnState::Unconfirmed);
        let mut open = said(InfoType::FreeText, Class::Confidential, None);
        open.get_mut("x").unwrap().open = true;
        assert!(laxer(&text, &none, &open));
        assert!(laxer(&text, &none, &said(InfoType::Category, Class::Internal, None)));
    }

    // proves M7
    #[test]
    fn what_is_said_of_a_column_before_it_comes_lowers_nothing_alone() {
        let seen = Some((InfoType::PaymentCard, Class::Restricted));
        for (seen, lowers) in [(None, false), (seen, true)] {
            let after = said(InfoType::Category, Class::Internal, seen);
            let all = changes("loans", None, &Declared::new(), &after);
            assert_eq!(all[0].laxer, lowers);
        }
    }
}
