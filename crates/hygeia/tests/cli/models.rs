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
    attack_keeps_to_a_threat_model(dir.path());
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
        "threat_model",
        "accuracies",
        "unconstrained",
        "extraction",
        "findings",
        "doubts",
        "notes",
    ];
    assert_eq!(keys(&told), wanted);
    assert_eq!((&told["model"], &told["attacked"]), (&"plain".into(), &200.into()));
    let accuracies = told["accuracies"].as_array().unwrap();
    assert_eq!(keys(&accuracies[0]), ["model", "attack", "eps", "accuracy"]);
    assert_eq!(accuracies.len(), 2 + 2 * 5 + 1);
    assert_eq!(told["threat_model"], "data");
    let of = |model: &str, attack: &str, eps: f64| {
        let same = |a: &&serde_json::Value| {
            a["model"] == model && a["attack"] == attack && a["eps"].as_f64() == Some(eps)
        };
        accuracies.iter().find(same).unwrap()["accuracy"].as_f64().unwrap()
    };
    assert!(of("plain", "clean", 0.0) > of("constant", "clean", 0.0));
    assert!(of("plain", "worst", 0.3) < of("plain", "clean", 0.0));
    assert!(of("plain", "worst", 0.1) <= of("plain", "category", 0.0));
    assert!(of("plain", "worst", 0.3) <= of("plain", "worst", 0.1));
    let copies = told["extraction"].as_array().unwrap();
    assert_eq!(copies.last().unwrap()["queries"], told["known"]);
    assert!(copies.last().unwrap()["agreement"].as_f64().unwrap() > 0.7, "{copies:?}");
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

