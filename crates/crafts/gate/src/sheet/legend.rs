//! What the sheet itself says that its letters mean. A chart whose R is *Reviewer* is no RACI: then the letter
//! is asked, and never taken for what it usually means.

use super::plain::{bare, key};
use super::words::{Duty, duty, is_legend};
use std::collections::BTreeMap;
use terms::grid::{Grid, GridRow};

/// Letters of which a legend speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Legend {
    /// In upper case; `Other` if the meaning is none that a RACI has.
    said: BTreeMap<char, Duty>,
    /// What was said, where it is not what is usual.
    pub(super) unusual: Vec<String>,
}

impl Legend {
    /// What `letter` means; none if it is none of a RACI's and no legend says.
    pub(super) fn duty(&self, letter: char) -> Option<Duty> {
        let upper = letter.to_uppercase().next()?;
        if let Some(said) = self.said.get(&upper) {
            return (*said != Duty::Other).then_some(*said);
        }
        match upper {
            'R' => Some(Duty::Responsible),
            'A' => Some(Duty::Accountable),
            'C' => Some(Duty::Consulted),
            'I' => Some(Duty::Informed),
            _ => None,
        }
    }

    /// Searches all sheets for what says it.
    pub(super) fn of(grid: &Grid) -> Self {
        let mut legend = Self::default();
        for sheet in &grid.sheets {
            let titled = is_legend(&key(&sheet.name));
            for (at, row) in sheet.rows.iter().enumerate() {
                for cell in &row.cells {
                    legend.take(&in_one_cell(cell));
                }
                // A table of its own has a letter and its meaning on each row.
                let beside = |step: isize| {
                    at.checked_add_signed(step).and_then(|at| sheet.rows.get(at)).and_then(in_a_row)
                };
                let Some(pair) = in_a_row(row) else { continue };
                let near: Vec<_> = [beside(1), beside(-1)].into_iter().flatten().collect();
                let known = |(_, text): &(char, String)| meaning(text) != Duty::Other;
                // Else they are names of a sheet that is kept by letter, with its letters in rows.
                if titled || (!near.is_empty() && (known(&pair) || near.iter().any(known))) {
                    legend.take(&[pair]);
                }
            }
        }
        legend
    }

    fn take(&mut self, pairs: &[(char, String)]) {
        for (letter, text) in pairs {
            let duty = meaning(text);
            let usual = Self::default().duty(*letter) == Some(duty);
            let before = self.said.insert(*letter, duty);
            if before.is_some_and(|before| before != duty) {
                self.said.insert(*letter, Duty::Other);
            }
            if !usual && before != Some(duty) {
                self.unusual.push(format!("{letter} = {text}"));
            }
        }
    }
}

/// The duty that an explanation begins with.
fn meaning(text: &str) -> Duty {
    let words = key(text);
    let whole = words.split([',', '(', '-', ':', '.']).next().unwrap_or_default().trim();
    let parts = whole.split(['/', ' ']).map(str::trim).filter(|part| part.len() > 1);
    let first = parts.filter_map(duty).find(|duty| *duty != Duty::Other);
    match duty(whole).filter(|_| whole.len() > 1) {
        Some(Duty::Other) | None => first.unwrap_or(Duty::Other),
        Some(found) => found,
    }
}

/// `R = Responsible, A = Accountable`: at least two in one cell, or one after the word for a legend.
fn in_one_cell(cell: &str) -> Vec<(char, String)> {
    if !cell.contains(['=', ':', '-', '\u{2013}', '\u{2014}', '\u{2192}', '(']) {
        return Vec::new();
    }
    let shown = bare(cell);
    let body = match shown.split_once(':') {
        Some((word, rest)) if is_legend(&key(word)) => rest,
        _ => shown.as_str(),
    };
    let pairs: Vec<(char, String)> =
        body.split([',', ';', '\n', '|', '\u{2022}', '\u{b7}', '.']).flat_map(several).collect();
    let legend = body.len() < shown.len();
    let known = pairs.iter().filter(|(_, text)| meaning(text) != Duty::Other).count();
    if pairs.len() >= 2 && (known >= 1 || legend) || (legend && !pairs.is_empty()) {
        pairs
    } else {
        Vec::new()
    }
}

