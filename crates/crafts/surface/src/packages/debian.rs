//! Debian packages, from dpkg's status file (`dpkg-query(1)`, `deb-control(5)`).

use super::{Inventory, Package, read_text};
use crate::error::SurfaceError;
use std::path::Path;

/// Bytes of dpkg's status file: about a thousand per package.
const STATUS_BYTES: u64 = 256 << 20;

/// Packages that are installed now; what was removed and left its configuration doesn't count.
pub(super) fn installed(status: &Path) -> Result<Inventory, SurfaceError> {
    let mut inventory = Inventory::default();
    if !status.exists() {
        return Ok(inventory);
    }
    inventory.present = true;
    let text = read_text("dpkg's status", status, STATUS_BYTES)?;
    let place = status.display().to_string();
    inventory.packages = text.split("\n\n").filter_map(|stanza| package(stanza, &place)).collect();
    Ok(inventory)
}

fn package(stanza: &str, place: &str) -> Option<Package> {
    let field = |name: &str| {
        stanza.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
    };
    if !field("Status")?.ends_with(" installed") {
        return None;
    }
    let (name, version) = (field("Package")?, field("Version")?);
    Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        place: place.to_owned(),
        advised: source(field("Source"), name, version),
    })
}

/// The source package, which advisories speak of: `openssl`, or `gcc-12 (12.2.0-14)` if its
/// version differs.
fn source(field: Option<&str>, name: &str, version: &str) -> (String, String) {
    let field = field.unwrap_or(name);
    match field.split_once(" (") {
        Some((source, other)) => (source.to_owned(), other.trim_end_matches(')').to_owned()),
        None => (field.to_owned(), version.to_owned()),
    }
}

/// Which distribution and release this host runs (`os-release(5)`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Release {
    pub id: String,
    pub version: String,
}

impl Release {
    /// Empty if the file cannot be read: then no advisory for Debian fits.
    pub fn read(path: &Path) -> Self {
        Self::parse(&read_text("os-release", path, 64 << 10).unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let field = |name: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            value.unwrap_or_default().trim_matches(['"', '\'']).to_owned()
        };
        Self { id: field("ID"), version: field("VERSION_ID") }
    }

    /// Whether an OSV ecosystem (`Debian`, `Debian:12`) is that of this host.
    pub fn fits(&self, ecosystem: &str) -> bool {
        let (name, version) = ecosystem.split_once(':').unwrap_or((ecosystem, ""));
        name == "Debian" && self.id == "debian" && (version.is_empty() || version == self.version)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_is_installed_counts_and_sources_are_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = "Package: libssl3\nStatus: install ok installed\nSource: openssl\nVersion: 3.0.11-1\nDescription: x\n Version: 9\n\n\
            Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n\
            Package: libgcc-s1\nStatus: hold ok installed\nSource: gcc-12 (12.2.0-14)\nVersion: 12.2.0-14+b1\n";
        std::fs::write(file.path(), text).unwrap();
        let packages = installed(file.path()).unwrap().settle().packages;
        assert_eq!(packages.len(), 2);
        assert_eq!(packages[0].advised, ("gcc-12".to_owned(), "12.2.0-14".to_owned()));
        assert_eq!(packages[1].advised, ("openssl".to_owned(), "3.0.11-1".to_owned()));
        assert!(!installed(Path::new("/nowhere/status")).unwrap().present);
    }

    #[test]
    fn advisories_fit_their_own_release_alone() {
        let release = Release::parse("PRETTY_NAME=\"x\"\nID=debian\nVERSION_ID=\"12\"\n");
        assert!(release.fits("Debian:12") && release.fits("Debian"));
        assert!(!release.fits("Debian:11") && !release.fits("Ubuntu:22.04"));
        assert!(!Release::default().fits("Debian"));
    }

    proptest! {
        #[test]
        fn no_stanza_makes_it_panic(text: String) {
            let _ = (package(&text, ""), package(&format!("Status: x installed\nPackage: {text}\nVersion: {text}\nSource: {text}"), ""));
        }
    }
}
