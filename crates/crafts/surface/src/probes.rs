//! The claims that the surface makes, and whether they hold.

use crate::report::{Auth, Listener, Modes, Owner, Packages, Reach, Transport};
use terms::{Area, Fact, Mission, Probed, State, Timestamp};

/// One probe each for programs, credentials, encryption, packages by ecosystem, and modes.
pub(crate) fn probes(
    listeners: &[Listener],
    packages: &[Packages],
    modes: &Modes,
    at: Timestamp,
) -> Vec<Probed> {
    let mut all = vec![programs(listeners, at), credentials(listeners, at), wire(listeners, at)];
    all.extend(packages.iter().map(|packages| patches(packages, at)));
    all.push(files(modes, at));
    all
}

fn probed(id: &str, claim: &str, state: State, saw: String, remedy: &str, at: Timestamp) -> Probed {
    Probed {
        id: id.to_owned(),
        area: Area::Surface,
        missions: vec![Mission(3), Mission(8)],
        claim: claim.to_owned(),
        state,
        saw,
        facts: Vec::new(),
        remedy: matches!(state, State::Failed | State::Unknown).then(|| remedy.to_owned()),
        at,
    }
}

fn programs(listeners: &[Listener], at: Timestamp) -> Probed {
    let known = listeners.iter().filter(|l| matches!(l.owner, Owner::Program { .. })).count();
    let unknown = listeners.len() - known;
    let state = if unknown > 0 { State::Unknown } else { State::Proven };
    let saw = format!(
        "{} sockets wait for others, {unknown} of them for an unknown program",
        listeners.len()
    );
    let claim = "The program behind every listening socket is known.";
    let mut probe = probed(
        "surface/programs",
        claim,
        state,
        saw,
        "Run the scan as root and outside of containers.",
        at,
    );
    probe.facts =
        vec![Fact::new("listeners", listeners.len()), Fact::new("unknown_programs", unknown)];
    probe
}

fn credentials(listeners: &[Listener], at: Timestamp) -> Probed {
    let own = std::process::id();
    let others = listeners.iter().filter(|l| l.transport == Transport::Tcp);
    let others = others.filter(|l| !matches!(l.owner, Owner::Program { pid, .. } if pid == own));
    let told: Vec<_> =
        others.map(|l| l.service.as_ref().map_or(Auth::Unknown, |service| service.auth)).collect();
    let count = |wanted: Auth| told.iter().filter(|&&auth| auth == wanted).count();
    let open = count(Auth::NotRequired) + count(Auth::DefaultAccepted);
    let state = match (open, count(Auth::Unknown), told.len()) {
        (_, _, 0) => State::NotApplicable,
        (0, 0, _) => State::Proven,
        (0, _, _) => State::Unknown,
        _ => State::Failed,
    };
    let saw = format!(
        "of {} TCP services {} ask for credentials, {open} let anybody in, {} are unknown",
        told.len(),
        count(Auth::Required),
        count(Auth::Unknown)
    );
    let claim = "Every TCP service on this host asks for credentials.";
    let remedy = "Turn authentication on where a finding says so; look into what is unknown.";
    let mut probe = probed("surface/credentials", claim, state, saw, remedy, at);
    probe.facts = vec![
        Fact::new("services", told.len()),
        Fact::new("credentials_required", count(Auth::Required)),
        Fact::new("credentials_not_required", count(Auth::NotRequired)),
        Fact::new("default_credentials", count(Auth::DefaultAccepted)),
        Fact::new("unknown", count(Auth::Unknown)),
    ];
    probe
}

fn wire(listeners: &[Listener], at: Timestamp) -> Probed {
    let exposed =
        listeners.iter().filter(|l| l.reach != Reach::Loopback && l.transport == Transport::Tcp);
    let told: Vec<_> =
        exposed.map(|l| l.service.as_ref().and_then(|service| service.encrypted)).collect();
    let clear = told.iter().filter(|&&encrypted| encrypted == Some(false)).count();
    let unknown = told.iter().filter(|encrypted| encrypted.is_none()).count();
    let state = match (clear, unknown, told.len()) {
        (_, _, 0) => State::NotApplicable,
        (0, 0, _) => State::Proven,
        (0, _, _) => State::Unknown,
        _ => State::Failed,
    };
    let saw = format!(
        "{} TCP services can be reached from other hosts: {clear} in clear, {unknown} unknown",
        told.len()
    );
    let claim = "What other hosts can reach offers TLS.";
    probed("surface/wire", claim, state, saw, "Turn TLS on, or bind the service to loopback.", at)
}

fn patches(packages: &Packages, at: Timestamp) -> Probed {
    let id = format!("surface/patches-{}", packages.ecosystem);
    let claim = format!("No installed {} package has a known vulnerability.", packages.ecosystem);
    let remedy = match packages.state {
        State::Failed => "Update what the findings name.",
        _ => "Give complete advisories less than 30 days old with --advisories.",
    };
    let mut probe = probed(&id, &claim, packages.state, packages.saw.clone(), remedy, at);
    let weak = packages.vulnerable.iter().filter(|v| !v.informational).count();
    probe.facts =
        vec![Fact::new("installed", packages.installed), Fact::new("vulnerabilities", weak)];
    probe.facts.push(Fact::new("advisories", packages.data.as_ref().map(|data| data.advisories)));
    probe
        .facts
        .push(Fact::new("data_age_days", packages.data.as_ref().and_then(|data| data.age_days)));
    probe
}

fn files(modes: &Modes, at: Timestamp) -> Probed {
    let state = match (modes.open.len(), modes.unreadable.len(), modes.looked_at) {
        (0, 0, 0) => State::NotApplicable,
        (0, 0, _) => State::Proven,
        (0, _, _) => State::Unknown,
        _ => State::Failed,
    };
    let saw = format!(
        "{} key and data files were looked at: {} are open to others, {} could not be read",
        modes.looked_at,
        modes.open.len(),
        modes.unreadable.len()
    );
    let claim = "Key and data files are closed to everybody but their owner.";
    let mut probe =
        probed("surface/modes", claim, state, saw, "Take the rights of group and others away.", at);
    probe.facts =
        vec![Fact::new("looked_at", modes.looked_at), Fact::new("open", modes.open.len())];
    probe
}
