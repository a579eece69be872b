//! A table to learn from, and what was not taken into it.

use super::error::FeatureError;
use crate::arrangement::Arrangement;
use crate::nearest::nearest;
use crate::table::Table;
use crate::threat::{ThreatError, ThreatModel};
use std::fmt;
use terms::Classification;

/// A column that nothing is learned from, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    pub column: String,
    pub why: String,
}

/// A column of which only the more frequent values are told apart.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pooled {
    pub column: String,
    /// Values that count as unknown.
    pub values: usize,
    /// Rows that hold them.
    pub rows: usize,
}

/// A table to learn from, and where its rows and columns come from.
#[derive(Clone)]
pub struct Features {
    pub table: Table,
    /// For each row of the table, its row in the dataset.
    pub rows: Vec<u64>,
    /// Rows that were excluded by the caller.
    pub excluded: u64,
    /// Rows of the dataset that somebody put under quarantine, ascending: models are tested on them and
    /// never trained.
    pub quarantined: Vec<u64>,
    /// Other rows without a label.
    pub unlabelled: u64,
    pub left_out: Vec<LeftOut>,
    /// Columns of which some values are not told apart.
    pub pooled: Vec<Pooled>,
    /// What else was done to the label, in words.
    pub label_notes: Vec<String>,
    /// How rows hang together.
    pub arrangement: Arrangement,
}

impl Features {
    /// A table by itself, whose rows are `rows` of a dataset.
    #[must_use]
    pub const fn of(table: Table, rows: Vec<u64>) -> Self {
        Self {
            table,
            rows,
            excluded: 0,
            quarantined: Vec::new(),
            unlabelled: 0,
            left_out: Vec::new(),
            pooled: Vec::new(),
            label_notes: Vec::new(),
            arrangement: Arrangement::Independent,
        }
    }

    /// The rows at `positions`, in that order.
    #[must_use]
    pub fn take(&self, positions: &[usize]) -> Self {
        Self {
            table: self.table.take(positions),
            rows: positions.iter().filter_map(|at| self.rows.get(*at).copied()).collect(),
            excluded: self.excluded,
            quarantined: self.quarantined.clone(),
            unlabelled: self.unlabelled,
            left_out: self.left_out.clone(),
            pooled: self.pooled.clone(),
            label_notes: self.label_notes.clone(),
            arrangement: self.arrangement.take(positions),
        }
    }

    /// The same rows by `columns` alone, or by all if none is named; the others are told as left out.
    ///
    /// # Errors
    /// If one is not there, or nothing may be learned from it.
    pub fn by(mut self, columns: &[String]) -> Result<Self, FeatureError> {
        if columns.is_empty() {
            return Ok(self);
        }
        let numeric = self.table.numeric().iter().map(|column| column.name.clone());
        let categorical = self.table.categorical().iter().map(|column| column.name.clone());
        let taken: Vec<String> = numeric.chain(categorical).collect();
        if let Some(column) = columns.iter().find(|column| !taken.contains(column)) {
            if let Some(left) = self.left_out.iter().find(|left| left.column == *column) {
                let (column, why) = (column.clone(), left.why.clone());
                return Err(FeatureError::Forbidden { column, why });
            }
            let known = taken.iter().chain(self.left_out.iter().map(|left| &left.column));
            let meant = nearest(column, known.map(String::as_str)).map(str::to_owned);
            return Err(FeatureError::NoColumn { column: column.clone(), meant });
        }
        let chosen = |at: usize| taken.get(at).is_some_and(|name| columns.contains(name));
        self.table = self.table.with_columns(chosen);
        self.pooled.retain(|pooled| columns.contains(&pooled.column));
        let others = taken.iter().filter(|name| !columns.contains(name));
        self.left_out.extend(
            others.map(|name| LeftOut { column: name.clone(), why: "nobody chose it".to_owned() }),
        );
        Ok(self)
    }

    /// The threat model in `text`, of these columns alone; and, in words, what is not asked of a row because a column
    /// of `classification` is not learned from.
    ///
    /// # Errors
    /// If it can't be read, or names a column that there is not.
    pub fn threat(
        &self,
        text: &str,
        classification: &Classification,
    ) -> Result<(ThreatModel, Vec<String>), ThreatError> {
        let numeric = self.table.numeric().iter().map(|column| column.name.as_str());
        let categorical = self.table.categorical().iter().map(|column| column.name.as_str());
        let taken: Vec<&str> = numeric.chain(categorical).collect();
        let known: Vec<&str> =
            classification.columns.iter().map(|column| column.name.as_str()).collect();
        ThreatModel::parse(text)?.on(&taken, &known)
    }
}

/// Shapes and names only: values are sensitive.
impl fmt::Debug for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Features")
            .field("table", &self.table)
            .field("excluded", &self.excluded)
            .field("unlabelled", &self.unlabelled)
            .field("left_out", &self.left_out)
            .finish_non_exhaustive()
    }
}
