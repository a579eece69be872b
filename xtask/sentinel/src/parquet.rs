//! What a reader without any key reads from a Parquet file.

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use bytes::Bytes;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is read of one column.
pub(crate) enum Column {
    /// All cells as text, glued with zeros between.
    Cells(Vec<u8>),
    /// It needs a key.
    Encrypted,
    /// It needs none, and can't be read.
    Unread,
}

/// The columns of `file`. None if it is no Parquet file, or its footer can't be read without a key: its
/// clear pages are found by their own magic then.
pub(crate) fn columns(file: &[u8]) -> Option<Vec<Column>> {
    let file = Bytes::copy_from_slice(file);
    let columns =
        guarded(|| Some(builder(&file)?.parquet_schema().root_schema().get_fields().len()))?;
    // One after the other: a reader refuses all of them if it can't decrypt one.
    let read = |at| match guarded(|| cells(&file, at)) {
        Some(cells) => Column::Cells(cells),
        None if guarded(|| is_encrypted(&file, at)) == Some(true) => Column::Encrypted,
        None => Column::Unread,
    };
    Some((0..columns).map(read).collect())
}

fn builder(file: &Bytes) -> Option<ParquetRecordBatchReaderBuilder<Bytes>> {
    ParquetRecordBatchReaderBuilder::try_new(file.clone()).ok()
}

fn cells(file: &Bytes, at: usize) -> Option<Vec<u8>> {
    let builder = builder(file)?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), [at]);
    let mut cells = Vec::new();
    for batch in builder.with_projection(mask).build().ok()? {
        append(batch.ok()?.column(0), &mut cells)?;
    }
    Some(cells)
}

fn is_encrypted(file: &Bytes, at: usize) -> Option<bool> {
    let builder = builder(file)?;
    let schema = builder.parquet_schema();
    let encrypted = builder.metadata().row_groups().iter().any(|group| {
        let leaves = group.columns().iter().enumerate();
        leaves
            .filter(|(leaf, _)| schema.get_column_root_idx(*leaf) == at)
            .any(|(_, chunk)| chunk.crypto_metadata().is_some())
    });
    Some(encrypted)
}

fn append(array: &dyn Array, cells: &mut Vec<u8>) -> Option<()> {
    // Bytes as they are: shown as text, they would be hex.
    if is_bytes(array.data_type())
        && let Ok(bytes) = cast(array, &DataType::LargeBinary)
    {
        for cell in bytes.as_binary::<i64>().iter().flatten() {
            cells.extend(cell);
            cells.push(0);
        }
        return Some(());
    }
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(array, &options).ok()?;
    for row in 0..array.len() {
        cells.extend(formatter.value(row).try_to_string().ok()?.as_bytes());
        cells.push(0);
    }
    Some(())
}

fn is_bytes(data_type: &DataType) -> bool {
    use DataType::{Binary, BinaryView, FixedSizeBinary, LargeBinary, LargeUtf8, Utf8, Utf8View};
    matches!(data_type, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
        || matches!(data_type, FixedSizeBinary(_))
}

/// `parquet` 59 computes lengths from the file unchecked and can panic on one that is none.
fn guarded<T>(read: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}
