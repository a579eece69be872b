//! `hygeia train`, of a file.

use crate::support::{hygeia, names, sample};
use std::fs;

/// A model is made of a file without a workspace, is whole or not there, and answers by `predict`.
// proves M12, M13
#[test]
fn a_model_is_trained_on_a_file_and_says_what_it_learned_from() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 800);
    let train = |more: &[&str]| {
        let args = [&["train", "loans.csv", "--label", "defaulted", "--quick"], more].concat();
        hygeia(dir.path(), &args)
    };
    let ran = train(&["--out", "a", "--format", "json"]);
    assert!(matches!(ran.code, 0 | 1), "{ran:?}");
    let told = ran.json();
    let weak = told["weaknesses"].as_array().unwrap().len();
    assert_eq!(ran.code == 1, weak > 0, "{told}");
    assert_eq!(names(&dir.path().join("a/model")), ["final.onnx"]);
    assert_eq!(names(&dir.path().join("a/evidence")), ["pgd.onnx", "plain.onnx"]);
    let left: Vec<&str> = told["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["column"].as_str().unwrap())
        .collect();
    assert!(left.contains(&"ssn") && left.contains(&"email"), "{left:?}");
    let accuracy = |model: &str, attack: &str| {
        let rows = told["accuracies"].as_array().unwrap().iter();
        let mut of = rows.filter(|row| row["model"] == model && row["attack"] == attack);
        of.next().unwrap()["accuracy"].as_f64().unwrap()
    };
    assert!(accuracy("final", "worst") <= accuracy("final", "clean"));
    // No row is learned from and tested on, and what is suspected is in neither.
    let rows = |key: &str| -> Vec<u64> {
        told[key].as_array().unwrap().iter().map(|row| row.as_u64().unwrap()).collect()
    };
    let (test, suspected) = (rows("test_rows"), rows("suspected_rows"));
    assert!(!test.is_empty() && suspected.iter().all(|row| !test.contains(row)), "{told}");

    // The same file and seed give the same model, bit by bit.
    train(&["--out", "b"]);
    let model = |of: &str| fs::read(dir.path().join(of).join("model/final.onnx")).unwrap();
    assert_eq!(model("a"), model("b"));
    let holds = |bytes: &[u8], what: &str| bytes.windows(what.len()).any(|w| w == what.as_bytes());
    assert!(!holds(&model("a"), "ssn"), "an identifier is in the model");

    let of = ["--columns", "annual_income,region", "--eps", "0.3", "--width", "8", "--epochs", "4"];
    let told = train(&[&of[..], &["--out", "d", "--format", "json"]].concat()).json();
    let eps = |row: &serde_json::Value| row["eps"].as_f64().unwrap();
    let rows = told["accuracies"].as_array().unwrap().iter();
    let mut sizes: Vec<f64> = rows.map(eps).filter(|eps| *eps > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    assert_eq!(sizes.len(), 3, "{told}");
    assert!(sizes.iter().zip([0.15, 0.3, 0.6]).all(|(a, b)| (a - b).abs() < 1e-6), "{sizes:?}");
    assert!(told["comparisons"].as_array().unwrap().iter().all(|row| row["eps"] != 0.1));
    assert!(model("d").len() * 2 < model("a").len(), "narrower networks are no smaller");
    assert!(!holds(&model("d"), "loan_amount") && holds(&model("d"), "annual_income"));
    train(&["--out", "e", "--columns", "ssn"]).ends(2).tells(&["ssn", "must not be learned from"]);
    train(&["--out", "e", "--eps", "7"]).ends(2).tells(&["eps is 7", "at most 2"]);

    train(&["--out", "a"]).ends(2).tells(&["exists already", "--out"]);
    let asked = ["predict", "a/model/final.onnx", "--data", "loans.csv", "--label", "defaulted"];
    let answers = hygeia(dir.path(), &[&asked[..], &["--format", "csv"]].concat()).ends(0).out;
    assert_eq!(answers.lines().count(), 801);

    fs::write(dir.path().join("wrong.toml"), "nonsense = 1\n").unwrap();
    train(&["--out", "c", "--threat", "wrong.toml"]).ends(2).tells(&["threat model"]);
    assert!(!dir.path().join("c").exists());
    hygeia(dir.path(), &["train", "loans.csv", "--label", "no", "--out", "c"])
        .ends(2)
        .tells(&["no column", "--label"]);
    hygeia(dir.path(), &["train", "--label", "defaulted", "--out", "c"]).ends(2);
    // Nothing of a workspace was made or touched.
    assert!(!dir.path().join("state").exists());
}
