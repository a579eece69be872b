//! Whole reports.

use crate::nothing;
use hygeia_surface::{Report, examine};
use std::net::TcpListener;
use terms::{FixedClock, State, Timestamp};

fn clock() -> FixedClock {
    FixedClock::at(Timestamp::from_unix(1_700_000_000))
}

// proves M3
#[test]
fn a_report_sees_a_listener_that_was_just_opened() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let report = examine(&nothing(), &clock()).unwrap();
    assert!(report.sees(port, std::process::id()));
    assert!(!report.sees(port, std::process::id() + 1));
    drop(listener);
    assert!(!examine(&nothing(), &clock()).unwrap().sees(port, std::process::id()));
}

#[test]
fn a_report_reads_back_from_its_json_and_is_ordered() {
    let report = examine(&nothing(), &clock()).unwrap();
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    let places = |report: &Report| {
        report
            .listeners
            .iter()
            .map(|l| (l.transport, l.address.port(), l.address.ip()))
            .collect::<Vec<_>>()
    };
    let mut sorted = places(&report);
    sorted.sort();
    assert_eq!(places(&report), sorted);
    assert!(report.findings.windows(2).all(|pair| pair[0].severity >= pair[1].severity));
}

#[test]
fn what_was_not_looked_at_is_never_proven() {
    let report = examine(&nothing(), &clock()).unwrap();
    let state = |id: &str| report.probes.iter().find(|probe| probe.id == id).unwrap().state;
    assert_ne!(state("surface/credentials"), State::Proven);
    assert_eq!(state("surface/patches-debian"), State::NotApplicable);
    assert_eq!(state("surface/modes"), State::NotApplicable);
    assert!(report.probes.iter().all(
        |probe| probe.remedy.is_some() == matches!(probe.state, State::Failed | State::Unknown)
    ));
}

// proves M8
#[test]
fn an_open_key_file_is_a_finding_with_a_remedy() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("kek");
    std::fs::write(&key, "secret-content").unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut options = nothing();
    options.guarded = vec![key.clone()];
    let report = examine(&options, &clock()).unwrap();
    let finding = report.findings.iter().find(|f| f.rule == "surface/open-mode").unwrap();
    assert_eq!(finding.location.subject, key.display().to_string());
    assert!(!serde_json::to_string(&report).unwrap().contains("secret-content"));
}
