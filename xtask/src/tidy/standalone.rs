//! What the standalone verbs are built of: who wants `scan` alone does not wait for a query engine.

use crate::run;
use std::collections::BTreeSet;

/// The features of the verbs that need no workspace.
const FEATURES: &str = "scan,raci,classify,audit";
/// Names, or how they begin, of what has no place there: engines, servers, networks, databases, and
/// whoever brings them.
const ABSENT: [&str; 22] = [
    "axum",
    "burn",
    "datafusion",
    "hygeia-learn",
    "hygeia-protect",
    "hygeia-store",
    "hygeia-surface",
    "hygeia-web",
    "hygeia-workspace",
    "hyper",
    "libsqlite3-sys",
    "mimalloc",
    "ndarray",
    "object_store",
    "rcgen",
    "ring",
    "rustls",
    "sqlparser",
    "sqlx",
    "tokio",
    "tract",
    "utoipa",
];
/// Packages, at most: 284 when a build of them took 38 % of the time of the first build; 21 more read
/// spreadsheets, archives and encodings, and 22 signatures on two more curves, passphrases and YAML.
const MOST: usize = 340;

/// Asks cargo what is built; a fault for each package that must not be.
pub fn faults() -> Vec<String> {
    let mut cargo = run::cargo();
    for (name, _) in std::env::vars_os() {
        // Whoever asks may have features resolved otherwise for all that they build.
        if name.to_string_lossy().starts_with("CARGO_RESOLVER_") {
            cargo.env_remove(name);
        }
    }
    let output = cargo
        .args(["tree", "--package", "hygeia", "--no-default-features", "--features", FEATURES])
        .args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .output();
    match output {
        Ok(output) if output.status.success() => judged(&String::from_utf8_lossy(&output.stdout)),
        Ok(output) => {
            vec![format!("cargo tree: {}", String::from_utf8_lossy(&output.stderr).trim())]
        }
        Err(error) => vec![format!("cargo tree did not start: {error}")],
    }
}

/// A package in each line: its name, its version, and what else cargo says of it.
fn judged(tree: &str) -> Vec<String> {
    let words = tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>());
    let packages: BTreeSet<_> = words.filter(|words| words.len() == 2).collect();
    let mut faults = Vec::new();
    for name in packages.iter().filter_map(|words| words.first()) {
        if ABSENT.iter().any(|absent| name.starts_with(absent)) {
            faults.push(format!("{name} is built for the standalone verbs ({FEATURES})"));
        }
    }
    if packages.is_empty() || packages.len() > MOST {
        let count = packages.len();
        faults.push(format!("the standalone verbs are built of {count} packages, at most {MOST}"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_place_there_is_told() {
        assert!(judged("arrow-array v59.3.2\ncsv v1.4.0\narrow-array v59.3.2 (*)\n").is_empty());
        let told = judged("csv v1.4.0\ndatafusion-sql v55.2.0\nring v0.17.14\n");
        assert_eq!(told.len(), 2, "{told:?}");
        let many: String = (0..=MOST).map(|n| format!("p{n} v1.0.0\n")).collect();
        assert!(judged(&many).first().is_some_and(|told| told.contains("packages, at most")));
        assert_eq!(judged("").len(), 1);
    }
}
