//! Whose access is looked at again, and who is cut off now.

use crate::home::{AUDITOR, Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD};
use std::thread::sleep;
use std::time::Duration;

const COUNT: &str = "SELECT count(*) AS n FROM loans";

fn with_data() -> Home {
    let home = Home::applied();
    for who in [OWNER, STEWARD, SCIENTIST, AUDITOR] {
        home.enrol(who);
    }
    home.run(&["sample", "--rows", "200", "--out", "loans.csv"]).ends(0);
    let args = ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER];
    home.by(STEWARD, &[&args[..], &["--purpose", "credit", "--label", "defaulted"]].concat())
        .ends(0);
    home
}

// proves M6
#[test]
fn overdue_access_is_locked_until_somebody_reviews_it() {
    let home = with_data();
    // Restricted data, on the very day: what is stricter takes one person.
    let text = std::fs::read_to_string(home.path("ws/hygeia.toml")).unwrap();
    let (head, tail) = text.split_once("[handling.restricted]").unwrap();
    let tail = tail.replacen("review_days = 30", "review_days = 0", 1);
    let strict = format!("{head}[handling.restricted]{tail}")
        .replace("read_only = \"7d\"", "read_only = \"1s\"")
        .replace("locked = \"30d\"", "locked = \"1s\"");
    std::fs::write(home.path("ws/hygeia.toml"), strict).unwrap();
    home.by(SECURITY, &["apply"]).ends(0);
    sleep(Duration::from_secs(2));
    home.by(SCIENTIST, &["sql", COUNT]).ends(1).tells(&["it is locked by now", OWNER, "--holder"]);
    let due = home.by(AUDITOR, &["review"]).ends(1);
    assert!(due.out.contains("dana@example.org by query[dataset/loans]: locked"), "{}", due.out);
    assert!(due.out.contains("every 0 days (NIST SP 800-53"), "{}", due.out);
    let csv = home.by(AUDITOR, &["review", "--format", "csv"]).ends(1);
    assert!(csv.out.starts_with("due,overdue,narrowing,holder,role"), "{}", csv.out);
    let posture = home.run(&["posture", "--zoom", "least-privilege"]);
    assert!(posture.out.contains("locked by it"), "{}", posture.out);
    // One day more, and it is as it was before.
    let lax = std::fs::read_to_string(home.path("ws/hygeia.toml")).unwrap();
    std::fs::write(home.path("ws/hygeia.toml"), lax.replace("review_days = 0", "review_days = 1"))
        .unwrap();
    let id = home.proposed();
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    home.by(SCIENTIST, &["sql", COUNT]).ends(0);
}

// proves M6, M7
#[test]
fn each_holder_stays_or_goes_with_a_reason_that_an_auditor_reads() {
    let home = with_data();
    let query = ["review", "--done", "query", "--asset", "dataset/loans"];
    let dana = [&query[..], &["--holder", SCIENTIST]].concat();
    for (args, missing) in [
        ([&dana[..], &["--why", "x"]].concat(), "--keep"),
        ([&dana[..], &["--keep"]].concat(), "--why"),
        ([&query[..], &["--remove"]].concat(), "--holder"),
    ] {
        let told = home.by(OWNER, &args).ends(2).err;
        assert!(told.contains(missing), "{told}");
    }
    let kept = [&dana[..], &["--keep", "--why", "=needed until spring"]].concat();
    assert!(home.by(OWNER, &kept).ends(0).out.contains("are reviewed of dana@example.org"));
    let gone = [&dana[..], &["--remove", "--why", "left the team"]].concat();
    let told = home.by(OWNER, &gone).ends(0).out;
    assert!(
        told.contains("would lose query dataset/loans") && told.contains(SECURITY_HEAD),
        "{told}"
    );
    let id = told.split_whitespace().find(|word| word.starts_with("access-")).unwrap().to_owned();
    home.by(SCIENTIST, &["sql", COUNT]).ends(0);
    let shown = home.by(SECURITY_HEAD, &["proposals", "show", &id]).ends(0);
    assert!(shown.out.contains("dana@example.org as data-scientist"), "{}", shown.out);
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    home.by(SCIENTIST, &["sql", COUNT]).ends(1).tells(&["not found"]);
    let people = std::fs::read_to_string(home.path("ws/people.toml")).unwrap();
    assert!(people.contains("\"dana@example.org\" = []") && people.contains("# Head of lending"));
    let csv = home.by(AUDITOR, &["review", "--history", "--format", "csv"]).ends(0).out;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines.len() == 3 && lines[0].starts_with("at,by,activity,asset"), "{csv}");
    // Of one second, either may come first. A spreadsheet runs nothing.
    let removed = format!(",removed,,left the team,{id},{SECURITY_HEAD},");
    for said in [",kept,,'=needed until spring,", &removed] {
        assert!(lines[1..].iter().any(|line| line.contains(said)), "no {said} in {csv}");
    }
    home.by(SCIENTIST, &["review", "--history"]).ends(1).tells(&["not found"]);
}

// proves M20
#[test]
fn somebody_is_locked_listed_and_let_in_again_by_another() {
    let home = with_data();
    let locked = ["lock", SCIENTIST, "--for", "1h", "--why", "laptop stolen"];
    home.by(STEWARD, &locked).ends(1).tells(&["may not lock", "change access"]);
    for (given, missing) in [(["--for", "1h"], "--why"), (["--why", "x"], "--for")] {
        let told = home.by(SECURITY, &[&["lock", SCIENTIST][..], &given].concat()).ends(2).err;
        assert!(told.contains(missing), "{told}");
    }
    let told = home.by(SECURITY, &locked).ends(0).out;
    assert!(told.contains("is locked until") && told.contains(SECURITY_HEAD), "{told}");
    home.by(SCIENTIST, &["sql", COUNT]).ends(1).tells(&["locked dana@example.org until"]);
    home.by(SCIENTIST, &["feed"]).ends(1).tells(&["locked dana@example.org until"]);
    home.by(OWNER, &["sql", COUNT]).ends(0);
    let listed = home.by(SECURITY, &["lock"]).ends(0).out;
    assert!(listed.contains(SCIENTIST) && listed.contains("laptop stolen"), "{listed}");
    let id = listed.split_whitespace().find(|word| word.starts_with("lock-")).unwrap().to_owned();
    let posture = home.run(&["posture", "--zoom", "zero-trust"]);
    assert!(posture.out.contains("1 locks hold"), "{}", posture.out);
    home.by(SECURITY, &["lock", "--lift", &id]).ends(1).tells(&["somebody else", SECURITY_HEAD]);
    home.by(SECURITY_HEAD, &["lock", "--lift", &id, "--why", "found again"]).ends(0);
    home.by(SCIENTIST, &["sql", COUNT]).ends(0);
    let entries = home.by(AUDITOR, &["audit", "query", "--format", "json"]).ends(0).json();
    for operation in ["lock-set", "lock-lifted", "lock-refused", "locked-out"] {
        let entries = entries.as_array().unwrap().iter();
        assert!(entries.into_iter().any(|one| one["api"]["operation"] == operation), "{operation}");
    }
}
