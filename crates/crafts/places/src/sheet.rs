//! Rows of a database on their way to a stream of Arrow's interprocess format, batch by batch.

use crate::cells::{self, Cell};
use crate::error::PlaceError;
use crate::kind::Kind;
use crate::{Limits, Note};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use bytes::Bytes;
use std::borrow::Cow;
use std::sync::Arc;

/// Rows of one batch.
pub(crate) const ROWS: usize = 8_192;
/// Bytes of cells after which a batch is closed early.
const BYTES: usize = 32 << 20;

/// A column of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// What the database calls its type.
    pub(crate) of: String,
}

/// Gathers cells row by row.
pub(crate) struct Sheet<'a> {
    place: &'a str,
    columns: Vec<Column>,
    limits: Limits,
    stream: Stream,
    /// The cells of each column, one after the other; where each ends, and which are missing.
    open: Vec<Open>,
    bytes: usize,
    rows: u64,
}

#[derive(Default)]
struct Open {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    missing: Vec<bool>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(
        place: &'a str,
        columns: Vec<Column>,
        limits: Limits,
    ) -> Result<Self, PlaceError> {
        let fields = columns.iter().map(|column| {
            let of = [("sql.type".to_owned(), column.of.clone())].into();
            Field::new(&column.name, column.kind.arrow(), true).with_metadata(of)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let stream = Stream::new(place, &schema, limits)?;
        let open = columns.iter().map(|_| Open::default()).collect();
        Ok(Self { place, columns, limits, stream, open, bytes: 0, rows: 0 })
    }

    /// One row, cell by cell.
    pub(crate) fn push<'c>(
        &mut self,
        cells: impl IntoIterator<Item = Option<&'c [u8]>>,
    ) -> Result<(), PlaceError> {
        for (open, cell) in self.open.iter_mut().zip(cells) {
            open.bytes.extend_from_slice(cell.unwrap_or_default());
            open.ends.push(open.bytes.len());
            open.missing.push(cell.is_none());
            self.bytes += cell.map_or(0, <[u8]>::len);
        }
        self.rows += 1;
        if self.rows > self.limits.rows as u64 {
            let limit = self.limits.rows;
            return Err(PlaceError::TooManyRows { place: self.place.to_owned(), limit });
        }
        let waiting = self.open.first().map_or(0, |open| open.ends.len());
        if waiting >= ROWS || self.bytes >= BYTES { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), PlaceError> {
        let waiting = self.open.first().map_or(0, |open| open.ends.len());
        if waiting == 0 {
            return Ok(());
        }
        let before = self.rows - waiting as u64;
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for (column, open) in self.columns.iter().zip(&mut self.open) {
            let open = std::mem::take(open);
            let array = cells::column(&column.kind, &open.cells());
            arrays.push(array.map_err(|row| PlaceError::Value {
                place: self.place.to_owned(),
                column: crate::error::said(&column.name),
                row: before + row as u64,
                kind: column.kind.to_string(),
            })?);
        }
        self.bytes = 0;
        let batch = RecordBatch::try_new(Arc::clone(&self.stream.schema), arrays);
        self.stream.write(self.place, &batch.map_err(|e| failed(self.place, &e))?)
    }

    /// All of it.
    pub(crate) fn finish(mut self) -> Result<Bytes, PlaceError> {
        self.close()?;
        self.stream.finish(self.place)
    }

    /// Columns that are kept as text, as Arrow has no such type.
    pub(crate) fn notes(columns: &[Column], of: impl Fn(&Column) -> bool) -> Vec<Note> {
        let kept = columns.iter().filter(|column| of(column));
        let note = |column: &Column| Note {
            rule: "places/type",
            column: Some(column.name.clone()),
            text: format!("its type {} is read as text", crate::error::said(&column.of)),
        };
        kept.map(note).collect()
    }
}

impl Open {
    fn cells(&self) -> Vec<Cell<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let spans = starts.zip(&self.ends).zip(&self.missing);
        spans
            .map(|((start, &end), &missing)| {
                let cell = self.bytes.get(start..end).unwrap_or_default();
                (!missing).then_some(Cow::Borrowed(cell))
            })
            .collect()
    }
}

/// Batches as a stream of Arrow's interprocess format in memory.
pub(crate) struct Stream {
    schema: SchemaRef,
    writer: StreamWriter<Vec<u8>>,
    limit: u64,
}

impl Stream {
    pub(crate) fn new(place: &str, schema: &SchemaRef, limits: Limits) -> Result<Self, PlaceError> {
        if schema.fields().is_empty() {
            let why = "it gives no columns".to_owned();
            return Err(PlaceError::Option { place: place.to_owned(), why });
        }
        let writer = StreamWriter::try_new(Vec::new(), schema).map_err(|e| failed(place, &e))?;
        Ok(Self { schema: Arc::clone(schema), writer, limit: limits.bytes })
    }

    pub(crate) fn write(&mut self, place: &str, batch: &RecordBatch) -> Result<(), PlaceError> {
        self.writer.write(batch).map_err(|e| failed(place, &e))?;
        if self.writer.get_ref().len() as u64 > self.limit {
            return Err(PlaceError::TooLarge { place: place.to_owned(), limit: self.limit });
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, place: &str) -> Result<Bytes, PlaceError> {
        self.writer.finish().map_err(|e| failed(place, &e))?;
        self.writer.into_inner().map(Bytes::from).map_err(|e| failed(place, &e))
    }
}

pub(crate) fn failed(place: &str, error: &ArrowError) -> PlaceError {
    PlaceError::Damaged { place: place.to_owned(), why: crate::error::said(error) }
}
