//! A team on one server, each from a machine of their own: they join, bring a table in, ask, agree, hand a
//! model over, serve, review and leave. And an attacker who has all that one of them has, and gets no more
//! than that person may.

use crate::home::{
    AUDITOR, ENGINEER, Home, LEAD, OPERATOR, OWNER, RISK, SCIENTIST, SECURITY, SECURITY_HEAD,
    STEWARD,
};
use crate::machine::{HEALTHY, Machine, copied, joined};
use crate::server::Server;
use crate::support::{Ran, sample};
use std::collections::BTreeMap;
use std::fs;

/// Ten people, each with one role of the sample's RACI.
const TEAM: [(&str, &str); 10] = [
    (SECURITY, "security-officer"),
    (SECURITY_HEAD, "security-head"),
    (OWNER, "data-owner"),
    (STEWARD, "data-steward"),
    (SCIENTIST, "data-scientist"),
    (ENGINEER, "ml-engineer"),
    (LEAD, "ml-lead"),
    (RISK, "model-risk"),
    (OPERATOR, "operations"),
    (AUDITOR, "auditor"),
];

const COUNT: &str = "SELECT count(*) AS n FROM loans";
const SSN: &str = "SELECT ssn FROM loans WHERE ssn IS NOT NULL ORDER BY application_id LIMIT 1";

/// The server, and everybody's machine.
struct Team {
    home: Home,
    _server: Server,
    machines: BTreeMap<&'static str, Machine>,
    url: String,
}

impl Team {
    /// Founded by the officer; the others join one after the other, and say how their devices are.
    fn joined() -> Self {
        let home = Home::empty();
        home.run(&["init", "ws", "--founder", SECURITY]).ends(0);
        let listed: String =
            TEAM.iter().map(|(who, role)| format!("\"{who}\" = [\"{role}\"]\n")).collect();
        fs::write(home.path("ws/people.toml"), format!("[people]\n{listed}")).unwrap();
        home.run(&["apply"]).ends(0);
        let server = Server::start(&home);
        let mut machines = BTreeMap::new();
        let mut url = String::new();
        for (who, _) in &TEAM[1..] {
            let (machine, at) = joined(&home, who);
            url = at;
            machines.insert(*who, machine);
        }
        let team = Self { home, _server: server, machines, url };
        team.by(SECURITY_HEAD, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
        // Whoever can agree to what others ask for is let in by somebody else than who invited them.
        team.by(SECURITY_HEAD, &["device", "confirm", &format!("laptop/{RISK}")]).ends(0);
        for (who, _) in TEAM {
            team.by(who, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
        }
        team
    }

    /// Runs a verb as `who`, on their own machine; the founder sits where the workspace is.
    fn by(&self, who: &str, args: &[&str]) -> Ran {
        match self.machines.get(who) {
            Some(machine) => machine.at(&self.url, args),
            None => self.home.run(args),
        }
    }

    /// The id that begins with `what` in what was told.
    fn id(told: &Ran, what: &str) -> String {
        let text = format!("{} {}", told.out, told.err);
        let word =
            text.split(|c: char| c.is_whitespace() || c == '`').find(|word| word.starts_with(what));
        word.unwrap_or_else(|| panic!("no {what} in {told:?}")).to_owned()
    }
}

// proves M6, M7, M10, M20
#[test]
fn ten_people_work_on_one_server_from_machines_of_their_own_and_none_is_worth_another() {
    let team = Team::joined();
    comes_in(&team);
    asked_and_heard(&team);
    handed_over(&team);
    nobody_is_worth_more_than_their_cells(&team);
    reviewed(&team);
    left(&team);
    let verified =
        team.by(AUDITOR, &["audit", "query", "--limit", "10000", "--format", "json"]).ends(0);
    assert!(
        verified.out.contains("device-joined") && verified.out.contains("promot"),
        "{}",
        verified.out
    );
}

fn comes_in(team: &Team) {
    let steward = &team.machines[STEWARD];
    sample(steward.path(), 2_000);
    let what =
        ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER, "--purpose", "to lend"];
    let ingest = [&what[..], &["--label", "defaulted"]].concat();
    team.by(STEWARD, &ingest).ends(0);
    let clear = team.by(OWNER, &["sql", SSN, "--format", "csv"]).ends(0).out;
    let shown = team.by(SCIENTIST, &["sql", SSN, "--format", "csv"]).ends(0).out;
    assert_ne!(clear, shown, "the scientist sees a token");
}

/// An export waits for the officer, who is consulted; the auditor is told of it.
fn asked_and_heard(team: &Team) {
    let export = ["sql", COUNT, "--export", "--format", "csv"];
    let waits = team.by(SCIENTIST, &export).ends(1);
    waits.tells(&["waits for those who are consulted"]);
    let feed = team.by(SECURITY, &["feed", "--format", "json"]).ends(0).json();
    let mut notices = feed.as_array().unwrap().iter();
    let asked = notices.find(|notice| notice["kind"] == "asked").unwrap();
    assert_eq!(asked["who"], SCIENTIST);
    let id = asked["id"].as_str().unwrap();
    team.by(STEWARD, &["answer", id]).ends(2);
    team.by(SECURITY, &["answer", id, "--why", "a count alone"]).ends(0);
    assert!(team.by(SCIENTIST, &export).ends(0).out.starts_with("n\n"));
    let told = team.by(AUDITOR, &["feed", "--format", "json"]).ends(0).out;
    assert!(told.contains("export") && told.contains(SCIENTIST), "{told}");
}

/// The engineer trains, the lead asks, and model risk agrees, over a signature of their own device.
fn handed_over(team: &Team) {
    let train = [
        "train",
        "--dataset",
        "loans",
        "--model",
        "credit",
        "--label",
        "defaulted",
        "--quick",
        "--out",
        "m",
    ];
    let trained = team.by(ENGINEER, &train);
    assert!(matches!(trained.code, 0 | 1), "{trained:?}");
    let from = team.machines[ENGINEER].path().join("m");
    let to = team.machines[LEAD].path().join("m");
    copied(&from, &to);
    let promote = ["promote", "--model", "credit", "--folder", "m", "--accept-weak"];
    team.by(ENGINEER, &promote).ends(1).tells(&["not found"]);
    let asked = team.by(LEAD, &promote).ends(0);
    let id = Team::id(&asked, "promote-");
    for who in [LEAD, ENGINEER, SECURITY_HEAD] {
        assert_ne!(team.by(who, &["approve", &id]).code, 0, "{who}");
    }
    let theirs = team.machines[RISK].path().join("m");
    copied(&from, &theirs);
    team.by(RISK, &["approve", &id]).ends(0);
}

/// What can be asked of the server, with the action and the asset of the RACI that it takes.
fn requests() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let ingest = vec!["ingest", "x.csv", "--dataset", "loans", "--owner", OWNER, "--purpose", "p"];
    let train = vec![
        "train",
        "--dataset",
        "loans",
        "--model",
        "credit",
        "--label",
        "defaulted",
        "--quick",
        "--out",
        "t",
    ];
    vec![
        ("query", "dataset/loans", vec!["sql", COUNT]),
        ("export", "dataset/loans", vec!["sql", COUNT, "--export"]),
        ("ingest", "dataset/loans", ingest),
        ("screen", "dataset/loans", vec!["screen", "--dataset", "loans", "--label", "defaulted"]),
        ("train", "dataset/loans", train),
        ("delete", "dataset/loans", vec!["delete", "loans"]),
        ("promote", "model/credit", vec!["retire", "credit"]),
        ("promote", "model/credit", vec!["promote", "--model", "credit", "--folder", "m"]),
        ("audit", "workspace/main", vec!["audit", "query"]),
        ("operate", "workspace/main", vec!["posture"]),
        ("change-access", "workspace/main", vec!["invite", "nobody@example.org"]),
        ("change-access", "workspace/main", vec!["lock", SECURITY, "--for", "1h", "--why", "x"]),
    ]
}

