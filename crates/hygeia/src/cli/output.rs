//! How verbs answer: tables for people, JSON for programs, SARIF where there are findings.

use crate::failure::{At, Ending, Failure};
use clap::ValueEnum;
use serde::Serialize;
use std::io::{IsTerminal, Write};
use terms::{Finding, Severity, State, printable};

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// One JSON document with stable keys.
    Json,
    /// SARIF 2.1.0, where there are findings.
    Sarif,
}

/// `--format`, where there are no findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// A table for people.
    Table,
    /// One JSON document with stable keys.
    Json,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum FailOn {
    Info,
    Low,
    Medium,
    High,
    Critical,
    /// Never fail because of findings.
    Never,
}

impl FailOn {
    /// Exit code 1 if a finding is at or above the level; else clean.
    ///
    /// # Errors
    /// If there is such a finding.
    pub fn judge(self, findings: &[Finding]) -> Result<(), Ending> {
        let counts = findings.iter().any(|finding| self.counts(finding.severity));
        if counts { Err(Ending::Refused) } else { Ok(()) }
    }

    /// Whether a finding of `severity` is at or above the level.
    #[must_use]
    pub fn counts(self, severity: Severity) -> bool {
        let level = match self {
            Self::Info => Severity::Info,
            Self::Low => Severity::Low,
            Self::Medium => Severity::Medium,
            Self::High => Severity::High,
            Self::Critical => Severity::Critical,
            Self::Never => return false,
        };
        severity >= level
    }
}

/// Prints `value` as one JSON document.
///
/// # Errors
/// If standard output cannot be written.
pub fn json<T: Serialize>(value: &T) -> Result<(), Failure> {
    raw(&json_text(value)?)
}

/// `value` as one JSON document that steers no terminal.
///
/// # Errors
/// If it can't be written as JSON.
pub fn json_text<T: Serialize>(value: &T) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).internal("writing JSON")?;
    Ok(unsteered(&text))
}

/// A JSON document with all characters escaped that no reader sees but a terminal may obey: those of ASCII
/// are escaped already, and all others stand in strings alone.
pub fn unsteered(text: &str) -> String {
    if text.is_ascii() && !text.contains('\u{7f}') {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        let plain =
            letter == '\n' || printable(letter.encode_utf8(&mut [0; 4])).len() == letter.len_utf8();
        if plain {
            safe.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            safe.push_str(&format!("\\u{unit:04x}"));
        }
    }
    safe
}

/// Prints a text for people, and a line end. A reader that went away is no error.
///
/// # Errors
/// If standard output cannot be written for another reason.
pub fn print(text: &str) -> Result<(), Failure> {
    raw(&shown(text))
}

/// Prints a text for programs as it is, and a line end.
///
/// # Errors
/// As [`print()`].
pub fn raw(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::internal(format!("writing to standard output: {error}"))
                .hint("check the space left where it goes"))
        }
        _ => Ok(()),
    }
}

/// Tells people beside the report, on standard error. One that nobody reads changes nothing.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "hygeia: {}", shown(text));
}

/// `text` as people may see it: names from outside steer no terminal. Lines stay lines, and our own
/// colours stay where there are any.
pub fn shown(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| without_steering(line, colours())).collect();
    lines.join("\n")
}

fn without_steering(line: &str, coloured: bool) -> String {
    let (mut rest, mut shown) = (line, String::new());
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        shown.push_str(&printable(before));
        let ours = COLOURS.iter().filter(|_| coloured).find(|code| after.starts_with(**code));
        shown.push_str(ours.map_or("\\u{1b}", |_| "\u{1b}"));
        rest = after;
    }
    shown.push_str(&printable(rest));
    shown
}

/// What [`paint`] begins and ends with.
const COLOURS: [&str; 5] = ["[0m", "[2m", "[31;1m", "[32m", "[33m"];

