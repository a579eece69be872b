//! One verdict from what a service answered at each of its addresses.

use crate::report::{Answer, Auth, Listener, Reach, Service};
use crate::speak::unknown;
use std::net::SocketAddr;

/// Services whose rules go by the address of who asks (`pg_hba.conf`, `user@host`): what they ask of
/// this host says nothing of other hosts.
const BY_ADDRESS: [&str; 2] = ["postgresql", "mysql"];

/// Sets what `listener` was heard to say at the addresses that were asked; `whole` tells whether
/// these are all that it listens on.
pub(crate) fn settle(listener: &mut Listener, heard: Vec<(SocketAddr, Service)>, whole: bool) {
    let mut service = identity(&heard);
    let asked: Vec<Answer> = heard
        .into_iter()
        .map(|(address, service)| Answer { address, auth: service.auth, saw: service.saw })
        .collect();
    if listener.reach != Reach::Loopback {
        (service.auth, service.saw) = verdict(&service, &asked, whole);
    }
    listener.asked = asked;
    listener.service = Some(service);
}

/// The first that was understood, with the version that one of them may have told.
fn identity(heard: &[(SocketAddr, Service)]) -> Service {
    let known = heard.iter().find(|(_, service)| service.protocol != "unknown");
    let found = known.or_else(|| heard.first()).map(|(_, service)| service.clone());
    let mut service = found.unwrap_or_else(|| unknown("takes no connection"));
    let same = heard.iter().filter(|(_, other)| other.protocol == service.protocol);
    service.version = same.map(|(_, other)| other.version.clone()).find(Option::is_some).flatten();
    service
}

/// What holds for other hosts: the worst that one of their addresses answers, and *required* only if
/// all of them said so and the answer doesn't go by who asks.
fn verdict(service: &Service, asked: &[Answer], whole: bool) -> (Auth, String) {
    let from_afar = |answer: &&Answer| !answer.address.ip().to_canonical().is_loopback();
    let mut others = asked.iter().filter(from_afar);
    let open = |answer: &&Answer| is_open(answer.auth);
    if let Some(worst) = asked.iter().filter(from_afar).filter(open).max_by_key(|a| a.auth) {
        return (worst.auth, format!("{} (asked at {})", worst.saw, worst.address));
    }
    let unknown = |why: String| (Auth::Unknown, why);
    let told = |answer: &Answer| format!("{} {} ({})", answer.address, answer.auth, answer.saw);
    let Some(first) = others.next() else {
        if asked.is_empty() {
            return unknown(service.saw.clone());
        }
        let all: Vec<_> = asked.iter().map(told).collect();
        return unknown(format!("asked from loopback alone: {}", all.join("; ")));
    };
    if let Some(other) = asked.iter().find(|answer| answer.auth != Auth::Required) {
        let told = told(other);
        return match asked.iter().all(|answer| answer.auth == Auth::Unknown) {
            true => unknown(other.saw.clone()),
            false => unknown(format!("its addresses differ: {told}")),
        };
    }
    if !whole {
        return unknown(format!("not asked at each of its addresses: {}", first.saw));
    }
    if BY_ADDRESS.contains(&service.protocol.as_str()) {
        let saw = &first.saw;
        return unknown(format!("{saw}, asked from this host; its rules may differ for others"));
    }
    (Auth::Required, first.saw.clone())
}

/// Whether somebody gets in without credentials, or with ones that everybody knows.
pub(crate) const fn is_open(auth: Auth) -> bool {
    matches!(auth, Auth::NotRequired | Auth::DefaultAccepted)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::report::{Owner, Transport};

    fn told(address: &str, protocol: &str, answers: &[(&str, Auth)]) -> (Auth, usize) {
        let service = |auth| Service {
            protocol: protocol.to_owned(),
            product: None,
            version: None,
            auth,
            encrypted: Some(true),
            saw: String::new(),
        };
        let address: SocketAddr = address.parse().unwrap();
        let mut listener = Listener {
            transport: Transport::Tcp,
            address,
            reach: crate::listen::reach(address.ip()),
            owner: Owner::Outside { uid: 0 },
            service: None,
            asked: Vec::new(),
            untold: None,
        };
        let heard = answers.iter().map(|(at, auth)| (at.parse().unwrap(), service(*auth)));
        settle(&mut listener, heard.collect(), true);
        (listener.service.map_or(Auth::Unknown, |service| service.auth), listener.asked.len())
    }

    const LOOPBACK: &str = "127.0.0.1:6379";
    const NETWORK: &str = "192.0.2.2:6379";

    // proves M3
    #[test]
    fn what_loopback_may_do_is_not_told_of_the_network_nor_the_reverse() {
        use Auth::{DefaultAccepted, NotRequired, Required, Unknown};
        let told = |loopback, network| {
            told("0.0.0.0:6379", "redis", &[(LOOPBACK, loopback), (NETWORK, network)]).0
        };
        assert_eq!(told(NotRequired, Unknown), Unknown, "protected mode");
        assert_eq!(told(NotRequired, Required), Unknown);
        assert_eq!(told(Required, NotRequired), NotRequired);
        assert_eq!(told(Required, DefaultAccepted), DefaultAccepted);
        assert_eq!(told(Required, Unknown), Unknown);
        assert_eq!(told(Required, Required), Required);
        assert_eq!(told(NotRequired, NotRequired), NotRequired);
    }

    #[test]
    fn one_side_alone_is_no_verdict_for_all() {
        let everywhere = "0.0.0.0:6379";
        let required = Auth::Required;
        assert_eq!(told(everywhere, "redis", &[(LOOPBACK, required)]), (Auth::Unknown, 1));
        let open = told(everywhere, "redis", &[(LOOPBACK, Auth::NotRequired)]);
        assert_eq!(open.0, Auth::Unknown);
        // What listens on loopback alone is asked where it listens.
        assert_eq!(told(LOOPBACK, "redis", &[(LOOPBACK, required)]).0, required);
        assert_eq!(told(everywhere, "redis", &[]), (Auth::Unknown, 0));
    }

    #[test]
    fn rules_that_go_by_address_are_unknown_for_other_hosts() {
        let both = [(LOOPBACK, Auth::Required), (NETWORK, Auth::Required)];
        assert_eq!(told("0.0.0.0:5432", "postgresql", &both).0, Auth::Unknown);
        assert_eq!(told("192.0.2.2:3306", "mysql", &both[1..]).0, Auth::Unknown);
        assert_eq!(told("127.0.0.1:5432", "postgresql", &both[..1]).0, Auth::Required);
    }
}
