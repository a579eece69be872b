//! The addresses of this host, from `/proc/net`: where a service that listens on all of them can be
//! asked.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

/// Addresses of one family that are told.
const ADDRESSES: usize = 1_024;
/// Addresses at which one service is asked.
pub(crate) const ASKED: usize = 12;

/// The addresses of this host.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    v4: BTreeSet<Ipv4Addr>,
    /// With the index of their interface, which link-local ones need.
    v6: BTreeSet<(Ipv6Addr, u32)>,
    /// Whether both tables could be read.
    whole: bool,
}

impl Addresses {
    /// Reads them; a kernel without IPv6 has no table of it.
    pub fn read() -> Self {
        let v4 = std::fs::read_to_string("/proc/net/fib_trie");
        let v6 = std::fs::read_to_string("/proc/net/if_inet6").unwrap_or_default();
        Self { whole: v4.is_ok(), v4: in_fib_trie(&v4.unwrap_or_default()), v6: in_if_inet6(&v6) }
    }

    /// Where to ask what listens at `address`, and whether that is everywhere that it listens:
    /// loopback first, then all that other hosts can use. `v6_only` is for `[::]` where another
    /// socket has the same port of IPv4.
    pub fn to_ask(&self, address: SocketAddr, v6_only: bool) -> (Vec<SocketAddr>, bool) {
        let port = address.port();
        let v4 = || {
            let others = self.v4.iter().filter(|ip| !ip.is_loopback());
            let all = std::iter::once(&Ipv4Addr::LOCALHOST).chain(others);
            all.map(move |ip| SocketAddr::new(IpAddr::V4(*ip), port))
        };
        let v6 = || {
            let loopback = self.v6.iter().filter(|(ip, _)| ip.is_loopback());
            let others = self.v6.iter().filter(|(ip, _)| !ip.is_loopback());
            loopback.chain(others).map(move |&(ip, index)| {
                let scope = if ip.is_unicast_link_local() { index } else { 0 };
                SocketAddr::V6(SocketAddrV6::new(ip, port, 0, scope))
            })
        };
        let mut all: Vec<SocketAddr> = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => v4().collect(),
            IpAddr::V6(ip) if ip.is_unspecified() && v6_only => v6().collect(),
            IpAddr::V6(ip) if ip.is_unspecified() => v4().chain(v6()).collect(),
            IpAddr::V6(ip) => return (vec![self.scoped(ip, port)], true),
            IpAddr::V4(_) => return (vec![address], true),
        };
        let whole = self.whole && all.len() <= ASKED;
        all.truncate(ASKED);
        (all, whole)
    }

    fn scoped(&self, ip: Ipv6Addr, port: u16) -> SocketAddr {
        let index = self.v6.iter().find(|(own, _)| *own == ip && ip.is_unicast_link_local());
        SocketAddr::V6(SocketAddrV6::new(ip, port, 0, index.map_or(0, |(_, index)| *index)))
    }
}

/// Lines `|-- 192.0.2.2` that are followed by `/32 host LOCAL`.
pub(crate) fn in_fib_trie(text: &str) -> BTreeSet<Ipv4Addr> {
    let mut found = BTreeSet::new();
    let mut last = None;
    for line in text.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address.parse::<Ipv4Addr>().ok();
        } else if line == "/32 host LOCAL" && found.len() < ADDRESSES {
            found.extend(last);
        }
    }
    found
}

/// `fe80…01 04 40 20 80 eth0`: address, interface, prefix, scope, flags, name, all in hexadecimal.
pub(crate) fn in_if_inet6(text: &str) -> BTreeSet<(Ipv6Addr, u32)> {
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        let address = u128::from_str_radix(words.next()?, 16).ok()?;
        let index = u32::from_str_radix(words.next()?, 16).ok()?;
        Some((Ipv6Addr::from_bits(address), index))
    };
    text.lines().filter_map(read).take(ADDRESSES).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn host() -> Addresses {
        let trie = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 127.0.0.0\n        /8 host LOCAL\n     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 192.0.2.0\n        /24 link UNICAST\n     |-- 192.0.2.2\n        /32 host LOCAL\n     |-- 192.0.2.255\n        /32 link BROADCAST\n";
        let six = "00000000000000000000000000000001 01 80 10 80       lo\nfe8000000000000000fc00fffe000001 04 40 20 80     eth0\n";
        Addresses { v4: in_fib_trie(trie), v6: in_if_inet6(six), whole: true }
    }

    fn asked(address: &str, v6_only: bool) -> Vec<String> {
        let (all, whole) = host().to_ask(address.parse().unwrap(), v6_only);
        assert!(whole);
        all.iter().map(SocketAddr::to_string).collect()
    }

    #[test]
    fn whoever_listens_everywhere_is_asked_at_each_address() {
        let v4 = ["127.0.0.1:80", "192.0.2.2:80"];
        let v6 = ["[::1]:80", "[fe80::fc:ff:fe00:1%4]:80"];
        assert_eq!(asked("0.0.0.0:80", false), v4);
        assert_eq!(asked("[::]:80", true), v6);
        assert_eq!(asked("[::]:80", false), [v4, v6].concat());
        assert_eq!(asked("192.0.2.2:80", false), ["192.0.2.2:80"]);
        assert_eq!(asked("[fe80::fc:ff:fe00:1]:80", false), ["[fe80::fc:ff:fe00:1%4]:80"]);
    }

    #[test]
    fn more_addresses_than_are_asked_are_told() {
        let mut host = host();
        host.v4.extend((0..40).map(|n| Ipv4Addr::new(10, 0, 0, n)));
        let (all, whole) = host.to_ask("0.0.0.0:80".parse().unwrap(), false);
        assert_eq!((all.len(), whole), (ASKED, false));
        let blind = Addresses::default();
        assert!(!blind.to_ask("0.0.0.0:80".parse().unwrap(), false).1);
    }

    #[test]
    fn this_host_has_a_loopback_address() {
        let host = Addresses::read();
        assert!(host.whole && host.v4.contains(&Ipv4Addr::LOCALHOST), "{host:?}");
    }
}
