//! The rows of an answer, and how they leave.

use crate::{QueryError, Viewed};
use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::properties::WriterProperties;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type, SchemaRef, UInt64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Value, json};
use std::io::{self, Write};

/// What a query gave. No `Debug`, as the rows would be in it.
#[derive(Clone)]
pub struct Answer {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
    pub rows: usize,
    /// Bytes of the rows as JSON: what is charged when they leave, in whatever form.
    pub bytes: u64,
    /// The columns that the statement saw in a view: conditions on them were about tokens and masks.
    pub viewed: Vec<Viewed>,
}

impl Answer {
    pub(crate) fn new(
        schema: SchemaRef,
        batches: Vec<RecordBatch>,
        viewed: Vec<Viewed>,
    ) -> Result<Self, QueryError> {
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        let mut answer = Self { schema, batches, rows, bytes: 0, viewed };
        let mut count = Count(0);
        answer.write_json(&mut count).map_err(|_| QueryError::Failed)?;
        answer.bytes = count.0;
        Ok(answer)
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.schema.fields().iter().map(|field| field.name().as_str())
    }

    /// Writes `[[…], …]`: an array for each row, its cells in the order of [`Answer::columns`]. Numbers and truth
    /// values are such, missing values and numbers beyond JSON are null, all else is text.
    ///
    /// # Errors
    /// If a value can't be written, or `out` takes no more.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"[")?;
        let mut first = true;
        for batch in &self.batches {
            for row in 0..batch.num_rows() {
                if !std::mem::take(&mut first) {
                    out.write_all(b",\n")?;
                }
                let cells = cells(batch, row).collect::<io::Result<Vec<_>>>()?;
                serde_json::to_writer(&mut *out, &cells)?;
            }
        }
        out.write_all(b"]")
    }

    /// `{"columns": [{"name", "type"}], "rows": [[…]], "row_count", "bytes"}`.
    ///
    /// # Errors
    /// If a value can't be written.
    pub fn to_json(&self) -> io::Result<Value> {
        let column = |field: &arrow::datatypes::FieldRef| json!({ "name": field.name(), "type": field.data_type().to_string() });
        let columns: Vec<Value> = self.schema.fields().iter().map(column).collect();
        let row = |batch, row| cells(batch, row).collect::<io::Result<Vec<_>>>();
        let rows = self
            .batches
            .iter()
            .flat_map(|batch| (0..batch.num_rows()).map(move |at| row(batch, at)))
            .collect::<io::Result<Vec<_>>>()?;
        Ok(json!({ "columns": columns, "rows": rows, "row_count": self.rows, "bytes": self.bytes }))
    }

    /// Writes Parquet, in the types of the answer: what no view has changed comes back as it was stored.
    ///
    /// # Errors
    /// If a column is of a type that Parquet has not, or `out` takes no more.
    pub fn write_parquet(&self, out: impl Write + Send) -> io::Result<()> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let schema = SchemaRef::clone(&self.schema);
        let mut writer =
            ArrowWriter::try_new(out, schema, Some(properties)).map_err(|_| unwritable())?;
        for batch in &self.batches {
            writer.write(batch).map_err(|_| unwritable())?;
        }
        writer.close().map(|_| ()).map_err(|_| unwritable())
    }

    /// Writes CSV with a header (RFC 4180).
    ///
    /// # Errors
    /// If a value can't be written, or `out` takes no more.
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let mut writer = arrow::csv::WriterBuilder::new().with_header(true).build(out);
        let empty = RecordBatch::new_empty(SchemaRef::clone(&self.schema));
        let batches = if self.batches.is_empty() { &[empty][..] } else { &self.batches };
        for batch in batches {
            writer.write(batch).map_err(|_| unwritable())?;
        }
        Ok(())
    }
}

fn cells(batch: &RecordBatch, row: usize) -> impl Iterator<Item = io::Result<Value>> {
    batch.columns().iter().map(move |array| cell(array, row))
}

fn cell(array: &ArrayRef, row: usize) -> io::Result<Value> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
        _ => {
            let options = FormatOptions::new().with_display_error(false);
            let formatter = ArrayFormatter::try_new(array, &options).map_err(|_| unwritable())?;
            let text = formatter.value(row).try_to_string().map_err(|_| unwritable())?;
            let kind = array.data_type();
            // A decimal would lose digits as a JSON number in most readers.
            let number = kind.is_integer() || kind.is_floating();
            let parsed = number.then(|| serde_json::from_str(&text).ok()).flatten();
            parsed.unwrap_or_else(|| if number { Value::Null } else { text.into() })
        }
    })
}

fn unwritable() -> io::Error {
    io::Error::other("a value of the answer can't be written")
}

/// Counts what is written.
struct Count(u64);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
