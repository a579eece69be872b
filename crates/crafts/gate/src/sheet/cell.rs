//! One cell of a sheet: letters that are sure, something that has to be asked, or text.

use super::legend::Legend;
use super::plain::{bare, key};
use super::words::{Duty, duty, is_and, is_none};
use crate::Letters;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing: it is empty, or holds what stands for nothing.
    None,
    Sure(Letters),
    /// It looks like letters, and what it means is not known.
    Ask,
    Text,
}

/// Characters of a cell that may still be letters with something beside them.
const SHORT: usize = 24;

/// Reads `text`, whose letters mean what the legend says.
pub(super) fn cell(text: &str, legend: &Legend) -> Cell {
    if text.is_empty() {
        return Cell::None;
    }
    // Most cells of a large sheet are one letter.
    if let [letter @ (b'A'..=b'Z' | b'a'..=b'z')] = text.as_bytes() {
        let mut letters = Letters::default();
        let sure = legend.duty(char::from(*letter)).and_then(|duty| put(&mut letters, duty));
        return if sure.is_some() { Cell::Sure(letters) } else { Cell::Ask };
    }
    let shown = bare(text);
    let plain = key(&shown.replace('*', "\u{2217}"));
    if is_none(&shown.to_lowercase()) || (!plain.is_empty() && is_none(&plain)) || shown == "." {
        return Cell::None;
    }
    match letters(&shown, legend) {
        Some(letters) => Cell::Sure(letters),
        None if looks_like_letters(&shown) => Cell::Ask,
        None => Cell::Text,
    }
}

/// The letters that `shown` writes, if it writes nothing else.
pub(super) fn letters(shown: &str, legend: &Legend) -> Option<Letters> {
    let mut letters = Letters::default();
    if is_word(shown)
        && let Some(found) = word(shown)
    {
        put(&mut letters, found)?;
        return Some(letters);
    }
    if let Some(found) = explained(shown, legend) {
        put(&mut letters, found)?;
        return Some(letters);
    }
    let parts = |c: char| c.is_whitespace() || "/+,;&|\u{b7}\u{2022}".contains(c);
    let tokens = shown.split(parts).filter(|token| !token.is_empty());
    for token in tokens.filter(|token| !is_and(token)) {
        match word(token).filter(|_| token.chars().count() > 1) {
            Some(found) => put(&mut letters, found)?,
            None => {
                for letter in token.chars() {
                    put(&mut letters, legend.duty(letter)?)?;
                }
            }
        }
    }
    (!letters.is_empty()).then_some(letters)
}

/// `R (Responsible)`, `A - accountable`, `Consulted (C)`: a letter and the word for it.
fn explained(shown: &str, legend: &Legend) -> Option<Duty> {
    let (one, other) = shown.split_once(['(', '-', ':', '=', '\u{2013}', '\u{2014}'])?;
    let (one, other) = (one.trim(), other.trim().trim_end_matches(')').trim());
    let of = |text: &str| match text.chars().collect::<Vec<_>>()[..] {
        [letter] => legend.duty(letter),
        _ => word(text),
    };
    let (first, second) = (of(one)?, of(other)?);
    (first == second && first != Duty::Other).then_some(first)
}

fn is_word(shown: &str) -> bool {
    let plain = |c: char| c.is_alphabetic() || c == ' ' || c == '-';
    shown.chars().count() > 1 && shown.chars().all(plain)
}

fn word(text: &str) -> Option<Duty> {
    if !is_word(text) {
        return None;
    }
    duty(&key(text))
}

/// Adds a duty; none if a RACI has it not, or it stands twice.
fn put(letters: &mut Letters, duty: Duty) -> Option<()> {
    let letter = match duty {
        Duty::Responsible => &mut letters.responsible,
        Duty::Accountable => &mut letters.accountable,
        Duty::Consulted => &mut letters.consulted,
        Duty::Informed => &mut letters.informed,
        Duty::Other => return None,
    };
    (!std::mem::replace(letter, true)).then_some(())
}

/// `I*`, `(I)`, `R1`, `C?`, `S`, `X`, `R (Lead)`, a tick: short, and begins like a letter of a chart.
fn looks_like_letters(shown: &str) -> bool {
    if shown.chars().count() > SHORT {
        return false;
    }
    let struck = shown.trim_matches('~');
    let mut tokens =
        struck.split([' ', '/', ',', ';', '&', '+', '\n']).filter(|token| !token.is_empty());
    let Some(first) = tokens.next() else { return true };
    let core: String = first.chars().filter(|c| c.is_alphabetic()).collect();
    let mark = core.is_empty() && first.chars().all(|c| !c.is_ascii_digit() || first.len() == 1);
    let known = |c: char| "RACISVDLOXQFP".contains(c.to_ascii_uppercase());
    let few = core.chars().count() <= 5 && !core.is_empty() && core.chars().all(known);
    let upper = core.chars().all(char::is_uppercase) || core.chars().count() == 1;
    // What goes on in words is called so: `CISO office`.
    let named = core.chars().count() > 2
        && tokens.any(|token| token.len() > 2 && token.chars().all(char::is_alphabetic));
    mark || (few && upper && !named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match cell(text, &Legend::default()) {
            Cell::None => "none".to_owned(),
            Cell::Sure(letters) => letters.to_string(),
            Cell::Ask => "ask".to_owned(),
            Cell::Text => "text".to_owned(),
        }
    }

    // proves M6
    #[test]
    fn letters_are_read_as_people_write_them_and_asked_where_they_are_not_sure() {
        for (text, letters) in [
            ("R/A", "AR"),
            ("A, R", "AR"),
            ("RA", "AR"),
            ("a", "A"),
            ("A & R", "AR"),
            ("**R/A**", "AR"),
            ("*C*", "C"),
            ("R\nA", "AR"),
            ("R and A", "AR"),
            ("A+R", "AR"),
            ("C/I", "CI"),
            ("`I`", "I"),
            ("Responsible", "R"),
            ("accountable / responsible", "AR"),
            ("Informiert", "I"),
            ("Consult\u{e9}", "C"),
            ("R (Responsible)", "R"),
            ("Consulted (C)", "C"),
            ("{color:red}R{color}", "R"),
            ("zu informieren", "I"),
            ("R;A", "AR"),
            ("_A_", "A"),
            ("R | A", "AR"),
        ] {
            assert_eq!(said(text), letters, "{text:?}");
        }
        for text in
            ["", "-", "\u{2014}", "\u{2013}", "n/a", "N/A", "--", "none", "\u{a0}", "\u{2212}"]
        {
            assert_eq!(said(text), "none", "{text:?}");
        }
        for text in [
            "I*",
            "R*",
            "(I)",
            "S",
            "X",
            "R1",
            "C?",
            "R (Lead)",
            "R (backup)",
            "~~R~~",
            "\u{2713}",
            "RR",
            "?",
            "A*",
            "R**",
            "x",
            "RASCI",
            "(R)",
            "R/S",
            "A1/R2",
            "R!",
        ] {
            assert_eq!(said(text), "ask", "{text:?}");
        }
        for text in ["Data Owner", "Ingest loans", "Approve model", "CISO office", "Model Risk"] {
            assert_eq!(said(text), "text", "{text:?}");
        }
    }
}
