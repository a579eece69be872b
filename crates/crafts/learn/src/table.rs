//! A table to learn from: numbers, categories and labels, in memory, in columns.

use crate::error::LearnError;
use std::collections::HashSet;
use std::fmt;

/// Most classes of a label.
pub const MOST_CLASSES: usize = 1_000;
/// Most rows of one table.
const MOST_ROWS: usize = terms::limits::ROWS;

/// A column of numbers; `NaN` is missing, infinities count as missing too.
#[derive(Clone, PartialEq)]
pub struct Numeric {
    pub name: String,
    pub values: Vec<f32>,
}

/// A column of categories; a code beyond the vocabulary is missing or unknown.
#[derive(Clone, PartialEq)]
pub struct Categorical {
    pub name: String,
    pub vocabulary: Vec<String>,
    pub codes: Vec<u32>,
}

impl Categorical {
    /// The code of a value that is missing or unknown.
    pub const UNKNOWN: u32 = u32::MAX;

    /// A column from texts; the vocabulary is in order of first appearance.
    #[must_use]
    pub fn from_texts<'a>(name: &str, texts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut vocabulary: Vec<String> = Vec::new();
        let mut known = std::collections::HashMap::new();
        let codes = texts
            .into_iter()
            .map(|text| match text {
                None => Self::UNKNOWN,
                Some(text) => *known.entry(text).or_insert_with(|| {
                    vocabulary.push(text.to_owned());
                    u32::try_from(vocabulary.len() - 1).unwrap_or(Self::UNKNOWN)
                }),
            })
            .collect();
        Self { name: name.to_owned(), vocabulary, codes }
    }
}

/// Features and labels. Rows keep the order in which they came.
#[derive(Clone, PartialEq)]
pub struct Table {
    numeric: Vec<Numeric>,
    categorical: Vec<Categorical>,
    labels: Vec<u32>,
    classes: Vec<String>,
}

/// Shapes only: values are sensitive.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = (self.rows(), self.numeric.len(), self.categorical.len(), self.classes.len());
        write!(f, "Table(rows, numeric, categorical, classes: {shape:?})")
    }
}

impl Table {
    /// Checks lengths, labels and limits, and makes the table.
    ///
    /// # Errors
    /// If columns differ in length, a label is out of range, or a limit is passed.
    pub fn new(
        numeric: Vec<Numeric>,
        categorical: Vec<Categorical>,
        labels: Vec<u32>,
        classes: Vec<String>,
    ) -> Result<Self, LearnError> {
        let rows = labels.len();
        if rows > MOST_ROWS {
            return Err(LearnError::TooMany { what: "rows", found: rows, most: MOST_ROWS });
        }
        if !(2..=MOST_CLASSES).contains(&classes.len()) {
            return Err(LearnError::Classes { found: classes.len(), most: MOST_CLASSES });
        }
        if numeric.is_empty() && categorical.is_empty() {
            return Err(LearnError::NoFeatures);
        }
        let lengths = numeric.iter().map(|c| (&c.name, c.values.len()));
        let lengths = lengths.chain(categorical.iter().map(|c| (&c.name, c.codes.len())));
        for (column, found) in lengths {
            if found != rows {
                return Err(LearnError::Length { column: column.clone(), found, rows });
            }
        }
        if let Some((row, &label)) =
            labels.iter().enumerate().find(|(_, label)| **label as usize >= classes.len())
        {
            return Err(LearnError::Label { row, label, classes: classes.len() });
        }
        Ok(Self { numeric, categorical, labels, classes })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.labels.len()
    }

    /// The columns of numbers.
    #[must_use]
    pub fn numeric(&self) -> &[Numeric] {
        &self.numeric
    }

    /// The same rows, all of one category in one column of categories.
    pub(crate) fn with_category(mut self, column: usize, code: u32) -> Self {
        if let Some(column) = self.categorical.get_mut(column) {
            column.codes.fill(code);
        }
        self
    }

    /// The columns of categories.
    #[must_use]
    pub fn categorical(&self) -> &[Categorical] {
        &self.categorical
    }

