//! The syntax of Git's configuration, as `config.c` of Git 2.47 reads it.

use std::iter::Peekable;
use std::str::Chars;

/// Entries of one text.
const ENTRIES: usize = 100_000;

/// A key with its value; one without a value is `true`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// In small letters.
    pub section: String,
    /// The part of a section, as it is written: `[remote "origin"]`.
    pub part: String,
    /// In small letters.
    pub key: String,
    pub value: String,
}

impl Entry {
    /// As `git config` names it.
    pub fn name(&self) -> String {
        let Self { section, part, key, .. } = self;
        if part.is_empty() { format!("{section}.{key}") } else { format!("{section}.{part}.{key}") }
    }
}

/// All entries; nothing if Git would not read the text.
pub(super) fn entries(text: &str) -> Option<Vec<Entry>> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (mut found, mut place) = (Vec::new(), Entry::default());
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '#' | ';' => drop(chars.by_ref().find(|c| *c == '\n')),
            '[' => (place.section, place.part) = section(&mut chars)?,
            c if c.is_ascii_alphabetic() => {
                let (key, value) = setting(c, &mut chars)?;
                (found.len() < ENTRIES)
                    .then(|| found.push(Entry { key, value, ..place.clone() }))?;
            }
            c if c.is_ascii_whitespace() => {}
            _ => return None,
        }
    }
    Some(found)
}

/// `[section]`, `[section.part]`, `[section "part"]`.
fn section(chars: &mut Peekable<Chars<'_>>) -> Option<(String, String)> {
    let mut name = String::new();
    loop {
        match chars.next()? {
            ']' => {
                let (name, part) = name.split_once('.').unwrap_or((&name, ""));
                return Some((name.to_owned(), part.to_owned()));
            }
            ' ' | '\t' => break,
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') => {
                name.push(c.to_ascii_lowercase());
            }
            _ => return None,
        }
    }
    while chars.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
    let mut part = String::new();
    (chars.next()? == '"').then_some(())?;
    loop {
        match chars.next()? {
            '"' => break,
            '\n' => return None,
            '\\' => part.push(chars.next().filter(|c| *c != '\n')?),
            c => part.push(c),
        }
    }
    (chars.next()? == ']').then_some((name, part))
}

fn setting(first: char, chars: &mut Peekable<Chars<'_>>) -> Option<(String, String)> {
    let mut key = String::from(first);
    while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '-') {
        key.push(c);
    }
    while chars.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
    let value = match chars.next() {
        Some('=') => value(chars)?,
        Some('\n') | None => "true".to_owned(),
        Some(_) => return None,
    };
    Some((key.to_ascii_lowercase(), value))
}

fn value(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    let (mut value, mut blanks, mut quoted, mut comment) =
        (String::new(), String::new(), false, false);
    loop {
        let c = chars.next().unwrap_or('\n');
        match c {
            '\n' => return (!quoted).then_some(value),
            _ if comment => {}
            c if c.is_ascii_whitespace() && !quoted => {
                if !value.is_empty() {
                    blanks.push(c);
                }
            }
            ';' | '#' if !quoted => comment = true,
            '"' => quoted = !quoted,
            c => {
                let c = if c == '\\' { escaped(chars.next()?)? } else { Some(c) };
                value += &std::mem::take(&mut blanks);
                value.extend(c);
            }
        }
    }
}

/// What an escape stands for; nothing where a line goes on.
fn escaped(c: char) -> Option<Option<char>> {
    Some(match c {
        '\n' => None,
        't' => Some('\t'),
        'b' => Some('\u{8}'),
        'n' => Some('\n'),
        '\\' | '"' => Some(c),
        _ => return None,
    })
}

/// Whatever looks like an entry, line by line: for texts that Git would not read, which another reader may.
pub(super) fn loosely(text: &str) -> Vec<Entry> {
    let (mut found, mut section) = (Vec::new(), String::new());
    // A line goes on behind a backslash.
    for line in text.replace("\\\r\n", "").replace("\\\n", "").lines().take(ENTRIES) {
        let mut line = line.trim();
        if let Some((head, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            section = head.trim().to_lowercase();
            line = rest.trim();
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let key = key.trim().to_lowercase();
        let value = value.trim().trim_matches('"').to_owned();
        let (section, part) = section.split_once([' ', '.']).unwrap_or((&section, ""));
        let part = part.trim_matches('"').to_owned();
        found.push(Entry { section: section.to_owned(), part, key, value });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_git_reads_it() {
        let text = "[A \"b\\\"]c\"] k-1 = \"x # y\" z ; w\n\tflag\n[d.E]\nlast = a\\\n  b\\t";
        let found = entries(text).unwrap();
        let told: Vec<_> = found.iter().map(|entry| (entry.name(), entry.value.as_str())).collect();
        let wanted = [("a.b\"]c.k-1", "x # y z"), ("a.b\"]c.flag", "true"), ("d.e.last", "a  b\t")];
        assert_eq!(told, wanted.map(|(name, value)| (name.to_owned(), value)));
        for wrong in
            ["x y = 1", "[a\nb]", "[a \"b\n\"]", "k = \"open", "k = \\x", "1 = 2", "[a 'b']"]
        {
            assert_eq!(entries(wrong), None, "{wrong}");
        }
    }
}
