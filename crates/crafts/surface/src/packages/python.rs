//! Python distributions, from the metadata beside installed packages (PyPA "Recording installed
//! projects" and "Core metadata").

use super::{Inventory, Package};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of metadata that are read: name and version stand at its beginning.
const METADATA_BYTES: u64 = 64 << 10;
/// Entries of one folder that are looked at.
const ENTRIES: usize = 100_000;

/// Where Python packages usually are: the system's, the user's, and pyenv's below `home`.
pub(crate) fn usual_places(home: Option<&Path>) -> Vec<PathBuf> {
    let mut places = vec![PathBuf::from("/usr/lib/python3/dist-packages")];
    places.extend(below(Path::new("/usr")));
    places.extend(below(Path::new("/usr/local")));
    if let Some(home) = home {
        places.extend(below(&home.join(".local")));
        for version in children(&home.join(".pyenv/versions")) {
            places.extend(below(&version));
        }
    }
    places.retain(|place| place.is_dir());
    places
}

/// The package folders of an installation or a virtual environment.
fn below(prefix: &Path) -> Vec<PathBuf> {
    let pythons = children(&prefix.join("lib"));
    let pythons = pythons.iter().filter(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("python3"))
    });
    pythons
        .flat_map(|python| [python.join("site-packages"), python.join("dist-packages")])
        .filter(|path| path.is_dir())
        .collect()
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(ENTRIES);
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// All distributions in `places`, which are package folders or virtual environments.
pub(super) fn installed(places: &[PathBuf]) -> Inventory {
    let mut inventory = Inventory::default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for place in places {
        let inner = below(place);
        let found = if inner.is_empty() { vec![place.clone()] } else { inner };
        for folder in found {
            match folder.canonicalize() {
                Ok(folder) => folders.push(folder),
                Err(error) => inventory.gap(format!("{}: {}", folder.display(), error.kind())),
            }
        }
    }
    folders.sort();
    folders.dedup();
    for folder in &folders {
        inventory.present = true;
        read_folder(folder, &mut inventory);
    }
    inventory
}

fn read_folder(folder: &Path, inventory: &mut Inventory) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return inventory.gap(format!("{}: {}", folder.display(), error.kind())),
    };
    for entry in entries.take(ENTRIES) {
        let Ok(entry) = entry else {
            inventory.gap(format!("{}: an entry cannot be read", folder.display()));
            continue;
        };
        let Some(metadata) = metadata_of(&entry.path()) else { continue };
        match distribution(&metadata, folder) {
            Some(package) => inventory.packages.push(package),
            None => inventory.gap(format!("{}: no name and version", metadata.display())),
        }
    }
}

/// The file that says what a `*.dist-info` or `*.egg-info` is of.
fn metadata_of(path: &Path) -> Option<PathBuf> {
    match path.extension()?.to_str()? {
        "dist-info" => Some(path.join("METADATA")),
        "egg-info" if path.is_dir() => Some(path.join("PKG-INFO")),
        "egg-info" => Some(path.to_owned()),
        _ => None,
    }
}

fn distribution(metadata: &Path, folder: &Path) -> Option<Package> {
    let mut bytes = Vec::new();
    fs::File::open(metadata).ok()?.take(METADATA_BYTES).read_to_end(&mut bytes).ok()?;
    parse(&String::from_utf8_lossy(&bytes), folder)
}

fn parse(text: &str, folder: &Path) -> Option<Package> {
    let headers = || text.lines().take_while(|line| !line.trim().is_empty());
    let header = |name: &str| headers().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let (name, version) = (header("Name:")?, header("Version:")?);
    Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        place: folder.display().to_string(),
        // A local version label ("+cpu") says who built it, not what it holds (PEP 440).
        advised: (normalise(name), version.split('+').next().unwrap_or(version).to_owned()),
    })
}

/// PEP 503: lower case, and runs of `-`, `_` and `.` as one `-`.
pub(crate) fn normalise(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            other => normal.extend(other.to_lowercase()),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_virtual_environment_is_read_once_and_gaps_are_told() {
        let venv = tempfile::tempdir().unwrap();
        let site = venv.path().join("lib/python3.11/site-packages");
        let put = |folder: &str, file: &str, text: &str| {
            fs::create_dir_all(site.join(folder)).unwrap();
            fs::write(site.join(folder).join(file), text).unwrap();
        };
        put(
            "Flask-2.2.0.dist-info",
            "METADATA",
            "Metadata-Version: 2.1\nName: Flask\nVersion: 2.2.0\n\nName: no\n",
        );
        put("torch.dist-info", "METADATA", "Name: torch\nVersion: 2.0.0+cpu\n");
        put("old.egg-info", "PKG-INFO", "Name: zope.Old__thing\nVersion: 1\n");
        let found = installed(&[venv.path().to_owned(), site.clone()]).settle();
        let advised: Vec<_> =
            found.packages.iter().map(|p| (p.advised.0.as_str(), p.advised.1.as_str())).collect();
        assert_eq!(advised, [("flask", "2.2.0"), ("torch", "2.0.0"), ("zope-old-thing", "1")]);
        assert!(found.gaps.is_empty());
        put("broken.dist-info", "METADATA", "nothing");
        assert_eq!(installed(std::slice::from_ref(&site)).gaps.len(), 1);
        assert_eq!(installed(&[site.join("absent")]).gaps.len(), 1);
    }

    proptest! {
        #[test]
        fn no_metadata_makes_it_panic(text: String) {
            let _ = (parse(&text, Path::new("/")), parse(&format!("Name:{text}\nVersion:{text}"), Path::new("/")));
        }
    }
}
