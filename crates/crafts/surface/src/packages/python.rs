//! Python distributions, from the metadata beside installed packages (PyPA "Recording installed
//! projects" and "Core metadata").

use super::{Inventory, Package};
use crate::regular;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of metadata that are read: name and version stand at its beginning.
const METADATA_BYTES: u64 = 64 << 10;
/// Entries of one folder that are looked at.
const ENTRIES: usize = 100_000;

/// Installations below the system's root, and below a home.
const SYSTEM: [&str; 3] = ["/usr", "/usr/local", "/opt/conda"];
const OWN: [&str; 5] = [".local", "miniconda3", "anaconda3", "miniforge3", "mambaforge"];
/// Folders of installations, each in a folder of its own: those of pyenv, uv, pipx, poetry, conda.
const SYSTEM_SETS: [&str; 2] = ["/opt", "/opt/conda/envs"];
const OWN_SETS: [&str; 11] = [
    ".pyenv/versions",
    ".local/share/uv/python",
    ".local/share/uv/tools",
    ".local/share/pipx/venvs",
    ".local/pipx/venvs",
    ".cache/pypoetry/virtualenvs",
    ".virtualenvs",
    ".conda/envs",
    "miniconda3/envs",
    "anaconda3/envs",
    "miniforge3/envs",
];

/// Where Python packages usually are: the system's, and the user's below `home`.
pub(crate) fn usual_places(home: Option<&Path>) -> Vec<PathBuf> {
    let mut prefixes: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
    prefixes.extend(SYSTEM_SETS.iter().flat_map(|set| children(Path::new(set))));
    if let Some(home) = home {
        prefixes.extend(OWN.iter().map(|name| home.join(name)));
        prefixes.extend(OWN_SETS.iter().flat_map(|set| children(&home.join(set))));
    }
    let mut places = vec![PathBuf::from("/usr/lib/python3/dist-packages")];
    places.extend(prefixes.iter().flat_map(|prefix| below(prefix)));
    places.retain(|place| place.is_dir());
    places
}

/// The package folders of an installation or a virtual environment.
fn below(prefix: &Path) -> Vec<PathBuf> {
    let libraries = ["lib", "lib64"].into_iter().flat_map(|name| children(&prefix.join(name)));
    let pythons = libraries.filter(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name.starts_with("python3") || name.starts_with("pypy3"))
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

/// All distributions in `places`, which are package folders or virtual environments, and in those
/// that somebody named: these must hold something.
pub(super) fn installed(places: &[PathBuf], named: &[PathBuf]) -> Inventory {
    let mut inventory = Inventory::default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for place in places {
        folders.extend(real_folders(place, &mut inventory));
    }
    folders.sort();
    folders.dedup();
    for folder in &folders {
        read_folder(folder, &mut inventory);
    }
    for place in named {
        let before = (inventory.packages.len(), inventory.gaps.len());
        for folder in real_folders(&environment(place), &mut inventory) {
            read_folder(&folder, &mut inventory);
        }
        if before == (inventory.packages.len(), inventory.gaps.len()) {
            inventory.gap(format!("{}: no Python distribution in it", place.display()));
        }
    }
    inventory
}

/// The environment of an interpreter, `bin/python`, which is a link out of it; else the path itself.
fn environment(place: &Path) -> PathBuf {
    let bin = place.parent().filter(|_| place.is_file());
    bin.and_then(Path::parent).unwrap_or(place).to_owned()
}

fn real_folders(place: &Path, inventory: &mut Inventory) -> Vec<PathBuf> {
    let inner = below(place);
    let found = if inner.is_empty() { vec![place.to_owned()] } else { inner };
    let mut folders = Vec::new();
    for folder in found {
        match folder.canonicalize() {
            Ok(folder) => folders.push(folder),
            Err(error) => inventory.gap(format!("{}: {}", folder.display(), error.kind())),
        }
    }
    folders
}

fn read_folder(folder: &Path, inventory: &mut Inventory) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return inventory.gap(format!("{}: {}", folder.display(), error.kind())),
    };
    for (index, entry) in entries.enumerate() {
        if index >= ENTRIES {
            return inventory.gap(format!("{}: only the first {ENTRIES}", folder.display()));
        }
        let Ok(entry) = entry else {
            inventory.gap(format!("{}: an entry cannot be read", folder.display()));
            continue;
        };
        let Some(metadata) = metadata_of(&entry.path()) else { continue };
        match distribution(&metadata, folder) {
            Ok(Some(package)) => inventory.packages.push(package),
            Ok(None) => inventory.gap(format!("{}: no name and version", metadata.display())),
            Err(error) => inventory.gap(format!("{}: {error}", metadata.display())),
        }
    }
}

