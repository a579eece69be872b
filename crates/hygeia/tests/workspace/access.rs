//! init, check, apply, approve, device: who may change access, and how.

use crate::home::{Home, KEEPER, OPERATOR, SCIENTIST, SECURITY, SECURITY_HEAD};
use crate::support::{keys, sarif_rules};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn init_never_writes_over_anything() {
    let home = Home::made();
    home.run(&["init", "ws"]).ends(2).tells(&["ws/hygeia.toml", "is there already"]);
    fs::create_dir(home.path("other")).unwrap();
    fs::write(home.path("other/raci.csv"), "mine").unwrap();
    home.run(&["init", "other"]).ends(2).tells(&["other/raci.csv"]);
    assert_eq!(fs::read_to_string(home.path("other/raci.csv")).unwrap(), "mine");
    assert!(!home.path("other/state").exists());
    home.run(&["init", "third", "--dataset", "NO"]).ends(2).tells(&["dataset/NO"]);
    assert!(!home.path("third").exists());
    // A database that does not answer.
    let far = ["init", "far", "--meta", "postgres://nobody@127.0.0.1:1/x"];
    home.run(&far).ends(2).tells(&["metadata database"]);
    assert!(!home.path("far").exists());
    home.run(&["init", "cards", "--dataset", "cards"]).ends(0);
    let raci = fs::read_to_string(home.path("cards/raci.csv")).unwrap();
    assert!(raci.contains("dataset/cards") && !raci.contains("dataset/loans"));
    home.run(&["check", "cards"]).ends(0);
}

// proves M6, M22
#[test]
fn check_validates_all_code_and_suggests() {
    let home = Home::made();
    let told = home.run(&["check", "ws", "--format", "json"]).ends(0).json();
    assert_eq!(keys(&told), ["workspace", "activities", "people", "models", "digest", "findings"]);
    home.edit("hygeia.toml", "address =", "adress =");
    let typo = home.run(&["check", "ws"]).ends(2);
    typo.tells(&["hygeia.toml line", "adress", "did you mean `address`?"]);
    home.edit("hygeia.toml", "adress =", "address =");

    // Who promotes would also agree.
    home.edit("people.toml", "[\"ml-lead\"]", "[\"ml-lead\", \"model-risk\"]");
    home.run(&["check", "ws"]).ends(1).tells(&["--fail-on"]);
    home.run(&["check", "ws", "--fail-on", "never"]).ends(0);
    let sarif = home.run(&["check", "ws", "--format", "sarif"]).ends(1).json();
    assert!(sarif_rules(&sarif).contains(&"raci/separation-of-duties"));
    home.by(SECURITY, &["apply"]).ends(1).tells(&["not airtight", "hygeia check"]);
    home.edit("raci.csv", "query,query,", "query,qery,");
    home.run(&["check", "ws"]).ends(2).tells(&["raci.csv", "line", "did you mean query?"]);
    fs::remove_file(home.path("ws/raci.csv")).unwrap();
    home.run(&["check", "ws"]).ends(2).tells(&["raci.csv"]);
    home.run(&["check", "absent"]).ends(2).tells(&["absent/hygeia.toml", "hygeia init"]);
}

// proves M6, M7
#[test]
fn the_first_application_takes_two_who_may() {
    let home = Home::made();
    home.by(SCIENTIST, &["sql", "SELECT 1 FROM loans"]).ends(2).tells(&["no RACI was applied"]);
    home.by(SCIENTIST, &["apply"]).ends(1).tells(&["may not change access", SECURITY]);
    let plan = home.by(SECURITY, &["apply", "--plan", "--format", "json"]).ends(0).json();
    assert_eq!((&plan["first"], &plan["applied"]), (&true.into(), &false.into()));
    let id = home.proposed();
    home.by(SECURITY, &["approve", &id]).ends(1).tells(&["own change", SECURITY_HEAD]);
    home.by(SCIENTIST, &["approve", &id]).ends(1).tells(&["may not agree"]);
    home.by(SECURITY_HEAD, &["approve", "access-none"]).ends(2).tells(&["access-none", &id]);
    let told = home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    assert!(told.out.contains("applied: "), "{}", told.out);
    home.by(SECURITY_HEAD, &["approve", &id]).ends(2).tells(&["answered"]);
    let again = home.by(SECURITY, &["apply"]).ends(0);
    assert!(again.out.contains("nothing to apply"), "{}", again.out);
}

// proves M7
#[test]
fn what_widens_takes_two_and_what_narrows_takes_one() {
    let home = Home::applied();
    let (alone, both) = ("[\"operations\"]", "[\"operations\", \"data-scientist\"]");
    home.edit("people.toml", alone, both);
    let id = home.proposed();
    let shown = home.by(SECURITY, &["apply", "--plan"]).ends(0);
    assert!(shown.out.contains(&format!("{OPERATOR} gains")), "{}", shown.out);
    // Between proposal and agreement nobody slips anything in.
    home.edit("hygeia.toml", "disk_encrypted = true", "disk_encrypted = false");
    home.by(SECURITY_HEAD, &["approve", &id]).ends(1).tells(&["not those that", SECURITY]);
    home.edit("hygeia.toml", "disk_encrypted = false", "disk_encrypted = true");
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);

    home.edit("people.toml", both, alone);
    let narrower = home.by(SECURITY, &["apply"]).ends(0);
    assert!(narrower.out.contains(&format!("{OPERATOR} loses")), "{}", narrower.out);
    assert!(narrower.out.contains("applied"), "{}", narrower.out);

    // Nobody gains a cell, and everybody sees more.
    home.edit("hygeia.toml", "view = \"token\"", "view = \"clear\"");
    let laxer = home.by(SECURITY, &["apply"]).ends(1).tells(&["two people", SECURITY_HEAD]);
    assert!(laxer.out.contains("restricted values are shown in clear"), "{}", laxer.out);
}

