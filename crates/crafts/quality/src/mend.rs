//! Mending what somebody picked, with an account of each cell.

use crate::column::{Seen, seen};
use crate::hints::{HintRule, moved, of_rows, repairs};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, Schema};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use terms::Column;

/// What somebody picked to be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    pub rule: HintRule,
    /// In this column alone.
    pub column: Option<String>,
}

impl FromStr for Pick {
    type Err = String;

    /// `RULE`, or `RULE:COLUMN`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (rule, column) = match text.split_once(':') {
            Some((rule, column)) => (rule, Some(column.to_owned())),
            None => (text, None),
        };
        let rule: HintRule = rule.parse()?;
        match rule.can_be_mended() {
            true => Ok(Self { rule, column }),
            false => Err(format!("{rule} can't be mended by a program: ask the source")),
        }
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}:{column}", self.rule),
            None => write!(f, "{}", self.rule),
        }
    }
}

/// A cell, or a row, that was mended. Holds no value. Rows count from 0 in the table as it came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MendedCell {
    pub row: u64,
    /// None of a whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    pub rule: HintRule,
    pub became: Became,
}

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    Rewritten,
    Emptied,
    /// Its row is an exact copy of an earlier one, which is kept.
    Dropped,
    /// The cells of its row stand under their columns again.
    Moved,
    /// Nothing could be done without losing something: it is as it was.
    Left,
}

/// A table that was mended.
#[derive(Debug, Clone)]
pub struct Mended {
    pub batch: RecordBatch,
    /// By row.
    pub cells: Vec<MendedCell>,
}

/// Why nothing was mended.
#[derive(Debug, thiserror::Error)]
pub enum MendError {
    #[error("there is no column {0:?}; `hygeia mend FILE` lists what may be mended")]
    NoSuchColumn(String),
    #[error("{0} is of whole rows: pick it without a column")]
    WholeRows(HintRule),
    #[error("column {0:?} is not text")]
    NotText(String),
    #[error("the mended table can't be built: {0}")]
    Table(#[from] ArrowError),
}

/// Mends what is picked in `batch`, a table of text whose columns are called `names` and were `found` to be
/// what they are, in the order of [`HintRule::ALL`]. Each fix sees what the one before made.
///
/// # Errors
/// If a pick names no column of the table, or one where it is of whole rows.
pub fn mend(
    batch: &RecordBatch,
    names: &[String],
    found: &[Column],
    picks: &[Pick],
) -> Result<Mended, MendError> {
    for pick in picks {
        match &pick.column {
            Some(column) if !names.contains(column) => {
                return Err(MendError::NoSuchColumn(column.clone()));
            }
            Some(_) if of_rows(pick.rule, &[], 0).is_some() => {
                return Err(MendError::WholeRows(pick.rule));
            }
            _ => {}
        }
    }
    let mut work = Work {
        batch: nullable(batch)?,
        rows: (0..batch.num_rows() as u64).collect(),
        names,
        found,
        cells: BTreeSet::new(),
    };
    for rule in HintRule::ALL.into_iter().filter(|rule| rule.can_be_mended()) {
        let picked: Vec<&Pick> = picks.iter().filter(|pick| pick.rule == rule).collect();
        if picked.is_empty() {
            continue;
        }
        let everywhere = picked.iter().any(|pick| pick.column.is_none());
        let picked = |name: &str| {
            everywhere || picked.iter().any(|pick| pick.column.as_deref() == Some(name))
        };
        match rule {
            HintRule::Duplicate => work.without_copies()?,
            HintRule::Shifted => work.moved_back()?,
            _ => work.columns(rule, &picked)?,
        }
    }
    Ok(Mended { batch: work.batch, cells: work.cells.into_iter().collect() })
}

/// The same table, with columns of which cells may be emptied.
fn nullable(batch: &RecordBatch) -> Result<RecordBatch, MendError> {
    let fields = batch.schema();
    let fields = fields.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    Ok(RecordBatch::try_new(Arc::new(schema), batch.columns().to_vec())?)
}

struct Work<'a> {
    batch: RecordBatch,
    /// The rows of the table as it came.
    rows: Vec<u64>,
    names: &'a [String],
    found: &'a [Column],
    cells: BTreeSet<MendedCell>,
}

