//! A table as a stream of Arrow's interprocess format: to be sent where a file is expected.

use super::arrow_batches::shown;
use super::error::ReadError;
use crate::table::Table;
use arrow_ipc::writer::StreamWriter;
use bytes::Bytes;

/// What is stored of `table`, as [`super::bytes`] reads it again.
///
/// # Errors
/// If one of its types can't be written.
pub fn stream(table: &Table) -> Result<Bytes, ReadError> {
    let wrong = |error: arrow_schema::ArrowError| ReadError::Format {
        name: table.source.name.clone(),
        format: "Arrow IPC",
        cause: shown(&error),
    };
    let mut writer = StreamWriter::try_new(Vec::new(), &table.typed.schema()).map_err(wrong)?;
    writer.write(&table.typed).map_err(wrong)?;
    writer.into_inner().map(Bytes::from).map_err(wrong)
}
