//! Packages of the system, from dpkg's list (`dpkg-query(1)`, `deb-control(5)`).

use super::control::{Stanza, stanzas};
use super::{Inventory, Package, Places, kernel, others, read_text};
use std::fs;
use std::path::Path;

/// Bytes of dpkg's status file: about a thousand per package.
const STATUS_BYTES: u64 = 256 << 20;
/// Files of an image without a shell, one for each package.
const LISTS: usize = 10_000;
/// Bytes of one of these.
const LIST_BYTES: u64 = 16 << 20;

/// Packages that are there now, from the list and from the folder `status.d` beside it, which images
/// without a shell have instead. A system whose manager is not known here has packages too: there is
/// always something to look at.
pub(super) fn installed(places: Places<'_>) -> Inventory {
    let mut inventory = Inventory::default();
    let status = places.dpkg_status;
    let mut lists = 0;
    if status.exists() {
        lists += 1;
        match read_text("dpkg's status", status, STATUS_BYTES) {
            Ok(text) => read_list(&text, status, &mut inventory),
            Err(error) => inventory.gap(error.to_string()),
        }
    }
    let folder = status.with_file_name("status.d");
    if folder.is_dir() {
        lists += 1;
        read_lists(&folder, &mut inventory);
    }
    let others = others::present(places.system);
    for other in &others {
        inventory.gap(format!("packages of {other}, which is not read here"));
    }
    if lists + others.len() == 0 {
        inventory.gap("no list of a package manager that is known here".to_owned());
    }
    let release = read_text("kernel release", places.kernel, 4_096).ok();
    kernel::leave_the_running(&mut inventory, release.as_deref().map(str::trim));
    inventory
}

fn read_lists(folder: &Path, inventory: &mut Inventory) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return inventory.gap(format!("{}: {}", folder.display(), error.kind())),
    };
    for (index, entry) in entries.enumerate() {
        let Ok(path) = entry.map(|entry| entry.path()) else {
            inventory.gap(format!("{}: an entry cannot be read", folder.display()));
            continue;
        };
        if index >= LISTS {
            return inventory.gap(format!("{}: only the first {LISTS} lists", folder.display()));
        }
        // Beside each list are the digests of the files.
        if path.extension().is_some_and(|extension| extension == "md5sums") {
            continue;
        }
        match read_text("dpkg's status", &path, LIST_BYTES) {
            Ok(text) => read_list(&text, folder, inventory),
            Err(error) => inventory.gap(error.to_string()),
        }
    }
}

/// A list in which something is not as dpkg writes it may lack more than that.
pub(super) fn read_list(text: &str, path: &Path, inventory: &mut Inventory) {
    let place = path.display().to_string();
    let (mut seen, mut odd) = (0, 0);
    for stanza in stanzas(text) {
        seen += 1;
        match package(&stanza, &place) {
            Some(package) => inventory.packages.extend(package),
            None => odd += 1,
        }
    }
    if seen == 0 {
        inventory.gap(format!("{place}: lists no package"));
    }
    if odd > 0 {
        inventory.gap(format!("{place}: {odd} of {seen} entries have no name and version"));
    }
}

