//! Findings as lines: annotations of a GitHub workflow, a table in Markdown.

use super::baseline::Accepted;
use super::judged::Judged;
use terms::{Severity, printable};

/// A workflow command: one line, whatever is in it.
pub fn annotation(judged: &Judged) -> String {
    let finding = &judged.known.finding;
    let kind = match finding.severity {
        _ if !judged.counts && judged.accepted.is_some() => "notice",
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    };
    let line =
        finding.location.line.or_else(|| finding.location.row.map(|row| row + 2)).unwrap_or(1);
    let column = finding.location.character.map(|at| format!(",col={at}")).unwrap_or_default();
    let file = property(&judged.known.place.artefact);
    let title = property(&format!("{} ({})", finding.rule, finding.severity));
    let text = data(&format!("{}; next: {}", finding.message, finding.remedy));
    format!("::{kind} file={file},line={line}{column},title={title}::{text}")
}

/// What is not known, as an annotation.
pub fn notice(why: &str) -> String {
    format!("::warning title=unknown::{}", data(why))
}

/// As the runner's toolkit escapes what stands behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As it escapes what stands in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Who answers for a finding, for people.
pub fn accepted(judged: &Judged) -> Option<String> {
    let Accepted { owner, reason, expires, expired } = judged.accepted.as_ref()?;
    let finding = &judged.known.finding;
    let word = if *expired { "was accepted, and counts again since" } else { "accepted until" };
    Some(format!("{}: {word} {expires}, {owner}: {reason}", finding.rule))
}

/// A table of all findings.
pub fn markdown(verb: &str, inputs: usize, judged: &[&Judged], unknown: &[String]) -> String {
    let what = if inputs == 1 { "input" } else { "inputs" };
    let mut text = format!("### hygeia {verb}: {} findings in {inputs} {what}\n", judged.len());
    if !judged.is_empty() {
        text.push_str("\n| severity | rule | where | what | next |\n|---|---|---|---|---|\n");
    }
    for one in judged {
        let (finding, place) = (&one.known.finding, &one.known.place);
        let at = place.logical.as_ref().unwrap_or(&place.artefact);
        let accepted = accepted(one).map(|who| format!(" ({who})")).unwrap_or_default();
        let cells = [
            finding.severity.to_string(),
            finding.rule.clone(),
            format!("`{}`", cell(at).replace('`', "'")),
            format!("{}{}", cell(&finding.message), cell(&accepted)),
            cell(&finding.remedy),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    for why in unknown {
        text.push_str(&format!("\n- unknown: {}", cell(why)));
    }
    text.trim_end().to_owned()
}

/// Text from outside in a cell: neither markup nor the end of the cell.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in printable(text).chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '[' | ']' | '*' | '_' | '\\' | '@' | '#' | '!' => {
                safe.push('\\');
                safe.push(letter);
            }
            letter => safe.push(letter),
        }
    }
    safe
}
