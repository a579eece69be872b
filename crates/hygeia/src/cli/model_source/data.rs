//! The table that a model is asked about.

use super::super::prepared::labelled;
use super::super::table::Reading;
use super::super::table_source::TableSource;
use super::as_written::AsWritten;
use super::asking::Asking;
use crate::failure::{At, Failure};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use learn::{Categorical, LearnError, Named, Numeric, PortKind, Table, Texts};
use workspace::prepare::prepare;

/// A table, which of its columns a model may take, and which one is the label.
pub struct Data {
    batch: RecordBatch,
    written: AsWritten,
    /// What stands for a missing cell, beside an empty one.
    nulls: Vec<String>,
    label: Option<String>,
    columns: Vec<Named>,
}

impl Data {
    /// Reads the table that `source` names, and brings it into order as a workspace does.
    ///
    /// # Errors
    /// If it can't be read, has no such label, or lacks a column that is named.
    pub fn read(
        reading: &Reading,
        source: &TableSource,
        label: Option<&str>,
        asking: &Asking,
    ) -> Result<Self, Failure> {
        let read = match label {
            Some(label) => labelled(reading, source, label)?,
            None => reading.read(source)?,
        };
        let prepared = prepare(&read, label).usage()?;
        let written = AsWritten::of(reading, source, &read);
        drop(read);
        let batch = prepared.learnable().usage()?;
        let schema = batch.schema();
        let all = schema.fields().iter().map(|field| field.name().as_str());
        let wanted: Vec<&str> = match &asking.columns {
            Some(columns) => columns.iter().map(String::as_str).collect(),
            None => all.clone().filter(|name| Some(*name) != label).collect(),
        };
        let mut columns = Vec::with_capacity(wanted.len());
        for name in wanted {
            let Some(array) = batch.column_by_name(name) else {
                let names: Vec<&str> = all.take(40).collect();
                return Err(Failure::usage(format!("{source} has no column {name:?}")).hint(
                    format!("name some of its columns with --columns: {}", names.join(", ")),
                ));
            };
            columns.push(Named { name: name.to_owned(), numeric: is_numeric(array) });
        }
        let (label, nulls) = (label.map(str::to_owned), reading.nulls.clone());
        Ok(Self { batch, written, nulls, label, columns })
    }

    /// The columns that a model may take, in order.
    pub fn columns(&self) -> &[Named] {
        &self.columns
    }

    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The cells of a column.
    pub fn column(&self, name: &str) -> Option<Texts> {
        self.batch.column_by_name(name).map(texts)
    }

    /// The cells of a column for an input of a model: texts as they stand in the file.
    pub fn taken(&self, name: &str, kind: PortKind) -> Option<Texts> {
        let written = self.written.column(name).filter(|_| kind == PortKind::Text);
        let Some(written) = written else { return self.column(name) };
        let present =
            |cell: &&str| !cell.is_empty() && !self.nulls.iter().any(|null| null.as_str() == *cell);
        Some(written.iter().map(|cell| cell.filter(present).map(str::to_owned)).collect())
    }

    /// The label of each row.
    pub fn labels(&self) -> Texts {
        let label = self.label.as_deref().and_then(|label| self.column(label));
        label.unwrap_or_else(|| vec![None; self.rows()])
    }

    /// The columns that a model may take, as a table without labels.
    ///
    /// # Errors
    /// If there is no column, or too many rows.
    pub fn table(&self) -> Result<Table, LearnError> {
        let (mut numbers, mut texts) = (Vec::new(), Vec::new());
        for Named { name, numeric } in &self.columns {
            let cells = self.column(name).unwrap_or_default();
            let cells = cells.iter().map(Option::as_deref);
            if *numeric {
                let number = |cell: Option<&str>| cell.and_then(|text| text.trim().parse().ok());
                let values = cells.map(|cell| number(cell).unwrap_or(f32::NAN)).collect();
                numbers.push(Numeric { name: name.clone(), values });
            } else {
                texts.push(Categorical::from_texts(name, cells));
            }
        }
        let classes = ["no", "yes"].map(str::to_owned).to_vec();
        Table::new(numbers, texts, vec![0; self.rows()], classes)
    }

    /// Whether all numbers of a column are whole.
    pub fn is_whole(&self, name: &str) -> bool {
        let numbers = self.column(name).unwrap_or_default();
        let mut numbers =
            numbers.iter().map(|text| text.as_deref().and_then(|text| text.parse::<f64>().ok()));
        numbers.all(|number| number.is_some_and(|number| number.fract() == 0.0))
    }
}

/// Numbers, or codes that are written as numbers.
fn is_numeric(array: &ArrayRef) -> bool {
    if array.as_primitive_opt::<Float64Type>().is_some() {
        return true;
    }
    array.as_string_opt::<i32>().is_some_and(|texts| {
        let mut present = texts.iter().flatten().peekable();
        present.peek().is_some()
            && present.all(|text| text.trim().parse::<f64>().is_ok_and(f64::is_finite))
    })
}

/// Cells as text; null is missing.
fn texts(column: &ArrayRef) -> Texts {
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return numbers.iter().map(|number| number.map(|number| number.to_string())).collect();
    }
    match column.as_string_opt::<i32>() {
        Some(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
        None => vec![None; column.len()],
    }
}