fn attack_keeps_to_a_threat_model(dir: &Path) {
    let data = ["--data", "holdout.csv", "--label", "defaulted"];
    let make = [&["attack", "--make-threat", "threat.toml"][..], &data].concat();
    let made = hygeia(dir, &make).ends(0).out;
    assert!(made.contains("threat.toml") && made.contains("--threat"), "{made}");
    hygeia(dir, &make).ends(2).tells(&["threat.toml exists already"]);
    // What a model takes of the data.
    attack(dir, "holdout.csv", &["--make-threat", "taken.toml"]).ends(0);
    let text = fs::read_to_string(dir.join("taken.toml")).unwrap();
    assert!(text.contains("step = 1") && text.contains("becomes = ["), "{text}");
    let quick = ["--eps", "0.3", "--points", "100", "--budget", "40", "--format", "json"];
    let quick = [&quick[..], &["--fail-on", "never"]].concat();
    let told = attack(dir, "holdout.csv", &[&quick[..], &["--threat", "threat.toml"]].concat());
    let told = told.ends(0).json();
    assert_eq!(told["threat_model"], "file");
    let before = &told["unconstrained"][0];
    let wanted = ["model", "attack", "eps", "accuracy", "turned", "unrealisable", "broken"];
    assert_eq!(keys(before), wanted);
    assert!(before["unrealisable"].as_u64() <= before["turned"].as_u64(), "{before}");
    // Where nothing may move nothing was attacked.
    let still: String = text.replace("\"freely\"", "\"never\"");
    fs::write(dir.join("still.toml"), still).unwrap();
    let ran = attack(dir, "holdout.csv", &[&quick[..], &["--threat", "still.toml"]].concat());
    let ran = ran.ends(3).tells(&["lets nothing move"]);
    let told = ran.json();
    let accuracies = told["accuracies"].as_array().unwrap();
    assert!(
        accuracies[..accuracies.len() - 1]
            .iter()
            .all(|a| a["accuracy"] == accuracies[0]["accuracy"])
    );
    fs::write(dir.join("typo.toml"), "[columns.age]\nstop = 1\n").unwrap();
    let typo = attack(dir, "holdout.csv", &["--threat", "typo.toml"]);
    typo.ends(2).tells(&["typo.toml", "line 2", "did you mean `step`"]);
    fs::write(dir.join("typo.toml"), "[columns.nowhere]\n").unwrap();
    attack(dir, "holdout.csv", &["--threat", "typo.toml"]).ends(2).tells(&["no column", "nowhere"]);
    let loose = attack(dir, "holdout.csv", &[&quick[..], &["--unconstrained"]].concat());
    let loose = loose.ends(0).json();
    assert_eq!(
        (&loose["threat_model"], &loose["unconstrained"]),
        (&"none".into(), &serde_json::json!([]))
    );
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
    hygeia(dir, &args).ends(2).tells(&["loans.csv", "not ONNX", "docs/attack.md"]);
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

/// Rows of four numbers around two points, as the models of `learn/tests/data` know them.
fn far_apart(rows: usize) -> String {
    let mut csv = "a,b,c,d,label\n".to_owned();
    for row in 0..rows {
        let cell = |column: usize| {
            let jitter = ((row * 37 + column * 11) % 100) as f64 / 100.0;
            format!("{:.2}", jitter + 6.0 * (row % 2) as f64)
        };
        csv.push_str(&(0..4).map(cell).collect::<Vec<_>>().join(","));
        csv.push_str(&format!(",k{}\n", row % 2));
    }
    csv
}

// proves M13
#[test]
fn a_model_that_others_exported_is_asked_and_attacked() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    put("m.onnx", include_bytes!("../../../crafts/learn/tests/data/foreign_logreg.onnx"));
    put("rows.csv", far_apart(200).as_bytes());
    let run = |args: &[&str]| hygeia(dir.path(), args);
    let told =
        run(&["predict", "m.onnx", "--data", "rows.csv", "--label", "label", "--format", "json"]);
    let told = told.ends(0).json();
    assert_eq!(keys(&told), ["model", "model_digest", "notes", "predictions"]);
    let said = |row: usize| {
        (told["predictions"][row]["row"].as_u64(), told["predictions"][row]["class"].as_str())
    };
    assert_eq!((said(0), said(199)), ((Some(0), Some("k0")), (Some(199), Some("k1"))));
    let csv = run(&[
        "predict",
        "m.onnx",
        "--data",
        "rows.csv",
        "--columns",
        "a,b,c,d",
        "--format",
        "csv",
    ]);
    let csv = csv.ends(0).out;
    assert_eq!(csv.lines().take(3).collect::<Vec<_>>(), ["row,class", "0,k0", "1,k1"]);

    let quick = ["--points", "60", "--budget", "20", "--eps", "3", "--fail-on", "never"];
    let attack = |more: &[&str]| {
        let args = ["attack", "m.onnx", "--data", "rows.csv", "--label", "label"];
        run(&[&args, &quick[..], more].concat())
    };
    let told = attack(&["--format", "json"]).ends(0).json();
    assert!(
        told["notes"][0].as_str().unwrap().contains("in the data's order: a, b, c, d"),
        "{told}"
    );
    let accuracies = told["accuracies"].as_array().unwrap();
    let of = |attack: &str| {
        accuracies.iter().find(|a| a["attack"] == attack).unwrap()["accuracy"].as_f64().unwrap()
    };
    assert!(of("clean") > 0.99 && of("worst") < 0.2, "{accuracies:?}");
    assert!(attack(&[]).ends(0).out.starts_with("note: input \"X\" takes"));
    attack(&["--columns", "a,b,c"]).ends(2).tells(&["takes 4 columns", "a, b, c", "--columns"]);
    attack(&["--columns", "a,b,c,e"]).ends(2).tells(&["\"e\"", "--columns"]);
    attack(&["--classes", "k0,k9"]).ends(2).tells(&["k9", "--classes"]);
}

// proves M13
#[test]
fn an_address_that_is_no_model_or_answers_not_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("rows.csv"), far_apart(200)).unwrap();
    let attack = |address: &str| {
        hygeia(dir.path(), &["attack", address, "--data", "rows.csv", "--label", "label"])
    };
    attack("https://127.0.0.1:1/models")
        .ends(2)
        .tells(&["no address of a model", "/v2/models/NAME"]);
    attack("http://models.example/v2/models/m").ends(2).tells(&["in clear", "https://"]);
    let hidden = attack("https://user:secret@127.0.0.1/invocations").ends(2);
    assert!(!hidden.tells(&["HYGEIA_TOKEN"]).err.contains("secret"));
    attack("http://127.0.0.1:1/v2/models/m").ends(3).tells(&["127.0.0.1:1"]);
    attack("http://127.0.0.1:1/invocations").ends(3).tells(&["127.0.0.1:1"]);
}
