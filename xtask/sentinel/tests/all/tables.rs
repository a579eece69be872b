//! Tables on disk: Parquet in all its states, and SQLite.

use crate::containers::{gzip, secret};
use crate::support::*;
use arrow::array::{ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::encryption::encrypt::FileEncryptionProperties;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection, Executor};
use std::path::Path;
use std::sync::Arc;

const ROWS: usize = 500;

#[test]
fn a_clear_column_of_a_parquet_file_is_found_whatever_the_codec() {
    let zstd = Compression::ZSTD(ZstdLevel::try_new(3).unwrap());
    for codec in [zstd, Compression::SNAPPY, Compression::UNCOMPRESSED] {
        let file = parquet(WriterProperties::builder().set_compression(codec));
        let hits = found(&file);
        for wanted in ["email", "ssn", "card"] {
            has(&hits, &format!("{wanted}: parquet cells > {}", form(wanted)));
        }
        has(&hits, "email: parquet cells > gzip > text");
    }
}

#[test]
fn values_that_a_delta_encoding_cuts_are_found() {
    let delta = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::DELTA_BYTE_ARRAY)
        .set_column_encoding("number".into(), Encoding::DELTA_BINARY_PACKED);
    let hits = found(&parquet(delta));
    has(&hits, "email: parquet cells > text");
    has(&hits, "card: parquet cells > text");
}

// proves M5
#[test]
fn only_the_clear_columns_of_an_encrypted_file_are_found() {
    let encrypted = |columns: &[&str], clear_footer: bool| {
        let mut keys =
            FileEncryptionProperties::builder(vec![7; 16]).with_plaintext_footer(clear_footer);
        for column in columns {
            keys = keys.with_column_key(column, vec![9; 16]);
        }
        let zstd = Compression::ZSTD(ZstdLevel::try_new(3).unwrap());
        let properties = WriterProperties::builder()
            .set_compression(zstd)
            .with_file_encryption_properties(keys.build().unwrap());
        parquet(properties)
    };
    for clear_footer in [false, true] {
        let all = encrypted(&["email", "ssn", "number", "blob"], clear_footer);
        assert_eq!(found(&all), [""; 0], "clear footer: {clear_footer}");
        let some = found(&encrypted(&["email", "number", "blob"], clear_footer));
        has(&some, "ssn: zstd > digits");
        assert!(some.iter().all(|hit| hit.starts_with("ssn")), "{some:?}");
    }
}

// proves M5
#[test]
fn every_cell_of_a_database_is_found_in_the_log_too() {
    for (journal, checkpointed) in
        [(SqliteJournalMode::Wal, false), (SqliteJournalMode::Delete, true)]
    {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("meta.db");
        let live = block_on(fill(&path, journal));
        assert_eq!(folder.path().join("meta.db-wal").is_file(), !checkpointed);
        let hits = hits(&report(folder.path()));
        has(&hits, "email: sqlite cells > gzip > text");
        has(&hits, "card: sqlite cells > text");
        has(&hits, "iban: sqlite cells > text");
        block_on(async { live.close().await.unwrap() });
        if checkpointed {
            // Not a file of its own: in an archive, say.
            has(&found(&std::fs::read(&path).unwrap()), "card: sqlite cells > text");
        }
    }
}

#[test]
fn a_database_that_cannot_be_read_is_told() {
    let folder = folder("broken.db", &[b"SQLite format 3\0", &noise(9_000, 4)[..]].concat());
    let report = sentinel::search(folder.path(), &planted(), &[]).unwrap();
    assert_eq!(report.cut, ["broken.db: is a database that can't be read"]);
}

fn form(column: &str) -> &'static str {
    if column == "ssn" { "digits" } else { "text" }
}

/// Rows that compress well, one of which holds the values.
fn parquet(properties: WriterPropertiesBuilder) -> Vec<u8> {
    let at =
        |row: usize, value: &str, other: String| if row == 77 { value.to_owned() } else { other };
    let texts = |value: &str, like: &str| {
        StringArray::from_iter_values(
            (0..ROWS).map(|row| at(row, value, format!("{like}{row:05}"))),
        )
    };
    let number = |row: usize| {
        if row == 77 { 4_111_111_111_111_111 } else { 4_111_111_111_000_000 + row as i64 }
    };
    let blobs: Vec<Vec<u8>> =
        (0..ROWS).map(|row| if row == 77 { gzip(&secret()) } else { vec![1, 2, 3] }).collect();
    let columns: [(&str, ArrayRef); 4] = [
        ("email", Arc::new(texts(EMAIL, "ada.o'keller@example.c"))),
        ("ssn", Arc::new(texts("457555462", "4575"))),
        ("number", Arc::new(Int64Array::from_iter_values((0..ROWS).map(number)))),
        ("blob", Arc::new(BinaryArray::from_iter_values(blobs))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// A database with values in all types of cells; the connection keeps the log from being folded in.
async fn fill(path: &Path, journal: SqliteJournalMode) -> sqlx::SqliteConnection {
    let options =
        SqliteConnectOptions::new().filename(path).create_if_missing(true).journal_mode(journal);
    let mut live = options.connect().await.unwrap();
    live.execute("CREATE TABLE \"odd \"\" name\" (a BLOB, b INTEGER, c TEXT, d REAL)")
        .await
        .unwrap();
    // Longer than a page, so that it goes on in an overflow page.
    let long = format!("{}{IBAN}", "x".repeat(4_085));
    sqlx::query("INSERT INTO \"odd \"\" name\" VALUES (?, ?, ?, NULL)")
        .bind(gzip(&secret()))
        .bind(4_111_111_111_111_111i64)
        .bind(long)
        .execute(&mut live)
        .await
        .unwrap();
    live
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
