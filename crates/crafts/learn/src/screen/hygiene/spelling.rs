//! Classes that are one class, written in several ways.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How much rarer a class is than the one that it may be a slip of.
const RARER: usize = 20;
/// Letters of a class that may be a slip of another, at least.
const LETTERS: usize = 4;
/// Classes that slips are looked for among.
const MOST_COMPARED: usize = 200;

/// Classes that look like one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelling {
    /// The most frequent first.
    pub classes: Vec<String>,
    /// They differ only in capitals, spaces, punctuation or how a number is written, and are judged as
    /// one; else by a single letter, and are judged apart.
    pub same: bool,
}

/// Labels of classes of which ways to write one are one.
pub(in crate::screen) struct Merged {
    pub labels: Vec<u32>,
    pub classes: Vec<String>,
    pub spellings: Vec<Spelling>,
}

/// Takes classes that differ only in how they are written for one, under the most frequent way. The
/// classes come in order of frequency.
pub(in crate::screen) fn merged(labels: &[u32], classes: &[String]) -> Merged {
    let mut by_form: HashMap<String, usize> = HashMap::new();
    let mut ways: Vec<Vec<String>> = Vec::new();
    let mut new: Vec<u32> = Vec::with_capacity(classes.len());
    for class in classes {
        let next = ways.len();
        let at = *by_form.entry(form(class)).or_insert(next);
        if at == next {
            ways.push(Vec::new());
        }
        if let Some(ways) = ways.get_mut(at) {
            ways.push(class.clone());
        }
        new.push(u32::try_from(at).unwrap_or(0));
    }
    let labels: Vec<u32> =
        labels.iter().map(|label| new.get(*label as usize).copied().unwrap_or(0)).collect();
    let names: Vec<String> = ways.iter().filter_map(|ways| ways.first().cloned()).collect();
    let same = ways.iter().filter(|ways| ways.len() > 1);
    let mut spellings: Vec<Spelling> =
        same.map(|ways| Spelling { classes: ways.clone(), same: true }).collect();
    spellings.extend(slips(&labels, &names));
    Merged { labels, classes: names, spellings }
}

/// What is left of a class without capitals, spaces and punctuation; of a number its value.
pub(in crate::screen) fn form(class: &str) -> String {
    if let Ok(number) = class.trim().parse::<f64>() {
        return number.to_string();
    }
    let letters = class.chars().filter(|c| c.is_alphanumeric() || "<>=+-".contains(*c));
    let folded: String = letters.flat_map(char::to_lowercase).collect();
    if folded.is_empty() { class.to_owned() } else { folded }
}

/// Rare classes that are one letter away from a frequent one; digits make a difference.
fn slips(labels: &[u32], classes: &[String]) -> Vec<Spelling> {
    let mut rows = vec![0usize; classes.len()];
    for label in labels {
        if let Some(count) = rows.get_mut(*label as usize) {
            *count += 1;
        }
    }
    let known: Vec<(&String, usize)> = classes.iter().zip(rows).take(MOST_COMPARED).collect();
    let mut slips = Vec::new();
    for (class, own) in &known {
        let near = known.iter().find(|(other, rows)| {
            RARER * own <= *rows && class.chars().count() >= LETTERS && one_apart(class, other)
        });
        if let Some((other, _)) = near {
            slips.push(Spelling { classes: vec![(*other).clone(), (*class).clone()], same: false });
        }
    }
    slips
}

/// Whether one letter was changed, lost, added, or changed place with its neighbour.
fn one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (x, y) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    match (x, y) {
        ([p, rest @ ..], [q, other @ ..]) if rest == other => {
            p.is_alphabetic() && q.is_alphabetic()
        }
        ([p, rest @ ..], other) | (other, [p, rest @ ..]) if rest == other => p.is_alphabetic(),
        ([p, q, rest @ ..], [r, s, other @ ..]) => p == s && q == r && rest == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_a_class_are_one_and_slips_are_told() {
        let classes: Vec<String> =
            ["good", "bad", "Good", "BAD ", "1", "1.0", "baad", "goodd", "k1", "k2"]
                .map(str::to_owned)
                .to_vec();
        let labels: Vec<u32> = (0..400).map(|row| row % 2).chain(2..10).collect();
        let merged = merged(&labels, &classes);
        assert_eq!(merged.classes, ["good", "bad", "1", "baad", "goodd", "k1", "k2"]);
        assert_eq!(merged.labels[400..404], [0, 1, 2, 2]);
        let told: Vec<(Vec<&str>, bool)> = merged
            .spellings
            .iter()
            .map(|s| (s.classes.iter().map(String::as_str).collect(), s.same))
            .collect();
        let wanted = [
            (vec!["good", "Good"], true),
            (vec!["bad", "BAD "], true),
            (vec!["1", "1.0"], true),
            (vec!["bad", "baad"], false),
            (vec!["good", "goodd"], false),
        ];
        assert_eq!(told, wanted);
        assert!(one_apart("abcd", "abdc") && !one_apart("k1", "k2") && !one_apart("abcd", "badc"));
    }
}
