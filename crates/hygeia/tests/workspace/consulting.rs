//! feed, answer: who is consulted is asked before, and who is informed is told.

use crate::home::{AUDITOR, Home, OWNER, SCIENTIST, SECURITY, STEWARD};
use crate::support::sample;
use serde_json::Value;

const EXPORT: [&str; 5] = ["sql", "SELECT count(*) AS n FROM loans", "--export", "--format", "csv"];

fn line(home: &Home, id: &str) -> (String, String) {
    let table = home.run(&["posture", "--zoom", "least-privilege", "--format", "json"]).json();
    let areas = table["areas"].as_array().unwrap().iter();
    let mut probes = areas.flat_map(|area| area["probes"].as_array().unwrap());
    let probe = probes.find(|probe| probe["id"] == id).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&probe["state"]), text(&probe["saw"]))
}

// proves M6
#[test]
fn an_export_waits_for_the_consulted_and_the_auditor_is_told_of_it() {
    let home = Home::applied();
    for who in [OWNER, STEWARD] {
        home.enrol(who);
    }
    sample(&home.path(""), 400);
    let what = ["--dataset", "loans", "--purpose", "to decide about loans", "--label", "defaulted"];
    home.by(STEWARD, &[&["ingest", "loans.csv", "--owner", OWNER], &what[..]].concat()).ends(0);
    assert_eq!(line(&home, "least-privilege/consulted").0, "proven");
    assert_eq!(line(&home, "least-privilege/informed").0, "proven");

    let waits = home.by(OWNER, &EXPORT).ends(1);
    waits.tells(&["waits for those who are consulted", "consult-", "hygeia answer"]);
    let feed = home.by(SECURITY, &["feed"]).ends(0).out;
    assert!(feed.contains("waits for your word") && feed.contains(OWNER), "{feed}");
    let id = feed.split_whitespace().find(|word| word.starts_with("consult-")).unwrap().to_owned();
    assert!(line(&home, "least-privilege/consulted").1.contains("1 wait"));
    home.by(SCIENTIST, &["answer", &id]).ends(2).tells(&["nobody asks", "hygeia feed"]);
    let against = ["answer", &id, "--against", "--why", "the contract ended"];
    let told = home.by(SECURITY, &against).ends(0).out;
    assert!(told.contains("against it; it waits for sofia@example.org too"), "{told}");
    home.by(OWNER, &EXPORT).ends(1);
    home.by("sofia@example.org", &["answer", &id]).ends(0);
    let own = home.by(OWNER, &["feed"]).ends(0).out;
    assert!(own.contains("sam@example.org is against it (the contract ended)"), "{own}");
    assert!(home.by(OWNER, &EXPORT).ends(0).out.starts_with("n\n"));
    home.by(OWNER, &EXPORT).ends(1).tells(&["waits for those who are consulted"]);
    let told = home.by(AUDITOR, &["feed", "--format", "json"]).ends(0).json();
    let told = told.as_array().unwrap().iter().filter(|notice| notice["action"] == "export");
    let told: Vec<&Value> = told.collect();
    assert!(told.len() == 1 && told[0]["kind"] == "informed", "{told:?}");
    assert!(home.by(SCIENTIST, &["feed"]).ends(0).out.contains("nothing to tell you"));

    // Where a role that is consulted or told has nobody, nobody is heard: that is told.
    home.edit("people.toml", "\"anna@example.org\" = [\"auditor\"]", "");
    let id = home.proposed();
    home.by("sven@example.org", &["approve", &id]).ends(0);
    let (state, saw) = line(&home, "least-privilege/informed");
    assert!(state == "failed" && saw.contains("auditor of"), "{state}: {saw}");
}
