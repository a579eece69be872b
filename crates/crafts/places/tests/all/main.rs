//! The room from outside, against real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

extern crate hygeia_places as places;

mod mariadb;
mod postgres;

use arrow::array::{Array, RecordBatch};
use arrow::compute::concat_batches;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use arrow_ipc::reader::StreamReader;
use places::{Given, Place, PlaceError, Wanted};
use std::io::Cursor;

fn read(address: &str, wanted: &Wanted) -> Result<Given, PlaceError> {
    places::read(&Place::parse(address)?, wanted)
}

fn query(sql: &str) -> Wanted {
    Wanted { query: Some(sql.to_owned()), ..Wanted::default() }
}

fn batch(given: &Given) -> RecordBatch {
    let reader = StreamReader::try_new(Cursor::new(&given.bytes[..]), None).unwrap();
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

/// Name, type and cells of each column.
fn told(batch: &RecordBatch) -> Vec<(String, String, Vec<String>)> {
    let options = FormatOptions::new().with_null("-");
    let one =
        |(field, column): (&std::sync::Arc<arrow::datatypes::Field>, &arrow::array::ArrayRef)| {
            let cells = ArrayFormatter::try_new(column, &options).unwrap();
            let cells = (0..column.len()).map(|row| cells.value(row).to_string()).collect();
            (field.name().clone(), field.data_type().to_string(), cells)
        };
    batch.schema().fields().iter().zip(batch.columns()).map(one).collect()
}

fn expect(given: &Given, expected: &[(&str, &str, &[&str])]) {
    let told = told(&batch(given));
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((name, kind, cells), wanted) in told.iter().zip(expected) {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        assert_eq!((name.as_str(), kind.as_str(), cells.as_slice()), *wanted);
    }
}
