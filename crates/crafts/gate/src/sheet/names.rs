//! Names in a cell of a sheet that is kept by letter.

use super::layout::one_line;
use super::plain::{bare, key};
use super::words::{is_everybody, is_none};
use std::collections::{BTreeMap, BTreeSet};

/// What a cell says of who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Somebody(String),
    /// It is not sure who: everybody, somebody under a condition, a question.
    Unsure(String),
}

/// The spellings of names that a sheet uses, the first of each.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    first: BTreeMap<String, String>,
    /// Names that stand for themselves somewhere: parted from others by what surely parts.
    whole: BTreeSet<String>,
}

impl Spellings {
    pub(super) fn see(&mut self, cell: &str) {
        for part in surely_parted(cell) {
            let key = key(&part);
            if !is_none(&key) {
                self.first.entry(key.clone()).or_insert(part);
                self.whole.insert(key);
            }
        }
    }

    /// Who is named in `cell`.
    pub(super) fn names(&mut self, cell: &str) -> Vec<Named> {
        let mut names = Vec::new();
        for part in surely_parted(cell) {
            for name in self.parted(&part) {
                let plain = key(&name);
                if is_none(&plain) {
                    continue;
                }
                if is_everybody(&plain) || is_conditional(&name) {
                    names.push(Named::Unsure(name));
                    continue;
                }
                names.push(Named::Somebody(self.first.entry(plain).or_insert(name).clone()));
            }
        }
        names
    }

    /// `Dev/Ops` and `Risk & Compliance` are two where both stand alone elsewhere; else one name.
    fn parted(&self, part: &str) -> Vec<String> {
        for sign in ["/", "&", "+", " and ", " und ", " et ", " y ", " e ", " en "] {
            let names: Vec<&str> = part.split(sign).map(str::trim).collect();
            let several = names.len() > 1 && names.iter().all(|name| !name.is_empty());
            if several && names.iter().all(|name| self.whole.contains(&key(name))) {
                return names.into_iter().map(str::to_owned).collect();
            }
        }
        vec![part.to_owned()]
    }
}

/// Parts between line breaks, semicolons, commas, bullets and free-standing slashes.
fn surely_parted(cell: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let (mut part, mut depth) = (String::new(), 0usize);
    for letter in bare(cell).replace(" / ", "\n").chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter == '\n' || (depth == 0 && ",;|\u{2022}\u{b7}\u{3001}".contains(letter)) {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(letter);
        }
    }
    parts.push(part);
    let bullets =
        |part: &String| one_line(part.trim().trim_start_matches(['-', '\u{2013}', '*', ' ']));
    parts.iter().map(bullets).filter(|part| !part.is_empty()).collect()
}

/// `ML Engineer (backup)`, `Risk?`, `CISO if restricted`, `TBD`.
fn is_conditional(name: &str) -> bool {
    let key = key(name);
    let words = [
        "tbd",
        "tbc",
        "tba",
        "todo",
        "offen",
        "unklar",
        "to be defined",
        "to be confirmed",
        "a definir",
        "por definir",
    ];
    const INNER: &[&str] = &[
        "backup",
        "deputy",
        "optional",
        "lead",
        "if ",
        "when ",
        "only",
        "tbd",
        "tbc",
        "acting",
        "interim",
        "vertretung",
        "stellvertret",
        "falls ",
        "wenn ",
        "nur ",
        "suppleant",
        "si ",
        "optionnel",
        "suplente",
        "opcional",
        "substituto",
        "vice",
        "temporar",
        "support",
        "as needed",
        "bei bedarf",
    ];
    let inner = key.split_once('(').map_or("", |(_, rest)| rest);
    let asked = name.contains('?') || name.ends_with('*') || name.contains("~~");
    let conditional =
        [" if ", " when ", " falls ", " wenn ", " only"].iter().any(|word| key.contains(word));
    asked
        || conditional
        || words.contains(&key.as_str())
        || INNER.iter().any(|word| inner.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cells: &[&str]) -> Vec<String> {
        let mut spellings = Spellings::default();
        cells.iter().for_each(|cell| spellings.see(cell));
        let all = cells.iter().flat_map(|cell| spellings.names(cell)).map(|named| match named {
            Named::Somebody(name) => name,
            Named::Unsure(text) => format!("? {text}"),
        });
        all.collect()
    }

    // proves M6
    #[test]
    fn names_are_parted_where_it_is_sure() {
        assert_eq!(named(&["A; B\nC, D \u{2022} E / F"]), ["A", "B", "C", "D", "E", "F"]);
        assert_eq!(named(&["Risk & Compliance"]), ["Risk & Compliance"]);
        assert_eq!(named(&["Risk", "Legal", "Risk & Legal"]), ["Risk", "Legal", "Risk", "Legal"]);
        assert_eq!(named(&["Data Owner", "data  owner"]), ["Data Owner", "Data Owner"]);
        assert_eq!(named(&["Officer (CISO, acting for all)"]), ["Officer (CISO, acting for all)"]);
        assert_eq!(
            named(&["-", "n/a", "All", "Ops (backup)", "Risk?"]),
            ["? All", "? Ops (backup)", "? Risk?"]
        );
    }
}
