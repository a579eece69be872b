//! Whole reports.

use crate::nothing;
use hygeia_surface::{Listener, Report, Transport, examine};
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
    // A system has packages, whether its list is known here or not.
    assert_eq!(state("surface/patches-debian"), State::Unknown);
    assert_eq!(state("surface/patches-cargo"), State::NotApplicable);
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

/// Ports of the services that `real` knows; a report of this test speaks to no other.
const KNOWN: [u16; 7] = [5432, 3306, 6379, 5672, 4222, 1883, 4369];

// proves M3
#[test]
fn a_report_speaks_to_what_it_may_and_says_why_it_left_the_rest() {
    let own = TcpListener::bind("127.0.0.1:0").unwrap();
    let own_port = own.local_addr().unwrap().port();
    let mut options = nothing();
    let listed = examine(&options, &clock()).unwrap().listeners;
    let ports = listed.iter().map(|listener| listener.address.port());
    options.leave_ports = ports.filter(|port| !KNOWN.contains(port) && *port != own_port).collect();
    options.speak = true;
    options.patience = std::time::Duration::from_secs(2); // a busy machine greets late
    let report = examine(&options, &clock()).unwrap();
    // Tests that run beside this one open listeners of their own meanwhile, of this process or
    // of one beside it; only what was there before is asked about.
    let before = |l: &&Listener| listed.iter().any(|b| b.address == l.address);
    for listener in report.listeners.iter().filter(before) {
        assert_ne!(listener.service.is_some(), listener.untold.is_some(), "{listener:?}");
        let port = listener.address.port();
        if options.leave_ports.contains(&port) || port == own_port {
            assert_eq!(listener.service, None);
        } else if listener.transport == Transport::Tcp {
            let service = listener.service.as_ref().unwrap();
            assert_ne!(service.protocol, "unknown", "{listener:?}");
        }
    }
    let mine = report.listeners.iter().find(|l| l.address == own.local_addr().unwrap()).unwrap();
    assert_eq!(mine.untold.as_deref(), Some("it is this program's own"));
}
