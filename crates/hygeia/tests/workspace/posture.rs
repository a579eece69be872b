//! What `hygeia posture` shows when the workspace is not as it should be.

use crate::home::{Home, OWNER, SCIENTIST, SECURITY_HEAD, STEWARD};
use crate::support::Ran;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// The state of every line, by its id.
fn lines(ran: &Ran) -> BTreeMap<String, String> {
    let table: Value = ran.json();
    let areas = table["areas"].as_array().unwrap();
    let probes = areas.iter().flat_map(|area| area["probes"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    probes.map(|probe| (text(&probe["id"]), text(&probe["state"]))).collect()
}

fn seen(home: &Home) -> BTreeMap<String, String> {
    lines(&home.run(&["posture", "--format", "json"]))
}

// proves M1, M5
#[test]
fn a_workspace_that_does_not_open_is_shown_with_its_line_red() {
    let home = Home::applied();
    let keys = home.path("ws/state/keys");
    let key = keys.join("kek.key");
    let mode = |mode| fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o644);
    let open = home.run(&["posture", "--format", "json"]).ends(1);
    let open = lines(&open);
    assert_eq!(open["encryption/key-files"], "failed");
    assert_eq!(open["zero-trust/opens"], "failed");
    assert_eq!(open["audit/ledger"], "proven", "one fault hides no other line: {open:?}");
    mode(0o600);

    let tail = home.path("ws/state/ledger/tail");
    let whole = fs::read(&tail).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&tail, bytes).unwrap();
    let changed = home.run(&["posture"]).ends(1);
    assert!(changed.out.contains("proven") && changed.out.contains("audit/ledger"));
    fs::remove_file(&tail).unwrap();
    assert_eq!(
        lines(&home.run(&["posture", "--format", "json"]).ends(1))["audit/ledger"],
        "failed"
    );
    fs::write(&tail, whole).unwrap();
    assert_eq!(seen(&home)["audit/ledger"], "proven");
    home.run(&["posture", "--workspace", "absent"]).ends(2).tells(&["absent/hygeia.toml"]);
}

// proves M1, M6, M20
#[test]
fn each_lax_rule_turns_its_line_though_two_people_applied_it() {
    let home = Home::applied();
    let before = seen(&home);
    let lax = [
        ("disk_encrypted = true", "disk_encrypted = false", "zero-trust/device-rules"),
        ("127.0.0.1/32", "0.0.0.0/0", "zero-trust/zones"),
        (
            "bytes_per_day = 10000000",
            "bytes_per_day = 10000000000",
            "least-privilege/egress-budgets",
        ),
        (
            "retain_from = \"confidential\"",
            "retain_from = \"restricted\"",
            "least-privilege/retention",
        ),
        ("review_days = 30", "review_days = 3650", "least-privilege/review-cadence"),
        ("rows_per_minute = 6000", "rows_per_minute = 1000000000", "serving/prediction-budget"),
        ("rpo_seconds = 86400", "rpo_seconds = 31536000", "recovery/rpo"),
        ("address = \"127.0.0.1:7443\"", "address = \"0.0.0.0:7443\"", "surface/server-address"),
        ("view = \"token\"", "view = \"clear\"", "encryption/handling"),
        ("export = \"24h\"", "export = \"1h\"", "least-privilege/consulted-first"),
        ("locked = \"30d\"", "locked = \"366d\"", "least-privilege/overdue-narrows"),
        ("rotate_after = 730", "rotate_after = 7300", "encryption/key-age"),
    ];
    for (strict, loose, line) in lax {
        assert_eq!(before[line], "proven", "{line}");
        home.edit("hygeia.toml", strict, loose);
        assert_eq!(seen(&home)["least-privilege/drift"], "failed", "{line} is not applied yet");
        let id = home.proposed();
        home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
        let after = seen(&home);
        assert_eq!(after[line], "failed", "{loose}");
        assert_eq!(after["least-privilege/drift"], "proven");
    }
}