    /// The label of each row, an index into [`Table::classes`].
    #[must_use]
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// What the labels mean.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The rows at `positions`, in that order; positions beyond the end are left out.
    #[must_use]
    pub fn take(&self, positions: &[usize]) -> Self {
        fn pick<T: Copy>(from: &[T], positions: &[usize]) -> Vec<T> {
            positions.iter().filter_map(|&at| from.get(at).copied()).collect()
        }
        Self {
            numeric: self
                .numeric
                .iter()
                .map(|c| Numeric { name: c.name.clone(), values: pick(&c.values, positions) })
                .collect(),
            categorical: self
                .categorical
                .iter()
                .map(|c| Categorical {
                    name: c.name.clone(),
                    vocabulary: c.vocabulary.clone(),
                    codes: pick(&c.codes, positions),
                })
                .collect(),
            labels: pick(&self.labels, positions),
            classes: self.classes.clone(),
        }
    }

    /// These rows and then those of `other`, a part of the same table.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub(crate) fn joined(&self, other: &Self) -> Result<Self, LearnError> {
        let numbers = self.numeric.iter().zip(&other.numeric);
        let numbers = numbers.map(|(own, more)| Numeric {
            name: own.name.clone(),
            values: [own.values.as_slice(), &more.values].concat(),
        });
        let codes = self.categorical.iter().zip(&other.categorical);
        let codes = codes.map(|(own, more)| Categorical {
            name: own.name.clone(),
            vocabulary: own.vocabulary.clone(),
            codes: [own.codes.as_slice(), &more.codes].concat(),
        });
        let labels = [self.labels.as_slice(), &other.labels].concat();
        Self::new(numbers.collect(), codes.collect(), labels, self.classes.clone())
    }

    /// The name of the column at `column`: numbers are counted first, then categories.
    pub(crate) fn column_name(&self, column: usize) -> Option<&str> {
        let names = self.numeric.iter().map(|c| c.name.as_str());
        names.chain(self.categorical.iter().map(|c| c.name.as_str())).nth(column)
    }

    /// The table with those columns alone that `keep` is true of: numbers are counted first.
    pub(crate) fn with_columns(&self, keep: impl Fn(usize) -> bool) -> Self {
        let numbers = self.numeric.len();
        let numeric = self.numeric.iter().enumerate().filter(|(at, _)| keep(*at));
        let categorical = self.categorical.iter().enumerate();
        let categorical = categorical.filter(|(at, _)| keep(numbers + *at));
        Self {
            numeric: numeric.map(|(_, column)| column.clone()).collect(),
            categorical: categorical.map(|(_, column)| column.clone()).collect(),
            labels: self.labels.clone(),
            classes: self.classes.clone(),
        }
    }

    /// The same rows with other labels of other classes.
    pub(crate) fn reclassed(
        &self,
        labels: Vec<u32>,
        classes: Vec<String>,
    ) -> Result<Self, LearnError> {
        Self::new(self.numeric.clone(), self.categorical.clone(), labels, classes)
    }

    /// The table without the rows at `positions`.
    #[must_use]
    pub fn without(&self, positions: &[usize]) -> Self {
        let dropped: HashSet<usize> = positions.iter().copied().collect();
        let kept: Vec<usize> = (0..self.rows()).filter(|row| !dropped.contains(row)).collect();
        self.take(&kept)
    }

    /// The most frequent label; of equally frequent ones the first.
    pub(crate) fn majority(&self) -> u32 {
        let count = |class: u32| self.labels.iter().filter(|label| **label == class).count();
        (0u32..)
            .take(self.classes.len())
            .max_by_key(|class| (count(*class), std::cmp::Reverse(*class)))
            .unwrap_or(0)
    }

    /// The same rows with other labels, as a surrogate learns a model's answers.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn relabelled(&self, labels: Vec<u32>) -> Result<Self, LearnError> {
        if labels.len() != self.rows() {
            let (found, rows) = (labels.len(), self.rows());
            return Err(LearnError::Length { column: "label".to_owned(), found, rows });
        }
        Self::new(self.numeric.clone(), self.categorical.clone(), labels, self.classes.clone())
    }

    /// The same rows with each number moved by `moves` (row by row, one for each numeric column)
    /// times the column's `scale`. Missing numbers stay missing.
    #[must_use]
    pub(crate) fn moved(&self, moves: &[f32], scale: &[f32]) -> Self {
        let width = self.numeric.len().max(1);
        let mut moved = self.clone();
        for (at, column) in moved.numeric.iter_mut().enumerate() {
            let step = scale.get(at).copied().unwrap_or(0.0);
            for (value, row) in column.values.iter_mut().zip(moves.chunks(width)) {
                *value += step * row.get(at).copied().unwrap_or(0.0);
            }
        }
        moved
    }
}
