//! The floors of the house: a crate uses only what stands on a lower one.

use super::source;
use crate::run;

/// Lowest first.
const FLOORS: [&str; 7] = [
    "crates/terms",
    "crates/crafts",
    "crates/store",
    "crates/stages",
    "crates/workspace",
    "crates/web",
    "crates/hygeia",
];

/// Libraries that only one crate may name, because they are slow to build.
const RESERVED: [(&str, &str); 4] = [
    ("datafusion", "crates/stages/query"),
    ("arrow-avro", "crates/crafts/tables"),
    ("burn-tensor", "crates/crafts/learn"),
    ("tract-onnx", "crates/crafts/learn"),
];

const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// One of our crates.
pub struct Crate {
    /// From the root of the workspace, as `crates/crafts/gate`.
    pub folder: String,
    pub manifest: toml::Table,
}

impl Crate {
    /// The crate in `folder`, with the text of its manifest.
    pub fn new(folder: &str, manifest: &str) -> Result<Self, String> {
        let manifest = manifest.parse().map_err(|e| format!("{folder}/Cargo.toml: {e}"))?;
        Ok(Self { folder: folder.to_owned(), manifest })
    }

    /// How it is called by those who use it.
    pub fn name(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or_default()
    }

    /// The names of what it uses, in `section` of its manifest.
    pub fn uses(&self, section: &str) -> impl Iterator<Item = &str> {
        let table = self.manifest.get(section).and_then(toml::Value::as_table);
        table.into_iter().flat_map(|table| table.keys()).map(String::as_str)
    }

    /// The floor on which it stands; `None` is outside of the house.
    fn floor(&self) -> Option<usize> {
        let below = |floor: &str| {
            self.folder.strip_prefix(floor).is_some_and(|r| r.is_empty() || r.starts_with('/'))
        };
        FLOORS.iter().position(|floor| below(floor))
    }
}

/// Everything below `crates`, `fuzz` and `xtask` that has a manifest.
pub fn crates() -> Result<Vec<Crate>, String> {
    let root = run::root();
    let mut manifests = source::files(&root.join("crates"), "Cargo.toml");
    manifests.extend(source::files(&root.join("fuzz"), "Cargo.toml"));
    manifests.extend(source::files(&root.join("xtask"), "Cargo.toml"));
    let read = |path: std::path::PathBuf| {
        let folder = source::relative(path.parent().unwrap_or(&root));
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{folder}: {e}"))?;
        Crate::new(&folder, &text)
    };
    manifests.into_iter().map(read).collect()
}

/// A fault for each crate that names what does not stand below it, or what is not for it.
pub fn faults(crates: &[Crate]) -> Vec<String> {
    let mut faults = Vec::new();
    for room in crates.iter().filter(|room| room.folder.starts_with("crates/")) {
        match room.floor() {
            Some(floor) => faults.extend(directions(room, floor, crates)),
            None => faults.push(format!("{} stands on no floor of the house", room.folder)),
        }
        faults.extend(forbids_unsafe(room));
    }
    faults
}

fn directions(room: &Crate, floor: usize, crates: &[Crate]) -> Vec<String> {
    let mut faults = Vec::new();
    for name in SECTIONS.iter().flat_map(|section| room.uses(section)) {
        let other = crates.iter().find(|other| other.name() == name.trim_start_matches("hygeia-"));
        if let Some(other) = other.filter(|other| other.floor().is_some_and(|f| f >= floor)) {
            faults.push(format!(
                "{} uses {}, which is not on a lower floor: let a use case pass values",
                room.folder, other.folder
            ));
        }
        let reserved =
            RESERVED.iter().find(|(library, only)| *library == name && *only != room.folder);
        if let Some((_, only)) = reserved {
            faults.push(format!("{} names {name}, which is only for {only}", room.folder));
        }
    }
    faults
}

fn forbids_unsafe(room: &Crate) -> Option<String> {
    let lax = |entry: &&str| {
        let text = std::fs::read_to_string(run::root().join(&room.folder).join(entry));
        text.is_ok_and(|text| !text.contains("#![forbid(unsafe_code)]"))
    };
    let entry = ["src/lib.rs", "src/main.rs"].into_iter().find(lax)?;
    Some(format!("{}/{entry} does not forbid unsafe code", room.folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(user: &str, section: &str, used: &str) -> Vec<String> {
        let manifest = format!("[{section}]\n{used}.workspace = true\n");
        let rooms = ["crates/terms", "crates/crafts/gate", "crates/store", "crates/stages/query"];
        let mut crates: Vec<Crate> = rooms.iter().filter_map(|f| Crate::new(f, "").ok()).collect();
        crates.retain(|room| room.folder != user);
        crates.extend(Crate::new(user, &manifest));
        crates.iter().flat_map(|room| directions(room, room.floor().unwrap(), &crates)).collect()
    }

    #[test]
    fn what_stands_lower_may_be_used() {
        assert!(told("crates/store", "dependencies", "gate").is_empty());
        assert!(told("crates/hygeia", "dependencies", "query").is_empty());
        assert!(told("crates/stages/query", "dependencies", "datafusion").is_empty());
    }

    #[test]
    fn what_stands_beside_or_above_may_not() {
        assert_eq!(told("crates/crafts/learn", "dependencies", "gate").len(), 1);
        assert_eq!(told("crates/crafts/learn", "dev-dependencies", "hygeia-store").len(), 1);
        assert_eq!(told("crates/store", "dependencies", "query").len(), 1);
        assert_eq!(told("crates/store", "dependencies", "datafusion").len(), 1);
    }

    #[test]
    fn a_crate_beside_the_house_is_on_no_floor() {
        assert!(Crate::new("crates/webhooks", "").is_ok_and(|room| room.floor().is_none()));
    }
}
