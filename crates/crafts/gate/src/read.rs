//! RACI and people, from CSV and TOML. Every error says where it is, what is wrong and what to
//! do next.

mod csv_form;
mod error;
mod people;
mod raci_csv;
mod raci_toml;
mod rows;

pub(crate) use error::Lines;
pub use error::{Place, ReadError};
pub(crate) use rows::{ACTIVITIES, ROLES};

/// The known word that is nearest to `found`, if it is near enough to be what was meant.
pub(crate) fn nearest<'a>(
    found: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Beyond this, no word that we know is meant; it also bounds the work.
    const LONGEST: usize = 64;
    if found.len() > LONGEST {
        return None;
    }
    known
        .into_iter()
        .filter(|word| word.len() <= LONGEST)
        .map(|word| (strsim::damerau_levenshtein(found, word), word))
        .filter(|(distance, word)| *distance <= (word.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}
