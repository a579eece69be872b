//! What becomes a feature, and what never does.

use crate::people::{column, loans};
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use learn::{
    FeatureError, LearnError, Suspects, Unconfirmed, check_inputs, features, features_to_screen,
    screen,
};
use std::sync::Arc;
use terms::{Class, ColumnRole, InfoType};

// proves M5
#[test]
fn identifiers_and_free_text_are_left_out_and_rare_values_are_not_in_the_vocabulary() {
    let loans = loans(2_000);
    let made = features(
        &loans.batch,
        &loans.classification,
        "defaulted",
        &[1, 50, 1_999],
        Unconfirmed::LeftOut,
    )
    .unwrap();
    let left: Vec<&str> = made.left_out.iter().map(|left| left.column.as_str()).collect();
    assert_eq!(left, ["email", "notes"]);
    let numeric: Vec<&str> = made.table.numeric().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(numeric, ["score", "debt"]);
    let town = made.table.categorical().iter().find(|c| c.name == "town").unwrap();
    assert_eq!(town.vocabulary, ["city"], "a hamlet of one row must not get into a model");
    // 50 is excluded and has no label: it counts as excluded.
    assert_eq!((made.excluded, made.unlabelled), (3, 39));
    assert_eq!(made.rows.len(), 2_000 - 42);
    assert!(!made.rows.contains(&1) && !made.rows.contains(&100));
    assert_eq!(made.table.classes(), ["no", "yes"], "the most frequent first");
    assert!(made.table.numeric()[0].values.iter().any(|value| value.is_nan()));
}

#[test]
fn columns_that_somebody_chose_are_learned_from_alone() {
    let loans = loans(400);
    let all = Unconfirmed::LeftOut;
    let made = features(&loans.batch, &loans.classification, "defaulted", &[], all).unwrap();
    let by = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        made.clone().by(&names)
    };
    assert_eq!(by(&[]).unwrap().table.numeric().len(), 2);
    let chosen = by(&["town", "score"]).unwrap();
    let numeric: Vec<&str> = chosen.table.numeric().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(numeric, ["score"]);
    assert_eq!(chosen.table.categorical().len(), 1);
    let left = |name: &str| chosen.left_out.iter().any(|left| left.column == name);
    assert!(left("debt") && left("email") && !left("town"));
    let told = |names: &[&str]| by(names).unwrap_err().to_string();
    assert!(told(&["scor"]).contains("did you mean `score`?"));
    // What is no feature does not become one by being named.
    assert!(told(&["score", "email"]).contains("must not be learned from"));
}

// proves M5
#[test]
fn an_identifier_that_is_called_a_feature_is_refused() {
    let mut loans = loans(500);
    loans.classification.columns[0] =
        column("email", InfoType::Email, ColumnRole::Feature, Class::Public);
    let refused =
        features(&loans.batch, &loans.classification, "defaulted", &[], Unconfirmed::LeftOut);
    assert!(matches!(refused, Err(FeatureError::Forbidden { column, .. }) if column == "email"));
}

// proves M5
#[test]
fn a_model_that_takes_what_is_forbidden_is_seen_by_its_inputs() {
    let mut loans = loans(100);
    assert!(check_inputs(["score", "home"], &loans.classification).is_ok());
    for name in ["email", "notes", "defaulted"] {
        let refused = check_inputs(["score", name], &loans.classification);
        assert!(matches!(refused, Err(FeatureError::Forbidden { column, .. }) if column == name));
    }
    assert!(matches!(
        check_inputs(["unheard"], &loans.classification),
        Err(FeatureError::Unclassified(_))
    ));
    loans.classification.columns[3].class = Class::Restricted;
    assert!(check_inputs(["home"], &loans.classification).is_err());
    let made =
        features(&loans.batch, &loans.classification, "defaulted", &[], Unconfirmed::LeftOut)
            .unwrap();
    assert!(made.left_out.iter().any(|left| left.column == "home"));
}

