//! What is stored and shown under a plan, and under the next one.
#![allow(clippy::unwrap_used)]
use super::*;
use arrow::array::{Array, AsArray, StringArray};
use terms::{ColumnRole, Criticality, Kind};

fn column(name: &str, info_type: InfoType, class: Class) -> terms::Column {
    terms::Column {
        name: name.into(),
        info_type,
        kind: Kind::Text,
        role: ColumnRole::Identifier,
        class,
        criticality: Criticality::Low,
        regimes: vec![],
        confidence: 1.0,
        evidence: vec![],
        reason: String::new(),
        state: terms::ColumnState::Recognised,
        open: false,
    }
}

fn classification() -> Classification {
    let columns = vec![
        column("ssn", InfoType::UsSsn, Class::Restricted),
        column("name", InfoType::PersonName, Class::Confidential),
        column("city", InfoType::Category, Class::Internal),
    ];
    Classification { rows: 1, columns }
}

fn batch(names: &[&str]) -> RecordBatch {
    let value = |&name: &&str| match name {
        "ssn" => "123-45-6789",
        "name" => "Ada King",
        _ => "London",
    };
    let arrays = names.iter().map(|name| {
        let array: ArrayRef = Arc::new(StringArray::from(vec![value(name)]));
        (*name, array)
    });
    RecordBatch::try_from_iter(arrays).unwrap()
}

fn first(batch: &RecordBatch, name: &str) -> String {
    batch.column_by_name(name).unwrap().as_string::<i32>().value(0).to_owned()
}

fn viewer() -> Viewer {
    Viewer::new(TokenSecret::generate().unwrap(), Arc::new(|_| vec![]))
}

// proves M18
#[test]
fn protection_follows_the_class() {
    let plan = Plan::of(&classification(), &Handlings::default()).unwrap();
    let choice = |name| plan.column(name).map(|c| (c.encrypt, c.view)).unwrap();
    assert_eq!(choice("ssn"), (true, View::Token));
    assert_eq!(choice("name"), (true, View::Mask));
    assert_eq!(choice("city"), (true, View::Clear));
    let (whole, in_force) = (batch(&["ssn", "name", "city"]), Handlings::default());
    let view = plan.view(&whole, &classification(), &in_force, &viewer()).unwrap();
    assert_ne!(first(&view, "ssn"), "123-45-6789");
    assert_eq!((first(&view, "name").as_str(), first(&view, "city").as_str()), ("A. K.", "London"));
}

// proves M5
#[test]
fn what_is_not_retained_is_gone_before_anything_is_stored() {
    let mut handlings = Handlings::default();
    handlings.restricted.retain = false;
    let plan = Plan::of(&classification(), &handlings).unwrap();
    let stored = plan.apply(&batch(&["ssn", "name", "city"]), &viewer()).unwrap();
    let token = first(&stored, "ssn");
    assert_ne!(token, "123-45-6789");
    assert_eq!(first(&stored, "name"), "Ada King");
    // The stored token is shown as it is, not as a token of a token.
    assert_eq!(
        first(&plan.view(&stored, &classification(), &handlings, &viewer()).unwrap(), "ssn"),
        token
    );
}

// proves M18
#[test]
fn tokens_that_stand_for_dropped_values_are_made_anew_under_another_secret() {
    let mut handlings = Handlings::default();
    handlings.restricted.retain = false;
    let plan = Plan::of(&classification(), &handlings).unwrap();
    let [before, after] = [(); 2].map(|()| TokenSecret::generate().unwrap());
    let viewer = |secret: &TokenSecret| Viewer::new(secret.clone(), Arc::new(|_| vec![]));
    let whole = batch(&["ssn", "name"]);
    let stored = plan.apply(&whole, &viewer(&before)).unwrap();
    let anew = plan.tokens_anew(&stored, &before, &viewer(&after)).unwrap();
    assert_eq!(anew, plan.apply(&whole, &viewer(&after)).unwrap());
    assert_ne!(first(&anew, "ssn"), first(&stored, "ssn"));
    assert_eq!(first(&anew, "name"), "Ada King");
}

