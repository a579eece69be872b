//! Known vulnerabilities of what we build on: our own Cargo.lock under `hygeia surface`.

use crate::allowances::{Accepted, Allowances};
use crate::{journeys, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Holds Cargo.lock against the advisories at hand. Without any the outcome is unknown, which is an
/// error unless `HYGEIA_SHARED_OPTIONAL` is set.
pub fn run() -> Result<(), String> {
    let Some(bundle) = bundle() else {
        let unknown = "UNKNOWN whether Cargo.lock has vulnerable crates: no bundle of advisories is \
                       at hand (HYGEIA_ADVISORIES, or ../shared/data/rustsec-advisories-*.tar.gz)";
        println!("advisories: {unknown}");
        let optional = std::env::var_os("HYGEIA_SHARED_OPTIONAL").is_some();
        return if optional { Ok(()) } else { Err(unknown.to_owned()) };
    };
    let allowances = Allowances::read()?;
    let crates = examined(&journeys::program()?, &bundle)?;
    let faults = judged(&crates, &allowances.accepted, &today());
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n  ")) }
}

/// The bundle that `HYGEIA_ADVISORIES` names, or the newest beside the real data sets.
fn bundle() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("HYGEIA_ADVISORIES") {
        return Some(PathBuf::from(named));
    }
    let entries = std::fs::read_dir(run::shared_folder()).into_iter().flatten().flatten();
    let is_bundle = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("rustsec-advisories-") && name.ends_with(".tar.gz")
    };
    entries.map(|entry| entry.path()).filter(is_bundle).max()
}

/// What the program says of the crates in Cargo.lock.
fn examined(program: &Path, bundle: &Path) -> Result<Value, String> {
    // A home without anything in it: what is installed for this user is not ours.
    let home = run::cache().join("empty");
    std::fs::create_dir_all(&home).map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args(["surface", "--list-only", "--fail-on", "never", "--format", "json"])
        .arg("--lockfile")
        .arg(run::root().join("Cargo.lock"))
        .arg("--advisories")
        .arg(bundle)
        .env("HOME", home)
        .output()
        .map_err(|error| format!("{} did not start: {error}", program.display()))?;
    let report: Value = serde_json::from_slice(&output.stdout).map_err(|_| {
        format!("hygeia surface: {}", String::from_utf8_lossy(&output.stderr).trim())
    })?;
    let kinds = report.get("packages").and_then(Value::as_array);
    let crates = kinds.into_iter().flatten().find(|kind| text(kind, "ecosystem") == "cargo");
    crates.cloned().ok_or_else(|| "hygeia surface tells nothing of crates".to_owned())
}

/// A fault for each advisory that is not accepted today, and each acceptance that fits nothing.
fn judged(crates: &Value, accepted: &[Accepted], today: &str) -> Vec<String> {
    let list = |key: &str| crates.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut faults = Vec::new();
    let mut unneeded: Vec<&Accepted> = accepted.iter().collect();
    for found in list("vulnerable") {
        let (package, advisory) = (text(found, "package"), text(found, "advisory"));
        let told =
            format!("{package} {}: {} ({advisory})", text(found, "version"), text(found, "title"));
        unneeded.retain(|one| one.advisory != advisory || one.package != package);
        match accepted.iter().find(|one| one.advisory == advisory && one.package == package) {
            None => faults.push(told),
            Some(one) if one.until.as_str() < today => {
                faults.push(format!("{told}, accepted until {}: look again", one.until));
            }
            Some(one) => {
                println!("advisories: {told}, accepted until {}: {}", one.until, one.reason)
            }
        }
    }
    let undecided = list("undecided").filter_map(Value::as_str);
    faults.extend(undecided.map(|package| format!("{package}: its advisories don't decide")));
    let stale = |one: &Accepted| format!("xtask/advisories.toml: {} fits nothing", one.advisory);
    faults.extend(unneeded.into_iter().map(stale));
    match crates.get("data").filter(|data| !data.is_null()) {
        None => faults.push("UNKNOWN: the bundle has no advisories on crates".to_owned()),
        Some(data) => {
            faults.extend(age(crates, data));
            if let Some(count @ 1..) = data.get("unreadable").and_then(Value::as_u64) {
                faults.push(format!("UNKNOWN: {count} advisories could not be read"));
            }
        }
    }
    faults
}

/// How far the advisories go. Whoever names a bundle wants today's; the one beside the data sets is
/// as old as it is, and that is said.
fn age(crates: &Value, data: &Value) -> Option<String> {
    println!("advisories: {}", text(crates, "saw"));
    if data.get("fresh").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    if data.get("complete").and_then(Value::as_bool) == Some(false) {
        let unknown = "UNKNOWN whether these are all advisories on crates".to_owned();
        println!("advisories: {unknown}");
        return Some(unknown);
    }
    let told =
        format!("UNKNOWN what was found after {}: the advisories end there", text(data, "as_of"));
    println!("advisories: {told}");
    std::env::var_os("HYGEIA_ADVISORIES").map(|_| told)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The day in UTC, as `2027-03-31`; after Howard Hinnant's `civil_from_days`.
fn today() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    day(now.map_or(0, |since| since.as_secs() / 86_400))
}

fn day(since_1970: u64) -> String {
    let days = since_1970 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + u64::from(month <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(until: &str, found: &str) -> Vec<String> {
        let crates = json!({
            "saw": "1 installed", "undecided": [], "data": { "fresh": true },
            "vulnerable": [{ "package": "leaky", "version": "1.0.0", "title": "it leaks", "advisory": found }],
        });
        let entry = format!(
            "licences = []\n[[accepted]]\nadvisory = \"A-1\"\npackage = \"leaky\"\nreason = \"no fix\"\nuntil = \"{until}\""
        );
        judged(&crates, &Allowances::parse(&entry).unwrap().accepted, "2026-06-01")
    }

    #[test]
    fn an_advisory_is_a_fault_unless_it_is_accepted_today() {
        assert!(told("2026-06-01", "A-1").is_empty());
        assert!(told("2026-05-31", "A-1")[0].contains("look again"));
        let other = told("2026-06-01", "A-2");
        assert!(other[0].contains("A-2") && other[1].contains("A-1 fits nothing"), "{other:?}");
    }

    #[test]
    fn no_data_and_no_decision_are_faults() {
        let crates = json!({ "undecided": ["x 1.0"], "vulnerable": [], "data": null });
        assert_eq!(judged(&crates, &[], "2026-06-01").len(), 2);
    }

    #[test]
    fn advisories_that_cannot_be_read_are_a_fault() {
        let crates = json!({ "vulnerable": [], "data": { "fresh": true, "unreadable": 2 } });
        assert_eq!(judged(&crates, &[], "2026-06-01").len(), 1);
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        assert_eq!(
            [0, 11_016, 19_782, 20_819].map(day),
            ["1970-01-01", "2000-02-29", "2024-02-29", "2027-01-01"]
        );
    }
}
