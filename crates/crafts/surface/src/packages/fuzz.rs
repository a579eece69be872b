//! Any text as a list of packages: what is not understood is a gap, and never a package without name.

use super::control::stanzas;
use super::{Inventory, debian, python};
use std::path::Path;

/// dpkg's status, and the metadata of a Python distribution.
pub(crate) fn lists(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut inventory = Inventory::default();
    debian::read_list(&text, Path::new("status"), &mut inventory);
    let (all, listed) = (stanzas(&text).count(), inventory.packages.len());
    assert!(listed <= all && (all > 0 || !inventory.gaps.is_empty()));
    for package in &inventory.packages {
        assert!(!package.name.is_empty() && !package.version.is_empty());
    }
    for gap in &inventory.settle().gaps {
        assert!(!gap.contains(char::is_control), "{gap:?}");
    }
    if let Some(package) = python::parse(&text, Path::new("site")) {
        let advised = package.advised.map(|(name, _)| name).unwrap_or_default();
        assert_eq!(python::normalise(&advised), advised, "{}", package.name);
    }
}