#[test]
fn contradictions_and_gaps_are_refused() {
    let mut handlings = Handlings::default();
    handlings.internal.retain = false;
    assert_eq!(
        Plan::of(&classification(), &handlings),
        Err(PlanError::Contradiction(Class::Internal))
    );
    let plan = Plan::of(&classification(), &Handlings::default()).unwrap();
    let error =
        plan.view(&batch(&["ssn", "extra"]), &classification(), &handlings, &viewer()).unwrap_err();
    assert_eq!(error, PlanError::Unplanned("extra".into()));
}

/// What was stored under one plan and is stored again under another: an original that need not be
/// kept any more is dropped, and no view is made of a view.
// proves M5
#[test]
fn what_is_stored_again_keeps_no_more_than_it_may() {
    let viewer = viewer();
    let under = |retain| {
        let mut handlings = Handlings::default();
        handlings.restricted.retain = retain;
        Plan::of(&classification(), &handlings).unwrap()
    };
    let token = first(&under(false).apply(&batch(&["ssn"]), &viewer).unwrap(), "ssn");
    for (before, after, kept) in [
        (true, true, "123-45-6789"),
        (true, false, token.as_str()),
        (false, true, token.as_str()),
        (false, false, token.as_str()),
    ] {
        let stored = under(before).apply(&batch(&["ssn"]), &viewer).unwrap();
        let again = under(after).apply_to_stored(&stored, &under(before), &viewer).unwrap();
        assert_eq!(first(&again, "ssn"), kept, "{before} {after}");
    }
    // What the plan before does not know is taken for an original.
    let none = Plan { columns: vec![] };
    let again = under(false).apply_to_stored(&batch(&["ssn"]), &none, &viewer).unwrap();
    assert_eq!(first(&again, "ssn"), token);
}

/// Every pair of handlings, before and after: what was stored as an original is shown in clear
/// only if the handling in force says so, and what was stored as a view is never more than it.
// proves M5, M17
#[test]
fn no_change_of_handling_shows_more_than_it_says() {
    const CLEAR: &str = "123-45-6789";
    let views = [View::Clear, View::Token, View::Mask, View::Hidden];
    let both = [true, false];
    let pairs = views.into_iter().flat_map(|view| both.map(|retain| (view, retain)));
    let possible = |&(view, retain): &(View, bool)| retain || view != View::Clear;
    let all: Vec<(View, bool)> = pairs.filter(possible).collect();
    let viewer = viewer();
    let under = |(view, retain)| {
        let mut handlings = Handlings::default();
        (handlings.restricted.view, handlings.restricted.retain) = (view, retain);
        handlings
    };
    for &before in &all {
        let plan = Plan::of(&classification(), &under(before)).unwrap();
        let stored = plan.apply(&batch(&["ssn"]), &viewer).unwrap();
        for &after in &all {
            let shown = plan.view(&stored, &classification(), &under(after), &viewer).unwrap();
            let column = shown.column(0);
            let text = column.as_string_opt::<i32>().filter(|cells| cells.is_valid(0));
            let text = text.map(|cells| cells.value(0));
            let in_clear = text == Some(CLEAR);
            assert_eq!(in_clear, after.0 == View::Clear && before.1, "{before:?}, {after:?}");
            if !before.1 {
                let as_it_is = after.0 == View::Clear || after.0 == before.0;
                assert_eq!(text.is_some(), as_it_is && before.0 != View::Hidden);
                assert!(text.is_none() || column == stored.column(0), "{before:?}, {after:?}");
            }
            if after.0 == View::Hidden || before.0 == View::Hidden && !before.1 {
                assert_eq!(text, None, "{before:?}, {after:?}");
            }
        }
    }
}
