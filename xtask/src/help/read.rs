//! Reads help as clap writes it: prose, usage, and sections of entries.

/// How examples begin in what a verb says of itself.
const EXAMPLE: &str = "Example: ";
/// What every verb has.
const EVERYWHERE: [&str; 2] = ["-h, --help", "-V, --version"];
/// The section of the verbs below.
const VERBS: &str = "Commands";

/// What is said of one verb.
pub struct Help {
    /// `hygeia raci check`
    pub words: Vec<String>,
    /// Paragraphs.
    pub prose: Vec<String>,
    pub examples: Vec<Example>,
    /// In as many lines as there are ways to call it.
    pub usage: String,
    pub sections: Vec<Section>,
}

/// A command, and what is said of a file in it: `…, where a.toml has …`.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    pub command: String,
    pub note: Option<String>,
}

/// `Arguments`, `Options` …
pub struct Section {
    pub title: String,
    pub entries: Vec<Entry>,
}

/// An argument, an option or a verb.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// `-o, --out <FILE>`
    pub term: String,
    /// Paragraphs; what begins with `- ` is an item of a list.
    pub text: Vec<String>,
}

impl Help {
    /// The names of the verbs right below.
    pub fn verbs(&self) -> impl Iterator<Item = &str> {
        let below = self.sections.iter().filter(|section| section.title == VERBS);
        below.flat_map(|section| section.entries.iter().map(|entry| entry.term.as_str()))
    }

    /// The first sentence, for lists.
    pub fn summary(&self) -> &str {
        self.prose.first().map_or("", |first| first.trim_end_matches('.'))
    }
}

/// Reads `text`, which is said of the verb `words`.
pub fn help(words: &[String], text: &str) -> Help {
    let (before, after) = text.split_once("Usage: ").unwrap_or((text, ""));
    let (usage, rest) = after.split_once("\n\n").unwrap_or((after, ""));
    let (examples, prose): (Vec<String>, Vec<String>) =
        paragraphs(before.lines()).into_iter().partition(|one| one.starts_with(EXAMPLE));
    let lines: Vec<&str> = usage.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    Help {
        words: words.to_vec(),
        prose,
        examples: examples.iter().map(|one| example(one)).collect(),
        usage: lines.join("\n"),
        sections: sections(rest),
    }
}

fn example(paragraph: &str) -> Example {
    let line = paragraph.trim_start_matches(EXAMPLE);
    let (command, note) =
        line.split_once(", where ").map_or((line, None), |(command, note)| (command, Some(note)));
    Example { command: command.to_owned(), note: note.map(str::to_owned) }
}

/// What stands between empty lines, each as one line. An item of a list is one of its own.
fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in lines.map(str::trim) {
        match found.last_mut() {
            Some(last) if goes_on && !line.is_empty() && !line.starts_with("- ") => {
                last.push(' ');
                last.push_str(line);
            }
            _ if line.is_empty() => {}
            _ => found.push(line.to_owned()),
        }
        goes_on = !line.is_empty();
    }
    found
}

/// `Title:` at the margin begins one; entries are indented.
fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut body: Vec<&str> = Vec::new();
    for line in text.lines() {
        let title = line.strip_suffix(':').filter(|title| !title.starts_with(' '));
        if let Some(title) = title {
            close(&mut found, &mut body);
            found.push(Section { title: title.to_owned(), entries: Vec::new() });
        } else {
            body.push(line);
        }
    }
    close(&mut found, &mut body);
    found.retain(|section| !section.entries.is_empty());
    found
}

fn close(found: &mut [Section], body: &mut Vec<&str>) {
    if let Some(last) = found.last_mut() {
        last.entries = entries(body);
        let is_own = |entry: &Entry| {
            let everywhere = EVERYWHERE.contains(&entry.term.as_str());
            !(everywhere || last.title == VERBS && entry.term == "help")
        };
        last.entries.retain(is_own);
    }
    body.clear();
}

/// A line that is indented by less than eight begins an entry; its text stands two columns behind it, or
/// below it.
fn entries(lines: &[&str]) -> Vec<Entry> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for line in lines {
        let text = line.trim_start();
        if !text.is_empty() && line.len() - text.len() < 8 {
            let (term, rest) = text.split_once("  ").unwrap_or((text, ""));
            found.push((term.trim().to_owned(), vec![rest]));
        } else if let Some((_, body)) = found.last_mut() {
            body.push(line);
        }
    }
    let entry =
        |(term, body): (String, Vec<&str>)| Entry { term, text: paragraphs(body.into_iter()) };
    found.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "Look at it,\nall of it.\n\nExample: tool look a.csv\n\n\
        Example: tool look b.csv, where b.csv has\n`x`\n\nUsage: tool look [OPTIONS] <PATH>\n\n\
        Arguments:\n  <PATH>\n          What is looked at\n\n\
        Options:\n      --form <FORM>\n          How it is told.\n\n          Possible values:\n          \
        - a: The first\n          - b: The second\n\n          [default: a]\n\n  \
        -h, --help\n          Print help (see a summary with '-h')\n";
    const SHORT: &str = "Tool.\n\nUsage: tool <COMMAND>\n\nCommands:\n  look  Look at it, all\n        \
        of it\n  help  Print this message\n\nOptions:\n  -h, --help     Print help\n  \
        -V, --version  Print version\n";

    #[test]
    fn long_help_is_read() {
        let look = help(&["tool".to_owned(), "look".to_owned()], LONG);
        assert_eq!(look.prose, ["Look at it, all of it."]);
        assert_eq!(look.summary(), "Look at it, all of it");
        let note = Some("b.csv has `x`".to_owned());
        let examples = [("tool look a.csv", None), ("tool look b.csv", note)]
            .map(|(command, note)| Example { command: command.to_owned(), note });
        assert_eq!(look.examples, examples);
        assert_eq!(look.usage, "tool look [OPTIONS] <PATH>");
        assert_eq!(look.sections.len(), 2);
        assert_eq!(look.sections[0].entries[0].text, ["What is looked at"]);
        let options = &look.sections[1];
        assert_eq!(options.entries.len(), 1);
        let wanted = [
            "How it is told.",
            "Possible values:",
            "- a: The first",
            "- b: The second",
            "[default: a]",
        ];
        assert_eq!(options.entries[0].text, wanted);
    }

    #[test]
    fn short_help_is_read_and_leads_to_the_verbs_below() {
        let tool = help(&["tool".to_owned()], SHORT);
        assert_eq!(tool.verbs().collect::<Vec<_>>(), ["look"]);
        assert_eq!(tool.sections.len(), 1);
        assert_eq!(tool.sections[0].entries[0].text, ["Look at it, all of it"]);
    }
}
