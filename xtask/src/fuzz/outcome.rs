//! What a campaign came to, read from what libFuzzer writes.

use super::corpus::Target;
use std::fmt::{self, Write};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// One target, after it was fuzzed.
pub struct Outcome {
    target: String,
    executions: u64,
    seconds: u64,
    /// Edges of our code that were reached.
    coverage: u64,
    /// Inputs that were found beside the seeds: before, and after.
    grown: (usize, usize),
    /// The input on which it failed.
    crash: Option<PathBuf>,
    /// Whether it ended by itself and well.
    ended: bool,
    /// The last lines that it wrote, if it did not.
    last: Vec<String>,
}

/// Lines that are told of a failure.
const LAST: usize = 40;

impl Outcome {
    /// Runs `command` and reads what it tells.
    pub fn of(target: &Target, mut command: Command, before: usize) -> Result<Self, String> {
        let start = Instant::now();
        let failed = |error: std::io::Error| format!("{}: {error}", target.name);
        let mut child = command.stderr(Stdio::piped()).spawn().map_err(failed)?;
        let mut outcome = Self::begin(&target.name, before);
        for line in child.stderr.take().into_iter().flat_map(|e| BufReader::new(e).split(b'\n')) {
            outcome.read(&String::from_utf8_lossy(&line.map_err(failed)?));
        }
        outcome.ended = child.wait().map_err(failed)?.success();
        outcome.seconds = start.elapsed().as_secs();
        outcome.grown.1 = target.grown()?;
        Ok(outcome)
    }

    fn begin(target: &str, before: usize) -> Self {
        Self {
            target: target.to_owned(),
            executions: 0,
            seconds: 0,
            coverage: 0,
            grown: (before, before),
            crash: None,
            ended: true,
            last: Vec::new(),
        }
    }

    fn read(&mut self, line: &str) {
        if let Some(count) = line.strip_prefix('#') {
            let count = count.split_whitespace().next().and_then(|count| count.parse().ok());
            self.executions = self.executions.max(count.unwrap_or(0));
        }
        if let Some((_, rest)) = line.split_once(" cov: ") {
            let count = rest.split_whitespace().next().and_then(|count| count.parse().ok());
            self.coverage = self.coverage.max(count.unwrap_or(0));
        }
        if let Some(count) = line.strip_prefix("stat::number_of_executed_units:") {
            self.executions = count.trim().parse().unwrap_or(self.executions);
        }
        if let Some((_, path)) = line.split_once("Test unit written to ") {
            self.crash = Some(PathBuf::from(path.trim()));
        }
        if !line.starts_with('#') {
            self.last.push(line.to_owned());
            let over = self.last.len().saturating_sub(LAST);
            self.last.drain(..over);
        }
    }

    /// What is wrong, with the command that shows it again.
    fn fault(&self) -> Option<String> {
        match &self.crash {
            Some(path) => Some(format!(
                "{} failed; again: cargo xtask fuzz {} --repeat {}",
                self.target,
                self.target,
                path.display()
            )),
            None if !self.ended => Some(format!("{} broke off", self.target)),
            None => None,
        }
    }
}

/// While it goes on: the line of the table, and what was said last if it failed.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fault().is_some() {
            for line in &self.last {
                writeln!(f, "   {line}")?;
            }
        }
        f.write_str(row(self).trim_end())
    }
}

fn row(outcome: &Outcome) -> String {
    let Outcome { target, executions, seconds, coverage, grown, .. } = outcome;
    let found = grown.1.saturating_sub(grown.0);
    let state = if outcome.fault().is_some() { "FAILED" } else { "-" };
    format!("{target:<24}{executions:>12}{seconds:>9}{coverage:>10}{found:>8}  {state}\n")
}

/// A line for each target, and one for all.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "{:<24}{:>12}{:>9}{:>10}{:>8}  crashes\n",
        "target", "executions", "seconds", "coverage", "new"
    );
    outcomes.iter().for_each(|outcome| text += &row(outcome));
    let executions: u64 = outcomes.iter().map(|outcome| outcome.executions).sum();
    let seconds: u64 = outcomes.iter().map(|outcome| outcome.seconds).sum();
    let failed = outcomes.iter().filter(|outcome| outcome.fault().is_some()).count();
    let name = format!("{} targets", outcomes.len());
    let _ = writeln!(text, "{name:<24}{executions:>12}{seconds:>9}{:>18}  {failed} failed", "");
    text
}

/// Every fault.
pub fn judge(outcomes: &[Outcome]) -> Result<(), String> {
    let faults: Vec<String> = outcomes.iter().filter_map(Outcome::fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &str, ended: bool) -> Outcome {
        let mut outcome = Outcome::begin("gate-words", 3);
        lines.lines().for_each(|line| outcome.read(line));
        outcome.ended = ended;
        outcome
    }

    #[test]
    fn counts_are_read_from_what_it_writes() {
        let lines = "INFO: seed corpus: files: 3\n#4\tINITED cov: 12 ft: 13 corp: 1/1b\n\
            #900\tNEW    cov: 21 ft: 30 corp: 5/9b\nstat::number_of_executed_units: 1000\n";
        let outcome = told(lines, true);
        assert_eq!((outcome.executions, outcome.coverage), (1_000, 21));
        assert_eq!(judge(&[outcome]), Ok(()));
    }

    #[test]
    fn a_crash_is_told_with_the_command_that_repeats_it() {
        let lines =
            "panicked at src/x.rs\nartifact_prefix='/c/'; Test unit written to /c/crash-1\n";
        let fault = judge(&[told(lines, false)]).unwrap_err();
        assert!(fault.ends_with("cargo xtask fuzz gate-words --repeat /c/crash-1"), "{fault}");
        assert!(table(&[told(lines, false)]).contains("FAILED"));
        assert!(judge(&[told("killed", false)]).unwrap_err().contains("broke off"));
    }
}
