//! The claims that the surface makes, and whether they hold. What was seen of how much decides:
//! [`Sight::judge`] alone says *proven*.

use crate::report::{Auth, Listener, Modes, Owner, Packages, Reach, Report, Transport};
use crate::settle::is_open;
use terms::{Area, Fact, Mission, Probed, Sight, State, Timestamp};

/// One probe each for programs, credentials, encryption, packages by ecosystem, and modes.
pub(crate) fn probes(report: &Report) -> Vec<Probed> {
    let (at, unlisted) = (report.at, report.unlisted);
    let listeners = &report.listeners;
    let mut all = vec![
        programs(listeners, unlisted, at),
        credentials(listeners, unlisted, at),
        wire(listeners, unlisted, at),
    ];
    all.extend(report.packages.iter().map(|packages| patches(packages, at)));
    all.push(files(&report.modes, at));
    all
}

/// What is claimed, and what to do where it does not hold or is not known.
struct Claim<'a> {
    id: &'a str,
    claim: &'a str,
    remedy: &'a str,
}

impl Claim<'_> {
    /// Judges by what was seen, and tells what was not.
    fn judged(self, sight: &Sight, faults: usize, saw: String, at: Timestamp) -> Probed {
        let saw = if sight.skipped() > 0 { format!("{saw}; {sight}") } else { saw };
        let mut probe = self.probed(sight.judge(faults), saw, at);
        probe.facts = sight.facts();
        probe
    }

    fn probed(self, state: State, saw: String, at: Timestamp) -> Probed {
        let unheld = matches!(state, State::Failed | State::Unknown);
        Probed {
            id: self.id.to_owned(),
            area: Area::Surface,
            missions: vec![Mission(3), Mission(8)],
            claim: self.claim.to_owned(),
            state,
            saw,
            facts: Vec::new(),
            remedy: unheld.then(|| self.remedy.to_owned()),
            at,
        }
    }
}

/// What is seen of `listeners` and of those beyond the limit, of which none are.
fn sight(listeners: &[&Listener], unlisted: u64, seen: impl Fn(&Listener) -> bool) -> Sight {
    let unlisted = usize::try_from(unlisted).unwrap_or(usize::MAX);
    let mut sight = Sight::of(listeners.len().saturating_add(unlisted));
    for listener in listeners {
        if seen(listener) {
            sight.see(1);
        } else {
            sight.skip(format!("{}/{}", listener.address, listener.transport));
        }
    }
    sight
}

fn programs(listeners: &[Listener], unlisted: u64, at: Timestamp) -> Probed {
    let is_known = |l: &Listener| matches!(l.owner, Owner::Program { .. });
    let all: Vec<_> = listeners.iter().collect();
    let sight = sight(&all, unlisted, is_known);
    let unknown = listeners.iter().filter(|listener| !is_known(listener)).count();
    let saw = format!(
        "{} sockets wait for others, {unknown} of them for an unknown program",
        listeners.len()
    );
    let claim = Claim {
        id: "surface/programs",
        claim: "The program behind every listening socket is known.",
        remedy: "Run the scan as root and outside of containers.",
    };
    let mut probe = claim.judged(&sight, 0, saw, at);
    probe.facts.push(Fact::new("listeners", listeners.len()));
    probe.facts.push(Fact::new("unknown_programs", unknown));
    probe
}

/// Somebody gets in at one of its addresses at least.
fn lets_in(listener: &Listener) -> bool {
    auth(listener).is_some_and(is_open) || listener.asked.iter().any(|answer| is_open(answer.auth))
}

fn auth(listener: &Listener) -> Option<Auth> {
    listener.service.as_ref().map(|service| service.auth)
}

fn credentials(listeners: &[Listener], unlisted: u64, at: Timestamp) -> Probed {
    let own = std::process::id();
    let others = listeners.iter().filter(|l| l.transport == Transport::Tcp);
    let others = others.filter(|l| !matches!(l.owner, Owner::Program { pid, .. } if pid == own));
    let told: Vec<_> = others.collect();
    let required = |listener: &Listener| auth(listener) == Some(Auth::Required);
    let sight = sight(&told, unlisted, |l| lets_in(l) || required(l));
    let count = |wanted: Auth| told.iter().filter(|l| auth(l) == Some(wanted)).count();
    let open = told.iter().filter(|listener| lets_in(listener)).count();
    let unknown = told.iter().filter(|l| !lets_in(l) && !required(l)).count();
    let saw = format!(
        "of {} TCP services {} ask for credentials, {open} let anybody in, {unknown} are unknown",
        told.len(),
        count(Auth::Required),
    );
    let claim = Claim {
        id: "surface/credentials",
        claim: "Every TCP service on this host asks for credentials.",
        remedy: "Turn authentication on where a finding says so; look into what is unknown.",
    };
    let mut probe = claim.judged(&sight, open, saw, at);
    probe.facts.extend([
        Fact::new("services", told.len()),
        Fact::new("credentials_required", count(Auth::Required)),
        Fact::new("credentials_not_required", count(Auth::NotRequired)),
        Fact::new("default_credentials", count(Auth::DefaultAccepted)),
        Fact::new("unknown", unknown),
    ]);
    probe
}

