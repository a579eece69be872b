//! Whom a connection comes from, and whose share of the slots it takes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use terms::Digest;

/// Whom a connection comes from; each of its requests carries it as `ConnectInfo<Peer>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    pub origin: Origin,
    /// SHA-256 of the client certificate (DER), if one was shown and verified.
    pub thumbprint: Option<Digest>,
}

/// Where a connection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Over TLS; IPv4 is always written as such, also where the socket speaks IPv6.
    Network(SocketAddr),
    /// Over the Unix socket: the kernel vouches for the user.
    Local { uid: u32 },
}

impl Peer {
    /// The same as use cases say it.
    pub(crate) const fn origin(&self) -> workspace::Origin {
        match self.origin {
            Origin::Network(address) => workspace::Origin::Network(address.ip()),
            Origin::Local { .. } => workspace::Origin::Terminal,
        }
    }
}

/// Whose share a connection takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    V4(Ipv4Addr),
    /// One site has at least a /64 (RFC 6177), so an address of IPv6 says little.
    V6([u8; 8]),
    /// Devices behind one address translation don't take one another's share.
    Certificate(Digest),
    Local,
}

impl Holder {
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
        }
    }

    /// Whether somebody vouches for it: our authority or the kernel.
    pub(super) const fn is_known(&self) -> bool {
        matches!(self, Self::Certificate(_) | Self::Local)
    }
}

/// `address` as IPv4, if it is one in IPv6's clothes (RFC 4291, 2.5.5.2).
pub(super) fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(address: &str) -> Holder {
        Holder::of(address.parse().unwrap())
    }

    #[test]
    fn an_ipv6_site_is_one_holder_and_each_ipv4_address_is_one() {
        assert_eq!(holder("2001:db8:1:2::1"), holder("2001:db8:1:2:ffff::9"));
        assert_ne!(holder("2001:db8:1:2::1"), holder("2001:db8:1:3::1"));
        assert_ne!(holder("192.0.2.1"), holder("192.0.2.2"));
        assert_eq!(holder("::ffff:192.0.2.1"), holder("192.0.2.1"));
        let mapped = "[::ffff:192.0.2.1]:443".parse().unwrap();
        assert_eq!(canonical(mapped), "192.0.2.1:443".parse().unwrap());
    }
}
