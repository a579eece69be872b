//! Addresses of networks: mail, hosts, devices, pages.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A mail address: the dot-atom form of RFC 5321 section 4.1.2, under a domain of two labels.
pub fn email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let atom = |c: char| match c {
        '!' | '#'..='\'' | '*' | '+' | '-' | '/' | '=' | '?' | '^'..='`' | '{'..='~' => true,
        c => c.is_alphanumeric(),
    };
    local.len() <= 64
        && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
        && is_domain(domain)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let mut labels = domain.split('.');
    let top = labels.next_back().unwrap_or_default();
    domain.len() <= 253
        && domain.contains('.')
        && labels.all(label)
        && top.chars().count() >= 2
        && (top.chars().all(char::is_alphabetic) || top.starts_with("xn--"))
}

/// An IPv4 or IPv6 address (RFC 4291), without port or prefix length.
pub fn ip_address(value: &str) -> bool {
    value.parse::<Ipv4Addr>().is_ok() || ipv6(value)
}

/// An IPv6 address; `::` alone is not told from punctuation.
pub fn ipv6(value: &str) -> bool {
    value.len() > 3 && value.parse::<Ipv6Addr>().is_ok()
}

/// A MAC address: six octets in hexadecimal with one kind of separator (IEEE 802).
pub fn mac_address(value: &str) -> bool {
    [b':', b'-'].iter().any(|separator| {
        value.len() == 17
            && value.bytes().enumerate().all(|(place, byte)| match place % 3 {
                2 => byte == *separator,
                _ => byte.is_ascii_hexdigit(),
            })
    })
}

/// A web or file-transfer address with a host (RFC 3986, section 3).
pub fn url(value: &str) -> bool {
    let rest = ["https://", "http://", "ftp://", "s3://"]
        .iter()
        .find_map(|scheme| {
            value.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme))
        })
        .and_then(|scheme| value.get(scheme.len()..));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !rest.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(
            email,
            &["a@example.com", "first.last+tag@sub.example.co.uk", "jürgen@bücher.example"],
        );
        refuses(
            email,
            &["a@b", "@example.com", "a..b@example.com", "a@-x.com", "a@1.2", "a b@x.com"],
        );
        accepts(ip_address, &["192.0.2.1", "2001:db8::1", "fe80::1"]);
        refuses(ip_address, &["256.0.0.1", "1.2.3", "::", "10.0.0.1/8"]);
        accepts(mac_address, &["00:00:5e:00:53:af", "00-00-5E-00-53-AF"]);
        refuses(mac_address, &["00:00-5e:00:53:af", "0:0:5e:0:53:af"]);
        accepts(url, &["https://example.com/x?y", "HTTP://example.com", "s3://bucket/key"]);
        refuses(url, &["https://", "example.com", "mailto:a@example.com", "https://a b"]);
    }
}