/// `None` if it is not as dpkg writes it; `Some(None)` if it was removed, and at most left its
/// configuration. Lists in images have no `Status:`, and what they list is there. What was unpacked
/// and not yet configured is there as well.
fn package(stanza: &Stanza<'_>, place: &str) -> Option<Option<Package>> {
    let status = stanza.field("Status").and_then(|status| status.split_whitespace().last());
    if matches!(status, Some("not-installed" | "config-files")) {
        return Some(None);
    }
    let (name, version) = (stanza.field("Package")?, stanza.field("Version")?);
    if name.is_empty() || version.is_empty() {
        return None;
    }
    let (source, of_source) = source(stanza.field("Source"), name, version);
    let advised = match kernel::source_of(&source) {
        // Signed builds count by themselves; the binary has the version of the kernel.
        Some(kernel) => (kernel, version.to_owned()),
        None => (source, of_source),
    };
    Some(Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        place: place.to_owned(),
        advised: Some(advised),
    }))
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

    pub fn parse(text: &str) -> Self {
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

    /// What is installed below `system`, which runs kernel 6.1.0-9.
    fn told(system: &Path) -> Inventory {
        let kernel = system.join("osrelease");
        fs::write(&kernel, "6.1.0-9\n").unwrap();
        let status = system.join("dpkg/status");
        let places = Places {
            dpkg_status: &status,
            system,
            kernel: &kernel,
            python: &[],
            python_named: &[],
            lockfiles: &[],
            cargo_installed: None,
        };
        installed(places)
    }

    fn listed(text: &str) -> Inventory {
        let system = tempfile::tempdir().unwrap();
        fs::create_dir(system.path().join("dpkg")).unwrap();
        fs::write(system.path().join("dpkg/status"), text).unwrap();
        told(system.path())
    }

    fn advised(inventory: &Inventory) -> Vec<(&str, &str, &str)> {
        let told = inventory.packages.iter().filter_map(|package| {
            let (source, version) = package.advised.as_ref()?;
            Some((package.name.as_str(), source.as_str(), version.as_str()))
        });
        told.collect()
    }

    #[test]
    fn only_what_is_there_counts_and_sources_are_named() {
        let found = listed(
            "Package: libssl3\nStatus: install ok installed\nSource: openssl\nVersion: 3.0.11-1\nDescription: x\n Version: 9\n\n\
            Package: gcc-12-base\nStatus: hold ok installed\nSource: gcc-12 (12.2.0-14)\nVersion: 12.2.0-14+b1\n\n\
            Package: half\nStatus: install ok unpacked\nVersion: 2-1\n\n\
            Package: gone\nStatus: deinstall ok config-files\nVersion: 1-1\n\n\
            Package: never\nStatus: unknown ok not-installed\n",
        );
        assert_eq!(
            advised(&found),
            [
                ("libssl3", "openssl", "3.0.11-1"),
                ("gcc-12-base", "gcc-12", "12.2.0-14"),
                ("half", "half", "2-1")
            ]
        );
        assert!(found.gaps.is_empty());
    }

    // proves M3
    #[test]
    fn lists_without_status_and_lists_of_images_are_read() {
        let found = listed("Package: openssl\nVersion: 3.0.15-1~deb12u1\n");
        assert_eq!(advised(&found), [("openssl", "openssl", "3.0.15-1~deb12u1")]);
        let system = tempfile::tempdir().unwrap();
        let lists = system.path().join("dpkg/status.d");
        fs::create_dir_all(&lists).unwrap();
        fs::write(lists.join("libc6"), "Package: libc6\nSource: glibc\nVersion: 2.36-9\n").unwrap();
        fs::write(lists.join("libc6.md5sums"), "00 usr/lib/x\n").unwrap();
        let found = told(system.path());
        assert_eq!(advised(&found), [("libc6", "glibc", "2.36-9")]);
        assert!(found.gaps.is_empty(), "{:?}", found.gaps);
    }

    // proves M3
    #[test]
    fn what_is_no_list_leaves_a_gap() {
        for text in ["", "\n\n", "nonsense\n", "Package: a\n", "{\"packages\": []}\n"] {
            let found = listed(text);
            assert!(found.packages.is_empty() && !found.gaps.is_empty(), "{text}");
        }
        let system = tempfile::tempdir().unwrap();
        assert_eq!(told(system.path()).gaps.len(), 1, "no manager at all");
        for list in ["var/lib/rpm/rpmdb.sqlite", "lib/apk/db/installed"] {
            let system = tempfile::tempdir().unwrap();
            fs::create_dir_all(system.path().join(list).parent().unwrap()).unwrap();
            fs::write(system.path().join(list), "x").unwrap();
            assert!(told(system.path()).gaps[0].contains(list), "{list}");
        }
    }

    #[test]
    fn the_kernel_counts_by_the_image_that_runs() {
        let found = listed(
            "Package: linux-image-6.1.0-9\nSource: linux-signed-amd64 (6.1.27+1)\nVersion: 6.1.27-1\n\n\
            Package: linux-image-6.1.0-1\nSource: linux\nVersion: 6.1.10-1\n\n\
            Package: linux-libc-dev\nSource: linux\nVersion: 6.1.10-1\n",
        );
        assert_eq!(advised(&found), [("linux-image-6.1.0-9", "linux", "6.1.27-1")]);
        assert_eq!((found.packages.len(), found.gaps.len()), (3, 0));
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
            let mut inventory = Inventory::default();
            read_list(&text, Path::new(""), &mut inventory);
            let fields = format!("Status: x installed\nPackage: {text}\nVersion: {text}\nSource: {text}");
            read_list(&fields, Path::new(""), &mut inventory);
        }
    }
}