// proves M6, M7
#[test]
fn two_racis_are_compared() {
    let home = Home::made();
    let diff = |more: &[&str]| home.run(&[&["raci", "diff", "ws/raci.csv"], more].concat());
    let people = ["--people", "ws/people.toml"];
    assert!(diff(&["ws/raci.csv"]).ends(0).out.contains("the two grant the same"));
    fs::copy(home.path("ws/raci.csv"), home.path("new.csv")).unwrap();
    home.edit("../new.csv", "query,query,dataset/loans,A,,R,R", "query,query,dataset/loans,A,,R,");
    let told = diff(&[&["new.csv"], &people[..]].concat()).ends(0).out;
    assert!(told.contains("emil@example.org loses query dataset/loans"), "{told}");
    let json = diff(&[&["new.csv", "--format", "json"], &people[..]].concat()).ends(0).json();
    assert_eq!(json["narrowing"].as_array().unwrap().len(), 1);
    diff(&["absent.csv"]).ends(2).tells(&["absent.csv"]);
}

// proves M7, M20
#[test]
fn devices_are_enrolled_by_who_may_change_access() {
    let home = Home::applied();
    // The first one by whoever holds the terminal.
    let enrol = |by: &str, owner: &str| home.by(by, &["device", "enrol", "--owner", owner]);
    enrol(SCIENTIST, SCIENTIST).ends(0);
    let files = home.path(&format!("sign-in/{SCIENTIST}"));
    for (name, secret) in [("device.key", true), ("token", true), ("ca.crt", false)] {
        let mode = fs::metadata(files.join(name)).unwrap().permissions().mode() & 0o777;
        assert!(!secret || mode == 0o600, "{name} has mode {mode:o}");
    }
    enrol(SCIENTIST, OPERATOR).ends(1).tells(&["may not change access", SECURITY]);
    assert!(!home.path(&format!("sign-in/{OPERATOR}")).exists());
    enrol(SECURITY, "omat@example.org").ends(2).tells(&["did you mean omar@example.org?"]);
    enrol(SECURITY, OPERATOR).ends(0);
    enrol(SECURITY, OPERATOR).ends(2).tells(&["holds a device's key already"]);

    let report = |how: &[&str]| {
        home.run(&[&["device", "report", "--device", "laptop/omar@example.org"], how].concat())
    };
    report(&[]).ends(2).tells(&["nothing is said"]);
    report(&["--firewall-on", "--patch-age-days", "2"]).ends(1).tells(&["not encrypted"]);
    report(&["--disk-encrypted", "--firewall-on", "--patch-age-days", "2"]).ends(0);
    let unknown = ["device", "report", "--device", "nobodys", "--firewall-on"];
    home.run(&unknown).ends(2).tells(&["nobodys", "hygeia device enrol"]);
    let listed = home.run(&["device", "list", "--format", "json"]).ends(0).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let shown = home.run(&["device", "list"]).ends(0).out;
    assert!(shown.contains(OPERATOR) && shown.contains("never"), "{shown}");

    // Of the scientist's device nothing is known yet; of the security head's, not even that it is.
    let ask = ["sql", "SELECT count(*) FROM loans"];
    home.by(SCIENTIST, &ask).ends(1).tells(&["hygeia device report"]);
    home.by("olga@example.org", &ask).ends(1).tells(&["hygeia device enrol"]);
}

// proves M7
#[test]
fn no_flag_and_no_edited_file_goes_beyond_what_two_people_applied() {
    let home = Home::applied();
    for wider in ["0.0.0.0:0", "[::]:7443", "192.0.2.7:7443"] {
        home.run(&["up", "--address", wider]).ends(1).tells(&[wider, "two people"]);
    }
    home.enrol(KEEPER);
    home.run(&["vault", "init", "vault"]).ends(0);
    home.run(&["vault", "init", "other"]).ends(0);
    home.edit("hygeia.toml", "[vault]", "[vault]\nfolder = \"../vault\"");
    let id = home.proposed();
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    let elsewhere = home.by(KEEPER, &["vault", "pull", "--vault", "other"]).ends(1);
    elsewhere.tells(&["is not the vault that was applied", "two people"]);
    home.run(&["posture", "--vault", "other"]).ends(1).tells(&["is not the vault"]);
    // One person edits the file, and nobody applied it.
    home.edit("hygeia.toml", "../vault", "../other");
    home.by(KEEPER, &["vault", "pull"]).ends(0);
    home.by(KEEPER, &["vault", "pull", "--vault", "vault"]).ends(0);
    let points = |vault: &str| {
        let told = home.run(&["vault", "points", "--vault", vault, "--format", "json"]);
        told.json().as_array().map(Vec::len)
    };
    assert_eq!((points("vault"), points("other")), (Some(2), Some(0)));
}
