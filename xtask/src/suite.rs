//! `cargo xtask test`: one part after the other; all are run, and the failures told at the end.

use crate::{clients, journeys, run, sentinels, tidy};
use std::time::Instant;

type Part = (&'static str, fn() -> Result<(), String>);

const PARTS: [Part; 8] = [
    ("fmt", fmt),
    ("tidy", tidy::run),
    ("unit", unit),
    ("clippy", clippy),
    ("journeys", journeys::run),
    ("sentinels", || sentinels::run(&journeys::folder("sample"))),
    ("clients", clients::run),
    ("browser", journeys::browser),
];

/// Runs the named parts, or all.
pub fn run(wanted: &[String]) -> Result<(), String> {
    if let Some(unknown) = wanted.iter().find(|w| PARTS.iter().all(|(name, _)| name != w)) {
        let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        return Err(format!("no part is called {unknown:?}; there are {}", names.join(", ")));
    }
    let mut failed = Vec::new();
    let mut passed = 0;
    for (name, part) in PARTS {
        if !wanted.is_empty() && wanted.iter().all(|w| w != name) {
            continue;
        }
        eprintln!("== {name}");
        let start = Instant::now();
        match part() {
            Ok(()) => passed += 1,
            Err(why) => failed.push(format!("{name}: {why}")),
        }
        eprintln!("== {name} took {:.0} s", start.elapsed().as_secs_f64());
    }
    println!("parts: {passed} passed, {} failed", failed.len());
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn fmt() -> Result<(), String> {
    run::must(run::cargo().args(["fmt", "--all", "--", "--check"]))
}

fn clippy() -> Result<(), String> {
    let arguments = ["clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run::must(run::cargo().args(arguments))
}

/// Unit and integration tests with nextest where it is installed, and doc tests either way.
fn unit() -> Result<(), String> {
    let nextest = run::cargo().args(["nextest", "--version"]).output();
    if nextest.is_ok_and(|o| o.status.success()) {
        run::must(run::cargo().args(["nextest", "run", "--release", "--workspace"]))?;
    } else {
        run::must(run::cargo().args([
            "test",
            "--release",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
        ]))?;
    }
    run::must(run::cargo().args(["test", "--release", "--workspace", "--doc"]))
}
