//! One category, written in many ways.

use super::{Repair, space};
use crate::column::{Seen, number};
use std::collections::HashMap;
use terms::InfoType;

/// Letters of a category from which on one that is a letter away may be a slip.
const LONG: usize = 5;

/// Cells that are another way to write a category than the most frequent one.
pub(super) fn repairs(column: &Seen<'_>) -> Vec<Repair> {
    let Some(counts) = categories(column) else { return Vec::new() };
    let mut forms: HashMap<String, Vec<(&str, usize)>> = HashMap::new();
    for (value, count) in &counts {
        forms.entry(alike(value)).or_default().push((value, *count));
    }
    let mut best: HashMap<&str, String> = HashMap::new();
    for forms in forms.into_values().filter(|forms| forms.len() > 1) {
        // Of those that are as frequent, the first by order of letters, so that it is the same each time.
        let trimmed = |form: &str| space::without(form) == form;
        let most = forms.iter().max_by(|a, b| {
            (trimmed(a.0), a.1).cmp(&(trimmed(b.0), b.1)).then_with(|| b.0.cmp(a.0))
        });
        let Some(most) = most.map(|(form, _)| space::without(form)) else { continue };
        for (form, _) in forms.iter().filter(|(form, _)| *form != most) {
            best.insert(form, most.clone());
        }
    }
    let mended = |(row, cell): (usize, &str)| Some((row, Some(best.get(cell)?.clone())));
    column.cells().filter_map(mended).collect()
}

/// Cells of a rare category that is a letter away from exactly one frequent one.
pub(super) fn misspelt(column: &Seen<'_>) -> Vec<Repair> {
    let Some(counts) = categories(column) else { return Vec::new() };
    let cells: usize = counts.values().sum();
    let frequent: Vec<&str> = counts
        .iter()
        .filter(|(_, count)| **count * 50 >= cells && **count >= 5)
        .map(|(value, _)| *value)
        .collect();
    let mut meant: HashMap<&str, &str> = HashMap::new();
    for (value, count) in &counts {
        let word = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= LONG;
        if *count * 200 > cells.max(200) * 2 || *count > 2 || !word(value) {
            continue;
        }
        let near = |other: &&&str| {
            folded(other) != folded(value)
                && !value.chars().chain(other.chars()).any(|c| c.is_ascii_digit())
                && strsim::damerau_levenshtein(&folded(value), &folded(other)) == 1
        };
        let near: Vec<&&str> = frequent.iter().filter(near).collect();
        if let [only] = near.as_slice() {
            meant.insert(value, only);
        }
    }
    let mended = |(row, cell): (usize, &str)| Some((row, Some((*meant.get(cell)?).to_owned())));
    column.cells().filter_map(mended).collect()
}

/// The categories of a column that has some: words, and no keys or names of people.
fn categories<'a>(column: &Seen<'a>) -> Option<HashMap<&'a str, usize>> {
    use InfoType as T;
    let keyed = |found: &terms::Column| {
        matches!(
            found.info_type,
            T::RowId | T::Uuid | T::FreeText | T::Password | T::ApiKey | T::Username | T::Url
        )
    };
    if column.found.is_some_and(keyed) {
        return None;
    }
    let counts = column.categories()?;
    counts.keys().any(|value| number(value).is_none()).then_some(counts)
}

/// What another way to write the same has in common with `value`. In short words and in codes case may mean
/// something (`mg` and `Mg`, `m` and `M`, the locus `A1b`), but for what answers a question.
fn alike(value: &str) -> String {
    const ANSWERS: [&str; 7] = ["no", "ja", "si", "on", "ok", "da", "não"];
    let folded = folded(value);
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    let coded = folded.chars().any(char::is_numeric);
    if (letters >= 3 && !coded) || ANSWERS.contains(&folded.as_str()) {
        return folded;
    }
    space::without(value).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without what people write past: case, white space, a point at the end.
fn folded(value: &str) -> String {
    let plain = space::without(value).to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}
