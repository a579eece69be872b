//! A table from Arrow batches: stored as they are, classified as text.

use super::cells::{COLUMN_BYTES, clean, distinct, is_missing};
use super::error::ReadError;
use super::options::ReadOptions;
use super::text;
use crate::defect_rows::DefectRows;
use crate::table::Note;
use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use std::borrow::Cow;
use std::sync::Arc;
use terms::{Defect, DefectKind, printable};

/// Characters of what a library says that are told.
const SHOWN: usize = 200;

/// Batches of one schema, gathered within the limits.
pub(super) struct Gathered<'a> {
    table: &'a str,
    options: &'a ReadOptions,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    rows: usize,
    bytes: u64,
}

/// A table without its source.
pub(super) struct Twofold {
    pub(super) typed: RecordBatch,
    pub(super) text: RecordBatch,
    pub(super) defects: Vec<Defect>,
    pub(super) notes: Vec<Note>,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(
        table: &'a str,
        schema: SchemaRef,
        options: &'a ReadOptions,
    ) -> Result<Self, ReadError> {
        let found = schema.fields().len();
        let limit = options.limits.columns;
        if found > limit {
            return Err(ReadError::TooManyColumns { name: table.to_owned(), found, limit });
        }
        Ok(Self { table, options, schema, batches: Vec::new(), rows: 0, bytes: 0 })
    }

    pub(super) fn push(&mut self, batch: RecordBatch) -> Result<(), ReadError> {
        let name = || self.table.to_owned();
        let limits = self.options.limits;
        self.rows = self.rows.saturating_add(batch.num_rows());
        if self.rows > limits.rows {
            return Err(ReadError::TooManyRows { name: name(), limit: limits.rows });
        }
        let slices = batch.columns().iter().map(|c| c.to_data().get_slice_memory_size());
        let bytes: usize = slices.map(|size| size.unwrap_or(0)).sum();
        self.bytes = self.bytes.saturating_add(bytes as u64);
        let limit = limits.bytes.min(COLUMN_BYTES);
        if self.bytes > limit {
            return Err(ReadError::TooLarge { name: name(), limit });
        }
        self.batches.push(batch);
        Ok(())
    }

    /// All batches as one.
    pub(super) fn whole(self) -> Result<RecordBatch, ReadError> {
        if self.rows == 0 {
            return Err(ReadError::NoRows { name: self.table.to_owned() });
        }
        let cause = |error: &dyn std::fmt::Display| ReadError::Format {
            name: self.table.to_owned(),
            format: "Arrow data",
            cause: shown(error),
        };
        concat_batches(&self.schema, &self.batches).map_err(|error| cause(&error))
    }
}

/// Text with names from a file in it: cut, and fit for a terminal.
pub(super) fn shown(text: &dyn std::fmt::Display) -> String {
    let text: String = text.to_string().chars().take(SHOWN).collect();
    printable(&text).into_owned()
}

/// The batch as it is, under names that differ, and as text.
pub(super) fn twofold(
    table: &str,
    batch: &RecordBatch,
    options: &ReadOptions,
) -> Result<Twofold, ReadError> {
    let schema = batch.schema();
    let mut names = match &options.names {
        Some(given) if given.len() != batch.num_columns() => {
            return Err(ReadError::NamesCount {
                name: table.to_owned(),
                given: given.len(),
                found: batch.num_columns(),
            });
        }
        Some(given) => given.clone(),
        None => schema.fields().iter().map(|field| field.name().clone()).collect(),
    };
    if names.is_empty() {
        return Err(ReadError::Empty { name: table.to_owned() });
    }
    let mut notes = distinct(&mut names)?;
    if !options.types.is_empty() {
        let text = "its columns have types, so --types is without effect";
        notes.push(Note::of("tables/types-kept", text));
    }
    let mut defects = Vec::new();
    let (mut texts, mut bytes) = (Vec::<ArrayRef>::new(), 0u64);
    for (at, (name, values)) in names.iter().zip(batch.columns()).enumerate() {
        let place = Place { table, name, column: at + 1, options };
        let column = place.text(values, &mut bytes, &mut defects)?;
        texts.push(Arc::new(column));
    }
    let of = |fields: Vec<Field>, columns| {
        RecordBatch::try_new(
            Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())),
            columns,
        )
        .map_err(|_| ReadError::Empty { name: table.to_owned() })
    };
    let fields = names.iter().zip(schema.fields());
    let fields = fields.map(|(name, field)| field.as_ref().clone().with_name(name)).collect();
    let plain = names.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
    Ok(Twofold {
        typed: of(fields, batch.columns().to_vec())?,
        text: of(plain, texts)?,
        defects,
        notes,
    })
}

struct Place<'a> {
    table: &'a str,
    name: &'a str,
    column: usize,
    options: &'a ReadOptions,
}

impl Place<'_> {
    fn text(
        &self,
        values: &ArrayRef,
        bytes: &mut u64,
        defects: &mut Vec<Defect>,
    ) -> Result<StringArray, ReadError> {
        let text = text::of(values).ok_or_else(|| ReadError::NoText {
            name: self.table.to_owned(),
            column: self.column,
            kind: shown(values.data_type()),
        })?;
        defects.extend(super::typing::marks::defects(self.name, &text));
        let limits = self.options.limits;
        let mut entities = DefectRows::default();
        let mut cleaned = StringBuilder::with_capacity(text.len(), text.value_data().len());
        for (row, cell) in (0u64..).zip(&text) {
            let Some(cell) = cell else {
                cleaned.append_null();
                continue;
            };
            let plain = clean(cell);
            let (name, column) = (|| self.table.to_owned(), self.column);
            if cell.len() > limits.cell_bytes || plain.len() > limits.cell_bytes {
                let limit = limits.cell_bytes;
                return Err(ReadError::LongCell { name: name(), row, column, limit });
            }
            *bytes = bytes.saturating_add(plain.len() as u64);
            let limit = limits.bytes.min(COLUMN_BYTES);
            if *bytes > limit {
                return Err(ReadError::TooMuchText { name: name(), row, column, limit });
            }
            if matches!(&plain, Cow::Owned(decoded) if decoded != cell.trim()) {
                entities.push(row);
            }
            cleaned.append_option((!is_missing(&plain)).then_some(&*plain));
        }
        defects.extend(entities.defect(DefectKind::EncodedEntity, Some(self.name)));
        Ok(cleaned.finish())
    }
}
