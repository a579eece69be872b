//! Verbs over model files: attack, bom, scan.

use crate::support::{hygeia, keys, names, sample, sarif_rules};
use learn::{Card, Effort};
use std::fs;
use std::path::Path;

/// Trains on `loans.csv` in `dir`, not for long, and writes `model.onnx`.
fn train(dir: &Path) {
    let label = "defaulted";
    let options = tables::read::ReadOptions::new(|_| false);
    let table = tables::read::table(&dir.join("loans.csv"), &options).unwrap();
    let made = workspace::prepare::prepare(&table, Some(label)).unwrap();
    let (batch, excluded) = (made.learnable().unwrap(), &made.validated.excluded);
    let features =
        learn::features(&batch, &made.classification, label, excluded, learn::Unconfirmed::Learned)
            .unwrap();
    let effort = Effort { plain_steps: 600, robust_steps: 60, queries: 10, ..Effort::quick() };
    let split = features.table.split(3).unwrap();
    let trained = learn::train_all(&split, &effort, 3, &|_| {}).unwrap();
    let card = Card { name: "plain".into(), eps: 0.0, training: "00".repeat(32), seed: 3 };
    fs::write(dir.join("model.onnx"), trained.plain.to_onnx(&card)).unwrap();
}

// proves M10, M13
#[test]
fn a_model_file_is_attacked_and_its_bill_is_written() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 3_000);
    train(dir.path());
    hygeia(dir.path(), &["sample", "--rows", "700", "--seed", "5", "--out", "holdout.csv"]).ends(0);
    attack_tells(dir.path());
    attack_doubts(dir.path());
    attack_refuses(dir.path());
    bill(dir.path());
    hygeia(dir.path(), &["scan", "model.onnx"]).ends(0);
}

fn attack(dir: &Path, data: &str, more: &[&str]) -> crate::support::Ran {
    let args = ["attack", "model.onnx", "--data", data, "--label", "defaulted"];
    hygeia(dir, &[&args, more].concat())
}

fn attack_tells(dir: &Path) {
    let quick = ["--eps", "0.1,0.3", "--points", "200", "--budget", "80", "--fail-on", "never"];
    let told = attack(dir, "holdout.csv", &[&quick[..], &["--format", "json"]].concat());
    let told = told.ends(0).json();
    let wanted = [
        "model",
        "model_digest",
        "rows",
        "attacked",
        "known",
        "queries_per_row",
        "seed",
        "accuracies",
        "findings",
        "doubts",
    ];
    assert_eq!(keys(&told), wanted);
    assert_eq!((&told["model"], &told["attacked"]), (&"plain".into(), &200.into()));
    let accuracies = told["accuracies"].as_array().unwrap();
    assert_eq!(keys(&accuracies[0]), ["model", "attack", "eps", "accuracy"]);
    assert_eq!(accuracies.len(), 1 + 2 * 3 + 1);
    let of = |model: &str, attack: &str, eps: f64| {
        let same = |a: &&serde_json::Value| {
            a["model"] == model && a["attack"] == attack && a["eps"].as_f64() == Some(eps)
        };
        accuracies.iter().find(same).unwrap()["accuracy"].as_f64().unwrap()
    };
    assert!(of("plain", "clean", 0.0) > of("constant", "clean", 0.0));
    assert!(of("plain", "worst", 0.3) < of("plain", "clean", 0.0));
    assert!(of("plain", "worst", 0.3) <= of("plain", "worst", 0.1));
    let people = attack(dir, "holdout.csv", &quick).ends(0).out;
    assert!(people.contains("label_only") && people.contains("constant"), "{people}");

    // Who is always wrong is worse than the most frequent label.
    let csv = fs::read_to_string(dir.join("holdout.csv")).unwrap();
    let opposite: Vec<String> = csv
        .lines()
        .map(|line| match (line.strip_suffix(",yes"), line.strip_suffix(",no")) {
            (Some(rest), _) => format!("{rest},no"),
            (_, Some(rest)) => format!("{rest},yes"),
            _ => line.to_owned(),
        })
        .collect();
    fs::write(dir.join("opposite.csv"), opposite.join("\n")).unwrap();
    let ran = attack(dir, "opposite.csv", &["--eps", "0.1", "--budget", "80", "--format", "sarif"]);
    let ran = ran.ends(1).tells(&["--fail-on"]);
    let sarif = ran.json();
    assert_eq!(sarif_rules(&sarif), ["learn/no-better-than-constant"]);
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "model.onnx");
}

