//! A verb's manual page, in the macros of `man(7)`.

use super::read::{Entry, Help};
use std::fmt::Write as _;

/// The page.
pub fn page(help: &Help, version: &str, date: &str) -> String {
    let name = help.words.join("-");
    let mut page = format!(
        ".TH \"{}\" \"1\" \"{date}\" \"hygeia {version}\" \"Hygeia\"\n.SH NAME\n{} \\- {}\n",
        escaped(&name.to_uppercase()),
        escaped(&name),
        escaped(help.summary())
    );
    section(&mut page, "Synopsis");
    for (at, line) in help.usage.lines().enumerate() {
        let _ = writeln!(page, "{}{}", if at == 0 { "" } else { ".br\n" }, escaped(line));
    }
    section(&mut page, "Description");
    for paragraph in &help.prose {
        let _ = writeln!(page, ".PP\n{}", plain(paragraph));
    }
    for told in &help.sections {
        section(&mut page, &told.title);
        told.entries.iter().for_each(|entry| item(&mut page, entry));
    }
    if !help.examples.is_empty() {
        section(&mut page, "Examples");
    }
    for example in &help.examples {
        let _ = writeln!(page, ".PP\n.nf\n{}\n.fi", escaped(&example.command));
        if let Some(note) = &example.note {
            let _ = writeln!(page, ".PP\nHere {}.", plain(note));
        }
    }
    section(&mut page, "Exit status");
    for (code, meaning) in [
        ("0", "Done and clean."),
        ("1", "Findings, or refused by policy."),
        ("2", "Bad usage, config or input."),
        ("3", "Inconclusive: something is missing, so that nothing is called clean."),
        ("4", "An internal error."),
    ] {
        let _ = writeln!(page, ".TP\n.B {code}\n{meaning}");
    }
    page
}

fn section(page: &mut String, title: &str) {
    let _ = writeln!(page, ".SH \"{}\"", title.to_uppercase());
}

fn item(page: &mut String, entry: &Entry) {
    let _ = writeln!(page, ".TP\n\\fB{}\\fR", escaped(&entry.term));
    for (at, paragraph) in entry.text.iter().enumerate() {
        match paragraph.strip_prefix("- ") {
            Some(value) => {
                let _ = writeln!(page, ".br\n\\(bu {}", plain(value));
            }
            None if at == 0 => {
                let _ = writeln!(page, "{}", plain(paragraph));
            }
            None => {
                let _ = writeln!(page, ".IP\n{}", plain(paragraph));
            }
        }
    }
}

/// Prose, without the marks of code.
fn plain(text: &str) -> String {
    escaped(&text.replace('`', ""))
}

/// `text` so that `man` reads nothing in it as a command: backslashes, hyphens, and dots and apostrophes
/// that begin a line.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('…', "...");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help::read;

    #[test]
    fn what_is_said_is_never_a_command_of_man() {
        let text = ".so /etc/passwd\n\nExample: tool look -a\n\nUsage: tool look\n\n\
            Options:\n  -a, --all <A>\n          'br of `a\\b`\n";
        let page =
            page(&read::help(&["tool".to_owned(), "look".to_owned()], text), "1", "2026-11-30");
        assert!(
            page.starts_with(".TH \"TOOL\\-LOOK\" \"1\" \"2026-11-30\" \"hygeia 1\" \"Hygeia\"\n")
        );
        for line in ["\\&.so /etc/passwd", "\\fB\\-a, \\-\\-all <A>\\fR", "\\&'br of a\\eb"] {
            assert!(page.lines().any(|one| one == line), "no {line:?} in {page}");
        }
    }
}
