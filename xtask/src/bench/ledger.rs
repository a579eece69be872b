//! How many entries become durable in a second.

use super::latency::{bar, number};
use super::{answer, examples};
use crate::run;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// With this many who write at once, so many entries a second, and half within so many milliseconds.
const BAR: (f64, f64, f64) = (256.0, 20_000.0, 20.0);

/// Measures in `folder`, `seconds` for each number of writers.
pub fn ledger(seconds: u64, folder: Option<PathBuf>) -> Result<(), String> {
    let folder = folder.map_or_else(|| run::fresh("bench-ledger"), Ok)?;
    let mut command = Command::new(examples()?.join("ledger"));
    let told = answer(command.arg(&folder).arg(seconds.to_string()))?;
    println!("{}", table(&told)?);
    Ok(())
}

fn table(told: &Value) -> Result<String, String> {
    let (before, after) = (number(told, "syncs_before")?, number(told, "syncs_after")?);
    let mut lines = vec![
        format!("the disk by itself: {before:.0} syncs/s before, {after:.0} after"),
        format!(
            "{:>8}{:>12}{:>9}{:>9}{:>14}{:>11}{:>10}",
            "writers", "entries/s", "p50 ms", "p99 ms", "entries/sync", "entries", "opens ms"
        ),
    ];
    let mut bars = Vec::new();
    for load in told.get("loads").and_then(Value::as_array).into_iter().flatten() {
        let of = |name| number(load, name);
        let (writers, rate, half) = (of("writers")?, of("entries_s")?, of("p50_ms")?);
        lines.push(format!(
            "{writers:>8}{rate:>12.0}{half:>9.2}{:>9.2}{:>14.1}{:>11}{:>10.1}",
            of("p99_ms")?,
            of("entries_per_sync")?,
            of("entries")?,
            of("opens_ms")?
        ));
        let (who, most, within) = BAR;
        if writers >= who {
            bars.push(bar(&format!("{most} entries/s with {who} writers"), rate >= most));
            bars.push(bar(&format!("half of them within {within} ms"), half <= within));
        }
    }
    lines.extend(bars);
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bars_are_told_as_met_or_missed() {
        let load = |rate: f64| {
            json!({
                "writers": 256, "entries_s": rate, "p50_ms": 9.0, "p99_ms": 20.0,
                "entries_per_sync": 90.0, "entries": 1000, "opens_ms": 3.0,
            })
        };
        let told = |rate| {
            table(&json!({ "syncs_before": 1, "syncs_after": 1, "loads": [load(rate)] })).unwrap()
        };
        assert!(told(20_000.0).contains("bar met: 20000 entries/s with 256 writers"));
        assert!(told(19_999.0).contains("bar MISSED: 20000 entries/s"));
        assert!(table(&json!({})).is_err());
    }
}
