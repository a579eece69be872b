//! Package managers of the system whose lists are not read: that there is one makes what it
//! installed *unknown*.

use std::fs;
use std::path::Path;

/// A manager, and where its list lies; a folder counts if something is in it.
const MANAGERS: [(&str, &str); 27] = [
    ("RPM", "var/lib/rpm/rpmdb.sqlite"),
    ("RPM", "var/lib/rpm/Packages.db"),
    ("RPM", "var/lib/rpm/Packages"),
    ("RPM", "usr/lib/sysimage/rpm/rpmdb.sqlite"),
    ("RPM", "usr/lib/sysimage/rpm/Packages.db"),
    ("RPM", "usr/lib/sysimage/rpm/Packages"),
    ("RPM", "usr/share/rpm/rpmdb.sqlite"),
    ("rpm-ostree", "sysroot/ostree/repo"),
    ("RPM (of a distroless image)", "var/lib/rpmmanifest"),
    ("apk", "lib/apk/db/installed"),
    ("apk", "usr/lib/apk/db/installed"),
    ("pacman", "var/lib/pacman/local"),
    ("Portage", "var/db/pkg"),
    ("XBPS", "var/db/xbps"),
    ("Slackware's pkgtools", "var/lib/pkgtools/packages"),
    ("Slackware's pkgtools", "var/log/packages"),
    ("Nix", "nix/store"),
    ("Guix", "gnu/store"),
    ("opkg", "usr/lib/opkg/status"),
    ("opkg", "var/lib/opkg/status"),
    ("swupd", "usr/share/clear/bundles"),
    ("eopkg", "var/lib/eopkg/package"),
    ("Buildroot or Yocto", "var/lib/smart/packages"),
    ("FreeBSD pkg", "var/db/pkg/local.sqlite"),
    ("snap", "var/lib/snapd/snaps"),
    ("Flatpak", "var/lib/flatpak/app"),
    ("Homebrew", "home/linuxbrew/.linuxbrew/Cellar"),
];

/// The managers whose lists are below `system`, each with its place.
pub(super) fn present(system: &Path) -> Vec<String> {
    let found = MANAGERS.iter().filter(|(_, place)| holds_something(&system.join(place)));
    found.map(|(manager, place)| format!("{manager} ({})", system.join(place).display())).collect()
}

/// What cannot be looked at may hold something.
fn holds_something(path: &Path) -> bool {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            fs::read_dir(path).map_or(true, |mut entries| entries.next().is_some())
        }
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
        ),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_list_is_found_and_an_empty_folder_is_none() {
        for (manager, place) in MANAGERS {
            let system = tempfile::tempdir().unwrap();
            let list = system.path().join(place);
            fs::create_dir_all(list.parent().unwrap()).unwrap();
            fs::write(&list, "x").unwrap();
            let told = present(system.path()).join(" ");
            assert!(told.contains(manager), "{manager} at {place}");
        }
        let system = tempfile::tempdir().unwrap();
        fs::create_dir_all(system.path().join("var/db/pkg")).unwrap();
        assert!(present(system.path()).is_empty());
    }
}
