//! A verb's page of the documentation.

use super::read::{Entry, Help};
use std::fmt::Write as _;

/// The file of the page of the verb `words`; that of the program itself is the list of all.
pub fn file(words: &[String]) -> String {
    match words.get(1..) {
        Some(below) if !below.is_empty() => format!("{}.md", below.join("-")),
        _ => "README.md".to_owned(),
    }
}

/// The page.
pub fn page(help: &Help) -> String {
    let mut page = format!("# {}\n\n", help.words.join(" "));
    for paragraph in &help.prose {
        let _ = write!(page, "{}\n\n", escaped(paragraph));
    }
    let _ = write!(page, "```text\n{}\n```\n\n", help.usage);
    if !help.examples.is_empty() {
        let commands: Vec<&str> = help.examples.iter().map(|one| one.command.as_str()).collect();
        let _ = write!(page, "## Examples\n\n```sh\n{}\n```\n\n", commands.join("\n"));
        for note in help.examples.iter().filter_map(|one| one.note.as_ref()) {
            let _ = write!(page, "Here {}.\n\n", escaped(note).trim_end_matches('.'));
        }
    }
    let is_verb = |term: &str| help.verbs().any(|verb| verb == term);
    for section in &help.sections {
        let _ = write!(page, "## {}\n\n", section.title);
        for entry in &section.entries {
            let line = if is_verb(&entry.term) { verb(help, entry) } else { told(entry) };
            let _ = writeln!(page, "{line}");
        }
        page.push('\n');
    }
    format!("{}\n", page.trim_end())
}

/// A link to the page of a verb below.
fn verb(help: &Help, entry: &Entry) -> String {
    let words = [help.words.as_slice(), std::slice::from_ref(&entry.term)].concat();
    let text = entry.text.join(" ");
    format!("- [`{}`]({}): {}", words.join(" "), file(&words), escaped(&text))
}

fn told(entry: &Entry) -> String {
    let mut line = format!("- `{}`", entry.term);
    for (at, paragraph) in entry.text.iter().enumerate() {
        let text = escaped(paragraph.trim_start_matches("- "));
        let _ = match paragraph.strip_prefix("- ") {
            Some(_) => write!(line, "\n  - {text}"),
            None if at == 0 => write!(line, ": {text}"),
            None => write!(line, "\n\n  {text}"),
        };
    }
    line
}

/// `text` so that nothing outside of its code is read as a tag, as emphasis or as a link.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            safe.push('`');
        }
        for letter in part.chars() {
            if at % 2 == 0 && matches!(letter, '<' | '*' | '[' | ']') {
                safe.push('\\');
            }
            safe.push(letter);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help::read;

    #[test]
    fn a_page_has_what_help_has_and_links_to_the_verbs_below() {
        let text = "Look at <all> of `<it>`.\n\nExample: tool look a\n\nUsage: tool look\n\n\
            Options:\n      --form <FORM>\n          How.\n\n          - a: One\n          - b: Two\n\n          \
            [default: a]\n\nCommands:\n  deep  Look deeper\n";
        let page = page(&read::help(&["tool".to_owned(), "look".to_owned()], text));
        for part in [
            "# tool look\n\nLook at \\<all> of `<it>`.\n\n```text\ntool look\n```\n",
            "```sh\ntool look a\n```",
            "- `--form <FORM>`: How.\n  - a: One\n  - b: Two\n\n  \\[default: a\\]\n",
            "- [`tool look deep`](look-deep.md): Look deeper\n",
        ] {
            assert!(page.contains(part), "no {part:?} in {page}");
        }
        assert_eq!(file(&["tool".to_owned()]), "README.md");
    }
}
