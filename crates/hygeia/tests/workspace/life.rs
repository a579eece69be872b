//! A whole life: a table comes in, is asked and learned from, a model goes to operations, everything
//! is destroyed, and the vault takes over.

use crate::audited::audited;
use crate::home::{
    AUDITOR, ENGINEER, Home, KEEPER, LEAD, OPERATOR, OWNER, RISK, RISK_HEAD, SCIENTIST, SECURITY,
    STEWARD, VAULT_HEAD,
};
use crate::support::{keys, sample};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const SSN: &str = "SELECT ssn FROM loans WHERE ssn IS NOT NULL ORDER BY application_id LIMIT 1";

// proves M1, M5, M7, M9, M10, M20, M21, M22
#[test]
fn a_workspace_lives_and_comes_back() {
    let home = Home::applied();
    for who in [
        SECURITY, OWNER, STEWARD, SCIENTIST, ENGINEER, LEAD, RISK, RISK_HEAD, OPERATOR, AUDITOR,
        KEEPER, VAULT_HEAD,
    ] {
        home.enrol(who);
    }
    let clear = comes_in(&home);
    let token = asked(&home, &clear);
    learned_from(&home);
    promoted(&home);
    drilled(&home);
    let point = pulled(&home);
    shown(&home);
    recovered(&home, &point, &token);
    audited(&home);
    ended(&home, &token);
    nothing_in_clear(&home, &clear);
}

/// Gives the social security numbers of the table.
fn comes_in(home: &Home) -> Vec<String> {
    let dir = home.path("");
    sample(&dir, 2_000);
    let csv = fs::read_to_string(home.path("loans.csv")).unwrap();
    let what = ["--dataset", "loans", "--purpose", "to decide about loans", "--label", "defaulted"];
    let ingest = |by: &str, file: &str, owner: &str, more: &[&str]| {
        home.by(by, &[&["ingest", file, "--owner", owner], &what[..], more].concat())
    };
    ingest(STEWARD, "absent.csv", OWNER, &[]).ends(2).tells(&["absent.csv"]);
    ingest(STEWARD, "loans.csv", "olgs@example.org", &[]).ends(2).tells(&["olga@example.org?"]);
    ingest(OPERATOR, "loans.csv", OWNER, &[]).ends(1).tells(&["not found"]);
    let told = ingest(STEWARD, "loans.csv", OWNER, &["--format", "json"]).ends(0).json();
    assert_eq!(
        (&told["rows"], &told["class"]),
        (&told["classification"]["rows"], &"restricted".into())
    );
    assert_eq!(
        keys(&told),
        [
            "dataset",
            "object",
            "rows",
            "class",
            "excluded_rows",
            "withheld_values",
            "defects",
            "reading",
            "classification",
            "contradicted",
            "changes",
            "combinations",
            "findings"
        ]
    );
    let people = ingest(STEWARD, "loans.csv", OWNER, &[]).ends(0).out;
    assert!(
        people.contains("defect: shifted block") && people.contains("receipt signed"),
        "{people}"
    );
    let numbers: Vec<String> = csv
        .lines()
        .flat_map(|line| line.split(','))
        .filter(|cell| cell.len() == 11 && cell.split('-').map(str::len).eq([3, 2, 4]))
        .map(str::to_owned)
        .collect();
    assert!(numbers.len() > 1_000);
    assert!(!numbers.iter().any(|number| people.contains(number.as_str())), "{people}");
    numbers
}

/// Gives what the scientist sees.
fn asked(home: &Home, numbers: &[String]) -> Value {
    let clear = home.cell(OWNER, SSN);
    let known = |cell: &Value| numbers.iter().any(|number| Some(number.as_str()) == cell.as_str());
    assert!(known(&clear), "{clear}");
    let token = home.cell(SCIENTIST, SSN);
    assert!(token.is_string() && !known(&token), "{token}");
    assert_eq!(token, home.cell(ENGINEER, SSN), "equal values have equal tokens");
    home.by(OPERATOR, &["sql", SSN]).ends(1).tells(&["not found"]);
    home.by(OWNER, &["sql", "SELECT * FROM salaries"]).ends(1).tells(&["not found"]);
    home.by(OWNER, &["sql", "DELETE FROM loans"]).ends(2).tells(&["SELECT"]);
    home.by(OWNER, &["sql", "SELECT nothing FROM loans"]).ends(2);
    let counted =
        home.by(SCIENTIST, &["sql", "SELECT count(*) AS n FROM loans", "--format", "csv"]);
    assert!(counted.ends(0).out.starts_with("n\n2"));
    // What leaves is tokens, even for who sees clear values in place.
    let export = ["sql", SSN, "--export", "--format", "json"];
    let exported = home.heard(&["--workspace", "ws"], OWNER, &export).json();
    assert_eq!(exported["rows"][0][0], token);
    home.by(ENGINEER, &export).ends(1).tells(&["not found"]);
    token
}

