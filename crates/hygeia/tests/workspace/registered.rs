//! A model that a team made elsewhere goes through the gate, and is served.

use crate::beside::{DESK, enrol_desk, sign_in};
use crate::home::{ENGINEER, Home, LEAD, OPERATOR, OWNER, RISK_HEAD, STEWARD};
use crate::server::Server;
use hygeia::https::HttpsClient;
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs;

const LOGREG: &[u8] = include_bytes!("../../../crafts/learn/tests/data/foreign_logreg.onnx");
const COLUMNS: &str = "income,loan_amount,debt_ratio,years_employed";

/// Rows of four numbers around two points, far apart.
fn rows() -> String {
    let mut csv = format!("{COLUMNS},defaulted\n");
    for row in 0..400 {
        for column in 0..4 {
            let jitter = f64::from((row * 37 + column * 11) % 100) / 100.0;
            write!(csv, "{:.2},", jitter + 6.0 * f64::from(row % 2)).unwrap();
        }
        writeln!(csv, "k{}", row % 2).unwrap();
    }
    csv
}

fn lending() -> Home {
    let home = Home::applied();
    for who in [OWNER, STEWARD, ENGINEER, LEAD, RISK_HEAD, OPERATOR] {
        home.enrol(who);
    }
    fs::write(home.path("loans.csv"), rows()).unwrap();
    fs::write(home.path("theirs.onnx"), LOGREG).unwrap();
    let what = ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER];
    let why = ["--purpose", "to decide about loans", "--label", "defaulted"];
    home.by(STEWARD, &[&what[..], &why].concat()).ends(0);
    home
}

const REGISTER: [&str; 9] = [
    "register",
    "theirs.onnx",
    "--model",
    "credit",
    "--dataset",
    "loans",
    "--label",
    "defaulted",
    "--columns",
];

// proves M10
#[test]
fn a_model_that_was_made_elsewhere_passes_the_same_gate_and_what_is_unknown_of_it_is_told() {
    let home = lending();
    let register =
        |who: &str, more: &[&str]| home.by(who, &[&REGISTER[..], &[COLUMNS], more].concat());
    register(OPERATOR, &["--out", "m"]).ends(1).tells(&["not found"]);
    let made = register(ENGINEER, &["--out", "m", "--format", "json"]).ends(0).json();
    let weak = made["weaknesses"].as_array().unwrap();
    assert_eq!(weak[0]["rule"], "train/made-elsewhere");
    assert!(weak[0]["message"].as_str().unwrap().contains("unknown"), "{made}");
    let clean = &made["accuracies"][0];
    assert!(clean["attack"] == "clean" && clean["accuracy"].as_f64().unwrap() > 0.99, "{made}");
    assert_eq!(fs::read(home.path("m/evidence/original.onnx")).unwrap(), LOGREG);
    register(ENGINEER, &["--out", "m"]).ends(2).tells(&["exists already"]);
    let promote = ["promote", "--model", "credit", "--folder", "m"];
    home.by(LEAD, &promote).ends(1).tells(&["nobody here saw its training"]);
    let asked = home.by(LEAD, &[&promote[..], &["--accept-weak", "--format", "json"]].concat());
    let id = asked.ends(0).json()["approval"].as_str().unwrap().to_owned();
    home.by(LEAD, &["approve", &id]).ends(1);
    home.by(RISK_HEAD, &["approve", &id]).ends(0);
    let told = home.run(&["verify", "m"]).ends(0).out;
    assert!(told.contains("made elsewhere, its training not seen"), "{told}");
    tokio::runtime::Runtime::new().unwrap().block_on(served(&home));
}

/// It answers behind the guard, by its columns or by all of them in one; classes alone.
async fn served(home: &Home) {
    enrol_desk(home);
    let server = Server::start(home);
    let desk = sign_in(home, "desk", DESK, "desk-1");
    let client =
        HttpsClient::new(server.address, &desk.authority, Some(&desk), Some(&desk)).unwrap();
    let metadata = client.get("/v2/models/credit").await.unwrap();
    let inputs = metadata.body["inputs"].as_array().unwrap();
    let names: Vec<&str> = inputs.iter().map(|input| input["name"].as_str().unwrap()).collect();
    assert_eq!(names.join(","), COLUMNS);
    let data = json!([[0.5, 0.5, 0.5, 0.5], [6.5, 6.5, 6.5, 6.5]]);
    let tensor = json!({ "name": "X", "shape": [2, 4], "datatype": "FP32", "data": data });
    let column = |name: &&str| json!({ "name": name, "shape": [2, 1], "datatype": "FP32", "data": [0.5, 6.5] });
    let columns: Vec<Value> = names.iter().map(column).collect();
    for inputs in [json!([tensor]), json!(columns)] {
        let path = "/v2/models/credit/infer";
        let answer = client.post(path, json!({ "inputs": inputs })).await.unwrap();
        assert_eq!(answer.body["outputs"][0]["data"], json!(["k0", "k1"]), "{}", answer.body);
        assert_eq!(answer.body["outputs"].as_array().unwrap().len(), 1);
    }
    assert_eq!(server.stop(), Some(0));
}

// proves M5, M10
#[test]
fn what_is_armed_or_takes_what_nothing_may_be_learned_from_is_not_registered() {
    let home = lending();
    let register = |columns: &str, out: &str| {
        home.by(ENGINEER, &[&REGISTER[..], &[columns, "--out", out]].concat())
    };
    register("income,loan_amount,debt_ratio,ssn", "a").ends(2).tells(&["\"ssn\" is missing"]);
    register("income,loan_amount", "b").ends(2).tells(&["takes 4 columns"]);
    fs::write(home.path("theirs.onnx"), b"\x80\x04cposix\nsystem\n(Vid\ntR.").unwrap();
    register(COLUMNS, "c").ends(1).tells(&["scan is not clean"]);
    for out in ["a", "b", "c"] {
        assert!(!home.path(out).join("model").exists());
    }
}
