//! RACIs as teams keep them, at the terminal.

use crate::support::hygeia;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const PEOPLE: &str =
    "[people]\n\"olga@example.org\" = [\"data-owner\"]\n\"rita@example.org\" = [\"risk\"]\n";

fn put(dir: &Path, name: &str, bytes: &[u8]) {
    fs::write(dir.join(name), bytes).unwrap();
}

/// What every file below says.
fn meant() -> Value {
    json!([
        { "activity": "Ingest loans", "letters": { "Data Owner": "A", "Engineer": "R", "Risk": "I" } },
        { "activity": "Approve model", "letters": { "Data Owner": "C", "Risk": "AR" }, "to_ask": { "Engineer": "I*" } }
    ])
}

// proves M6
#[test]
fn a_raci_is_imported_from_whatever_it_is_kept_in() {
    let dir = tempfile::tempdir().unwrap();
    let semicolons = "sep=;\r\nWho does what;;;\r\n;;;\r\nAktivit\u{e4}t;Data Owner;Engineer;Risk\r\nIngest loans;A;R;I\r\nApprove model;C;I*;R/A\r\n";
    let wide: Vec<u8> = semicolons.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let western: Vec<u8> =
        semicolons.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (name, bytes) in [
        ("semicolons.csv", semicolons.as_bytes().to_vec()),
        ("utf16.txt", [&b"\xff\xfe"[..], &wide].concat()),
        ("western.csv", western),
        ("table.md", b"# RACI\n\n| Task | Data Owner | Engineer | Risk |\n|---|---|---|---|\n| Ingest loans | **A** | R | I |\n| Approve model | C | I* | R/A |\n\nR = Responsible, A = Accountable\n".to_vec()),
        ("wiki.txt", b"||Task||Data Owner||Engineer||Risk||\n|Ingest loans|A|R|I|\n|Approve model|C|I*|A, R|\n".to_vec()),
        ("turned.csv", b"Role,Ingest loans,Approve model\nData Owner,A,C\nEngineer,R,I*\nRisk,I,RA\n".to_vec()),
    ] {
        put(dir.path(), name, &bytes);
        let told = hygeia(dir.path(), &["raci", "import", name, "--format", "json"]).ends(0).json();
        assert_eq!(told, json!({ name: meant() }), "{name}");
        let shown = hygeia(dir.path(), &["raci", "import", name]).ends(0).out;
        assert!(shown.contains("1 cells to be asked") && shown.contains("\"I*\" for Engineer"), "{shown}");
        hygeia(dir.path(), &["raci", "check", name, "--fail-on", "high"]).ends(0);
    }
    put(dir.path(), "letter.txt", b"Dear all, this is no RACI.\n");
    hygeia(dir.path(), &["raci", "import", "letter.txt"])
        .ends(2)
        .tells(&["letter.txt", "no table of activities"]);
}

