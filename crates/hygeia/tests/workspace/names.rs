//! People who are called what mail systems and identity providers call them, and who may do what.

use crate::home::{AUDITOR, Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD};
use std::fs;

// proves M20
#[test]
fn somebody_with_an_odd_name_acts_like_anybody() {
    for (listed, spelled, folder) in [
        ("o'brien+ml@example.org", "O'Brien+ML@example.org", "o%27brien+ml@example.org"),
        ("auth0|5f7c8ec7", "auth0|5F7C8EC7", "auth0%7C5f7c8ec7"),
        ("CORP\\\\zo\u{eb}", "corp\\Zo\u{cb}", "corp%5Czo\u{eb}"),
        ("../../\u{674e}", "../../\u{674e}", "%2E.%2F..%2F\u{674e}"),
    ] {
        let home = Home::made();
        home.edit("people.toml", SCIENTIST, listed);
        let id = home.proposed();
        home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
        home.by(SECURITY, &["device", "enrol", "--owner", spelled]).ends(0);
        let files = home.path("sign-in").join(folder);
        assert!(
            files.join("device.key").is_file(),
            "{listed}: {:?}",
            fs::read_dir(home.path("sign-in")).unwrap().collect::<Vec<_>>()
        );
        let devices = home.run(&["device", "list", "--format", "json"]).ends(0).json();
        let owner = devices[0]["owner"].as_str().unwrap().to_owned();
        assert_eq!(owner, owner.to_lowercase(), "{listed}");
        home.enrol(AUDITOR);
        // In their own name, however it is spelled.
        assert!(
            home.by(spelled, &["can", spelled, "query", "dataset/loans"])
                .ends(0)
                .out
                .contains("may query dataset/loans, by query")
        );
        home.by(spelled, &["delete", "loans"]).ends(1);
        let entries = home
            .by(AUDITOR, &["audit", "query", "--actor", spelled, "--format", "json"])
            .ends(0)
            .json();
        assert!(!entries.as_array().unwrap().is_empty(), "{listed}");
        assert!(!home.path("../device.key").exists());
    }
}

// proves M6, M7
#[test]
fn who_may_do_what_is_answered_with_the_cell_or_what_is_missing() {
    let home = Home::applied();
    let who = home.by(OWNER, &["who", "dataset/loans"]).ends(0).out;
    for line in [
        "query[dataset/loans] data-scientist R",
        "query[dataset/loans] data-owner A",
        "export[dataset/loans] security-officer C",
        "no, is heard",
        "yes, in clear",
    ] {
        assert!(who.contains(line), "{line} in {who}");
    }
    let can = |by: &str, args: [&str; 3]| home.by(by, &[&["can"], &args[..]].concat());
    assert!(
        can(OWNER, ["dana", "query", "dataset/loans"])
            .ends(0)
            .out
            .contains("dana may query dataset/loans, by query[dataset/loans] data-scientist R")
    );
    assert!(can(OWNER, ["olga", "query", "dataset/loans"]).ends(0).out.contains("in clear"));
    for (person, action, asset, missing) in [
        ("dana", "delete", "dataset/loans", "data-owner or data-steward would"),
        ("dana", "query", "dataset/cards", "no row of the RACI"),
        ("dana", "query", "model/credit", "has no meaning on a model"),
        ("nobody@example.org", "query", "dataset/loans", "nobody that people.toml lists"),
    ] {
        can(SECURITY_HEAD, [person, action, asset]).ends(1).tells(&[missing]);
    }
    // Who has no cell for an asset is told nothing about it, and nobody asks about others but who answers for it.
    can(SCIENTIST, [SCIENTIST, "pull", "vault/main"])
        .ends(1)
        .tells(&["no row of the RACI says who may pull"]);
    can(SCIENTIST, [OWNER, "query", "dataset/loans"]).ends(1);
    home.by(STEWARD, &["who", "dataset/loans"]).ends(1);
    home.enrol(AUDITOR);
    home.by(AUDITOR, &["who", "vault/main", "--format", "json"]).ends(0).json();
    let dance = can(OWNER, ["dana", "dance", "dataset/loans"]).ends(2);
    assert!(dance.err.contains("write one of ingest"), "{}", dance.err);
}
