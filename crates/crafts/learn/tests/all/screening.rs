use crate::support::loans;
use learn::screen;

/// Precision and recall of `found` (ascending) against `planted` (ascending).
fn held(found: &[usize], planted: &[usize]) -> (f64, f64) {
    let hits = found.iter().filter(|row| planted.binary_search(row).is_ok()).count() as f64;
    (hits / found.len().max(1) as f64, hits / planted.len().max(1) as f64)
}

// proves M11
#[test]
fn flipped_labels_and_trigger_rows_are_found() {
    let planted = loans(12_000, 11, true);
    let screened = screen(&planted.table, 11).unwrap();
    let mut flips: Vec<usize> = screened.flips.iter().map(|flip| flip.row).collect();
    flips.sort_unstable();
    let (precision, recall) = held(&flips, &planted.flipped);
    assert!(precision > 0.8 && recall > 0.7, "flips: precision {precision}, recall {recall}");
    let [trigger] = screened.triggers.as_slice() else {
        panic!("one trigger was planted, found {:?}", screened.triggers)
    };
    assert!(trigger.columns.contains(&"amount".to_owned()), "{:?}", trigger.columns);
    assert_eq!(trigger.class, 0);
    let (precision, recall) = held(&trigger.rows, &planted.triggered);
    assert!(precision > 0.95 && recall > 0.95, "trigger: precision {precision}, recall {recall}");
}

// proves M11
#[test]
fn a_clean_table_is_left_nearly_whole() {
    let screened = screen(&loans(12_000, 12, false).table, 12).unwrap();
    assert_eq!(screened.triggers, []);
    assert!(screened.flips.len() < 120, "{} of 12,000 clean rows flagged", screened.flips.len());
}

#[test]
fn screening_repeats_itself() {
    let table = loans(2_000, 13, true).table;
    assert_eq!(screen(&table, 1).unwrap(), screen(&table, 1).unwrap());
}

#[test]
fn a_class_of_few_rows_is_refused() {
    let table = loans(100, 1, false).table;
    let labels = (0..100).map(|row| u32::from(row < 3)).collect();
    let error = screen(&table.relabelled(labels).unwrap(), 1).unwrap_err();
    assert!(error.to_string().contains("3 rows of class \"defaulted\""), "{error}");
}
