//! Versions, each ordered by the rules of its own ecosystem: Debian policy section 5.6.12,
//! PEP 440, Semantic Versioning 2.0.0.

use crate::report::Ecosystem;
use std::cmp::Ordering;
use std::str::FromStr;

/// Longest version that is parsed.
const LENGTH: usize = 256;

/// A parsed version.
#[derive(Debug, Clone)]
pub(crate) enum Version {
    Debian(debversion::Version),
    Python(pep440_rs::Version),
    Cargo(semver::Version),
}

impl Version {
    /// Parses `text` by the rules of `ecosystem`; `None` if it follows them not.
    pub fn parse(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        if text.len() > LENGTH {
            return None;
        }
        match ecosystem {
            Ecosystem::Debian => debversion::Version::from_str(text).ok().map(Self::Debian),
            Ecosystem::Python => pep440_rs::Version::from_str(text).ok().map(Self::Python),
            Ecosystem::Cargo => semver::Version::parse(text).ok().map(Self::Cargo),
        }
    }

    /// How both are ordered; `None` across ecosystems. Build metadata of crates counts nothing.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Debian(a), Self::Debian(b)) => Some(a.cmp(b)),
            (Self::Python(a), Self::Python(b)) => Some(a.cmp(b)),
            (Self::Cargo(a), Self::Cargo(b)) => Some(a.cmp_precedence(b)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn ascending(ecosystem: Ecosystem, versions: &[&str]) {
        let parsed: Vec<_> =
            versions.iter().map(|v| Version::parse(ecosystem, v).unwrap()).collect();
        for pair in parsed.windows(2) {
            assert_eq!(pair[0].compare(&pair[1]), Some(Ordering::Less), "{pair:?}");
        }
    }

    #[test]
    fn each_ecosystem_has_an_order_of_its_own() {
        ascending(
            Ecosystem::Debian,
            &["1.0~rc1-1", "1.0-1", "1.0-1+deb12u1", "1.0-1.1", "1.10-1", "1:0.9-1"],
        );
        ascending(
            Ecosystem::Python,
            &["1.0.dev1", "1.0a2", "1.0rc1", "1.0", "1.0.post1", "1.10", "1!0.1"],
        );
        ascending(
            Ecosystem::Cargo,
            &["1.0.0-alpha.2", "1.0.0-alpha.10", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0"],
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(a: String, b in "[0-9a-z.~:+!-]{0,40}") {
            for ecosystem in Ecosystem::ALL {
                let _ = Version::parse(ecosystem, &a);
                if let (Some(x), Some(y)) = (Version::parse(ecosystem, &b), Version::parse(ecosystem, "1.0")) {
                    let _ = x.compare(&y);
                }
            }
        }
    }
}