fn wire(listeners: &[Listener], unlisted: u64, at: Timestamp) -> Probed {
    let exposed =
        listeners.iter().filter(|l| l.reach != Reach::Loopback && l.transport == Transport::Tcp);
    let exposed: Vec<_> = exposed.collect();
    let encrypted = |l: &Listener| l.service.as_ref().and_then(|service| service.encrypted);
    let sight = sight(&exposed, unlisted, |l| encrypted(l).is_some());
    let clear = exposed.iter().filter(|l| encrypted(l) == Some(false)).count();
    let unknown = exposed.iter().filter(|l| encrypted(l).is_none()).count();
    let saw = format!(
        "{} TCP services can be reached from other hosts: {clear} in clear, {unknown} unknown",
        exposed.len()
    );
    let claim = Claim {
        id: "surface/wire",
        claim: "What other hosts can reach offers TLS.",
        remedy: "Turn TLS on, or bind the service to loopback.",
    };
    claim.judged(&sight, clear, saw, at)
}

fn patches(packages: &Packages, at: Timestamp) -> Probed {
    let id = format!("surface/patches-{}", packages.ecosystem);
    let claim = format!("No installed {} package has a known vulnerability.", packages.ecosystem);
    let enough = packages.data.as_ref().is_some_and(|data| data.complete && data.fresh);
    let remedy = match (packages.state, enough) {
        (State::Failed, _) => "Update what the findings name.",
        (_, true) => "Look into what could not be read or decided with the system's own tools.",
        (_, false) => {
            "Give complete advisories less than 30 days old with --advisories: the archive of a \
             database, OSV's dump with its modified_id.csv, or a bundle with a manifest.json."
        }
    };
    let claim = Claim { id: &id, claim: &claim, remedy };
    // Its state is of a sight as well: see `assess`.
    let mut probe = claim.probed(packages.state, packages.saw.clone(), at);
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
    let nothing_named = modes.looked_at == 0 && modes.unreadable.is_empty();
    let mut sight = if nothing_named { Sight::of(0) } else { Sight::new() };
    sight.see(usize::try_from(modes.files).unwrap_or(usize::MAX));
    for missed in &modes.unreadable {
        sight.skip(missed.clone());
    }
    let saw = format!(
        "{} key and data files and {} folders were looked at: {} are open to others, {} could not \
         be read",
        modes.files,
        modes.looked_at.saturating_sub(modes.files),
        modes.open.len(),
        modes.unreadable.len()
    );
    let claim = Claim {
        id: "surface/modes",
        claim: "Key and data files are closed to everybody but their owner.",
        remedy: "Take the rights of group and others away; look into what is unknown.",
    };
    let mut probe = claim.judged(&sight, modes.open.len(), saw, at);
    probe.facts.push(Fact::new("looked_at", modes.looked_at));
    probe.facts.push(Fact::new("open", modes.open.len()));
    probe
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;

    fn listeners(count: u16) -> Vec<Listener> {
        let one = |port| Listener {
            transport: Transport::Tcp,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            reach: Reach::Loopback,
            owner: Owner::Program { pid: 1, name: "x".to_owned(), executable: None },
            service: None,
            asked: Vec::new(),
            untold: None,
        };
        (1..=count).map(one).collect()
    }

    // proves M3
    #[test]
    fn a_list_that_was_cut_off_proves_nothing() {
        let at = Timestamp::from_unix(0);
        let told = |unlisted| programs(&listeners(4), unlisted, at);
        assert_eq!(told(0).state, State::Proven);
        assert_eq!(told(1).state, State::Unknown);
        assert!(told(1).saw.ends_with("; not seen: 1"), "{}", told(1).saw);
        assert_eq!(programs(&[], 0, at).state, State::NotApplicable);
        assert_eq!(wire(&[], 1, at).state, State::Unknown);
        assert_eq!(credentials(&listeners(1), 0, at).state, State::Unknown);
    }

    #[test]
    fn folders_without_files_prove_nothing() {
        let told = |looked_at, files| files_state(&Modes { looked_at, files, ..Modes::default() });
        assert_eq!(told(0, 0), State::NotApplicable);
        assert_eq!(told(3, 0), State::Unknown);
        assert_eq!(told(3, 1), State::Proven);
    }

    fn files_state(modes: &Modes) -> State {
        files(modes, Timestamp::from_unix(0)).state
    }
}