/// The file that says what a `*.dist-info`, `*.egg-info` or `*.egg` is of. An egg may be an archive,
/// which is not opened: its name alone doesn't tell.
fn metadata_of(path: &Path) -> Option<PathBuf> {
    match path.extension()?.to_str()? {
        "dist-info" => Some(path.join("METADATA")),
        "egg-info" if path.is_dir() => Some(path.join("PKG-INFO")),
        "egg-info" => Some(path.to_owned()),
        "egg" => Some(path.join("EGG-INFO/PKG-INFO")),
        _ => None,
    }
}

fn distribution(metadata: &Path, folder: &Path) -> io::Result<Option<Package>> {
    let mut bytes = Vec::new();
    regular::open(metadata)?.take(METADATA_BYTES).read_to_end(&mut bytes)?;
    Ok(parse(&String::from_utf8_lossy(&bytes), folder))
}

pub(super) fn parse(text: &str, folder: &Path) -> Option<Package> {
    let headers = || text.lines().take_while(|line| !line.trim().is_empty());
    let header = |name: &str| headers().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let (name, version) = (header("Name:")?, header("Version:")?);
    Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        place: folder.display().to_string(),
        // A local version label ("+cpu") says who built it, not what it holds (PEP 440).
        advised: Some((normalise(name), version.split('+').next().unwrap_or(version).to_owned())),
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
        let found = installed(&[venv.path().to_owned(), site.clone()], &[]).settle();
        let advised = |found: &Inventory| {
            let told = found.packages.iter().filter_map(|package| package.advised.clone());
            told.map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>()
        };
        assert_eq!(advised(&found), ["flask 2.2.0", "torch 2.0.0", "zope-old-thing 1"]);
        assert!(found.gaps.is_empty());
        put("broken.dist-info", "METADATA", "nothing");
        assert_eq!(installed(std::slice::from_ref(&site), &[]).gaps.len(), 1);
        assert_eq!(installed(&[site.join("absent")], &[]).gaps.len(), 1);
    }

    // proves M3
    #[test]
    fn a_named_environment_is_looked_at_and_must_hold_something() {
        let root = tempfile::tempdir().unwrap();
        let site = root.path().join(".venv/lib64/python3.12/site-packages");
        fs::create_dir_all(site.join("fxo-4.1.dist-info")).unwrap();
        fs::create_dir_all(root.path().join(".venv/bin")).unwrap();
        fs::create_dir(root.path().join("empty")).unwrap();
        fs::write(root.path().join(".venv/bin/python"), "").unwrap();
        fs::write(site.join("fxo-4.1.dist-info/METADATA"), "Name: fxo\nVersion: 4.1\n").unwrap();
        let named = |name: &str| installed(&[], &[root.path().join(name)]);
        for name in [".venv", ".venv/bin/python", ".venv/lib64/python3.12/site-packages"] {
            let found = named(name);
            assert_eq!((found.packages.len(), found.gaps.len()), (1, 0), "{name}");
        }
        for name in ["empty", "absent", ".venv/bin"] {
            let found = named(name);
            assert!(found.packages.is_empty() && found.gaps.len() == 1, "{name}");
        }
    }

    #[test]
    fn environments_of_the_usual_tools_are_among_the_usual_places() {
        let home = tempfile::tempdir().unwrap();
        for tool in
            [".local", ".pyenv/versions/3.12.1", ".local/share/uv/tools/ruff", "miniconda3/envs/x"]
        {
            let site = home.path().join(tool).join("lib/python3.12/site-packages");
            fs::create_dir_all(&site).unwrap();
            assert!(usual_places(Some(home.path())).contains(&site), "{tool}");
        }
    }

    #[test]
    fn metadata_that_is_a_pipe_is_told_at_once() {
        let site = tempfile::tempdir().unwrap();
        let info = site.path().join("x-1.dist-info");
        fs::create_dir(&info).unwrap();
        let pipe = info.join("METADATA");
        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        let found = installed(&[site.path().to_owned()], &[]);
        assert!(found.gaps[0].contains("a named pipe"), "{:?}", found.gaps);
    }

    proptest! {
        #[test]
        fn no_metadata_makes_it_panic(text: String) {
            let _ = (parse(&text, Path::new("/")), parse(&format!("Name:{text}\nVersion:{text}"), Path::new("/")));
        }
    }
}
