use crate::support::loans;
use learn::{Attack, Card, EPSILONS, Effort, Runtime, TARGET_EPS, train_all};
use std::process::Command;

fn card(name: &str) -> Card {
    Card { name: name.to_owned(), eps: TARGET_EPS, training: "00".repeat(32), seed: 5 }
}

// proves M12, M13
#[test]
fn the_fused_model_beats_plain_and_constant_under_every_attack() {
    let split = loans(12_000, 5, false).table.split(5).unwrap();
    let trained = train_all(&split, &Effort::full(), 5, &|_| {}).unwrap();
    let short = trained.shortfalls();
    assert!(short.is_empty(), "{short:#?}");
    assert_eq!(trained.alarms, []);
    assert_eq!(trained.comparisons.len(), 3 * Attack::ALL.len());
    let accuracy = |model, attack| trained.accuracy(model, attack, TARGET_EPS).unwrap();
    assert!(accuracy("plain", Attack::Pgd20) < accuracy("plain", Attack::Fgsm) + 0.01);
    assert!(accuracy("pgd", Attack::Worst) > accuracy("plain", Attack::Worst) + 0.03);
    assert!(accuracy("final", Attack::Category) > accuracy("plain", Attack::Category) + 0.3);
    let weights = trained.best.weights();
    assert!(weights.len() == 3 && (weights.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{weights:?}");
    for model in ["plain", "pgd", "final", "constant"] {
        let of = trained.evaluations.iter().filter(|e| e.model == model).count();
        assert_eq!(of, 1 + EPSILONS.len() * (Attack::ALL.len() - 1), "{model}");
    }

    let rejection = trained.rejection;
    assert!(rejection.honest < 0.09, "{rejection:?}");
    // Attacks on the robust model itself are subtle; those that fool plain networks are not.
    assert!(rejection.pgd20 > 0.3 && rejection.transfer > 0.8, "{rejection:?}");

    let rows = split.test;
    for (name, model) in
        [("plain", &trained.plain), ("pgd", &trained.pgd), ("final", &trained.best)]
    {
        let file = model.to_onnx(&card(name));
        let runtime = Runtime::load(&file).unwrap();
        assert_eq!((runtime.schema(), runtime.card()), (model.schema(), Some(&card(name))));
        let theirs = runtime.predict(&runtime.schema().cells(&rows).unwrap()).unwrap();
        let ours = model.predict(&rows).unwrap();
        let pairs = ours.probabilities.iter().flatten().zip(theirs.probabilities.iter().flatten());
        let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart <= 1e-4, "{name}: the runtime is {apart} apart");
        assert_eq!(theirs.suspicion.len(), if name == "final" { rows.rows() } else { 0 });
        let pairs = ours.suspicion.iter().zip(&theirs.suspicion);
        let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart <= 1e-4, "{name}: suspicion is {apart} apart");
    }
}

// proves M22
#[test]
fn equal_seeds_give_equal_files() {
    let split = loans(1_500, 6, false).table.split(6).unwrap();
    let effort = Effort { plain_steps: 150, robust_steps: 80, queries: 20, ..Effort::quick() };
    let train = |seed| {
        let trained = train_all(&split, &effort, seed, &|_| {}).unwrap();
        let file = trained.best.to_onnx(&card("final"));
        (terms::Digest::of(&file), trained.evaluations)
    };
    assert_eq!(train(5), train(5));
    assert_ne!(train(5).0, train(6).0);
}

/// onnxruntime answers like our runtime.
#[test]
#[ignore = "needs HYGEIA_PYTHON with onnxruntime"]
fn onnxruntime_answers_the_same() {
    let python = std::env::var("HYGEIA_PYTHON").expect("HYGEIA_PYTHON names a Python");
    let split = loans(2_000, 7, false).table.split(7).unwrap();
    let effort = Effort { plain_steps: 200, robust_steps: 80, queries: 20, ..Effort::quick() };
    let trained = train_all(&split, &effort, 7, &|_| {}).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    std::fs::write(place("model.onnx"), trained.best.to_onnx(&card("final"))).unwrap();
    let names: Vec<&str> = split.test.numeric().iter().map(|c| c.name.as_str()).collect();
    let mut rows = format!("{},home\n", names.join(","));
    let mut answers = String::new();
    let home = &split.test.categorical()[0];
    for (row, probabilities) in
        trained.best.predict(&split.test).unwrap().probabilities.iter().enumerate()
    {
        for column in split.test.numeric() {
            let value = column.values[row];
            rows += &if value.is_nan() { ",".to_owned() } else { format!("{value},") };
        }
        rows += &format!("{}\n", home.vocabulary[home.codes[row] as usize]);
        answers += &format!("{},{}\n", probabilities[0], probabilities[1]);
    }
    std::fs::write(place("rows.csv"), rows).unwrap();
    std::fs::write(place("answers.csv"), answers).unwrap();
    let script = std::env::var("CARGO_MANIFEST_DIR").unwrap() + "/tests/onnxruntime_check.py";
    let files = ["model.onnx", "rows.csv", "answers.csv"].map(place);
    let output = Command::new(python).arg(script).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
