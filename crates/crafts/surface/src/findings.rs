//! What is wrong with what was seen, and what to do about it.

use crate::report::{Auth, Listener, Mode, Modes, Owner, Packages, Reach, Service, Vulnerable};
use crate::settle::is_open;
use terms::{Finding, Location, Severity};

/// All findings, worst first, then by rule and place.
pub(crate) fn findings(
    listeners: &[Listener],
    packages: &[Packages],
    modes: &Modes,
) -> Vec<Finding> {
    let mut all: Vec<Finding> = listeners.iter().flat_map(of_listener).collect();
    all.extend(packages.iter().flat_map(|packages| &packages.vulnerable).map(of_package));
    all.extend(modes.open.iter().map(of_mode));
    all.sort_by(|a, b| {
        let key = |f: &Finding| (f.rule.clone(), f.location.subject.clone(), f.message.clone());
        b.severity.cmp(&a.severity).then_with(|| key(a).cmp(&key(b)))
    });
    all
}

fn of_listener(listener: &Listener) -> impl Iterator<Item = Finding> {
    let service = listener.service.as_ref();
    [
        service.and_then(|service| of_auth(listener, service)),
        service.and_then(|service| of_wire(listener, service)),
        of_owner(listener),
    ]
    .into_iter()
    .flatten()
}

fn place(listener: &Listener) -> Location {
    Location::of(format!("{}://{}", listener.transport, listener.address))
}

/// What other hosts get in by, or else what this host alone does, at the address that lets it.
fn of_auth(listener: &Listener, service: &Service) -> Option<Finding> {
    if is_open(service.auth) {
        let reach = listener.reach;
        return open_door(place(listener), reach, service, service.auth, &service.saw);
    }
    let open = listener.asked.iter().filter(|answer| is_open(answer.auth));
    let answer = open.max_by_key(|answer| answer.auth)?;
    let place = Location::of(format!("{}://{}", listener.transport, answer.address));
    open_door(place, Reach::Loopback, service, answer.auth, &answer.saw)
}

fn open_door(
    place: Location,
    reach: Reach,
    service: &Service,
    auth: Auth,
    saw: &str,
) -> Option<Finding> {
    let name = service.product.as_deref().unwrap_or(&service.protocol);
    let (rule, reference, remedy) = match auth {
        Auth::NotRequired => ("surface/no-credentials", "CWE-306", "turn authentication on"),
        Auth::DefaultAccepted => (
            "surface/default-credentials",
            "CWE-1392",
            "delete the default account or change its password",
        ),
        Auth::Required | Auth::Unknown => return None,
    };
    let remedy = match reach {
        Reach::Loopback => {
            format!("{remedy}: every local program and every forged request can use it")
        }
        _ => format!("{remedy}, and bind it to loopback or put it behind a firewall"),
    };
    let severity = severity(reach, service, auth);
    let message = format!("{name} {auth}: {saw}");
    Some(Finding::new(rule, severity, place, message, remedy).with_references(&[reference]))
}

/// A name server gives little away; what holds data or runs code gives all.
fn severity(reach: Reach, service: &Service, auth: Auth) -> Severity {
    let harmless = service.protocol == "epmd";
    match (reach, harmless) {
        (Reach::Loopback, true) => Severity::Info,
        (_, true) => Severity::Low,
        (Reach::Loopback, false) if auth == Auth::DefaultAccepted => Severity::High,
        (Reach::Loopback, false) => Severity::Medium,
        (Reach::OneAddress | Reach::AllAddresses, false) => Severity::Critical,
    }
}

fn of_wire(listener: &Listener, service: &Service) -> Option<Finding> {
    let clear = service.encrypted == Some(false) && listener.reach != Reach::Loopback;
    clear.then(|| {
        let message = format!("{} is reachable from other hosts without TLS", service.protocol);
        let remedy = "turn TLS on, or bind it to loopback";
        Finding::new(
            "surface/clear-on-the-wire",
            Severity::Medium,
            place(listener),
            message,
            remedy,
        )
        .with_references(&["CWE-319"])
    })
}

fn of_owner(listener: &Listener) -> Option<Finding> {
    if matches!(listener.owner, Owner::Program { .. }) {
        return None;
    }
    let severity = if listener.reach == Reach::Loopback { Severity::Info } else { Severity::Low };
    let message = format!("the socket belongs to {}", listener.owner);
    let remedy = "run the scan as root, or where the program runs, to see what it is";
    Some(Finding::new("surface/unknown-program", severity, place(listener), message, remedy))
}

