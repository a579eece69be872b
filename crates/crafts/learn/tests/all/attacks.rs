use crate::support::loans;
use learn::{
    Attack, BlackBox, Card, Effort, LabelOnly, LabelOracle, LearnError, Runtime, Table, black_box,
    label_only, train_all, transfer,
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

fn siege() -> BlackBox {
    BlackBox {
        epsilons: vec![0.05, 0.3],
        points: 200,
        budget: LabelOnly { queries: 60 },
        effort: Effort::quick(),
        seed: 8,
        threat: None,
    }
}

// proves M13
#[test]
fn a_black_box_is_told_from_a_constant_answer() {
    let split = loans(6_000, 8, false).table.split(8).unwrap();
    let effort = Effort { queries: 20, robust_steps: 80, ..Effort::quick() };
    let trained = train_all(&split, &effort, 8, &|_| {}).unwrap();
    let card = Card { name: "plain".to_owned(), eps: 0.0, training: String::new(), seed: 8 };
    let victim = Runtime::load(&trained.plain.to_onnx(&card)).unwrap();
    let outcome = black_box(&victim, "plain", &split.test, &siege()).unwrap();
    assert_eq!((outcome.attacked, outcome.known), (200, split.test.rows() - 200));
    assert_eq!(outcome.doubts, Vec::<String>::new());
    let accuracy = |model: &str, attack, eps: f32| {
        let same = |e: &&learn::Evaluation| {
            e.model == model && e.attack == attack && (e.eps - eps).abs() < 1e-6
        };
        outcome.evaluations.iter().find(same).unwrap().accuracy
    };
    let clean = accuracy("plain", Attack::Clean, 0.0);
    assert!(clean > accuracy("constant", Attack::Clean, 0.0) + 0.1);
    for eps in [0.05, 0.3] {
        let worst = accuracy("plain", Attack::Worst, eps);
        assert!(worst <= accuracy("plain", Attack::Transfer, eps).min(clean));
        assert!(worst <= accuracy("plain", Attack::LabelOnly, eps));
    }
    // The brittle pair of columns gives way.
    assert!(outcome.findings.iter().any(|f| f.rule == "learn/brittle"), "{:?}", outcome.findings);

    let opposite: Vec<u32> = split.test.labels().iter().map(|label| 1 - label).collect();
    let wrong = split.test.relabelled(opposite).unwrap();
    let outcome = black_box(&victim, "plain", &wrong, &siege()).unwrap();
    assert_eq!(outcome.findings[0].rule, "learn/no-better-than-constant");

    let meagre = BlackBox { budget: LabelOnly { queries: 3 }, ..siege() };
    let outcome = black_box(&victim, "plain", &split.test, &meagre).unwrap();
    assert!(outcome.doubts[0].contains("3 queries"), "{:?}", outcome.doubts);
    let few = split.test.take(&(0..99).collect::<Vec<_>>());
    let error = black_box(&victim, "plain", &few, &siege()).unwrap_err();
    assert!(error.to_string().contains("99 rows"), "{error}");
}