fn learned_from(home: &Home) {
    let train = |by: &str, label: &str, out: &str| {
        let what = ["train", "--dataset", "loans", "--model", "credit", "--quick"];
        home.by(by, &[&what[..], &["--label", label, "--out", out, "--format", "json"]].concat())
    };
    train(SCIENTIST, "defaulted", "model-1").ends(1).tells(&["not found"]);
    train(ENGINEER, "absent", "model-1").ends(2).tells(&["absent"]);
    assert!(!home.path("model-1").exists());
    // How it is trained may stand in a file; flags count before it.
    let said = home.path("ws/models/credit.toml");
    fs::create_dir(said.parent().unwrap()).unwrap();
    let by_file = || {
        home.by(ENGINEER, &["train", "--model", "credit", "--out", "model-1", "--format", "json"])
    };
    by_file().ends(2).tells(&["which dataset", "models/credit.toml"]);
    fs::write(&said, "dataset = \"loans\"\nlabell = \"defaulted\"\n").unwrap();
    by_file().ends(2).tells(&["models/credit.toml line 2", "did you mean `label`?"]);
    home.run(&["check", "ws"]).ends(2).tells(&["models/credit.toml line 2"]);
    let columns = "columns = [\"annual_income\", \"region\"]";
    let text = format!("dataset = \"loans\"\nlabel = \"defaulted\"\nquick = true\n{columns}\n");
    fs::write(&said, text).unwrap();
    train(ENGINEER, "absent", "model-1").ends(2).tells(&["absent"]);
    let told = by_file();
    let left = told.json()["left_out"].to_string();
    assert!(left.contains("nobody chose it"), "{left}");
    // On so few rows a model may be weak, which is told.
    assert!(matches!(told.code, 0 | 1), "{}", told.err);
    let json = told.json();
    assert_eq!(json["weaknesses"].as_array().unwrap().is_empty(), told.code == 0);
    let rows = json["accuracies"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["model"] == "final" && row["attack"] == "pgd20"));
    for name in ["model/final.onnx", "model/bom.cdx.json", "evidence/provenance.json"] {
        assert!(home.path("model-1").join(name).is_file(), "{name}");
    }
    train(ENGINEER, "defaulted", "model-1").ends(2).tells(&["exists already", "--out"]);
}

fn promoted(home: &Home) {
    let promote = |by: &str, more: &[&str]| {
        let what = ["promote", "--model", "credit", "--folder", "model-1"];
        home.by(by, &[&what[..], more].concat())
    };
    promote(ENGINEER, &[]).ends(1).tells(&["not found"]);
    // A stranger's file beside the model stops it.
    let beside = home.path("model-1/model/weights.pkl");
    fs::write(&beside, b"\x80\x02cos\nsystem\n(S'true'\ntR.").unwrap();
    promote(LEAD, &["--accept-weak"]).ends(1);
    fs::remove_file(beside).unwrap();
    let told = promote(LEAD, &["--accept-weak", "--format", "json"]).ends(0).json();
    let id = told["approval"].as_str().unwrap();
    assert!(home.path("model-1/model.sig").is_file());
    home.by(LEAD, &["approve", id]).ends(1);
    home.by(ENGINEER, &["approve", id]).ends(1);
    // Nor does anybody agree to a changed byte.
    let file = home.path("model-1/model/final.onnx");
    let bytes = fs::read(&file).unwrap();
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(&file, changed).unwrap();
    home.by(RISK, &["approve", id]).ends(1);
    fs::write(&file, bytes).unwrap();
    let agreed = home.by(RISK, &["approve", id]).ends(0);
    assert!(agreed.out.contains("is promoted"), "{}", agreed.out);
    home.by(RISK, &["approve", id]).ends(2).tells(&["answered"]);
    promote(LEAD, &[]).ends(2).tells(&["promoted", "hygeia train"]);
}

