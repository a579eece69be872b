//! What nobody knows waits, protected, until somebody says what it is.

use crate::home::{Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD};
use serde_json::Value;
use std::fs;

/// A table of somebody else's: a code that nothing knows, a number of a person, a sum, sentences.
fn table() -> String {
    let mut text = "workclass,ref,total_amount,remarks,paid\n".to_owned();
    for row in 0..400_u32 {
        let class = ["Private", "Self-emp", "Local-gov"][row as usize % 3];
        let ssn = format!("{:03}-{:02}-{:04}", 101 + row % 500, 11 + row % 80, 1_000 + row * 7);
        let sum = f64::from(row * 37 % 1_000) + 0.25;
        let said = ["the parcel came late", "nobody opened the door", "the colour is another one"];
        let said = said[row as usize % 3];
        let remark = format!("a neighbour called in case {row} and told us at length that {said}");
        text.push_str(&format!(
            "{class},{ssn},{sum},{remark},{}\n",
            ["yes", "no"][row as usize % 2]
        ));
    }
    text
}

pub fn landed() -> Home {
    let home = Home::applied();
    for who in [OWNER, STEWARD, SCIENTIST] {
        home.enrol(who);
    }
    fs::write(home.path("theirs.csv"), table()).unwrap();
    let args = ["ingest", "theirs.csv", "--dataset", "loans", "--owner", OWNER];
    let told =
        home.by(STEWARD, &[&args[..], &["--purpose", "to learn", "--label", "paid"]].concat());
    let told = told.ends(0);
    assert!(
        told.out.contains("wait for somebody") && told.out.contains("workclass"),
        "{}",
        told.out
    );
    home
}

fn column(home: &Home, name: &str) -> Value {
    let all = home.by(OWNER, &["dataset", "columns", "loans", "--format", "json"]).ends(0).json();
    let columns = all["columns"].as_array().unwrap();
    columns.iter().find(|column| column["name"] == name).unwrap().clone()
}

fn settled(home: &Home) -> String {
    let table = home.run(&["posture", "--zoom", "classification", "--format", "json"]).json();
    let probes =
        table["areas"].as_array().unwrap().iter().flat_map(|a| a["probes"].as_array().unwrap());
    let probe = probes.into_iter().find(|probe| probe["id"] == "classification/confirmed").unwrap();
    probe["state"].as_str().unwrap().to_owned()
}

const CLASS: &str = "SELECT workclass FROM loans LIMIT 1";

// proves M5, M16, M18
#[test]
fn what_nobody_knows_waits_protected_until_somebody_says_what_it_is() {
    let home = landed();
    assert_eq!(column(&home, "workclass")["state"], "unconfirmed");
    assert_eq!(column(&home, "workclass")["handled_as"], "confidential");
    assert_ne!(home.cell(SCIENTIST, CLASS), "Private");
    assert_eq!(home.cell(OWNER, CLASS), "Private");
    assert_eq!(settled(&home), "unknown");

    // What is said is in force once it is applied, and not before.
    let confirm =
        ["dataset", "confirm", "loans", "workclass", "remarks", "--reason", "our own codes"];
    home.by(OWNER, &confirm).ends(0);
    let text = fs::read_to_string(home.path("ws/datasets/loans.toml")).unwrap();
    assert!(text.contains("[columns.workclass]") && text.contains("our own codes"), "{text}");
    assert_ne!(home.cell(SCIENTIST, CLASS), "Private");
    let told = home.by(SECURITY, &["apply"]).ends(0);
    assert!(told.out.contains("workclass of loans"), "{}", told.out);
    assert_eq!(home.cell(SCIENTIST, CLASS), "Private");
    assert_eq!(column(&home, "workclass")["state"], "confirmed");
    assert_eq!(settled(&home), "proven");

    // Taken away again, it waits again.
    fs::remove_file(home.path("ws/datasets/loans.toml")).unwrap();
    home.by(SECURITY, &["apply"]).ends(0);
    assert_ne!(home.cell(SCIENTIST, CLASS), "Private");
    assert_eq!(column(&home, "workclass")["state"], "unconfirmed");
}

