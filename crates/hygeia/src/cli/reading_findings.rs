//! What there is to say of how a table was read, as findings.

use tables::{Note, Table};
use terms::{Defect, DefectKind, Finding, Location, Severity};

/// Notes and defects of `table`, which is shown as `subject`.
#[must_use]
pub fn of(subject: &str, table: &Table) -> Vec<Finding> {
    let notes = table.notes.iter().map(|note| noted(subject, note));
    notes.chain(table.defects.iter().map(|defect| found(subject, defect))).collect()
}

fn noted(subject: &str, note: &Note) -> Finding {
    let mut location = Location::of(subject);
    location.column.clone_from(&note.column);
    let remedy =
        "see that it is read as it is meant; hygeia classify --help shows what overrules it";
    Finding::new(note.rule, Severity::Info, location, note.text.clone(), remedy)
}

fn found(subject: &str, defect: &Defect) -> Finding {
    let mut location = Location::of(subject);
    location.column.clone_from(&defect.column);
    location.row = defect.rows.first().copied();
    let (severity, what, remedy) = told(defect.kind);
    let rule = format!("tables/{}", name(defect.kind));
    let message = format!("{} rows have {what}", defect.count);
    Finding::new(&rule, severity, location, message, remedy)
}

/// The name of a kind in kebab case.
fn name(kind: DefectKind) -> String {
    let name = serde_json::to_value(kind).unwrap_or_default();
    name.as_str().unwrap_or_default().replace('_', "-")
}

fn told(kind: DefectKind) -> (Severity, &'static str, &'static str) {
    use Severity::{Info, Low, Medium};
    match kind {
        DefectKind::RaggedRow => (
            Low,
            "fewer cells than there are columns, and were padded",
            "mend the rows at their source",
        ),
        DefectKind::EncodedEntity => (
            Info,
            "HTML entities, which were decoded",
            "export the table without a web page between",
        ),
        DefectKind::CommentLine => {
            (Info, "comments before them, which were left out", "see that they are comments")
        }
        DefectKind::ControlCharacter => {
            (Medium, "control characters, which are shown escaped", "find out how they got there")
        }
        DefectKind::Formula => (
            Medium,
            "text that a spreadsheet runs as a formula; exports to CSV guard it",
            "find out how it got there",
        ),
        DefectKind::NotFinite => {
            (Low, "numbers that are not finite", "find out what they stand for")
        }
        DefectKind::WrittenNumber => (
            Info,
            "numbers with separators or signs, which were read",
            "see that they are read as they are meant",
        ),
        _ => (Low, "a defect", "look at the rows with their owner"),
    }
}
