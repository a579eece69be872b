//! The row groups of a file: each column of each is encoded, compressed and encrypted by itself, on every
//! core, and put in its place.

use ::parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use ::parquet::errors::ParquetError;
use ::parquet::file::writer::SerializedFileWriter;
use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::FieldRef;
use terms::parallel;

/// A column of a row group, with a writer for each of its leaves.
struct Part {
    field: FieldRef,
    values: ArrayRef,
    writers: Vec<ArrowColumnWriter>,
}

/// Writes `batch` to `file` in groups of so many `rows`.
pub(super) fn groups(
    batch: &RecordBatch,
    file: &mut SerializedFileWriter<Vec<u8>>,
    factory: &ArrowRowGroupWriterFactory,
    rows: usize,
) -> Result<(), ParquetError> {
    for (group, start) in (0..batch.num_rows()).step_by(rows).enumerate() {
        let slice = batch.slice(start, rows.min(batch.num_rows() - start));
        let parts = of_group(&slice, file, factory.create_column_writers(group)?);
        let mut group = file.next_row_group()?;
        for leaves in parallel::map(parts, Part::encode) {
            for leaf in leaves? {
                leaf.append_to_row_group(&mut group)?;
            }
        }
        group.close()?;
    }
    Ok(())
}

/// The columns of a row group; `writers` are those of its leaves, in order.
fn of_group(
    rows: &RecordBatch,
    file: &SerializedFileWriter<Vec<u8>>,
    writers: Vec<ArrowColumnWriter>,
) -> Vec<Part> {
    let columns = rows.schema_ref().fields().iter().zip(rows.columns());
    let part = |(field, values): (&FieldRef, &ArrayRef)| Part {
        field: field.clone(),
        values: values.clone(),
        writers: Vec::new(),
    };
    let mut parts: Vec<Part> = columns.map(part).collect();
    for (leaf, writer) in writers.into_iter().enumerate() {
        if let Some(part) = parts.get_mut(file.schema_descr().get_column_root_idx(leaf)) {
            part.writers.push(writer);
        }
    }
    parts
}

impl Part {
    fn encode(self) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
        let leaves = compute_leaves(&self.field, &self.values)?;
        let written = self.writers.into_iter().zip(leaves).map(|(mut writer, leaf)| {
            writer.write(&leaf)?;
            writer.close()
        });
        written.collect()
    }
}