fn attack_doubts(dir: &Path) {
    let quick = ["--eps", "0.1", "--fail-on", "never"];
    let exhausted = attack(dir, "holdout.csv", &[&quick[..], &["--budget", "1"]].concat());
    exhausted.ends(3).tells(&["1 queries", "--budget"]);
    hygeia(dir, &["sample", "--rows", "90", "--seed", "6", "--out", "few.csv"]).ends(0);
    attack(dir, "few.csv", &quick).ends(3).tells(&["few.csv", "at least 100", "more rows"]);
}

fn attack_refuses(dir: &Path) {
    attack(dir, "absent.csv", &[]).ends(2).tells(&["absent.csv", "No such file"]);
    fs::write(dir.join("other.csv"), "a,defaulted\n1,yes\n2,no\n3,yes\n").unwrap();
    attack(dir, "other.csv", &[]).ends(2).tells(&["other.csv", "is missing", "columns"]);
    let args = ["attack", "loans.csv", "--data", "holdout.csv", "--label", "defaulted"];
    hygeia(dir, &args).ends(2).tells(&["loans.csv", "not ONNX", "Hygeia trained"]);
    let args = ["attack", "model.onnx", "--data", "holdout.csv", "--label", "region"];
    hygeia(dir, &args).ends(2).tells(&["holdout.csv"]);
    assert_eq!(attack(dir, "holdout.csv", &["--eps", "-1"]).code, 2);
    assert_eq!(attack(dir, "holdout.csv", &["--points", "1001"]).code, 2);
}

fn bill(dir: &Path) {
    let told = hygeia(dir, &["bom", "model.onnx"]).ends(0).json();
    assert_eq!(told["bomFormat"], "CycloneDX");
    let model = &told["metadata"]["component"];
    assert_eq!(
        (&model["name"], &model["type"]),
        (&"model".into(), &"machine-learning-model".into())
    );
    assert_eq!(model["hashes"][0]["alg"], "SHA-256");
    assert!(model.get("version").is_none(), "what is unknown is left out: {model}");
    let card = &model["modelCard"]["modelParameters"];
    assert_eq!(card["task"], "classification");
    assert!(card.get("modelArchitecture").is_none() && card.get("datasets").is_none());
    let ports = card["inputs"].as_array().unwrap();
    assert!(ports.iter().any(|port| port["format"].as_str().unwrap().contains("float32 [N,1]")));
    assert_eq!(card["outputs"][1]["format"], "label: int64 [N]");

    fs::create_dir(dir.join("folder")).unwrap();
    fs::copy(dir.join("model.onnx"), dir.join("folder/final.onnx")).unwrap();
    fs::write(dir.join("folder/README.md"), "notes").unwrap();
    let args = ["bom", "folder", "--name", "credit", "--model-version", "3", "--out", "b.cdx.json"];
    hygeia(dir, &args).ends(0);
    let told: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.join("b.cdx.json")).unwrap()).unwrap();
    let model = &told["metadata"]["component"];
    assert_eq!((&model["name"], &model["version"]), (&"credit".into(), &"3".into()));
    assert_eq!(told["components"][0]["name"], "README.md");
}

#[test]
fn a_bill_of_nothing_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("empty")).unwrap();
    hygeia(dir.path(), &["bom", "empty"]).ends(2).tells(&["empty", "no file"]);
    hygeia(dir.path(), &["bom", "absent"]).ends(2).tells(&["absent", "No such file"]);
    assert_eq!(names(dir.path()), ["empty"]);
}

// proves M10
#[test]
fn a_scan_tells_what_is_unsafe_and_what_it_cannot_tell() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    put("bad.pkl", b"cposix\nsystem\n(S'id'\ntR.");
    put("odd.bin", &[0x91, 0x17, 0xfe, 0x03, 0x88, 0x00, 0x01, 0x02]);
    put("notes.txt", b"nothing to see\n");
    let refused = hygeia(dir.path(), &["scan", "bad.pkl", "--format", "json"]).ends(1);
    let told = refused.tells(&["--fail-on"]).json();
    assert_eq!(keys(&told), ["files", "unread", "findings", "unsure", "verdict"]);
    assert_eq!(told["findings"][0]["rule"], "artifact/pickle-dangerous-import");
    let sarif = hygeia(dir.path(), &["scan", "bad.pkl", "--format", "sarif"]).ends(1).json();
    assert!(sarif_rules(&sarif).contains(&"artifact/pickle-dangerous-import"));
    hygeia(dir.path(), &["scan", "odd.bin"]).ends(3).tells(&["could not be told"]);
    hygeia(dir.path(), &["scan", "notes.txt"]).ends(0);
    hygeia(dir.path(), &["scan", "absent.pt"]).ends(2).tells(&["absent.pt", "check that"]);
}