/// Whether people read standard output: colour only then.
pub fn colours() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// `text` in an ANSI colour, where people read.
pub fn paint(code: &str, text: &str) -> String {
    if colours() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A state with its colour.
pub fn state(state: State) -> String {
    let code = match state {
        State::Proven => "32",
        State::Failed => "31;1",
        State::Unknown => "33",
        State::NotApplicable => "2",
    };
    paint(code, &state.to_string())
}

/// A severity with its colour.
pub fn severity(severity: Severity) -> String {
    let code = match severity {
        Severity::Critical | Severity::High => "31;1",
        Severity::Medium => "33",
        Severity::Low | Severity::Info => "2",
    };
    paint(code, &format!("{severity:<8}"))
}

/// Prints findings for people, if there are any.
///
/// # Errors
/// As [`print()`].
pub fn findings(findings: &[Finding]) -> Result<(), Failure> {
    if findings.is_empty() { Ok(()) } else { print(&findings_table(findings)) }
}

/// Findings as people read them, worst first.
pub fn findings_table(findings: &[Finding]) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let lines: Vec<String> = sorted
        .iter()
        .map(|f| {
            let mut place = printable(&f.location.subject).into_owned();
            if let (Some(file), Some(line)) = (&f.location.file, f.location.line) {
                let character = f.location.character.unwrap_or(1);
                place = format!("{}:{line}:{character} {place}", printable(file));
            }
            if let Some(column) = &f.location.column {
                place.push_str(&format!(" column {column}"));
            }
            if let Some(line) = f.location.line {
                place.push_str(&format!(" line {line}"));
            }
            if let Some(cell) = &f.location.cell {
                place.push_str(&format!(" cell {cell}"));
            }
            if let Some(row) = f.location.row {
                place.push_str(&format!(" row {row}"));
            }
            if let Some(offset) = f.location.offset {
                place.push_str(&format!(" byte {offset}"));
            }
            let references = if f.references.is_empty() {
                String::new()
            } else {
                format!(" [{}]", f.references.join(", "))
            };
            format!(
                "{} {}: {}{references}\n         {}\n         → {}",
                severity(f.severity),
                f.rule,
                printable(&f.message),
                place,
                f.remedy
            )
        })
        .collect();
    lines.join("\n")
}

/// A plain table with aligned columns; the first row is the head.
pub fn table(rows: &[Vec<String>]) -> String {
    Columns::default().lines(rows)
}

/// The columns of a table that is written in pieces: as wide as the widest cell so far.
#[derive(Debug, Default)]
pub struct Columns(Vec<usize>);

impl Columns {
    /// The next lines.
    pub fn lines(&mut self, rows: &[Vec<String>]) -> String {
        for row in rows {
            self.0.resize(self.0.len().max(row.len()), 0);
            for (width, cell) in self.0.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        rows.iter().map(|row| self.line(row)).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, row: &[String]) -> String {
        let cell = |(cell, &width): (&String, &usize)| {
            format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count())))
        };
        let cells: Vec<String> = row.iter().zip(&self.0).map(cell).collect();
        cells.join("  ").trim_end().to_owned()
    }
}

/// The first rows; programs get all of them.
#[cfg(feature = "platform")]
#[must_use]
pub fn rows(rows: &[u64]) -> String {
    const SHOWN: usize = 20;
    let first: Vec<String> = rows.iter().take(SHOWN).map(u64::to_string).collect();
    let more = match rows.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more (--format json lists all)"),
    };
    format!("rows {}{more}", first.join(", "))
}

/// The name of a variant, in words.
#[must_use]
pub fn plain(variant: &impl Serialize) -> String {
    let name = serde_json::to_value(variant).unwrap_or_default();
    name.as_str().unwrap_or_default().replace(['_', '-'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_steer_no_terminal() {
        let name = "a\u{1b}]0;owned\u{7}\u{202e}b\u{1b}[2Jc";
        let seen = without_steering(name, true);
        assert_eq!(seen, r"a\u{1b}]0;owned\u{7}\u{202e}b\u{1b}[2Jc");
        let ours = "\u{1b}[31;1mfailed\u{1b}[0m";
        assert_eq!(without_steering(ours, true), ours);
        assert!(!without_steering(ours, false).contains('\u{1b}'));
    }
}
