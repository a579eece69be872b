//! What nobody does to access alone, in a real workspace.

use crate::use_cases::{Home, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD};
use hygeia_workspace::{ApplyRequest, ApplyResponse, Error, Kind, Texts, UseCases};
use std::sync::Arc;
use terms::{Clock, FixedClock, Timestamp};

/// What stands, with one of its texts changed.
fn changed(home: &Home, file: &str, from: &str, to: &str) -> Texts {
    let mut texts = home.texts();
    let text = match file {
        "hygeia.toml" => &mut texts.config,
        "raci.csv" => &mut texts.raci,
        _ => &mut texts.people,
    };
    assert!(text.contains(from), "{from} in {file}");
    *text = text.replacen(from, to, 1);
    texts
}

/// The sample's people without those whose names begin so.
fn without(home: &Home, names: &[&str]) -> Texts {
    let mut texts = home.texts();
    let stays = |line: &&str| !names.iter().any(|name| line.contains(&format!("\"{name}@")));
    texts.people = texts.people.lines().filter(stays).collect::<Vec<_>>().join("\n");
    texts
}

async fn apply(home: &Home, texts: &Texts) -> Result<ApplyResponse, Error> {
    let request = ApplyRequest { texts: texts.clone(), plan: false };
    home.workspace.apply(&home.at_terminal(SECURITY).await, request).await
}

