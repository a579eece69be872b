//! Blocks of addresses, of which zones are made.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses, `10.0.0.0/8` or `2001:db8::/32` (RFC 4632, RFC 4291 section 2.3).
/// A bare address is a block of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cidr {
    network: IpAddr,
    prefix: u8,
}

/// Why a text is no block of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CidrError {
    #[error("{0:?} is no address block: write ADDRESS/PREFIX, as 10.0.0.0/8 or 2001:db8::/32")]
    Form(String),
    #[error("{found:?} has bits beyond its prefix: did you mean {meant}?")]
    HostBits { found: String, meant: Cidr },
}

impl Cidr {
    /// Parses `ADDRESS/PREFIX` or `ADDRESS`.
    ///
    /// # Errors
    /// If the text is of neither form, or the address has bits beyond the prefix.
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        let wrong = || CidrError::Form(text.to_owned());
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let longest = bits_of(address);
        let prefix = match prefix {
            None => longest,
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().map_err(|_| wrong())?
            }
            Some(_) => return Err(wrong()),
        };
        if prefix > longest {
            return Err(wrong());
        }
        let block = Self { network: truncate(address, prefix), prefix };
        if block.network == address {
            Ok(block)
        } else {
            Err(CidrError::HostBits { found: text.to_owned(), meant: block })
        }
    }

    /// Whether `address` lies in the block. An IPv4 address that is written as IPv6
    /// (`::ffff:10.0.0.1`) counts as IPv4, as it does for the network.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        truncate(address.to_canonical(), self.prefix) == self.network
    }

    /// Its first address.
    #[must_use]
    pub const fn network(&self) -> IpAddr {
        self.network
    }

    /// Bits of the prefix: the longer, the more specific.
    #[must_use]
    pub const fn prefix(&self) -> u8 {
        self.prefix
    }
}

const fn bits_of(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// `address` with all bits after `prefix` zero. A shift by the whole width leaves nothing.
fn truncate(address: IpAddr, prefix: u8) -> IpAddr {
    let host = u32::from(bits_of(address).saturating_sub(prefix));
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(host).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & mask))
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(host).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask))
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

impl TryFrom<String> for Cidr {
    type Error = CidrError;
    fn try_from(text: String) -> Result<Self, CidrError> {
        Self::parse(&text)
    }
}

impl From<Cidr> for String {
    fn from(block: Cidr) -> Self {
        block.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_its_addresses_and_no_others() {
        let cases = [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "10.0.0.1", false),
            ("2001:db8::/32", "2001:db8:ffff::", true),
            ("2001:db8::/32", "2001:db9::", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
        ];
        for (block, address, inside) in cases {
            let held = Cidr::parse(block).unwrap().contains(address.parse().unwrap());
            assert_eq!(held, inside, "{address} in {block}");
        }
    }

    #[test]
    fn a_wrong_block_says_what_was_meant() {
        assert_eq!(
            Cidr::parse("10.1.0.0/8").unwrap_err().to_string(),
            "\"10.1.0.0/8\" has bits beyond its prefix: did you mean 10.0.0.0/8?"
        );
        for wrong in ["10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/+8", "x", "::/129"] {
            assert!(matches!(Cidr::parse(wrong), Err(CidrError::Form(_))), "{wrong}");
        }
    }
}
