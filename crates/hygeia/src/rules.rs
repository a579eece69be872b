//! What each rule means, why it matters, and how to mend what it finds: the one table of which
//! `hygeia explain`, SARIF and docs/rules.md are made.

use std::fmt::Write as _;
use terms::Severity;

/// A rule in each line: id, severity at worst, what it means, why it matters, how to mend it.
const TABLE: &str = include_str!("../data/rules.tsv");

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// `ROOM/name`, as findings have it.
    pub id: &'static str,
    /// At worst: the place may make it milder.
    pub severity: Severity,
    pub means: &'static str,
    pub why: &'static str,
    pub mend: &'static str,
}

impl Rule {
    /// The id as a name: `ArtifactZipMismatch`.
    #[must_use]
    pub fn name(&self) -> String {
        let word = |word: &str| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        };
        self.id.split(['/', '-']).filter_map(word).collect()
    }

    /// Its heading in docs/rules.md, as a link names it.
    #[must_use]
    pub fn anchor(&self) -> String {
        self.id.replace('/', "")
    }
}

/// All rules, by id.
pub fn all() -> impl Iterator<Item = Rule> {
    TABLE.lines().filter_map(rule)
}

/// The rule called `id`.
#[must_use]
pub fn find(id: &str) -> Option<Rule> {
    all().find(|rule| rule.id == id)
}

/// The known id that is nearest to `id`, if it is near enough to be what was meant.
#[must_use]
pub fn nearest(id: &str) -> Option<&'static str> {
    /// Beyond this, no id that we know is meant; it also bounds the work.
    const LONGEST: usize = 64;
    if id.len() > LONGEST {
        return None;
    }
    let tail = |known: &'static str| known.split_once('/').map_or(known, |(_, tail)| tail);
    let distance = |known: &'static str| {
        let whole = strsim::damerau_levenshtein(id, known);
        whole.min(strsim::damerau_levenshtein(id, tail(known)))
    };
    let near = all().map(|rule| (distance(rule.id), rule.id));
    near.filter(|(distance, _)| *distance <= 3).min().map(|(_, id)| id)
}

fn rule(line: &'static str) -> Option<Rule> {
    let mut fields = line.split('\t');
    let id = fields.next()?;
    let severity = match fields.next()? {
        "info" => Severity::Info,
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        "high" => Severity::High,
        _ => Severity::Critical,
    };
    Some(Rule { id, severity, means: fields.next()?, why: fields.next()?, mend: fields.next()? })
}

/// docs/rules.md.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Rules\n\nWhat findings are called, what each means, why it matters, and how to mend it. The severity is that at \
         worst. `hygeia explain RULE` says the same. This page is written by `hygeia explain --format markdown`.\n",
    );
    let mut room = "";
    for rule in all() {
        let own = rule.id.split('/').next().unwrap_or_default();
        if own != room {
            let _ = write!(page, "\n## {own}\n");
            room = own;
        }
        let _ = write!(page, "\n{}", section(&rule));
    }
    page
}

/// One rule in Markdown.
#[must_use]
pub fn section(rule: &Rule) -> String {
    let Rule { id, severity, means, why, mend } = rule;
    format!("### {id}\n\n{severity}: {means} {why}\n\nTo mend it: {mend}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M22
    #[test]
    fn each_rule_says_what_it_means_why_it_matters_and_how_to_mend_it() {
        let rules: Vec<Rule> = all().collect();
        assert_eq!(rules.len(), TABLE.lines().count(), "a line of the table is no rule");
        assert!(rules.windows(2).all(|pair| pair[0].id < pair[1].id), "the table is in order");
        for rule in rules {
            for text in [rule.means, rule.why, rule.mend] {
                assert!(text.ends_with('.') && text.len() > 8, "{}: {text:?}", rule.id);
            }
        }
    }

    // proves M22
    #[test]
    fn the_page_of_rules_is_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
        let there = std::fs::read_to_string(path).unwrap_or_default();
        assert!(there == page(), "write it anew: hygeia explain --format markdown > docs/rules.md");
    }

    #[test]
    fn a_slip_finds_what_was_meant() {
        assert_eq!(nearest("artifact/zip-mismach"), Some("artifact/zip-mismatch"));
        assert_eq!(nearest("zip-mismatch"), Some("artifact/zip-mismatch"));
        assert_eq!(nearest("nothing-like-any-of-them"), None);
    }
}
