//! What looks like poison, by where it stands in the screened table.

/// A row whose label is probably wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flip {
    pub(super) row: usize,
    /// 0 to 1: how much likelier another class is than the given one.
    pub(super) score: f32,
}

/// A combination of values that overrides everything else in its rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trigger {
    /// One or two columns. Their values aren't told: a column may be sensitive.
    pub(super) columns: Vec<String>,
    /// The rows that hold the values and have the class that is forced.
    pub(super) rows: Vec<usize>,
    /// The share of rows with the values that have the class, about 1.
    pub(super) purity: f64,
    /// How many of these rows should have another class by everything else in them.
    pub(super) overridden: usize,
}
