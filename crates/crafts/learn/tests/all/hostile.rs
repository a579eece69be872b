use crate::support::loans;
use learn::{Card, Categorical, Cells, Effort, LearnError, Numeric, Runtime, Table, train_all};
use proptest::prelude::*;

fn small() -> Vec<u8> {
    let split = loans(600, 8, false).table.split(8).unwrap();
    let effort = Effort { plain_steps: 40, robust_steps: 20, queries: 5, ..Effort::quick() };
    let card = Card { name: "final".to_owned(), eps: 0.1, training: String::new(), seed: 8 };
    train_all(&split, &effort, 8, &|_| {}).unwrap().best.to_onnx(&card)
}

#[test]
fn damaged_files_are_refused_without_panic() {
    let file = small();
    assert!(matches!(Runtime::load(b""), Err(LearnError::Model { .. })));
    assert!(matches!(Runtime::load(b"\x80\x04not a model"), Err(LearnError::Model { .. })));
    for cut in (0..file.len()).step_by(997) {
        assert!(Runtime::load(&file[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn strange_inputs_get_probabilities_or_an_error() {
    let runtime = Runtime::load(&small()).unwrap();
    let numbers = |value| Cells::Numbers(vec![value; 2]);
    for strange in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE] {
        let mut cells = vec![numbers(strange); 6];
        cells.push(Cells::Codes(vec![i64::MIN, 99]));
        for row in runtime.predict(&cells).unwrap().probabilities {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{strange}: {row:?}");
        }
    }
    assert!(matches!(runtime.predict(&[]), Err(LearnError::MissingColumn { .. })));
    assert!(matches!(runtime.predict(&vec![numbers(0.0); 7]), Err(LearnError::ColumnType { .. })));
    let mut uneven = vec![numbers(0.0); 6];
    uneven.push(Cells::Codes(vec![0]));
    assert!(matches!(runtime.predict(&uneven), Err(LearnError::Length { .. })));
}

#[test]
fn tables_that_do_not_fit_are_refused() {
    let number = |rows| Numeric { name: "n".to_owned(), values: vec![0.0; rows] };
    let classes = || vec!["a".to_owned(), "b".to_owned()];
    let refused = |numeric, labels, classes| {
        Table::new(numeric, Vec::<Categorical>::new(), labels, classes).unwrap_err()
    };
    assert!(matches!(
        refused(vec![number(3)], vec![0, 1], classes()),
        LearnError::Length { found: 3, rows: 2, .. }
    ));
    assert!(matches!(
        refused(vec![number(2)], vec![0, 2], classes()),
        LearnError::Label { row: 1, label: 2, .. }
    ));
    assert!(matches!(
        refused(vec![number(1)], vec![0], vec!["a".to_owned()]),
        LearnError::Classes { found: 1, .. }
    ));
    assert!(matches!(refused(vec![], vec![0], classes()), LearnError::NoFeatures));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn noise_is_no_model(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(Runtime::load(&bytes).is_err());
    }
}
