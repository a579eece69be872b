//! The parts of the suite, in the order in which they are run.

use super::{Campaign, Part};
use crate::{
    advisories, clients, dist, docs, faults, fuzz, journeys, mutants, openapi, run, sentinels,
    tidy, walks,
};

/// All parts. Budgets are minutes of a cold run on two cores; warm ones are much shorter.
pub const PARTS: [Part; 16] = [
    Part { name: "fmt", budget: 1, run: |_| fmt() },
    Part { name: "tidy", budget: 1, run: |_| tidy::run() },
    // Builds all that there is, with its tests.
    Part { name: "unit", budget: 22, run: unit },
    Part { name: "clippy", budget: 2, run: |_| clippy() },
    Part { name: "doc", budget: 2, run: doc },
    Part { name: "journeys", budget: 3, run: |_| journeys::run() },
    // Some of the tables of the shapes that public collections have; all with `--long`.
    Part { name: "walks", budget: 1, run: walks::run },
    Part { name: "sentinels", budget: 1, run: |_| sentinels::run(&journeys::folder("sample")) },
    Part { name: "advisories", budget: 1, run: |_| advisories::run() },
    Part { name: "clients", budget: 4, run: clients::run },
    // A wheel and a tarball of the ordinary program; all packages, optimised: `cargo xtask dist`.
    Part { name: "packages", budget: 2, run: dist::part },
    Part { name: "openapi", budget: 1, run: openapi::run },
    Part { name: "browser", budget: 1, run: |_| journeys::browser() },
    Part { name: "faults", budget: 3, run: faults::share },
    // Campaigns that are run with `--long` alone, and by name. The seeds of the fuzzer are replayed in `unit`;
    // a share of mutants that fits would be a handful, behind a build of the tool that makes them.
    Part { name: "mutants", budget: 0, run: mutants::part },
    Part { name: "fuzz", budget: 0, run: |_| fuzz::run(&fuzz::Campaign::default()) },
];

/// What tests call, and the Debian packages that bring it.
const PROGRAMS: [(&str, &str); 7] = [
    ("curl", "curl"),
    ("fish", "fish"),
    ("openssl", "openssl"),
    ("softhsm2-util", "softhsm2"),
    ("sqlite3", "sqlite3"),
    ("strace", "strace"),
    ("zsh", "zsh"),
];

fn fmt() -> Result<(), String> {
    run::must(run::cargo().args(["fmt", "--all", "--", "--check"]))
}

fn clippy() -> Result<(), String> {
    let arguments = ["clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run::must(run::cargo().args(arguments))
}

/// The book, and the pages of every crate, private items too: what a maintainer reads has no dead link.
fn doc(campaign: &Campaign) -> Result<(), String> {
    // Private items are documented too, so a link to one is not dead.
    const FLAGS: &str = "-D warnings -A rustdoc::private_intra_doc_links";
    let arguments =
        ["doc", "--release", "--workspace", "--no-deps", "--document-private-items", "--quiet"];
    let crates = run::must(run::cargo().args(arguments).env("RUSTDOCFLAGS", FLAGS));
    docs::part(campaign).and(crates)
}

/// Unit and integration tests with nextest where it is installed, and doc tests either way. All are run:
/// one that fails hides no other.
fn unit(campaign: &Campaign) -> Result<(), String> {
    let missing = PROGRAMS.into_iter().filter(|(program, _)| !run::has(program));
    let missing: Vec<&str> = missing.map(|(_, package)| package).collect();
    if !missing.is_empty() {
        run::debian(&missing)?;
    }
    let nextest = run::cargo().args(["nextest", "--version"]).output();
    let arguments: &[&str] = if nextest.is_ok_and(|o| o.status.success()) {
        &["nextest", "run", "--release", "--workspace", "--no-fail-fast"]
    } else {
        &["test", "--release", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]
    };
    let tests = run::must(campaign.tell(run::cargo().args(arguments)));
    let pages = ["test", "--release", "--workspace", "--no-fail-fast", "--doc"];
    let pages = run::must(campaign.tell(run::cargo().args(pages)));
    tests.and(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// docs and DESIGN promise as much.
    const MINUTES: u32 = 45;

    #[test]
    fn all_parts_together_are_within_the_budget() {
        assert!(PARTS.iter().map(|part| part.budget).sum::<u32>() <= MINUTES);
    }
}
