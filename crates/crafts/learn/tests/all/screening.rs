use crate::support::{as_features, loans};
use learn::{Score, Suspects, screen};

/// Precision and recall.
fn shares(score: Score) -> (f64, f64) {
    (score.precision.unwrap(), score.recall.unwrap())
}

// proves M11
#[test]
fn flipped_labels_and_trigger_rows_are_found() {
    let planted = loans(12_000, 11, true);
    let in_dataset =
        |rows: &[usize]| -> Vec<u64> { rows.iter().map(|row| *row as u64 + 10).collect() };
    let screened = screen(&as_features(planted.table), 11).unwrap();
    let flipped = in_dataset(&planted.flipped);
    let (precision, recall) = shares(screened.score(Suspects::Flips, &flipped));
    assert!(precision > 0.8 && recall > 0.7, "flips: precision {precision}, recall {recall}");
    let [trigger] = screened.triggers.as_slice() else {
        panic!("one trigger was planted, found {:?}", screened.triggers)
    };
    assert!(trigger.columns.contains(&"amount".to_owned()), "{:?}", trigger.columns);
    let triggered = in_dataset(&planted.triggered);
    let (precision, recall) = shares(screened.score(Suspects::Triggers, &triggered));
    assert!(precision > 0.95 && recall > 0.95, "trigger: precision {precision}, recall {recall}");
}

// proves M11
#[test]
fn a_clean_table_is_left_nearly_whole() {
    let screened = screen(&as_features(loans(12_000, 12, false).table), 12).unwrap();
    assert_eq!(screened.triggers, []);
    let suspected = screened.suspected();
    assert!(suspected < 120, "{suspected} of 12,000 clean rows flagged");
}

#[test]
fn screening_repeats_itself() {
    let made = as_features(loans(2_000, 13, true).table);
    assert_eq!(screen(&made, 1).unwrap(), screen(&made, 1).unwrap());
}

#[test]
fn a_class_of_few_rows_is_refused() {
    let table = loans(100, 1, false).table;
    let labels = (0..100).map(|row| u32::from(row < 3)).collect();
    let error = screen(&as_features(table.relabelled(labels).unwrap()), 1).unwrap_err();
    assert!(error.to_string().contains("3 rows of class \"defaulted\""), "{error}");
}
