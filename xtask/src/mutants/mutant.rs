//! A mutant, and how it ended, as `cargo-mutants` writes them.

use crate::run;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One small fault in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The room: `gate`.
    pub room: String,
    /// The file and what is changed in it: `crates/…/cidr.rs: replace < with <= in Cidr::covers`.
    pub change: String,
    /// The line of the source where that is, without its indentation.
    pub line: String,
    /// `crates/…/cidr.rs:42:9`.
    pub place: String,
}

/// How the tests met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Killed,
    Survived,
    /// They did not come to an end: a loop without one, which is as good as red.
    TimedOut,
    /// It does not compile.
    Unviable,
}

/// A mutant that was tried.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub mutant: Mutant,
    pub end: End,
    /// What building and testing took.
    pub seconds: f64,
}

/// What `--list --json` prints.
pub fn listed(json: &[u8]) -> Result<Vec<Mutant>, String> {
    let written: Vec<Written> = serde_json::from_slice(json).map_err(|e| format!("a list: {e}"))?;
    let mut lines = Lines::default();
    Ok(written.into_iter().map(|one| one.read(&mut lines)).collect())
}

/// What is in `outcomes.json`; the run without any mutant is left out.
pub fn tried(json: &[u8]) -> Result<Vec<Outcome>, String> {
    let written: Outcomes = serde_json::from_slice(json).map_err(|e| format!("outcomes: {e}"))?;
    let mut lines = Lines::default();
    let mut outcomes = Vec::new();
    for one in written.outcomes {
        let Scenario::Mutant(mutant) = one.scenario else { continue };
        let end = match one.summary.as_str() {
            "CaughtMutant" => End::Killed,
            "MissedMutant" => End::Survived,
            "Timeout" => End::TimedOut,
            "Unviable" => End::Unviable,
            other => return Err(format!("{} ended as {other}", mutant.name)),
        };
        let seconds = one.phase_results.iter().map(|phase| phase.duration).sum();
        outcomes.push(Outcome { mutant: mutant.read(&mut lines), end, seconds });
    }
    Ok(outcomes)
}

#[derive(Deserialize)]
struct Outcomes {
    outcomes: Vec<Tried>,
}

#[derive(Deserialize)]
struct Tried {
    scenario: Scenario,
    summary: String,
    phase_results: Vec<Phase>,
}

#[derive(Deserialize)]
enum Scenario {
    Baseline,
    Mutant(Written),
}

#[derive(Deserialize)]
struct Phase {
    duration: f64,
}

#[derive(Deserialize)]
struct Written {
    /// With the place: `crates/…/cidr.rs:42:9: replace < with <= in Cidr::covers`.
    name: String,
    package: String,
    file: String,
    span: Span,
}

#[derive(Deserialize)]
struct Span {
    start: Position,
}

#[derive(Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

impl Written {
    fn read(self, lines: &mut Lines) -> Mutant {
        let Position { line, column } = self.span.start;
        let place = format!("{}:{line}:{column}", self.file);
        let change = self.name.strip_prefix(&place).unwrap_or(&self.name);
        Mutant {
            room: self.package.strip_prefix("hygeia-").unwrap_or(&self.package).to_owned(),
            change: format!("{}{change}", self.file),
            line: lines.of(&self.file, line),
            place,
        }
    }
}

/// The lines of the sources, each file read once.
#[derive(Default)]
struct Lines(BTreeMap<String, Vec<String>>);

impl Lines {
    fn of(&mut self, file: &str, line: usize) -> String {
        let read = || {
            let text = std::fs::read_to_string(run::root().join(file)).unwrap_or_default();
            text.lines().map(|line| line.trim().to_owned()).collect()
        };
        let lines = self.0.entry(file.to_owned()).or_insert_with(read);
        line.checked_sub(1).and_then(|at| lines.get(at)).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn outcome(change: &str, line: &str, end: End) -> Outcome {
        let (room, place) = ("gate".to_owned(), "a.rs:1:2".to_owned());
        let (change, line) = (change.to_owned(), line.to_owned());
        Outcome { mutant: Mutant { room, change, line, place }, end, seconds: 30.0 }
    }

    #[test]
    fn what_the_tool_writes_is_read() {
        let mutant = r#"{ "name": "xtask/src/mutants/mutant.rs:1:5: replace a with b in f",
            "package": "hygeia-gate", "file": "xtask/src/mutants/mutant.rs",
            "span": { "start": { "line": 1, "column": 5 }, "end": { "line": 1, "column": 6 } } }"#;
        let listed = listed(format!("[{mutant}]").as_bytes()).unwrap();
        let expected = Mutant {
            room: "gate".to_owned(),
            change: "xtask/src/mutants/mutant.rs: replace a with b in f".to_owned(),
            line: "//! A mutant, and how it ended, as `cargo-mutants` writes them.".to_owned(),
            place: "xtask/src/mutants/mutant.rs:1:5".to_owned(),
        };
        assert_eq!(listed, std::slice::from_ref(&expected));

        let phases = r#""phase_results": [{ "duration": 1.5 }, { "duration": 2 }]"#;
        let of = |summary: &str| {
            let baseline =
                format!(r#"{{ "scenario": "Baseline", "summary": "Success", {phases} }}"#);
            let tried_one = format!(
                r#"{{ "scenario": {{ "Mutant": {mutant} }}, "summary": "{summary}", {phases} }}"#
            );
            tried(format!(r#"{{ "outcomes": [{baseline}, {tried_one}] }}"#).as_bytes())
        };
        let outcomes = of("MissedMutant").unwrap();
        assert_eq!((outcomes.len(), outcomes[0].end, outcomes[0].seconds), (1, End::Survived, 3.5));
        assert_eq!(outcomes[0].mutant, expected);
        assert!(of("Failure").is_err());
    }
}
