//! What the ledger says of a life, asked in every way that it can be.

use crate::home::{AUDITOR, Home, OPERATOR, OWNER, SCIENTIST, VAULT_HEAD};
use crate::support::sarif_rules;

pub fn audited(home: &Home) {
    let back = ["--workspace", "back"];
    let query = |by: &str, more: &[&str]| {
        home.by(by, &[&["audit", "query", "--format", "json"], more, &back[..]].concat())
    };
    query(SCIENTIST, &[]).ends(1).tells(&["not found"]);
    let denied = query(AUDITOR, &["--denied", "--actor", OPERATOR, "--asset", "dataset/loans"]);
    let denied = denied.ends(0).json();
    let operations = denied.as_array().unwrap().iter();
    let operations: Vec<&str> =
        operations.map(|entry| entry["api"]["operation"].as_str().unwrap()).collect();
    assert!(operations.contains(&"query") && operations.contains(&"ingest"), "{operations:?}");
    let activated = query(AUDITOR, &["--action", "vault-activated"]).ends(0).json();
    assert_eq!(activated[0]["actor"]["user"]["uid"], VAULT_HEAD);
    assert_eq!(query(AUDITOR, &["--limit", "3"]).ends(0).json().as_array().unwrap().len(), 3);
    let review = |by: &str, more: &[&str]| home.by(by, &[&["review"], more, &back[..]].concat());
    let planned = review(AUDITOR, &["--format", "json"]).ends(0).json();
    assert!(planned.as_array().unwrap().iter().all(|one| one["overdue"] == false));
    let done = ["--done", "query", "--asset", "dataset/loans"];
    review(SCIENTIST, &done).ends(1).tells(&["not accountable"]);
    assert!(review(OWNER, &done).ends(0).out.contains("3 cells"));
    review(OWNER, &["--done", "qery", "--asset", "dataset/loans"]).ends(2).tells(&["qery"]);
    let unused = |more: &[&str]| {
        home.by(AUDITOR, &[&["raci", "unused", "--format", "sarif"], more, &back[..]].concat())
    };
    unused(&[]).ends(0);
    assert!(sarif_rules(&unused(&["--days", "0"]).ends(1).json()).contains(&"raci/unused"));
    home.by(AUDITOR, &[&["audit", "export", "audit"], &back[..]].concat()).ends(0);
    home.by(AUDITOR, &[&["audit", "export", "audit"], &back[..]].concat())
        .ends(2)
        .tells(&["is there already"]);
    home.run(&["audit", "verify", "audit/ledger", "--key", "audit/ledger.pub"]).ends(0);
    let audit = |args: &[&str]| home.by(AUDITOR, &[&["audit"], args, &back[..]].concat());
    let cell = "query[dataset/loans] x data-scientist";
    let by_cell = audit(&["query", "--cell", cell, "--outcome", "allowed", "--format", "json"]);
    let by_cell = by_cell.ends(0).json();
    // Drills take their part in it, in a name of their own.
    let by = |who: &str| {
        by_cell
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["actor"]["user"]["uid"] == who)
            .count()
    };
    assert!(by(SCIENTIST) > 0 && by(SCIENTIST) + by("drill") == by_cell.as_array().unwrap().len());
    let at = by_cell[0]["index"].to_string();
    let nothing = audit(&["query", "--to", "2020-01-01", "--format", "json"]).ends(0);
    assert_eq!(nothing.out, "[]\n");
    audit(&["query", "--from", "yesterday"]).ends(2).tells(&["yesterday", "2026-11-28"]);
    assert!(audit(&["query", "--outcome", "maybe"]).ends(2).err.contains("allowed"));
    audit(&["checkpoint", "--out", "held"]).ends(0);
    audit(&["inclusion", &at, "--out", "entry.json"]).ends(0);
    audit(&["consistency", "--from", "held", "--out", "grown.json"]).ends(0);
    let verify = |args: &[&str]| home.run(&[&["audit", "verify", "--proof"], args].concat());
    let key = ["--key", "audit/ledger.pub"];
    verify(&[&["entry.json"], &key[..]].concat()).ends(0);
    verify(&[&["grown.json", "--checkpoint", "held"], &key[..]].concat()).ends(0);
    verify(&["grown.json"]).ends(3).tells(&["unknown"]);
    verify(&[&["held"], &key[..]].concat()).ends(1).tells(&["the proof does not verify"]);
    audit(&["inclusion", "99999999"]).ends(2).tells(&["hygeia audit query"]);
    // The flood that was drilled is seen, and is nobody's.
    let abuse = home.by(OPERATOR, &[&["abuse"], &back[..]].concat()).ends(1);
    assert!(abuse.out.contains("serve/over-budget") && abuse.out.contains("drill"));
}