// proves M7, M16
#[test]
fn one_person_alone_lowers_no_class() {
    let home = landed();
    let ssn = "SELECT ref FROM loans LIMIT 1";
    let lower = ["dataset", "classify", "loans", "ref", "--as-type", "category"];
    let lower = [&lower[..], &["--class", "internal", "--reason", "made up for the test"]].concat();
    home.by(OWNER, &lower).ends(0);
    let id = home.proposed();
    assert_ne!(home.cell(SCIENTIST, ssn), "101-11-1000");
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    assert_eq!(home.cell(SCIENTIST, ssn), "101-11-1000");

    // It was said of what was found then. Other values are other values.
    let lines: Vec<String> = table().lines().map(str::to_owned).collect();
    let mail = |(row, line): (usize, &String)| {
        let cells: Vec<&str> = line.split(',').collect();
        let mail = format!("somebody.{row}@example.org");
        [cells[0], if row == 0 { "ref" } else { &mail }, cells[2], cells[3], cells[4]].join(",")
    };
    let other = lines.iter().enumerate().map(mail).collect::<Vec<_>>().join("\n");
    fs::write(home.path("theirs.csv"), other).unwrap();
    let args = ["ingest", "theirs.csv", "--dataset", "loans", "--owner", OWNER];
    let told =
        home.by(STEWARD, &[&args[..], &["--purpose", "to learn", "--label", "paid"]].concat());
    let told = told.ends(0);
    assert!(told.out.contains("does not hold") && told.out.contains("class kept"), "{}", told.out);
    let mail = home.cell(SCIENTIST, ssn);
    assert!(!mail.as_str().unwrap().contains("somebody"), "{mail}");
    assert_eq!(settled(&home), "failed");
}

// proves M5
#[test]
fn sentences_are_hidden_from_others_and_opened_by_two() {
    let home = landed();
    let sql = "SELECT remarks FROM loans LIMIT 1";
    assert_eq!(home.cell(SCIENTIST, sql), Value::Null);
    assert!(home.cell(OWNER, sql).as_str().unwrap().contains("a neighbour"));
    let open = ["dataset", "classify", "loans", "remarks", "--open", "--reason", "for support"];
    home.by(OWNER, &open).ends(0);
    let id = home.proposed();
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    assert!(home.cell(SCIENTIST, sql).as_str().unwrap().contains("neighbour"));
}

// proves M5, M11
#[test]
fn models_learn_from_nothing_that_waits() {
    let home = landed();
    home.enrol(crate::home::ENGINEER);
    let train = ["train", "--dataset", "loans", "--label", "paid", "--model", "credit"];
    let train = [&train[..], &["--quick", "--out", "credit", "--format", "json"]].concat();
    let told = home.by(crate::home::ENGINEER, &train).json();
    let left = told["left_out"].as_array().unwrap();
    let why = left.iter().find(|one| one["column"] == "workclass").unwrap();
    assert_eq!(why["why"], "nobody has said yet what it holds");
}

// proves M22
#[test]
fn verbs_that_come_at_once_take_turns() {
    let home = landed();
    let answers: Vec<bool> = std::thread::scope(|scope| {
        let ask = || home.by(SCIENTIST, &["sql", "SELECT count(*) FROM loans"]).code == 0;
        let asked: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers, [true; 4]);
}

// proves M4, M19
#[test]
fn another_table_takes_the_place_of_one_that_others_use_only_if_it_is_meant() {
    let home = landed();
    fs::write(home.path("other.csv"), "k1,visits\n".to_owned() + &"512235205,27\n".repeat(40))
        .unwrap();
    let ingest = |more: &[&str]| {
        let args = ["ingest", "other.csv", "--dataset", "loans", "--owner", OWNER];
        home.by(STEWARD, &[&args[..], &["--purpose", "to learn"], more].concat())
    };
    home.by(SCIENTIST, &["sql", "SELECT count(*) FROM loans"]).ends(0);
    ingest(&[]).ends(2).tells(&["another one", "--evolve"]);
    assert_eq!(home.cell(OWNER, "SELECT count(*) FROM loans"), 400);
    let told = ingest(&["--evolve"]).ends(0);
    assert!(told.out.contains("column gone workclass"), "{}", told.out);
    assert_eq!(home.cell(SCIENTIST, "SELECT k1 FROM loans LIMIT 1"), Value::Null);
}