// proves M6, M7
#[test]
fn nothing_follows_from_a_sheet_before_it_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    put(
        dir.path(),
        "team.csv",
        b"Task,Data Owner,Engineer,Risk\nIngest loans,A,R,I\nDeploy model,I*,R,A\n",
    );
    put(dir.path(), "people.toml", PEOPLE.as_bytes());
    let run = |args: &[&str]| hygeia(dir.path(), &[&["raci"], args].concat());
    let checked = run(&[
        "check",
        "team.csv",
        "--people",
        "people.toml",
        "--format",
        "json",
        "--fail-on",
        "high",
    ])
    .ends(0)
    .json();
    let all = checked.as_array().unwrap();
    let of = |rule: &str| {
        all.iter()
            .find(|finding| finding["rule"] == rule)
            .unwrap_or_else(|| panic!("no {rule} in {all:?}"))
    };
    assert_eq!(of("raci/to-ask")["location"]["cell"], "B3");
    assert_eq!(of("raci/to-ask")["location"]["line"], 3);
    assert_eq!(of("raci/to-ask")["location"]["file"], "team.csv");
    assert!(
        of("raci/unknown-action")["remedy"]
            .as_str()
            .unwrap()
            .contains("\"promote\", or \"operate\"")
    );
    assert!(
        all.iter()
            .all(|finding| finding["severity"] != "high" && finding["severity"] != "critical")
    );
    run(&["compile", "team.csv"]).ends(3).tells(&["has to be asked", "raci.map.toml"]);
    run(&["diff", "team.csv", "team.csv"]).ends(3);
    run(&["import", "team.csv", "--out", "raci.csv"]).ends(3);

    run(&["import", "team.csv", "--write-map", "raci.map.toml"]).ends(0);
    let map = fs::read_to_string(dir.path().join("raci.map.toml")).unwrap();
    assert!(
        map.contains("\"Ingest loans\" = \"ingest\"\n") && map.contains("# \"I*\" = \"\""),
        "{map}"
    );
    run(&["import", "team.csv", "--write-map", "raci.map.toml"])
        .ends(2)
        .tells(&["is there already"]);
    let answered = map
        .replace("# \"I*\" = \"\"", "\"I*\" = \"I\"")
        .replace("# \"Deploy model\" = \"\"", "\"Deploy model\" = \"promote\"")
        .replace("[assets]", "[assets]\n\"Ingest loans\" = [\"dataset/loans\"]\n\"Deploy model\" = [\"model/credit\"]");
    put(dir.path(), "raci.map.toml", answered.as_bytes());
    run(&["import", "team.csv", "--out", "raci.csv"]).ends(0);
    let written = fs::read_to_string(dir.path().join("raci.csv")).unwrap();
    assert_eq!(
        written,
        "activity,action,asset,data-owner,engineer,risk\ningest-loans,ingest,dataset/loans,A,R,I\ndeploy-model,promote,model/credit,I,R,A\n"
    );
    assert!(run(&["diff", "team.csv", "raci.csv"]).ends(0).out.contains("the two grant the same"));
    assert!(run(&["compile", "team.csv"]).ends(0).out.contains("permit"));
    put(dir.path(), "raci.map.toml", b"[actions]\n\"Deploy model\" = \"promot\"\n");
    run(&["check", "team.csv"]).ends(2).tells(&["raci.map.toml", "did you mean promote?"]);
}

// proves M6
#[test]
fn findings_have_a_place_that_code_scanning_shows() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "raci.csv", b"# ours\nactivity,action,asset,owner,risk\n\n,,,,\ningest,ingest,\"dataset/loans, dataset/cards\",A,\n");
    let run = |args: &[&str]| {
        hygeia(dir.path(), &[&["raci", "check", "raci.csv", "--fail-on", "never"], args].concat())
            .ends(0)
    };
    let sarif = run(&["--format", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found = results.iter().find(|result| result["ruleId"] == "raci/responsible").unwrap();
    let place = &found["locations"][0]["physicalLocation"];
    assert_eq!(
        (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
        (&json!("raci.csv"), &json!(5))
    );
    for result in results {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["startLine"].as_u64().is_some_and(|line| line > 0), "{result}");
    }
    assert!(run(&[]).out.contains("line 5"));
    // Two assets in a cell are a row of each.
    assert!(run(&[]).out.contains("ingest[dataset/cards]"));
}

// proves M6
#[test]
fn a_sample_begins_sound() {
    let dir = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| hygeia(dir.path(), &[&["raci"], args].concat());
    run(&["sample", "--out", "access"]).ends(0);
    run(&["check", "access/raci.csv", "--people", "access/people.toml", "--fail-on", "info"])
        .ends(0);
    run(&["sample", "--out", "access"]).ends(2).tells(&["is there already"]);
    assert!(run(&["sample"]).ends(0).out.starts_with("# Who does what"));
    assert!(run(&["sample", "--people"]).ends(0).out.contains("[people]"));
    assert!(run(&["sample", "--map"]).ends(0).out.contains("[actions]"));
}
