//! break-glass: asked for, opened by somebody else, used, ended and answered for; at the terminal.

use crate::home::{Home, OPERATOR, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD};

const COUNT: &str = "SELECT count(*) AS n FROM loans";

/// How the posture's line stands, and what it saw.
fn line(home: &Home) -> String {
    let table = home.run(&["posture", "--zoom", "least-privilege", "--format", "json"]).json();
    let areas = table["areas"].as_array().unwrap().iter();
    let mut probes = areas.flat_map(|area| area["probes"].as_array().unwrap());
    let probe = probes.find(|probe| probe["id"] == "least-privilege/break-glass").unwrap();
    format!("{}: {}", probe["state"], probe["saw"])
}

fn glass<'a>(what: &[&'a str]) -> Vec<&'a str> {
    [&["break-glass"], what].concat()
}

// proves M7
#[test]
fn an_operator_sees_the_loans_for_an_hour_once_somebody_else_agreed_and_somebody_answers_for_it() {
    let home = Home::applied();
    for who in [OWNER, STEWARD, OPERATOR] {
        home.enrol(who);
    }
    home.run(&["sample", "--rows", "200", "--out", "loans.csv"]).ends(0);
    let args = ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER];
    home.by(STEWARD, &[&args[..], &["--purpose", "credit", "--label", "defaulted"]].concat())
        .ends(0);
    let loans = glass(&["dataset/loans", "--action", "query", "--for", "1h"]);
    home.by(OPERATOR, &loans).ends(2);
    home.by(OPERATOR, &["sql", COUNT]).ends(1).tells(&["not found"]);
    let why = [&loans[..], &["--why", "incident 4711"]].concat();
    let asked = home.by(OPERATOR, &why).ends(1).tells(&["not opened yet", "hygeia approve glass-"]);
    let id = asked.out.split(':').next().unwrap().to_owned();
    assert!(asked.out.contains("sven@example.org may agree"), "{}", asked.out);
    home.by(OPERATOR, &["sql", COUNT]).ends(1).tells(&["not found"]);
    home.by(OPERATOR, &["approve", &id]).ends(1).tells(&["to themselves", SECURITY_HEAD]);
    home.by(SCIENTIST, &["approve", &id]).ends(1).tells(&["may not agree"]);
    let shown = home.by(SECURITY_HEAD, &["proposals", "show", &id]).ends(0).out;
    let words = "omar@example.org could query dataset/loans for 1h from when you agree";
    assert!(shown.contains(words) && shown.contains("incident 4711"), "{shown}");
    let told = home.by(SECURITY_HEAD, &["approve", &id]).ends(0).out;
    assert!(told.contains("is open: omar@example.org asked, sven@example.org agreed"), "{told}");

    home.by(OPERATOR, &["sql", COUNT]).ends(0);
    let open = line(&home);
    assert!(open.contains("failed") && open.contains("omar@example.org may query"), "{open}");
    let listed = home.by(OWNER, &glass(&["--format", "json"])).ends(0).json();
    assert_eq!((&listed[0]["state"], &listed[0]["uses"]), (&"open".into(), &1.into()));
    let feed = home.by(OWNER, &["feed"]).ends(0).out;
    assert!(feed.contains("break-glass-opened") && feed.contains("you are told"), "{feed}");
    home.by(SECURITY_HEAD, &["approve", &id]).ends(2).tells(&["answered"]);

    home.by(STEWARD, &glass(&["--close", &id])).ends(2).tells(&["nothing was opened"]);
    let closed = home.by(SECURITY, &glass(&["--close", &id, "--why", "found it"])).ends(0).out;
    assert!(closed.contains("may query dataset/loans no more"), "{closed}");
    home.by(OPERATOR, &["sql", COUNT]).ends(1).tells(&["not found"]);
    let over = line(&home);
    assert!(over.contains("failed") && over.contains("nobody looked at"), "{over}");
    let look = glass(&["--review", &id, "--why", "as was agreed"]);
    home.by(SECURITY_HEAD, &look).ends(1).tells(&["does not review", OWNER]);
    let done = home.by(OWNER, &look).ends(0).out;
    assert!(done.contains("in order; it was used 1 times"), "{done}");
    assert!(line(&home).contains("proven"), "{}", line(&home));
    home.by(OWNER, &look).ends(2).tells(&["answered"]);
    let ingest = glass(&["dataset/loans", "--action", "ingest", "--for", "1h", "--why", "x"]);
    home.by(OPERATOR, &ingest).ends(1).tells(&["opened to nobody", "when the time is over"]);
}
