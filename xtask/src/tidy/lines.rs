//! How long a file may be.

use super::source::Source;

/// Lines in one source file. Beyond that the file wants to be two rooms.
const LONGEST: usize = 350;

/// A fault for each file that is longer.
pub fn faults(sources: &[Source]) -> Vec<String> {
    let long = |source: &Source| {
        let lines = source.text.lines().count();
        (lines > LONGEST)
            .then(|| format!("{} has {lines} lines, {LONGEST} are the most", source.name))
    };
    sources.iter().filter_map(long).collect()
}
