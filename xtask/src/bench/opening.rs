//! What it takes to open a workspace and to look at it, by the length of its ledger: the first look
//! verifies what the ledger grew by, those after it a share.

use super::latency::{bar, number};
use super::{answer, client, examples};
use crate::{journeys, run};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// As many times as long as the ledger before.
const STEP: u64 = 100;
/// By how much an opening may take longer, and need more memory, at the longest than at the shortest:
/// what is constant still varies.
const VARIES: f64 = 2.0;

/// Measures with ledgers of up to `entries` entries.
pub fn opening(entries: u64) -> Result<(), String> {
    let opening = examples()?.join("opening");
    let folder = run::fresh("bench-opening")?;
    let mut made = client("python3", "bench_access.py");
    run::must(made.arg(journeys::program()?).arg(&folder).arg("make"))?;
    let mut all = Vec::new();
    for long in lengths(entries) {
        all.push(at(&opening, &folder.join("ws"), long)?);
    }
    println!("{}", table(&all)?);
    Ok(())
}

/// 1 k, 100 k and `entries`, as far as that reaches.
fn lengths(entries: u64) -> Vec<u64> {
    let shorter = [entries / STEP / 10, entries / 10].into_iter();
    shorter.filter(|long| *long > 0).chain([entries]).collect()
}

fn at(opening: &Path, workspace: &Path, entries: u64) -> Result<Value, String> {
    let mut fill = Command::new(opening);
    run::must(fill.arg("fill").arg(workspace).arg(entries.to_string()))?;
    let mut look = Command::new(opening);
    answer(look.arg("look").arg(workspace))
}

fn table(all: &[Value]) -> Result<String, String> {
    let mut lines = vec![format!(
        "{:>10}{:>10}{:>11}{:>14}{:>10}{:>10}",
        "entries", "opens s", "opens MiB", "first look s", "look s", "look MiB"
    )];
    for told in all {
        let of = |name| number(told, name);
        lines.push(format!(
            "{:>10}{:>10.3}{:>11.0}{:>14.3}{:>10.3}{:>10.0}",
            of("entries")?,
            of("opens_s")?,
            of("opens_mib")?,
            of("first_look_s")?,
            of("look_s")?,
            of("look_mib")?
        ));
    }
    if let (Some(first), Some(last)) = (all.first(), all.last()) {
        for (name, least, what) in [
            ("opens_s", 0.1, "opening takes as long however long the ledger is"),
            ("opens_mib", 32.0, "opening takes as much memory however long the ledger is"),
            ("look_s", 1.0, "a look at the posture takes as long however long the ledger is"),
            ("look_mib", 32.0, "a look takes as much memory however long the ledger is"),
        ] {
            let (short, long) = (number(first, name)?, number(last, name)?);
            lines.push(bar(what, long <= short * VARIES || long <= least));
        }
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_ledger_grows_from_a_thousand_to_a_million() {
        assert_eq!(lengths(1_000_000), [1_000, 100_000, 1_000_000]);
        assert_eq!(lengths(5), [5]);
    }

    #[test]
    fn what_grows_with_the_ledger_misses_its_bar() {
        let told = |entries: u64, look: f64| {
            json!({
                "entries": entries, "opens_s": 0.02, "opens_mib": 30,
                "first_look_s": 9.0, "look_s": look, "look_mib": 40,
            })
        };
        let shown = table(&[told(1_000, 0.6), told(1_000_000, 6.0)]).unwrap();
        assert!(shown.contains("bar MISSED: a look at the posture") && shown.contains("bar met"));
        assert!(!table(&[told(1_000, 0.6), told(1_000_000, 0.9)]).unwrap().contains("MISSED"));
    }
}