fn of_package(v: &Vulnerable) -> Finding {
    let rule =
        if v.informational { "surface/package-warning" } else { "surface/vulnerable-package" };
    let remedy = match v.fixed.as_slice() {
        [] => {
            "no version repairs it: replace the package, or show that it is not exposed".to_owned()
        }
        fixed => format!("update {} to {}", update_of(v), fixed.join(" or ")),
    };
    let remedy = match v.packages.iter().any(|package| package.starts_with("linux-image-")) {
        true => format!("{remedy}, and start the new kernel"),
        false => remedy,
    };
    // Debian repairs packages without a new upstream version, and lists them in dpkg's status too.
    let remedy = match v.place.ends_with("/python3/dist-packages") {
        true => {
            format!("ask Debian's security tracker whether its package is repaired, or {remedy}")
        }
        false => remedy,
    };
    let message = format!("{} {}: {} ({})", v.package, v.version, v.title, v.advisory);
    let references: Vec<&str> =
        std::iter::once(&v.advisory).chain(&v.aliases).map(String::as_str).collect();
    Finding::new(rule, v.severity, Location::of(v.place.clone()), message, remedy)
        .with_references(&references)
}

/// What is updated: a source package by what is installed of it.
fn update_of(v: &Vulnerable) -> String {
    if v.packages.is_empty() { v.package.clone() } else { v.packages.join(", ") }
}

fn of_mode(mode: &Mode) -> Finding {
    let (severity, who) =
        if mode.everybody { (Severity::High, "everybody") } else { (Severity::Medium, "a group") };
    let message = format!("mode {} lets {who} on this host read or write it", mode.mode);
    let remedy = "chmod go-rwx, and rotate what it held if others could read it";
    Finding::new("surface/open-mode", severity, Location::of(mode.path.clone()), message, remedy)
        .with_references(&["CWE-732"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Answer, Transport};
    use std::net::{IpAddr, SocketAddr};

    fn listener(reach: Reach, protocol: &str, auth: Auth) -> Listener {
        Listener {
            transport: Transport::Tcp,
            address: SocketAddr::new(IpAddr::from([0, 0, 0, 0]), 6379),
            reach,
            owner: Owner::Program { pid: 1, name: "x".to_owned(), executable: None },
            service: Some(Service {
                protocol: protocol.to_owned(),
                product: None,
                version: None,
                auth,
                encrypted: Some(false),
                saw: String::new(),
            }),
            asked: Vec::new(),
            untold: None,
        }
    }

    fn told(reach: Reach, protocol: &str, auth: Auth) -> Vec<(String, Severity)> {
        let listeners = [listener(reach, protocol, auth)];
        let all = findings(&listeners, &[], &Modes::default());
        all.into_iter().map(|f| (f.rule, f.severity)).collect()
    }

    // proves M8
    #[test]
    fn an_open_door_is_worse_the_farther_it_can_be_reached_from() {
        let rule = "surface/no-credentials".to_owned();
        let open = |reach| told(reach, "redis", Auth::NotRequired);
        assert_eq!(open(Reach::Loopback), [(rule.clone(), Severity::Medium)]);
        let wire = ("surface/clear-on-the-wire".to_owned(), Severity::Medium);
        assert_eq!(open(Reach::AllAddresses), [(rule, Severity::Critical), wire.clone()]);
        assert_eq!(told(Reach::AllAddresses, "redis", Auth::Required), [wire]);
        assert!(told(Reach::Loopback, "redis", Auth::Required).is_empty());
        assert!(told(Reach::Loopback, "redis", Auth::Unknown).is_empty());
    }

    #[test]
    fn what_loopback_alone_lets_in_is_told_at_its_address() {
        let mut one = listener(Reach::AllAddresses, "redis", Auth::Unknown);
        let answer = |ip: [u8; 4], auth| Answer {
            address: SocketAddr::new(IpAddr::from(ip), 6379),
            auth,
            saw: String::new(),
        };
        one.asked =
            vec![answer([127, 0, 0, 1], Auth::NotRequired), answer([192, 0, 2, 2], Auth::Unknown)];
        let all = findings(&[one], &[], &Modes::default());
        let told = all.iter().find(|f| f.rule == "surface/no-credentials");
        let told = told.map(|f| (f.severity, f.location.subject.as_str()));
        assert_eq!(told, Some((Severity::Medium, "tcp://127.0.0.1:6379")));
    }

    #[test]
    fn default_credentials_are_high_and_a_name_server_on_loopback_is_not() {
        let rule = "surface/default-credentials".to_owned();
        let told_default = told(Reach::Loopback, "amqp", Auth::DefaultAccepted);
        assert_eq!(told_default, [(rule, Severity::High)]);
        let site = told(Reach::Loopback, "epmd", Auth::NotRequired);
        assert_eq!(site.first().map(|(_, severity)| *severity), Some(Severity::Info));
    }
}