fn drilled(home: &Home) {
    assert!(home.run(&["drill", "--list"]).ends(0).out.contains("stolen-token"));
    home.by(SECURITY, &["drill", "stolen-tokens"]).ends(2).tells(&["stolen-token"]);
    home.by(OPERATOR, &["drill"]).ends(1).tells(&["may not change access"]);
    let played = home.by(SECURITY, &["drill", "--format", "json"]).ends(0).json();
    let played = played.as_array().unwrap();
    assert!(played.len() >= 6, "{played:?}");
    assert!(played.iter().all(|one| one["outcome"] == "prevented"), "{played:?}");
    let devices = home.run(&["device", "list"]).ends(0).out;
    assert!(!devices.contains("drill/"), "{devices}");
    home.by(SECURITY, &["drill", "poisoned-upload"]).ends(3).tells(&["not played"]);
}

/// Gives the age file of the largest entry.
fn pulled(home: &Home) -> PathBuf {
    home.run(&["vault", "init", "vault"]).ends(0);
    home.run(&["vault", "init", "vault"]).ends(2).tells(&["vault"]);
    home.run(&["vault", "verify", "--vault", "vault"]).ends(2).tells(&["hygeia vault pull"]);
    home.run(&["vault", "points"]).ends(2).tells(&["--vault"]);
    let pull = ["vault", "pull", "--vault", "vault"];
    home.by(SCIENTIST, &pull).ends(1).tells(&["not found"]);
    let told = home.by(KEEPER, &pull).ends(0).out;
    assert!(told.contains("point 1: ") && !told.contains("unready"), "{told}");
    let points =
        home.run(&["vault", "points", "--vault", "vault", "--format", "json"]).ends(0).json();
    assert_eq!(points[0]["number"], 1);
    home.run(&["vault", "verify", "--vault", "vault"]).ends(0);
    home.run(&["vault", "verify", "--vault", "vault", "--point", "7"]).ends(2).tells(&["7"]);
    let drill = ["vault", "drill", "--vault", "vault", "--scratch", "."];
    let drilled = home.run(&drill).ends(0).out;
    assert!(drilled.contains("restored and verified in"), "{drilled}");
    let mut all = Vec::new();
    files(&home.path("vault/objects"), &mut all);
    all.into_iter().max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap()
}

fn shown(home: &Home) {
    let posture = |more: &[&str]| {
        home.run(&[&["posture", "--vault", "vault", "--format", "json"], more].concat())
    };
    // The vault is on the same disk, which fails.
    let whole = posture(&[]).ends(1).tells(&["failed"]).json();
    for area in whole["areas"].as_array().unwrap() {
        let name = area["area"].as_str().unwrap();
        let zoomed = posture(&["--zoom", name]);
        let counts = |of: &Value| ["proven", "failed", "unknown"].map(|key| of[key].clone());
        assert_eq!(counts(&zoomed.json()["areas"][0]), counts(area), "{name}");
        let failed = area["failed"].as_u64().unwrap();
        let expected = match area["state"].as_str().unwrap() {
            _ if failed > 0 => 1,
            "unknown" => 3,
            _ => 0,
        };
        assert_eq!(zoomed.code, expected, "{name}: {}", zoomed.err);
    }
    let privilege = home.run(&["posture", "--zoom", "least-privilege"]).ends(0).out;
    assert!(privilege.contains("raci-is-policy"), "{privilege}");
    home.run(&["posture", "--zoom", "privilege"]).ends(2);
}

fn recovered(home: &Home, object: &Path, token: &Value) {
    fs::remove_dir_all(home.path("ws/state")).unwrap();
    home.by(SCIENTIST, &["sql", SSN]).ends(2).tells(&["is no workspace"]);
    let activate = |by: &str, into: &str| {
        home.by(by, &["vault", "activate", "--vault", "vault", "--into", into])
    };
    // A vault with a changed byte restores nothing.
    let bytes = fs::read(object).unwrap();
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(object, changed).unwrap();
    home.run(&["vault", "verify", "--vault", "vault"]).ends(1);
    activate(VAULT_HEAD, "back").ends(1).tells(&["was changed"]);
    fs::write(object, bytes).unwrap();
    activate(SCIENTIST, "back").ends(1).tells(&["not found"]);
    activate(VAULT_HEAD, "ws").ends(2).tells(&["not empty"]);
    for left in ["back", ".back.standby"] {
        assert!(!home.path(left).exists(), "{left} was left");
    }
    let told = activate(VAULT_HEAD, "back").ends(0);
    assert!(told.out.contains("is in place in back"), "{}", told.out);
    let seen = home.by(SCIENTIST, &["sql", SSN, "--workspace", "back", "--format", "json"]);
    assert_eq!(seen.ends(0).json()["rows"][0][0], *token);
    assert!(!home.path("ws/state").exists());
}

