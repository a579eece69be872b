//! What docs/evidence.md claims: a row for each mission id, only tests that exist, and exactly those
//! that say of themselves which part of the mission they prove.

use super::source::Source;
use crate::run;
use std::collections::BTreeSet;

/// The mission has as many parts.
const PARTS: usize = 22;
/// How a test says what it proves: mission ids follow.
const MARK: &str = "// proves ";

/// A part of the mission and a test that proves it.
type Claim<'a> = (usize, &'a str);

/// A fault for each row that is missing, each test that is named and not there, and each claim that
/// the page and the tests don't agree upon.
pub fn faults(sources: &[Source]) -> Vec<String> {
    let text = std::fs::read_to_string(run::root().join("docs/evidence.md")).unwrap_or_default();
    let mut faults = held(&text, &functions(sources));
    faults.extend(disagreements(&claimed(&text), &marked(sources)));
    faults
}

fn disagreements(claimed: &BTreeSet<Claim<'_>>, marked: &BTreeSet<Claim<'_>>) -> Vec<String> {
    let unmarked = claimed.difference(marked).map(|(part, test)| {
        format!("docs/evidence.md names {test}() for M{part}, which has no mark `{MARK}M{part}`")
    });
    let unclaimed = marked.difference(claimed).map(|(part, test)| {
        format!("{test}() is marked to prove M{part}, whose row in docs/evidence.md lacks it")
    });
    unmarked.chain(unclaimed).collect()
}

/// What the rows of the page say, without their last column: that names what is *not* proven.
fn claimed(evidence: &str) -> BTreeSet<Claim<'_>> {
    let row = |line| {
        let mut cells = str::split(line, " |");
        let part: usize = cells.next()?.strip_prefix("| M")?.parse().ok()?;
        Some((part, cells.next()?))
    };
    let rows = evidence.lines().filter_map(row);
    rows.flat_map(|(part, cell)| tests(cell).map(move |test| (part, test))).collect()
}

/// What tests say of themselves: the mark stands above the function.
fn marked(sources: &[Source]) -> BTreeSet<Claim<'_>> {
    let mut claims = BTreeSet::new();
    // What checks the marks holds some as examples.
    for source in sources.iter().filter(|source| !source.is_below("xtask/src/tidy")) {
        for after in source.text.split(MARK).skip(1) {
            let (ids, rest) = after.split_once('\n').unwrap_or((after, ""));
            let test = rest.split("fn ").nth(1).map_or("", name);
            let ids = ids.split(',').filter_map(|id| id.trim().strip_prefix('M')?.parse().ok());
            claims.extend(ids.map(|part| (part, test)));
        }
    }
    claims
}

/// The tests that `text` names, as `room::test()` or `test()`.
pub fn tests(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split('`').skip(1).step_by(2);
    let called = code.filter_map(|code| code.strip_suffix("()"));
    called.map(|path| path.rsplit("::").next().unwrap_or(path))
}

/// The identifier that `text` begins with.
pub fn name(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

fn held(evidence: &str, known: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    for id in 1..=PARTS {
        if !evidence.contains(&format!("| M{id} |")) {
            faults.push(format!("docs/evidence.md has no row for M{id}"));
        }
    }
    for named in tests(evidence).filter(|named| !known.contains(named)) {
        faults.push(format!("docs/evidence.md names {named}(), which does not exist"));
    }
    faults
}

fn functions(sources: &[Source]) -> BTreeSet<&str> {
    sources.iter().flat_map(|source| source.text.split("fn ").skip(1).map(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_row_and_a_test_that_is_not_there_are_told() {
        let row = |id: usize| format!("| M{id} | `tables::it_holds()` |\n");
        let whole: String = (1..=PARTS).map(row).collect();
        let sources = [Source::new("a.rs", "fn it_holds() {}")];
        let known = functions(&sources);
        assert!(held(&whole, &known).is_empty());
        assert_eq!(held(&whole.replace("| M7 |", "| M |"), &known).len(), 1);
        assert_eq!(held(&whole.replacen("it_holds", "it_held", 1), &known).len(), 1);
    }

    #[test]
    fn the_page_and_the_marks_of_tests_agree() {
        let page = "| M5 | kept: `tables::it_holds()` | `not_yet()` |\n| M7 | `it_holds()` | |\n";
        let text = format!("{MARK}M5, M7\n#[test]\nfn it_holds() {{}}\n");
        let agree = |page, text: &str| {
            let sources = [Source::new("crates/a.rs", text)];
            disagreements(&claimed(page), &marked(&sources)).len()
        };
        assert_eq!(agree(page, &text), 0);
        assert_eq!(agree(page, &text.replace("M5, M7", "M5")), 1);
        assert_eq!(agree(page, &text.replace("M5, M7", "M5, M7, M9")), 1);
        assert_eq!(agree("| M5 | | |\n| M7 | `it_holds()` | |\n", &text), 1);
    }
}