/// Pairs that white space alone parts: `R = Responsible A = Accountable`.
fn several(part: &str) -> Vec<(char, String)> {
    let mut pairs: Vec<(char, String)> = Vec::new();
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let sign = words.get(at + 1).is_some_and(|next| is_sign(next));
        if let (Some(letter), true) = (lone(word), sign) {
            pairs.push((letter, String::new()));
            at += 2;
            continue;
        }
        if let Some((letter, text)) = joined(word) {
            pairs.push((letter, text));
        } else if let Some((_, text)) = pairs.last_mut() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        at += 1;
    }
    pairs.retain(|(_, text)| !text.is_empty());
    pairs
}

/// `R=Responsible`, `R:Responsible`, `(R)esponsible`.
fn joined(word: &str) -> Option<(char, String)> {
    let mut letters = word.chars();
    let first = letters.next()?;
    if first == '(' {
        let letter = letters.next().filter(|letter| letter.is_uppercase())?;
        let rest = letters.as_str().strip_prefix(')').filter(|rest| !rest.is_empty())?;
        return Some((letter, format!("{letter}{rest}")));
    }
    let sign = letters.next()?;
    let parts = sign != '-' && is_sign(sign.encode_utf8(&mut [0; 4]));
    (first.is_uppercase() && parts).then(|| (first, letters.as_str().to_owned()))
}

fn lone(word: &str) -> Option<char> {
    let mut letters = word.trim_matches(['(', ')', '[', ']', '"', '\'']).chars();
    let letter = letters.next()?;
    (letters.next().is_none() && letter.is_uppercase()).then_some(letter)
}

fn is_sign(word: &str) -> bool {
    ["=", ":", "-", "\u{2013}", "\u{2014}", "\u{2192}", "->", "=>"].contains(&word)
}

/// A row that is a letter, and text that explains it.
fn in_a_row(row: &GridRow) -> Option<(char, String)> {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let (letter, text) = (bare(filled.next()?), bare(filled.next()?));
    let letter = lone(letter.trim_end_matches([':', '=']))?;
    let explains = text.chars().count() > 3 && filled.next().is_none_or(|more| more.len() > 3);
    explains.then_some((letter, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::grid::Sheet;

    fn legend(rows: &[&[&str]]) -> Legend {
        let rows = (1..).zip(rows).map(|(line, cells)| GridRow {
            line,
            cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
        });
        let sheet = Sheet { rows: rows.collect(), ..Sheet::default() };
        Legend::of(&Grid { sheets: vec![sheet] })
    }

    // proves M6
    #[test]
    fn a_legend_that_says_what_is_usual_changes_nothing() {
        for rows in [
            &[&["Legend: R = Responsible, A = Accountable, C = Consulted, I = Informed"][..]][..],
            &[&["R = Responsible A = Accountable"]],
            &[&["R: Verantwortlich; A: Rechenschaftspflichtig; C: Konsultiert; I: Informiert"]],
            &[&["R", "Responsible: does the work"], &["A", "Accountable (one only)"]],
        ] {
            let legend = legend(rows);
            assert_eq!(legend.unusual, [] as [String; 0], "{rows:?}");
            assert_eq!(legend.duty('r'), Some(Duty::Responsible));
        }
    }

    // proves M6
    #[test]
    fn a_legend_that_says_otherwise_is_believed_or_asked() {
        let other = legend(&[&["R = Reviewer, A = Accountable, I = Informed"]]);
        assert_eq!((other.duty('R'), other.duty('A')), (None, Some(Duty::Accountable)));
        let german = legend(&[&[
            "V = verantwortlich, R = rechenschaftspflichtig, K = konsultiert, I = informiert",
        ]]);
        let duties = ['V', 'R', 'K', 'I'].map(|letter| german.duty(letter));
        let raci = [Duty::Responsible, Duty::Accountable, Duty::Consulted, Duty::Informed];
        assert_eq!(duties, raci.map(Some));
        let support = legend(&[&["S = Support, R = Responsible"]]);
        assert_eq!(support.duty('S'), None);
        assert_eq!(support.unusual, ["S = Support"]);
    }
}