const DELETE: &str = "delete,delete,dataset/loans,A,R,,,C,,,,,I,,I,,";
const EXPORT: &str = "export,export,dataset/loans,A,,R,,,,,,,C,,I,,";

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn nobody_widens_access_alone() {
    let home = Home::applied().await;
    let officer = "\"sam@example.org\" = [\"security-officer\"]";
    let head = "\"sam@example.org\" = [\"security-officer\", \"security-head\"]";
    let renamed = "take-out,export,dataset/loans,A,,R,,,,,,,,,,,";
    let budget = "bytes_per_day = 10000000";
    for (file, from, to, told) in [
        ("raci.csv", EXPORT, renamed, "no longer consults security-officer"),
        ("people.toml", officer, head, "may agree to change-access"),
        ("hygeia.toml", "127.0.0.1:7443", "0.0.0.0:7443", "listens at 0.0.0.0:7443"),
        ("hygeia.toml", "rpo_seconds = 86400", "rpo_seconds = 864000", "864000 s old"),
        ("hygeia.toml", "[vault]", "[vault]\nfolder = \"/elsewhere\"", "/elsewhere"),
        ("hygeia.toml", "review_days = 30", "review_days = 3000", "every 3000 days"),
        ("hygeia.toml", "export = \"24h\"", "export = \"23h\"", "export waits 23h"),
        ("hygeia.toml", "delete = \"24h\"", "", "delete no longer waits"),
        ("hygeia.toml", "expire_after = \"7d\"", "expire_after = \"8d\"", "answered for 8d"),
        ("hygeia.toml", "locked = \"30d\"", "locked = \"31d\"", "locked 31d after it was due"),
        ("hygeia.toml", budget, "bytes_per_day = 10000001", "10000001 bytes a day"),
    ] {
        let response = apply(&home, &changed(&home, file, from, to)).await.unwrap();
        assert!(!response.applied && response.proposal.is_some(), "{to}");
        let handling = response.handling.iter().filter(|changed| changed.laxer);
        let said: Vec<&String> =
            response.diff.loosened.iter().chain(handling.map(|changed| &changed.what)).collect();
        assert!(said.iter().any(|said| said.contains(told)), "{told} in {said:?}");
    }
    // Who is accountable, and who agrees to models, is not taken away by one person either.
    for gone in [&["olga"][..], &["sven"], &["hugo"]] {
        let response = apply(&home, &without(&home, gone)).await.unwrap();
        assert!(!response.applied, "{gone:?}");
    }
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_left_who_can_not_change_access() {
    let home = Home::applied().await;
    let refused = apply(&home, &without(&home, &["sofia", "sven", "selma"])).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Refused);
    assert!(refused.message.contains("nobody could change access any more"), "{refused}");
    assert!(refused.entry.is_some(), "it is in the ledger");
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_the_ledger_says_is_applied_decides_though_it_is_not_written_yet() {
    let home = Home::applied().await;
    let behind = |sql: &str| {
        let mut sqlite = needs::program("sqlite3")?;
        let told = sqlite.arg(home.dir.path().join("state/meta.sqlite")).arg(sql).status();
        assert!(told.unwrap().success(), "{sql}");
        Some(())
    };
    let full =
        "CREATE TRIGGER full BEFORE INSERT ON documents BEGIN SELECT RAISE(ABORT, 'full'); END";
    if behind(full).is_none() {
        return;
    }
    let fewer = without(&home, &["emil"]);
    let waits = apply(&home, &fewer).await.unwrap_err();
    assert!(waits.kind == Kind::Unavailable && waits.message.contains("stands"), "{waits}");
    assert_eq!(home.workspace.in_force().unwrap().code.texts, fewer);
    // Of what comes after it, nothing is done, and nothing decides.
    let next = apply(&home, &without(&home, &["emil", "dana"])).await.unwrap_err();
    assert!(next.kind == Kind::Unavailable && next.message.contains("nothing was done"), "{next}");
    assert_eq!(home.workspace.in_force().unwrap().code.texts, fewer);
    behind("DROP TRIGGER full");
    assert!(apply(&home, &without(&home, &["emil", "dana"])).await.unwrap().applied);
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_is_retained_is_made_deletable_by_two_people() {
    let home = Home::applied().await;
    let general = DELETE.replace("dataset/loans", "dataset/*");
    let texts = changed(&home, "raci.csv", DELETE, &general);
    let id = apply(&home, &texts).await.unwrap().proposal.unwrap();
    texts.write(home.dir.path()).unwrap();
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    let named = format!("{general}\ndelete-2{}", DELETE.trim_start_matches("delete"));
    let response = apply(&home, &changed(&home, "raci.csv", &general, &named)).await.unwrap();
    assert!(!response.applied && response.proposal.is_some());
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn an_old_proposal_is_agreed_to_no_more() {
    let home = Home::applied().await;
    let auditor = "\"anna@example.org\" = [\"auditor\"]";
    let more = "\"anna@example.org\" = [\"auditor\", \"data-scientist\"]";
    let wider = changed(&home, "people.toml", auditor, more);
    let id = apply(&home, &wider).await.unwrap().proposal.unwrap();
    let fewer = without(&home, &["emil"]);
    assert!(apply(&home, &fewer).await.unwrap().applied, "it narrows");
    // The files are put back, emil with them.
    wider.write(home.dir.path()).unwrap();
    let old = home.approve(SECURITY_HEAD, &id).await.unwrap_err();
    assert!(old.kind == Kind::Conflict && old.message.contains("has changed since"), "{old}");
    assert_eq!(home.workspace.in_force().unwrap().code.texts, fewer);
    // Proposed again, it is another change, with an id of its own.
    let again = apply(&home, &wider).await.unwrap();
    assert!(again.diff.joined.len() == 2, "emil comes back, and that is told");
    let new = again.proposal.unwrap();
    assert_ne!(new, id);
    home.approve(SECURITY_HEAD, &new).await.unwrap();
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn a_role_ends_while_the_server_runs_and_one_person_alone_puts_no_end_off() {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = Home::applied_at(Arc::clone(&clock) as Arc<dyn Clock>).await;
    home.ingest(STEWARD).await.unwrap();
    let until = |ends: &[(&str, &str, &str)]| {
        let mut texts = home.texts();
        texts.people.push_str("\n[until]\n");
        for (who, role, end) in ends {
            texts.people.push_str(&format!("\"{who}\" = {{ {role} = \"{end}\" }}\n"));
        }
        texts
    };
    let dana = |end| until(&[(SCIENTIST, "data-scientist", end)]);
    let (soon, later) = (dana("2027-01-15T09:00:00Z"), dana("2027-01-15T09:00:01Z"));
    let ended = apply(&home, &soon).await.unwrap();
    let told = ended.handling.iter().find(|changed| changed.what.contains("until 2027-01-15T09"));
    assert!(ended.applied && told.is_some_and(|changed| !changed.laxer), "{ended:?}");
    let sql = "SELECT count(*) FROM loans";
    home.sql(SCIENTIST, sql).await.unwrap();
    // What stands in the folder has no end.
    for longer in [&later, &home.texts()] {
        let response = apply(&home, longer).await.unwrap();
        assert!(!response.applied && response.proposal.is_some());
    }
    clock.advance(3_599);
    home.sql(SCIENTIST, sql).await.unwrap();
    clock.advance(1);
    assert_eq!(home.sql(SCIENTIST, sql).await.unwrap_err().kind, Kind::NotFound);
    for longer in [&later, &home.texts(), &dana("2027-01-16")] {
        let response = apply(&home, longer).await.unwrap();
        assert!(!response.applied && response.proposal.is_some(), "it would be given again");
    }
    // Who is there for a time is not there for ever.
    let heads = [SECURITY_HEAD, "selma@example.org"];
    let gone = heads.map(|head| (head, "security-head", "2027-06-30"));
    let refused = apply(&home, &until(&gone)).await.unwrap_err();
    assert!(refused.message.contains("nobody could change access any more"), "{refused}");
}
