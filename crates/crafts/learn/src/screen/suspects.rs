//! What looks like poison, by where it stands in the screened table.

/// A row whose label is held against what judges say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flip {
    pub(super) row: usize,
    /// The probability that the label is wrong.
    pub(super) score: f32,
    /// How much likelier the suggested class is than the given one.
    pub(super) margin: f32,
    pub(super) given: u32,
    pub(super) suggested: u32,
    /// Ranked only, if not.
    pub(super) suspected: bool,
}

/// A combination of values that overrides everything else in its rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trigger {
    /// One or two columns. Their values aren't told: a column may be sensitive.
    pub(super) columns: Vec<String>,
    /// The rows that hold the values and have the class that is forced.
    pub(super) rows: Vec<usize>,
    /// The share of rows with the values that have the class.
    pub(super) purity: f64,
    /// The class that is forced.
    pub(super) class: u32,
    /// The share of the rows that have the class whatever else they hold.
    pub(super) forced: f64,
    /// The logarithm of how much likelier that is than a value which only makes the class likelier.
    pub(super) evidence: f64,
}
