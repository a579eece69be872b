//! The table of rules, `crates/hygeia/data/rules.tsv`, has every rule that a finding may have, and no other.

use super::source::Source;
use crate::run;
use std::collections::BTreeSet;

/// Rooms in which whatever is written like a rule is one.
const ROOMS: [&str; 8] =
    ["artifact", "classify", "learn", "places", "raci", "serve", "tables", "train"];
/// Rules whose ids are put together from a kind's name.
const MADE: [&str; 3] = ["quality/", "tables/", "vault/"];

/// A fault for each rule that is not in the table, and each row that no code names.
pub fn faults(sources: &[Source]) -> Vec<String> {
    let path = run::root().join("crates/hygeia/data/rules.tsv");
    held(&std::fs::read_to_string(path).unwrap_or_default(), sources)
}

fn held(table: &str, sources: &[Source]) -> Vec<String> {
    let known: BTreeSet<&str> = table.lines().filter_map(|line| line.split('\t').next()).collect();
    let product = |source: &&Source| {
        let aside =
            ["/tests/", "_tests.rs", "/examples/", "xtask/", "fuzz/", "hygeia/src/rules.rs"];
        !aside.iter().any(|part| source.name.contains(part))
    };
    let product: Vec<&Source> = sources.iter().filter(product).collect();
    let named: BTreeSet<&str> =
        product.iter().flat_map(|source| texts(before_tests(source))).collect();
    let is_rule = |text: &&&str| {
        let (room, name) = text.split_once('/').unwrap_or_default();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        ROOMS.contains(&room) && !name.is_empty() && name.chars().all(plain)
    };
    let missing = named.iter().filter(is_rule).filter(|rule| !known.contains(**rule));
    let missing =
        missing.map(|rule| format!("crates/hygeia/data/rules.tsv does not explain {rule}"));
    let made = |rule: &str| MADE.iter().any(|room| rule.starts_with(room));
    let stray = known.iter().filter(|rule| !named.contains(**rule) && !made(rule));
    let stray = stray
        .map(|rule| format!("crates/hygeia/data/rules.tsv explains {rule}, which nothing has"));
    missing.chain(stray).collect()
}

/// Without the tests at the end of the file, which name rules that there are not.
fn before_tests(source: &Source) -> &str {
    source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

/// What stands in quotes on one line.
fn texts(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('"').skip(1).step_by(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_not_explained_is_a_fault_and_one_that_is_no_more() {
        let source = |text: &str| vec![Source::new("crates/crafts/gate/src/check.rs", text)];
        let table = "raci/audit\thigh\tm\tw\tm\nquality/space\tlow\tm\tw\tm\n";
        assert!(held(table, &source("find(\"raci/audit\")")).is_empty());
        assert_eq!(held(table, &source("find(\"raci/audit\", \"raci/new\")")).len(), 1);
        assert_eq!(held(table, &source("")).len(), 1);
        let tested = "find(\"raci/audit\")\n#[cfg(test)]\nmod tests {\n\"raci/other\"";
        assert!(held(table, &source(tested)).is_empty());
    }
}
