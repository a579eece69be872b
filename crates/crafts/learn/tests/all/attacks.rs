use crate::support::loans;
use learn::{
    Attack, Card, Effort, LabelOnly, LabelOracle, LearnError, Runtime, Table, label_only,
    train_all, transfer,
};

/// Answers by one column and a threshold: how far each row is from it is known.
struct Threshold;

impl LabelOracle for Threshold {
    fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
        Ok(table.numeric()[0].values.iter().map(|score| u32::from(*score < 660.0)).collect())
    }
}

// proves M13
#[test]
fn the_label_only_attack_finds_the_known_distance() {
    let table = loans(400, 3, false).table;
    let truth = Threshold.labels(&table).unwrap();
    let table = table.relabelled(truth).unwrap();
    let scale = vec![60.0, 0.1, 0.2, 20_000.0, 20_000.0, 5_000.0];
    let budget = LabelOnly { queries: 200 };
    let found = label_only(&Threshold, &table, &scale, 0.5, budget, 1).unwrap();
    for (distance, score) in found.iter().zip(&table.numeric()[0].values) {
        if score.is_nan() {
            assert!(distance.is_infinite(), "a missing value can't be moved");
            continue;
        }
        let known = (score - 660.0).abs() / 60.0;
        if known < 0.45 {
            assert!(
                *distance >= known * 0.99 && *distance <= known + 0.02,
                "{distance} for {known}"
            );
        } else if known > 0.51 {
            assert!(distance.is_infinite(), "{distance} for {known}");
        }
    }
}

// proves M13
#[test]
fn a_model_file_can_be_attacked_from_outside() {
    let split = loans(6_000, 4, false).table.split(4).unwrap();
    let effort = Effort { queries: 100, ..Effort::quick() };
    let trained = train_all(&split, &effort, 4, &|_| {}).unwrap();
    let card = Card { name: "plain".to_owned(), eps: 0.0, training: String::new(), seed: 4 };
    let victim = Runtime::load(&trained.plain.to_onnx(&card)).unwrap();
    let rows = transfer(&victim, &split.train, &split.test, &[0.05, 0.3], &effort, 4).unwrap();
    let share =
        |rows: &[bool]| rows.iter().filter(|right| **right).count() as f64 / rows.len() as f64;
    let clean = trained.accuracy("plain", Attack::Clean, 0.0).unwrap();
    assert!(
        share(&rows[0]) <= clean + 0.01 && share(&rows[1]) < clean - 0.05,
        "{clean} {:?}",
        share(&rows[1])
    );
}
