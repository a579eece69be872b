//! What holds between numbers of a row: `age >= years_employed`, `total = base + 2 * bonus`.
//!
//! A relation is linear. Names that are not made of letters, digits and `_` stand in backticks. Between
//! floats there is no strictly less, so `<=`, `>=` and `=` are all there is.

use super::error::ThreatError;
use super::expression::{Sum, sum};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many bytes a relation may have.
const MOST_BYTES: usize = 4_096;

/// A sum of columns that is at most 0, or 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Relation {
    text: String,
    /// Columns and their factors, in the order in which they are written.
    pub(super) terms: Vec<(String, f64)>,
    pub(super) constant: f64,
    /// Whether the sum is 0; else it is at most 0.
    pub(super) equal: bool,
}

impl Relation {
    /// Reads `text`.
    ///
    /// # Errors
    /// If it is no linear relation of one column or more.
    pub fn parse(text: &str) -> Result<Self, ThreatError> {
        let wrong = |why: &str| {
            let relation = text.chars().take(80).collect();
            ThreatError::Relation { relation, why: why.to_owned() }
        };
        if text.len() > MOST_BYTES {
            return Err(wrong("it is too long"));
        }
        let (left, sign, right) = sides(text).map_err(wrong)?;
        let left = sum(left).map_err(|why| wrong(&why))?;
        let right = sum(right).map_err(|why| wrong(&why))?;
        // `a >= b` is `b - a <= 0`, with the columns in the order in which they are written.
        let swapped = sign == Sign::AtLeast;
        let difference = if swapped { left.times(-1.0).plus(right) } else { left.minus(right) };
        let Sum { mut terms, constant } = difference;
        terms.retain(|(_, factor)| *factor != 0.0);
        if terms.is_empty() {
            return Err(wrong("it names no column, or what it names cancels out"));
        }
        if !constant.is_finite() || terms.iter().any(|(_, factor)| !factor.is_finite()) {
            return Err(wrong("its numbers are too large"));
        }
        Ok(Self { text: text.trim().to_owned(), terms, constant, equal: sign == Sign::Equal })
    }

    /// The names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|(name, _)| name.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    AtMost,
    AtLeast,
    Equal,
}

/// What stands on both sides of the one sign that there is, outside of names.
fn sides(text: &str) -> Result<(&str, Sign, &str), &'static str> {
    let mut quoted = false;
    let mut found = None;
    let mut skip = 0;
    for (at, letter) in text.char_indices() {
        if at < skip {
            continue;
        }
        match letter {
            '`' => quoted = !quoted,
            '<' | '>' | '=' if !quoted => {
                if found.is_some() {
                    return Err("it compares more than once: write a relation for each");
                }
                let rest = text.get(at..).unwrap_or_default();
                let (sign, length) = match rest.as_bytes() {
                    [b'<', b'=', ..] => (Sign::AtMost, 2),
                    [b'>', b'=', ..] => (Sign::AtLeast, 2),
                    [b'=', b'=', ..] => (Sign::Equal, 2),
                    [b'=', ..] => (Sign::Equal, 1),
                    _ => return Err("write <= or >=, as numbers between two always exist"),
                };
                skip = at + length;
                found = Some((at, sign, skip));
            }
            _ => {}
        }
    }
    let (before, sign, after) = found.ok_or("it compares nothing: write <=, >= or =")?;
    Ok((text.get(..before).unwrap_or_default(), sign, text.get(after..).unwrap_or_default()))
}

impl TryFrom<String> for Relation {
    type Error = ThreatError;

    fn try_from(text: String) -> Result<Self, ThreatError> {
        Self::parse(&text)
    }
}

impl From<Relation> for String {
    fn from(relation: Relation) -> Self {
        relation.text
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, f64)>, f64, bool) {
        let Relation { terms, constant, equal, .. } = Relation::parse(text).unwrap();
        (terms, constant, equal)
    }

    #[test]
    fn a_relation_is_read_as_a_sum() {
        let terms = |terms: &[(&str, f64)]| -> Vec<(String, f64)> {
            terms.iter().map(|(name, factor)| ((*name).to_owned(), *factor)).collect()
        };
        let ages = read("age >= years_employed + 14");
        assert_eq!(ages, (terms(&[("age", -1.0), ("years_employed", 1.0)]), 14.0, false));
        let total = read(" total == base + 2*bonus - `tax paid` * 0.5 ");
        let of = [("total", 1.0), ("base", -1.0), ("bonus", -2.0), ("tax paid", 0.5)];
        assert_eq!(total, (terms(&of), 0.0, true));
        assert_eq!(read("-a <= 1e3").0, terms(&[("a", -1.0)]));
        assert_eq!(read("`a=b` = é_1").0, terms(&[("a=b", 1.0), ("é_1", -1.0)]));
        assert_eq!(read("a + a <= a").0, terms(&[("a", 1.0)]));
    }

    #[test]
    fn what_is_no_linear_relation_is_told() {
        for (text, why) in [
            ("a < b", "write <= or >="),
            ("a", "compares nothing"),
            ("1 <= 2", "names no column"),
            ("a = a", "names no column"),
            ("a <= b <= c", "more than once"),
            ("a * b <= 1", "linear"),
            ("a + <= 1", "is missing"),
            ("`a <= 1", "compares nothing"),
            ("a ! <= 1", "'!'"),
            ("1e999 * a <= 1", "1e999"),
            ("capital-gain >= 0 0", "expected"),
        ] {
            let error = Relation::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert!(Relation::parse(&"a+".repeat(5_000)).is_err());
    }
}