// proves M5, M17, M18
#[test]
fn a_version_is_shown_as_it_was_stored_until_it_is_protected_anew() {
    let home = Home::applied();
    for who in [OWNER, SCIENTIST, STEWARD] {
        home.enrol(who);
    }
    home.run(&["sample", "--rows", "400", "--out", "loans.csv"]).ends(0);
    let args = ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER];
    home.by(STEWARD, &[&args[..], &["--purpose", "credit", "--label", "defaulted"]].concat())
        .ends(0);
    let sql = "SELECT ssn FROM loans WHERE ssn IS NOT NULL ORDER BY application_id LIMIT 1";
    let (token, clear) = (home.cell(SCIENTIST, sql), home.cell(OWNER, sql));
    assert_ne!(token, clear);

    let text = fs::read_to_string(home.path("ws/hygeia.toml")).unwrap();
    let (head, tail) = text.split_once("[handling.restricted]").unwrap();
    let tail = tail.replacen("retain = true", "retain = false", 1);
    fs::write(home.path("ws/hygeia.toml"), format!("{head}[handling.restricted]{tail}")).unwrap();
    let told = home.by(crate::home::SECURITY, &["apply"]).ends(0);
    assert!(told.out.contains("hygeia ingest --again loans"), "{}", told.out);
    assert_eq!(home.cell(SCIENTIST, sql), token, "tightening shows nothing more");

    home.by(SCIENTIST, &["ingest", "--again", "loans"]).ends(1);
    let again = home.by(STEWARD, &["ingest", "--again", "loans"]).ends(0);
    assert!(again.out.contains("version 2") && again.out.contains("originals"), "{}", again.out);
    assert_eq!(home.cell(SCIENTIST, sql), token, "equal values, equal tokens");
    assert_eq!(home.cell(OWNER, sql), token, "the original is gone, whoever asks");
    let idle = home.by(STEWARD, &["ingest", "--again", "loans"]).ends(0);
    assert!(idle.out.contains("as the handling asks for"), "{}", idle.out);
    assert_eq!(seen(&home)["zero-trust/receipts"], "proven");
}

// proves M4, M5
#[test]
fn a_clear_copy_of_what_was_ingested_turns_its_line() {
    let home = Home::applied();
    home.enrol(OWNER);
    home.enrol(STEWARD);
    assert_eq!(seen(&home)["encryption/clear-copies"], "not_applicable");
    home.run(&["sample", "--rows", "200", "--out", "loans.csv"]).ends(0);
    let args = ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER];
    home.by(STEWARD, &[&args[..], &["--purpose", "credit", "--label", "defaulted"]].concat())
        .ends(0);
    assert_eq!(seen(&home)["encryption/clear-copies"], "proven");

    let table = fs::read(home.path("loans.csv")).unwrap();
    let copy = home.path("ws/notes/old\u{1b}[31m.txt");
    fs::create_dir(home.path("ws/notes")).unwrap();
    fs::write(&copy, &table).unwrap();
    let red = home.run(&["posture", "--zoom", "encryption"]).ends(1);
    assert!(red.out.contains("notes/old") && red.out.contains("dataset/loans"), "{}", red.out);
    assert!(!red.out.contains('\u{1b}'), "{}", red.out);
    // As large, and another table.
    let mut other = table.clone();
    other.reverse();
    fs::write(&copy, other).unwrap();
    assert_eq!(seen(&home)["encryption/clear-copies"], "proven");
    fs::remove_file(&copy).unwrap();
    std::os::unix::fs::symlink(home.path("loans.csv"), home.path("ws/notes/link")).unwrap();
    assert_eq!(seen(&home)["encryption/clear-copies"], "unknown", "nobody looked behind it");
    fs::remove_file(home.path("ws/notes/link")).unwrap();
    // Where objects lie, under a name as theirs: no place is passed over.
    fs::write(home.path("ws/state/objects/loans"), &table).unwrap();
    assert_eq!(seen(&home)["encryption/clear-copies"], "failed");
}
