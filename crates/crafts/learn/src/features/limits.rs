//! What is told apart in a table.

use crate::table::MOST_CLASSES;

/// Most values of a category that are told apart; rarer ones count as unknown.
pub const MOST_CATEGORIES: usize = 50;
/// Fewest rows that must share a value for it to be in a model's vocabulary.
pub const LEAST_ROWS_OF_A_CATEGORY: usize = 10;

/// What is told apart in a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Most classes of a label: beyond that it is a number or an identifier.
    pub(super) classes: usize,
    /// See [`MOST_CATEGORIES`] and [`LEAST_ROWS_OF_A_CATEGORY`].
    pub(super) categories: usize,
    pub(super) rows_of_a_category: usize,
    /// Whether a number with many values is cut into classes.
    pub(super) cut: bool,
    /// Whether blanks around a category are part of it: to what others train they are.
    pub(super) blanks: bool,
    /// Whether measures of restricted class are taken.
    pub(super) restricted: bool,
}

/// For what becomes a model, and its file.
pub(super) const TO_TRAIN: Limits = Limits {
    classes: 64,
    categories: MOST_CATEGORIES,
    rows_of_a_category: LEAST_ROWS_OF_A_CATEGORY,
    cut: false,
    blanks: false,
    restricted: false,
};
/// For judges, which leave no file.
pub(super) const TO_SCREEN: Limits = Limits {
    classes: MOST_CLASSES,
    categories: 254,
    rows_of_a_category: 2,
    cut: true,
    blanks: true,
    restricted: true,
};