impl Work<'_> {
    fn tell(&mut self, row: usize, column: Option<&str>, rule: HintRule, became: Became) {
        let Some(row) = self.rows.get(row).copied() else { return };
        self.cells.insert(MendedCell { row, column: column.map(str::to_owned), rule, became });
    }

    fn columns(&mut self, rule: HintRule, picked: &dyn Fn(&str) -> bool) -> Result<(), MendError> {
        for (at, name) in self.names.iter().enumerate() {
            if !picked(name) {
                continue;
            }
            let batch = self.batch.clone();
            let columns = seen(&batch, self.found, self.names);
            let column = columns.iter().find(|column| column.name == name);
            let column = column.ok_or_else(|| MendError::NotText(name.clone()))?;
            let repairs = repairs(rule, column);
            if repairs.is_empty() {
                continue;
            }
            let mut cells: Vec<Option<String>> =
                column.values.iter().map(|cell| cell.map(str::to_owned)).collect();
            for (row, repaired) in repairs {
                let Some(cell) = cells.get_mut(row) else { continue };
                let became = match &repaired {
                    None => Became::Emptied,
                    same if same == cell => Became::Left,
                    Some(_) => Became::Rewritten,
                };
                *cell = repaired;
                self.tell(row, Some(name), rule, became);
            }
            let mut arrays = batch.columns().to_vec();
            if let Some(array) = arrays.get_mut(at) {
                *array = Arc::new(StringArray::from(cells));
            }
            self.batch = RecordBatch::try_new(batch.schema(), arrays)?;
        }
        Ok(())
    }

    fn without_copies(&mut self) -> Result<(), MendError> {
        let batch = self.batch.clone();
        let columns = seen(&batch, self.found, self.names);
        let copies: BTreeSet<u64> = of_rows(HintRule::Duplicate, &columns, batch.num_rows())
            .into_iter()
            .flatten()
            .collect();
        for row in &copies {
            self.tell(
                usize::try_from(*row).unwrap_or(usize::MAX),
                None,
                HintRule::Duplicate,
                Became::Dropped,
            );
        }
        let kept: Vec<usize> =
            (0..batch.num_rows()).filter(|row| !copies.contains(&(*row as u64))).collect();
        let arrays = columns.iter().map(|column| -> ArrayRef {
            Arc::new(kept.iter().map(|row| column.value(*row)).collect::<StringArray>())
        });
        self.batch = RecordBatch::try_new(batch.schema(), arrays.collect())?;
        self.rows = kept.iter().filter_map(|row| self.rows.get(*row).copied()).collect();
        Ok(())
    }

    fn moved_back(&mut self) -> Result<(), MendError> {
        let batch = self.batch.clone();
        let columns: Vec<Seen<'_>> = seen(&batch, self.found, self.names);
        let mut cells: Vec<Vec<Option<String>>> = columns
            .iter()
            .map(|column| column.values.iter().map(|cell| cell.map(str::to_owned)).collect())
            .collect();
        for row in of_rows(HintRule::Shifted, &columns, batch.num_rows()).into_iter().flatten() {
            let row = usize::try_from(row).unwrap_or(usize::MAX);
            let Some(moved) = moved(&columns, row) else {
                self.tell(row, None, HintRule::Shifted, Became::Left);
                continue;
            };
            for (column, cell) in cells.iter_mut().zip(moved) {
                if let Some(place) = column.get_mut(row) {
                    *place = cell;
                }
            }
            self.tell(row, None, HintRule::Shifted, Became::Moved);
        }
        let arrays =
            cells.into_iter().map(|cells| -> ArrayRef { Arc::new(StringArray::from(cells)) });
        self.batch = RecordBatch::try_new(batch.schema(), arrays.collect())?;
        Ok(())
    }
}