// proves M5, M11
#[test]
fn restricted_measures_are_judged_by_and_never_learned_and_identifiers_are_neither() {
    let mut loans = loans(400);
    loans.classification.columns[3].class = Class::Restricted;
    let to_screen = |loans: &crate::people::Loans| {
        let (batch, known) = (&loans.batch, &loans.classification);
        features_to_screen(batch, known, "defaulted", &[], Unconfirmed::LeftOut)
    };
    let judged = to_screen(&loans).unwrap();
    assert!(judged.table.categorical().iter().any(|column| column.name == "home"));
    let left: Vec<&str> = judged.left_out.iter().map(|left| left.column.as_str()).collect();
    assert_eq!(left, ["email", "notes"]);
    // A measure that is called by what it tells of somebody comes as text.
    let index = (0..400).map(|row| Some(format!("{}.{}", 18 + row % 20, row % 7)));
    let index = Arc::new(index.collect::<StringArray>()) as ArrayRef;
    let mut columns = loans.batch.columns().to_vec();
    columns[4] = index;
    let batch = RecordBatch::try_new(loans.batch.schema(), columns).unwrap();
    loans.classification.columns[4] =
        column("town", InfoType::HealthCondition, ColumnRole::Feature, Class::Restricted);
    let known = &loans.classification;
    let judged = features_to_screen(&batch, known, "defaulted", &[], Unconfirmed::LeftOut);
    assert!(judged.unwrap().table.numeric().iter().any(|column| column.name == "town"));
    loans.classification.columns[0] =
        column("email", InfoType::Email, ColumnRole::Feature, Class::Restricted);
    assert!(
        matches!(to_screen(&loans), Err(FeatureError::Forbidden { column, .. }) if column == "email")
    );
}

#[test]
fn a_label_that_cannot_be_learned_is_told() {
    let loans = loans(300);
    let of = |label: &str| {
        features(&loans.batch, &loans.classification, label, &[], Unconfirmed::LeftOut)
    };
    assert!(matches!(of("nothing"), Err(FeatureError::NoLabel(_))));
    assert!(matches!(of("email"), Err(FeatureError::Forbidden { .. })));
    assert!(matches!(of("score"), Err(FeatureError::Classes { found: 65.., most: 64, .. })));
    let all_but_one: Vec<u64> = (0..299).collect();
    let one = features(
        &loans.batch,
        &loans.classification,
        "defaulted",
        &all_but_one,
        Unconfirmed::LeftOut,
    );
    assert!(matches!(one, Err(FeatureError::Classes { found: 1, .. })));
}

// proves M11
#[test]
fn flipped_labels_are_told_by_their_rows_in_the_dataset() {
    let loans = loans(4_000);
    let made = features(
        &loans.batch,
        &loans.classification,
        "defaulted",
        &[0, 1, 2, 3],
        Unconfirmed::LeftOut,
    )
    .unwrap();
    let found = screen(&made, 1).unwrap();
    let score = found.score(Suspects::Flips, &loans.flipped);
    assert_eq!(score.planted, loans.flipped.len());
    // A label drawn by chance is right in 3 % of the rows; rows mapped wrongly would be no better.
    assert!(score.precision.unwrap() > 0.5 && score.recall.unwrap() > 0.4, "{score:?}");
    let nothing = found.score(Suspects::Triggers, &[]);
    assert_eq!((nothing.recall, nothing.planted), (None, 0));
    let findings = found.findings("dataset/loans");
    assert_eq!(findings[0].rule, "train/flipped-label");
    assert_eq!(findings[0].location.row, Some(found.rows(Suspects::Flips)[0]));
}

// proves M11
#[test]
fn what_is_suspected_is_not_trained_on_and_rows_stay_rows_of_the_dataset() {
    let loans = loans(4_000);
    let made = features(
        &loans.batch,
        &loans.classification,
        "defaulted",
        &[0, 1, 2, 3],
        Unconfirmed::LeftOut,
    )
    .unwrap();
    let found = screen(&made, 1).unwrap();
    let suspected: Vec<u64> = found.rows(Suspects::Flips);
    let counted = (suspected.len(), found.suspected(), &found.triggers);
    assert!(suspected.len() > 50 && found.suspected() == suspected.len(), "{counted:?}");
    let kept = found.without_suspects(&made).unwrap();
    assert_eq!(kept.table.rows(), made.table.rows() - suspected.len());
    assert_eq!(kept.rows.len(), kept.table.rows());
    assert!(kept.rows.iter().all(|row| !suspected.contains(row)));
    // The third kept row of the table is still the dataset's row that its position says.
    let position = made.rows.iter().position(|row| *row == kept.rows[2]).unwrap();
    let debt = |of: &learn::Features, at: usize| of.table.numeric()[1].values[at];
    assert_eq!(debt(&kept, 2), debt(&made, position));
    assert_eq!((kept.excluded, kept.unlabelled), (made.excluded, made.unlabelled));

    let less =
        features(&loans.batch, &loans.classification, "defaulted", &[], Unconfirmed::LeftOut)
            .unwrap();
    let refused = found.without_suspects(&less);
    assert!(matches!(refused, Err(LearnError::OtherScreening { .. })));
}