/// What is known of single values, and how model and data go: the one before the other.
fn ended(home: &Home, token: &Value) {
    let by = |who: &str, args: &[&str]| home.by(who, &[args, &["--workspace", "back"]].concat());
    let token = token.as_str().unwrap();
    let value = by(OWNER, &["detokenise", "loans", "ssn", token, "--format", "json"]).ends(0);
    let value = value.json()["values"][0].as_str().unwrap().to_owned();
    assert!(value != token && value.len() == token.len(), "{token} is the token of {value}");
    by(SCIENTIST, &["detokenise", "loans", "ssn", token]).ends(1).tells(&["accountable"]);
    by(OPERATOR, &["detokenise", "loans", "ssn", token]).ends(1).tells(&["not found"]);
    let screen = ["screen", "--dataset", "loans", "--label", "defaulted", "--fail-on", "never"];
    let screened = by(STEWARD, &[&screen[..], &["--format", "json"]].concat()).ends(0).json();
    assert!(screened["screened"].as_u64().unwrap() > 1_000, "{screened}");
    let held = by(STEWARD, &[&screen[..], &["--quarantine", "--format", "json"]].concat());
    let held = held.ends(0).json()["quarantined"].clone();
    assert!(!held.as_array().unwrap().is_empty());
    let rows = ["dataset", "quarantine", "loans", "--format", "json"];
    assert_eq!(by(OWNER, &rows).ends(0).json()["rows"], held);
    by(STEWARD, &["dataset", "quarantine", "loans", "--release", "all"]).ends(2).tells(&["--why"]);
    let release = ["--release", "all", "--why", "they were looked at"];
    let released = by(STEWARD, &[&rows[..], &release].concat()).ends(0).json();
    assert_eq!(released["rows"], serde_json::json!([]));
    by(OPERATOR, &screen).ends(1).tells(&["not found"]);
    by(STEWARD, &["delete", "loans"]).ends(1).tells(&["retire the model first"]);
    by(SCIENTIST, &["retire", "credit"]).ends(1);
    let retired = by(LEAD, &["retire", "credit"]).ends(0);
    assert!(retired.out.contains("model/credit serves no more"), "{}", retired.out);
    by(LEAD, &["retire", "credit"]).ends(2).tells(&["no version of model/credit is live"]);
    let back = ["--workspace", "back"];
    let deleted = home.heard(&back, STEWARD, &["delete", "loans"]);
    assert!(deleted.out.contains("is deleted") && deleted.out.contains(OWNER), "{}", deleted.out);
    by(OWNER, &["sql", SSN]).ends(1).tells(&["not found"]);
    by(SCIENTIST, &["dataset", "restore", "loans"]).ends(1).tells(&["not found"]);
    let restored = by(STEWARD, &["dataset", "restore", "loans"]).ends(0);
    assert!(restored.out.contains("is back"), "{}", restored.out);
    by(OWNER, &["sql", SSN]).ends(0);
    // Of restricted data nothing goes by one person's word.
    home.heard(&back, STEWARD, &["delete", "loans", "--now"]);
    by(STEWARD, &["dataset", "restore", "loans"]).ends(0);
    home.heard(&back, STEWARD, &["delete", "loans", "--now"]);
    let gone = home.heard(&back, OWNER, &["delete", "loans", "--now"]);
    assert_eq!(gone.out.trim(), "dataset/loans is deleted");
    by(STEWARD, &["dataset", "restore", "loans"]).ends(1).tells(&["not found"]);
}

/// No social security number lies in clear in anything but the CSV.
fn nothing_in_clear(home: &Home, numbers: &[String]) {
    let mut all = Vec::new();
    files(&home.path(""), &mut all);
    let needles: Vec<&[u8]> = numbers.iter().step_by(97).map(String::as_bytes).collect();
    assert!(needles.len() > 10 && all.len() > 50);
    for path in all.iter().filter(|path| !path.ends_with("loans.csv")) {
        let bytes = fs::read(path).unwrap();
        let holds = |needle: &&[u8]| bytes.windows(needle.len()).any(|window| window == *needle);
        assert!(!needles.iter().any(holds), "{} holds a number", path.display());
    }
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}
