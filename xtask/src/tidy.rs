//! The rules of the house that the compiler does not check.

use crate::run;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Lines in one source file. Beyond that the file wants to be two rooms.
const LONGEST: usize = 350;

/// Floors, lowest first: a crate may use only what stands on a lower one.
const FLOORS: [&str; 6] = [
    "crates/terms",
    "crates/crafts",
    "crates/store",
    "crates/stages",
    "crates/web",
    "crates/hygeia",
];

/// Libraries that only one room may name, because they are slow to build.
const RESERVED: [(&str, &str); 3] = [
    ("datafusion", "crates/stages/query"),
    ("burn", "crates/crafts/learn"),
    ("tract-onnx", "crates/crafts/learn"),
];

/// The door's own rooms, lowest first: none may name one that stands behind it.
const DOOR: [&str; 6] = ["platform", "client", "report", "drills", "journey", "cli"];

/// Checks everything and tells every fault at once.
pub fn run() -> Result<(), String> {
    let mut faults = Vec::new();
    let rooms = rooms();
    for room in &rooms {
        directions(room, &rooms, &mut faults);
        forbids_unsafe(room, &mut faults);
    }
    for file in sources() {
        length(&file, &mut faults);
        inside_the_door(&file, &mut faults);
    }
    evidence(&mut faults);
    if faults.is_empty() { Ok(()) } else { Err(format!("tidy:\n  {}", faults.join("\n  "))) }
}

struct Room {
    folder: String,
    floor: usize,
    package: String,
    alias: String,
    manifest: toml::Table,
}

fn rooms() -> Vec<Room> {
    let root = run::root();
    let mut rooms = Vec::new();
    for manifest in files(&root.join("crates"), "Cargo.toml") {
        let folder = relative(manifest.parent().unwrap_or(&root));
        let text = std::fs::read_to_string(&manifest).unwrap_or_default();
        let Ok(table) = text.parse::<toml::Table>() else { continue };
        let Some(floor) = FLOORS.iter().rposition(|floor| folder.starts_with(floor)) else {
            continue;
        };
        let package = table.get("package").and_then(|p| p.get("name")).and_then(|n| n.as_str());
        let alias = folder.rsplit('/').next().unwrap_or_default().to_owned();
        rooms.push(Room {
            floor,
            package: package.unwrap_or_default().to_owned(),
            alias,
            folder,
            manifest: table,
        });
    }
    rooms
}

fn directions(room: &Room, rooms: &[Room], faults: &mut Vec<String>) {
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(dependencies) = room.manifest.get(section).and_then(|d| d.as_table()) else {
            continue;
        };
        for name in dependencies.keys() {
            let other = rooms.iter().find(|r| &r.alias == name || &r.package == name);
            if let Some(other) = other.filter(|other| other.floor >= room.floor) {
                faults.push(format!(
                    "{} uses {}, which is not on a lower floor: pass values through the journey",
                    room.folder, other.folder
                ));
            }
            if let Some((_, only)) =
                RESERVED.iter().find(|(l, only)| l == name && *only != room.folder)
            {
                faults.push(format!("{} names {name}, which is only for {only}", room.folder));
            }
        }
    }
}

fn forbids_unsafe(room: &Room, faults: &mut Vec<String>) {
    let source = run::root().join(&room.folder).join("src");
    for entry in ["lib.rs", "main.rs"] {
        let path = source.join(entry);
        if let Ok(text) = std::fs::read_to_string(&path)
            && !text.contains("#![forbid(unsafe_code)]")
        {
            faults.push(format!("{} does not forbid unsafe code", relative(&path)));
        }
    }
}

/// Within `crates/hygeia`, too, there is one direction.
fn inside_the_door(file: &Path, faults: &mut Vec<String>) {
    let name = relative(file);
    let Some(inside) = name.strip_prefix("crates/hygeia/src/") else { return };
    let own = DOOR.iter().position(|room| {
        inside.strip_prefix(room).is_some_and(|rest| rest.starts_with(['/', '.']))
    });
    let text = std::fs::read_to_string(file).unwrap_or_default();
    // The lowest rooms, such as `files` and `client`, may name none of these.
    for room in DOOR.iter().skip(own.map_or(0, |at| at + 1)) {
        if text.contains(&format!("crate::{room}::")) && inside != "lib.rs" {
            faults.push(format!("{name} names {room}, which stands above it"));
        }
    }
}

fn length(file: &Path, faults: &mut Vec<String>) {
    let lines = std::fs::read_to_string(file).unwrap_or_default().lines().count();
    if lines > LONGEST {
        faults.push(format!("{} has {lines} lines, {LONGEST} are the most", relative(file)));
    }
}

/// docs/evidence.md has a row for each mission id, and names only tests that exist.
fn evidence(faults: &mut Vec<String>) {
    let text = std::fs::read_to_string(run::root().join("docs/evidence.md")).unwrap_or_default();
    for id in 1..=22 {
        if !text.contains(&format!("| M{id} |")) {
            faults.push(format!("docs/evidence.md has no row for M{id}"));
        }
    }
    let known = functions();
    for named in text.split('`').skip(1).step_by(2).filter_map(|code| code.strip_suffix("()")) {
        let name = named.rsplit("::").next().unwrap_or(named);
        if !known.contains(name) {
            faults.push(format!("docs/evidence.md names {named}(), which does not exist"));
        }
    }
}

fn functions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in sources() {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        for after in text.split("fn ").skip(1) {
            let end =
                after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
            names.insert(after.get(..end).unwrap_or_default().to_owned());
        }
    }
    names
}

fn sources() -> Vec<PathBuf> {
    let root = run::root();
    let mut all = files(&root.join("crates"), ".rs");
    all.extend(files(&root.join("xtask"), ".rs"));
    all
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if entry.file_name() != "target" {
                found.extend(files(&path, ending));
            }
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(run::root()).unwrap_or(path).to_string_lossy().into_owned()
}
