//! What docs/asvs.md says: each requirement of its chapters once, in a state that there is, with tests and
//! files that there are, and the sum of it.

use super::claims;
use super::source::Source;
use crate::run;
use std::collections::BTreeSet;

const PAGE: &str = "docs/asvs.md";
/// The sections of OWASP ASVS 5.0.0 that the page is about, each with the number of its last requirement of
/// level 1 or 2: within a section, those of level 3 come last.
const SECTIONS: [(&str, u8); 30] = [
    ("4.1", 3),
    ("4.2", 1),
    ("4.3", 2),
    ("4.4", 4),
    ("6.1", 3),
    ("6.2", 12),
    ("6.3", 4),
    ("6.4", 4),
    ("6.5", 5),
    ("6.6", 3),
    ("6.8", 4),
    ("7.1", 3),
    ("7.2", 4),
    ("7.3", 2),
    ("7.4", 5),
    ("7.5", 2),
    ("7.6", 2),
    ("8.1", 2),
    ("8.2", 3),
    ("8.3", 1),
    ("8.4", 1),
    ("9.1", 3),
    ("9.2", 4),
    ("10.1", 2),
    ("10.2", 2),
    ("10.3", 4),
    ("10.4", 11),
    ("10.5", 5),
    ("10.6", 2),
    ("10.7", 3),
];
/// What a requirement can be, in the order of the sum.
const STATES: [&str; 5] = ["met", "met in part", "not met", "not met yet", "not applicable"];
/// How a row says that it names none.
const NONE: &str = "no test";

/// A row of the page.
struct Row<'a> {
    number: &'a str,
    state: &'a str,
    test: &'a str,
}

/// A fault for each requirement that has not one row, each row that is of none, each state, test and file
/// that there is not, each row that names no test without saying so, and a sum that is another.
pub fn faults(sources: &[Source]) -> Vec<String> {
    let text = std::fs::read_to_string(run::root().join(PAGE)).unwrap_or_default();
    untrue(&text, &known(sources), |path| run::root().join(path).exists())
}

fn untrue(page: &str, known: &BTreeSet<&str>, is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let rows: Vec<Row<'_>> = page.lines().filter_map(row).collect();
    let mut faults = miscounted(&rows);
    for Row { number, state, test } in &rows {
        if !STATES.contains(state) {
            let states = STATES.join(", ");
            faults.push(format!("{PAGE} says {state:?} of {number}, which is none of {states}"));
        }
        let named: Vec<&str> = claims::tests(test).collect();
        if named.is_empty() && !test.contains(NONE) {
            faults.push(format!("{PAGE} names no test of {number}, and does not say `{NONE}`"));
        }
        let absent = named.into_iter().filter(|name| !known.contains(name));
        faults.extend(absent.map(|name| format!("{PAGE} names {name}(), which is no test")));
    }
    let codes = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let absent = codes.filter(|code| code.starts_with("crates/") && !is_there(code));
    faults.extend(absent.map(|path| format!("{PAGE} names {path}, which is not there")));
    let sum = sum(&rows);
    if !page.lines().any(|line| line == sum) {
        faults.push(format!("{PAGE} has another sum than its rows; write: {sum}"));
    }
    faults
}

/// The row that `line` is, if it is one of a requirement: number, level, what it asks, state, what holds it,
/// test.
fn row(line: &str) -> Option<Row<'_>> {
    let mut cells = line.strip_prefix("| ")?.split(" | ");
    let number = cells.next().filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit()))?;
    let state = cells.nth(2).unwrap_or_default().trim_matches('*');
    let test = cells.nth(1).unwrap_or_default();
    Some(Row { number, state, test })
}

fn miscounted(rows: &[Row<'_>]) -> Vec<String> {
    let wanted: Vec<String> = requirements().collect();
    let count = |number: &str| rows.iter().filter(|row| row.number == number).count();
    let missing = wanted.iter().filter(|number| count(number.as_str()) != 1);
    let missing = missing.map(|number| format!("{PAGE} has not one row for {number}"));
    let stray = rows.iter().filter(|row| wanted.iter().all(|number| number != row.number));
    let stray = stray.map(|row| {
        format!("{PAGE} has a row for {}, which its chapters don't ask at level 1 or 2", row.number)
    });
    missing.chain(stray).collect()
}

/// The number of each requirement that the page is about.
fn requirements() -> impl Iterator<Item = String> {
    SECTIONS
        .into_iter()
        .flat_map(|(section, last)| (1..=last).map(move |number| format!("{section}.{number}")))
}

/// How many rows are in which state, as the page says it on a line of its own.
fn sum(rows: &[Row<'_>]) -> String {
    let count = |state: &str| rows.iter().filter(|row| row.state == state).count();
    let counts = STATES.iter().map(|state| format!("{} {state}", count(state)));
    format!("Of {}: {}.", rows.len(), counts.collect::<Vec<_>>().join(", "))
}

/// Every test of ours.
fn known(sources: &[Source]) -> BTreeSet<&str> {
    // What checks such names holds some as examples.
    let sources = sources.iter().filter(|source| !source.is_below("xtask/src/tidy"));
    let texts: Vec<&str> = sources.map(|source| source.text.as_str()).collect();
    let mut all = BTreeSet::new();
    for mark in ["#[test]", "#[tokio::test"] {
        let after = texts.iter().flat_map(|text| text.split(mark).skip(1));
        let functions = after.filter_map(|text| text.split("fn ").nth(1));
        all.extend(functions.map(claims::name));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that has all rows, each met by a test.
    fn page() -> String {
        let row = |number: String| {
            format!("| {number} | 1 | it holds | *met* | `crates/a.rs` | `it_holds()` |\n")
        };
        let rows: String = requirements().map(row).collect();
        format!(
            "Of 106: 106 met, 0 met in part, 0 not met, 0 not met yet, 0 not applicable.\n{rows}"
        )
    }

    fn told(page: &str) -> usize {
        let text = "#[test]\nfn it_holds() {}\n#[tokio::test]\nasync fn it_stands() {}\n";
        let helper = "fn it_helps() {}";
        let sources = [Source::new("crates/a.rs", text), Source::new("crates/b.rs", helper)];
        untrue(page, &known(&sources), |path| path == "crates/a.rs").len()
    }

    #[test]
    fn a_page_that_has_all_rows_is_believed() {
        assert_eq!(told(&page()), 0);
        assert_eq!(told(&page().replacen("it_holds()", "it_stands()", 1)), 0);
        assert_eq!(told(&page().replacen("`it_holds()`", "no test", 1)), 0);
    }

    #[test]
    fn what_is_not_so_is_told() {
        for (from, to, faults) in [
            ("| 6.3.3 |", "| 6.3.5 |", 2),
            ("| 6.3.3 |", "| 6.3.2 |", 2),
            ("*met*", "*fine*", 2),
            ("it_holds()", "it_held()", 1),
            ("it_holds()", "it_helps()", 1),
            ("`it_holds()`", "by hand", 1),
            ("crates/a.rs", "crates/b.rs", 1),
            ("106 met", "105 met", 1),
        ] {
            assert_eq!(told(&page().replacen(from, to, 1)), faults, "{from} {to}");
        }
        // An absent page: no row, and no sum.
        assert_eq!(told(""), 107);
    }
}
