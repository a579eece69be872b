//! The seeds of fuzzing, replayed: what the fuzzer found once is found in every run of the suite.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

/// Below it, a folder for each target holds its seeds.
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus");

/// A name, and what holds of any bytes.
type Target<'n> = (&'n str, fn(&[u8]));

/// Runs each target on each of its seeds.
///
/// # Panics
/// If a target has no seed, or fails on one: that is named.
pub fn replay(targets: &[Target<'_>]) {
    for (name, target) in targets {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{CORPUS}/{name} has no seed");
        for path in seeds {
            let seed = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(&seed))) {
                eprintln!("the target {name} fails on the seed {}", path.display());
                resume_unwind(panic);
            }
        }
    }
}

fn seeds(target: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(CORPUS).join(target)).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_without_seeds_and_one_that_fails_are_failures() {
        let run = |name: &str, target: fn(&[u8])| {
            catch_unwind(AssertUnwindSafe(|| replay(&[(name, target)]))).is_ok()
        };
        assert!(run("gate-words", |_| ()));
        assert!(!run("gate-words", |seed| assert!(seed.is_empty())));
        assert!(!run("no-such-target", |_| ()));
    }
}
