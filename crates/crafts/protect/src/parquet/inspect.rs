//! What a file really protects, read from the file, whatever its writer meant to do.

use super::read::{check_magic, properties, read_with};
use super::{Error, guarded, material::Retriever};
use crate::keys::Kek;
use ::parquet::file::column_crypto_metadata::ColumnCryptoMetaData;
use ::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The protection of one column in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnState {
    pub name: String,
    /// Encrypted in every row group.
    pub encrypted: bool,
    /// Encrypted in every row group under a key that is not the footer's.
    pub own_key: bool,
}

/// The protection of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    pub footer_encrypted: bool,
    /// Columns with a bloom filter, which would be in clear.
    pub bloom_filters: Vec<String>,
    pub rows: u64,
    pub row_groups: u64,
    pub columns: Vec<ColumnState>,
}

impl Inspection {
    /// The state of the column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnState> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Reads which columns are encrypted from the metadata of `file`, with its footer key alone. A
/// file without an encrypted footer is read too, and told as such.
///
/// # Errors
/// If the footer can't be read or decrypted with `kek`.
pub fn inspect(file: &Bytes, kek: &Kek) -> Result<Inspection, Error> {
    let retriever = Arc::new(Retriever::footer_only(kek));
    let properties = properties(&retriever)?;
    let metadata = guarded("footer", || {
        ParquetMetaDataReader::new()
            .with_decryption_properties(Some(properties))
            .parse_and_finish(file)
            .map_err(|_| retriever.refusal().map_or(Error::Damaged("footer"), Error::Key))
    })?;
    let columns = metadata.file_metadata().schema_descr().columns();
    let mut states: Vec<ColumnState> = Vec::new();
    for (at, leaf) in columns.iter().enumerate() {
        let root = leaf.path().parts().first().cloned().unwrap_or_default();
        let state = state(&metadata, at, root);
        // A nested column is protected where all its parts are.
        match states.last_mut().filter(|last| last.name == state.name) {
            Some(last) => {
                last.encrypted &= state.encrypted;
                last.own_key &= state.own_key;
            }
            None => states.push(state),
        }
    }
    Ok(Inspection {
        footer_encrypted: check_magic(file).is_ok(),
        bloom_filters: bloom_filters(&metadata),
        rows: u64::try_from(metadata.file_metadata().num_rows()).unwrap_or_default(),
        row_groups: u64::try_from(metadata.num_row_groups()).unwrap_or(u64::MAX),
        columns: states,
    })
}

fn state(metadata: &ParquetMetaData, at: usize, name: String) -> ColumnState {
    let crypto: Vec<_> = metadata
        .row_groups()
        .iter()
        .map(|group| group.columns().get(at).and_then(|chunk| chunk.crypto_metadata()))
        .collect();
    let own = |crypto: &Option<&ColumnCryptoMetaData>| {
        matches!(crypto, Some(ColumnCryptoMetaData::ENCRYPTION_WITH_COLUMN_KEY(_)))
    };
    ColumnState {
        name,
        encrypted: crypto.iter().all(Option::is_some),
        own_key: crypto.iter().all(own),
    }
}

fn bloom_filters(metadata: &ParquetMetaData) -> Vec<String> {
    let chunks = metadata.row_groups().iter().flat_map(|group| group.columns());
    let with_filter = chunks.filter(|chunk| chunk.bloom_filter_offset().is_some());
    with_filter
        .filter_map(|chunk| chunk.column_path().parts().first().cloned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// The columns that are readable without any column key, decoded: what a thief sees who got hold of no
/// more than the footer. Has no rows if there is no such column.
///
/// # Errors
/// As [`super::read()`].
pub fn exposed(file: &Bytes, kek: &Kek) -> Result<RecordBatch, Error> {
    let inspection = inspect(file, kek)?;
    let clear: Vec<_> =
        inspection.columns.iter().filter(|c| !c.encrypted).map(|c| c.name.as_str()).collect();
    if clear.is_empty() {
        return Ok(RecordBatch::new_empty(Arc::new(arrow::datatypes::Schema::empty())));
    }
    read_with(file, &Arc::new(Retriever::footer_only(kek)), Some(&clear))
}

/// Which of `needles` (by position) are in clear in `file`: in its raw bytes, or within a cell of a
/// column that is readable without a column key.
///
/// # Errors
/// As [`exposed`].
pub fn contains_clear(file: &Bytes, kek: &Kek, needles: &[&str]) -> Result<Vec<usize>, Error> {
    let mut found = search(file, needles);
    for column in exposed(file, kek)?.columns() {
        let text = cast(column, &DataType::Utf8).map_err(|_| Error::Damaged("data"))?;
        for cell in text.as_string::<i32>().iter().flatten() {
            found.extend(search(cell.as_bytes(), needles));
        }
    }
    Ok(found.into_iter().collect())
}

/// Which of `needles` occur in `bytes`; an empty needle occurs nowhere.
fn search(bytes: &[u8], needles: &[&str]) -> BTreeSet<usize> {
    let mut by_first = vec![Vec::new(); 256];
    for (at, needle) in needles.iter().enumerate() {
        if let Some(bucket) =
            needle.bytes().next().and_then(|first| by_first.get_mut(usize::from(first)))
        {
            bucket.push((at, needle.as_bytes()));
        }
    }
    let mut found = BTreeSet::new();
    for (start, &first) in bytes.iter().enumerate() {
        for (at, needle) in by_first.get(usize::from(first)).into_iter().flatten() {
            if bytes.get(start..).is_some_and(|rest| rest.starts_with(needle)) {
                found.insert(*at);
            }
        }
    }
    found
}
