//! Categories that are one, written in several ways: what a person takes for a slip is a category of its own to a
//! model.

use super::super::hygiene::form;
use crate::table::Categorical;
use std::collections::HashMap;

/// Categories that are written as fewer rows have them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spelled {
    /// Their codes, ascending, and for each the code of the same in its usual way.
    odd: Vec<(u32, u32)>,
}

impl Spelled {
    pub(super) fn is_odd(&self, code: u32) -> bool {
        self.odd.binary_search_by_key(&code, |(odd, _)| *odd).is_ok()
    }

    /// Rows that hold the same in its usual way; so many of each category as are written otherwise, or twenty,
    /// so that they are mixed alike.
    pub(super) fn usual_rows(&self, column: &Categorical) -> Vec<u32> {
        let mut wanted: HashMap<u32, usize> = HashMap::new();
        for code in &column.codes {
            if let Ok(at) = self.odd.binary_search_by_key(code, |(odd, _)| *odd)
                && let Some((_, usual)) = self.odd.get(at)
            {
                *wanted.entry(*usual).or_default() += 1;
            }
        }
        let least = 20usize.div_ceil(wanted.len().max(1));
        wanted.values_mut().for_each(|count| *count = (*count).max(least));
        let mut rows = Vec::new();
        for (row, code) in (0u32..).zip(&column.codes) {
            if let Some(left) = wanted.get_mut(code)
                && *left > 0
            {
                *left -= 1;
                rows.push(row);
            }
        }
        rows
    }
}

/// All categories of the column that are written otherwise than most of their kind, together and each by itself,
/// with their rows; none where each is written in one way.
pub(super) fn of(column: &Categorical) -> Vec<(Spelled, Vec<u32>)> {
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); column.vocabulary.len()];
    for (row, code) in (0u32..).zip(&column.codes) {
        if let Some(rows) = rows.get_mut(*code as usize) {
            rows.push(row);
        }
    }
    let count = |code: u32| rows.get(code as usize).map_or(0, Vec::len);
    let mut ways: HashMap<String, Vec<u32>> = HashMap::new();
    for (code, text) in (0u32..).zip(&column.vocabulary) {
        ways.entry(form(text)).or_default().push(code);
    }
    let mut odd: Vec<(u32, u32)> = Vec::new();
    for ways in ways.values().filter(|ways| ways.len() > 1) {
        // The first of those with the most rows, so that the order of the table decides.
        let usual =
            ways.iter().copied().min_by_key(|code| (std::cmp::Reverse(count(*code)), *code));
        let Some(usual) = usual else { continue };
        odd.extend(ways.iter().filter(|code| **code != usual).map(|code| (*code, usual)));
    }
    odd.sort_unstable();
    let rows_of = |odd: &[(u32, u32)]| {
        let own = odd.iter().filter_map(|(code, _)| rows.get(*code as usize)).flatten();
        let mut own: Vec<u32> = own.copied().collect();
        own.sort_unstable();
        own
    };
    let each = odd.iter().map(|pair| vec![*pair]);
    let all = (odd.len() > 1).then(|| odd.clone());
    let parts = each.chain(all).filter(|part| !part.is_empty());
    parts.map(|odd| (rows_of(&odd), odd)).map(|(rows, odd)| (Spelled { odd }, rows)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_rows_write_otherwise_is_held_against_the_usual_way() {
        let texts = ["own", "rent", "own", "OWN", "rent ", "own", "rent", "boat"];
        let column = Categorical::from_texts("home", texts.iter().map(|text| Some(*text)));
        let found: Vec<Vec<u32>> = of(&column).into_iter().map(|(_, rows)| rows).collect();
        assert_eq!(found, [vec![3], vec![4], vec![3, 4]]);
        let (all, _) = of(&column).pop().unwrap();
        assert_eq!(all.usual_rows(&column), [0, 1, 2, 5, 6]);
        assert!(all.is_odd(2) && !all.is_odd(0));
        let plain = Categorical::from_texts("home", ["own", "rent", "boat"].map(Some));
        assert!(of(&plain).is_empty());
    }
}
