//! What holds of any bytes that a host, its services or advisories give. The fuzzer runs this, and the
//! tests its seeds.

use crate::addresses::{in_fib_trie, in_if_inet6};
use crate::report::Ecosystem;
use crate::version::Version;
use crate::{advisory, packages, speak};
use std::cmp::Ordering;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[
    ("surface-answers", speak::fuzz::answers),
    ("surface-http", speak::fuzz::http),
    ("surface-advisory", advisory::fuzz::advisory),
    ("surface-bundle", advisory::fuzz::bundle),
    ("surface-packages", packages::fuzz::lists),
    ("surface-versions", versions),
    ("surface-addresses", addresses),
];

/// Of any three versions that parse, the order is one.
fn versions(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let texts: Vec<&str> = text.lines().take(3).collect();
    for ecosystem in Ecosystem::ALL {
        let parsed: Vec<Version> =
            texts.iter().filter_map(|text| Version::parse(ecosystem, text)).collect();
        for a in &parsed {
            assert_eq!(a.compare(a), Some(Ordering::Equal), "{a:?}");
            for b in &parsed {
                assert_eq!(a.compare(b), b.compare(a).map(Ordering::reverse), "{a:?} {b:?}");
                for c in &parsed {
                    let rises = a.compare(b) == Some(Ordering::Less)
                        && b.compare(c) == Some(Ordering::Less);
                    assert!(!rises || a.compare(c) == Some(Ordering::Less), "{a:?} {b:?} {c:?}");
                }
            }
        }
    }
}

/// The kernel's tables.
fn addresses(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().count();
    assert!(in_fib_trie(&text).len() <= lines && in_if_inet6(&text).len() <= lines);
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
