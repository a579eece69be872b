//! Words that tell nothing of anybody: what business tables are written in.

use super::fold;
use super::list::holds;

/// Words of values, folded and sorted by bytes: colours, materials, sizes, states of things, places of the
/// compass, units, money, ways to ship and to pay, kinds of goods, weather, machines.
const WORDS: &str = include_str!("known_words.txt");

/// Whether `value` is made of known words, of numbers and single letters between them.
pub fn is_known(value: &str) -> bool {
    if value.len() > 60 {
        return false;
    }
    let folded = fold(value);
    let mut known = false;
    for word in
        folded.split([' ', '_', '-', '/', '&', ',', '#', '.']).filter(|word| !word.is_empty())
    {
        let numeric = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
        if holds(WORDS, word) {
            known = true;
        } else if !numeric {
            return false;
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_are_known() {
        for value in [
            "Open",
            "in transit",
            "1-URGENT",
            "REG AIR",
            "PROMO BURNISHED COPPER",
            "north_east",
            "Grün",
        ] {
            assert!(is_known(value), "{value}");
        }
        for value in ["positive", "Anna", "Left Party", "12", "", "catholic"] {
            assert!(!is_known(value), "{value}");
        }
    }
}
