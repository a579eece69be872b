//! Every cell of every table of a SQLite database. What is not in a cell any more is found in the
//! pages as they are.

use futures::TryStreamExt;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};
use std::path::{Path, PathBuf};
use std::thread;

/// Bytes of cells that make one piece.
const PIECE: usize = 16 << 20;

/// The database at the beginning of `bytes`, as long as its header says (file format, section 1.3).
pub(crate) fn extent(bytes: &[u8]) -> &[u8] {
    let page = match bytes.get(16..18) {
        Some(&[0, 1]) => 1 << 16,
        Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
        _ => 0,
    };
    let pages =
        bytes.get(28..32).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes);
    match page * pages as usize {
        0 => bytes,
        length => bytes.get(..length).unwrap_or(bytes),
    }
}

/// The cells of `database`, glued with zeros between, from a copy. A database that is a file at `path`
/// may have a write-ahead log beside it.
pub(crate) fn cells(database: &[u8], path: Option<&Path>) -> Result<Vec<Vec<u8>>, String> {
    let told = |e: std::io::Error| format!("is a database that can't be copied: {e}");
    let folder = tempfile::tempdir().map_err(told)?;
    let copy = folder.path().join("copy.db");
    std::fs::write(&copy, database).map_err(told)?;
    if let Some(log) = path.map(beside).filter(|log| log.is_file()) {
        // The whole file then: the log may hold pages beyond what the header knows.
        std::fs::copy(path.unwrap_or(&copy), &copy).map_err(told)?;
        std::fs::copy(log, beside(&copy)).map_err(told)?;
    }
    // A thread of its own: the caller may be asynchronous already.
    let reading = thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(told)?;
        runtime.block_on(tables(&copy)).map_err(|_| "is a database that can't be read".to_owned())
    });
    reading.join().unwrap_or_else(|_| Err("is a database that can't be read".to_owned()))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

async fn tables(path: &Path) -> Result<Vec<Vec<u8>>, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await?;
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut connection).await?;
    let mut pieces = Vec::new();
    for name in names {
        table(&mut connection, &name, &mut pieces).await?;
    }
    Ok(pieces)
}

async fn table(
    connection: &mut SqliteConnection,
    name: &str,
    pieces: &mut Vec<Vec<u8>>,
) -> Result<(), sqlx::Error> {
    let query = format!("SELECT * FROM \"{}\"", name.replace('"', "\"\""));
    let mut rows = sqlx::query(AssertSqlSafe(query)).fetch(connection);
    let mut piece = Vec::new();
    while let Some(row) = rows.try_next().await? {
        append(&row, &mut piece)?;
        if piece.len() >= PIECE {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
    Ok(())
}

fn append(row: &SqliteRow, piece: &mut Vec<u8>) -> Result<(), sqlx::Error> {
    for column in 0..row.len() {
        // SQLite shows a number as its text when asked for bytes.
        let cell: Option<Vec<u8>> = row.try_get_unchecked(column)?;
        piece.extend(cell.unwrap_or_default());
        piece.push(0);
    }
    Ok(())
}