/// Who may do what, read from the RACI's text by itself: whoever has an R or an A in the row.
fn may(team: &Team, role: &str, action: &str, asset: &str) -> bool {
    let text = fs::read_to_string(team.home.path("ws/raci.csv")).unwrap();
    let mut rows = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(',').collect::<Vec<_>>());
    let head = rows.next().unwrap();
    let column = head.iter().position(|name| *name == role).unwrap();
    rows.filter(|row| row[1] == action && row[2] == asset)
        .any(|row| row[column].contains(['R', 'A']))
}

/// Whoever has all of one person's files is refused whatever that person may not do. What is allowed is not
/// done here: it would end the table, or take long.
fn nobody_is_worth_more_than_their_cells(team: &Team) {
    let mut refused = 0;
    for (who, role) in &TEAM[1..] {
        let machine = &team.machines[who];
        fs::write(machine.path().join("x.csv"), "a,b\n1,2\n").unwrap();
        for (action, asset, args) in requests() {
            if may(team, role, action, asset) {
                continue;
            }
            let ran = team.by(who, &args);
            // Whether the people of a workspace are looked at, those who audit may see too.
            let looks = action == "operate" && may(team, role, "audit", asset);
            assert!(ran.code == 1 || ran.code == 2 || looks, "{who} {args:?}: {ran:?}");
            assert!(
                !ran.out.contains("\nn\n") && !ran.out.contains("device-joined"),
                "{who} {args:?}"
            );
            refused += usize::from(ran.code != 0);
        }
        // What they hold is theirs alone: over another's certificate their token is worth nothing.
        let other = if *who == OWNER { STEWARD } else { OWNER };
        let own = machine.sign_in().join("token");
        let kept = fs::read(&own).unwrap();
        fs::copy(team.machines[other].sign_in().join("token"), &own).unwrap();
        assert_ne!(team.by(who, &["whoami"]).code, 0, "{who} with a token of {other}");
        fs::write(&own, kept).unwrap();
        assert!(team.by(who, &["whoami"]).ends(0).out.starts_with(who));
    }
    assert!(refused > 60, "{refused}");
    let there = team.by(OWNER, &["sql", COUNT, "--format", "csv"]).ends(0);
    assert!(there.out.starts_with("n\n2"), "all of it is there: {}", there.out);
}

/// Who is accountable reviews who holds what.
fn reviewed(team: &Team) {
    let keep = [
        "review",
        "--done",
        "query",
        "--asset",
        "dataset/loans",
        "--holder",
        SCIENTIST,
        "--keep",
        "--why",
        "she needs it",
    ];
    assert_ne!(team.by(SCIENTIST, &keep).code, 0, "nobody reviews their own access");
    team.by(OWNER, &keep).ends(0);
}

/// Whoever leaves holds nothing from the next request on, and it takes one person.
fn left(team: &Team) {
    team.by(ENGINEER, &["sql", COUNT]).ends(0);
    let path = team.home.path("ws/people.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n[left]\n\"{ENGINEER}\" = \"2026-03-31\"\n")).unwrap();
    let applied = team.by(SECURITY, &["apply"]);
    assert_eq!(applied.code, 0, "{applied:?}");
    team.by(ENGINEER, &["sql", COUNT]).ends(1).tells(&["list of people"]);
    team.by(SCIENTIST, &["sql", COUNT]).ends(0);
}
