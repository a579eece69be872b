//! A file as the grid of texts that its author sees, for rooms that read sheets which people keep: nothing is
//! typed, no row is taken for a header, and every sheet and every block of merged cells is told.
//!
//! Workbooks (`.xlsx`, `.ods`, `.xls`), text with any delimiter and encoding, and tables in Markdown, wikis
//! and HTML. Which it is comes from the bytes, never from the name.

mod cells;
mod delimited;
mod html;
mod lines;
mod pipes;
mod row;
mod wiki;
mod workbook;

use super::archive;
use super::encoding::{self, Utf8};
use super::error::ReadError;
use super::source;
use bytes::Bytes;
use std::io::Read;
use terms::grid::Grid;

/// Bytes of such a file, decompressed.
const BYTES: u64 = 64 << 20;
/// Cells of all its sheets, empty ones between others counted.
const CELLS: usize = 4_000_000;
/// Columns of one sheet: as many as a RACI has roles, and some that say what its rows are.
const COLUMNS: usize = 10_100;
/// Bytes of one cell: what spreadsheets allow.
const CELL_BYTES: usize = 32_767 * 4;

/// Reads the sheets of `bytes`; `name` is what errors call the file.
///
/// # Errors
/// If it is empty, no text and no workbook, damaged, or beyond a limit (64 MiB, 4 million cells, 10,100
/// columns).
pub fn grid(name: &str, bytes: &[u8]) -> Result<Grid, ReadError> {
    let bytes = &Bytes::copy_from_slice(bytes);
    let name = terms::printable(name).into_owned();
    if bytes.is_empty() {
        return Err(ReadError::Empty { name });
    }
    if bytes.len() as u64 > BYTES {
        return Err(ReadError::TooLarge { name, limit: BYTES });
    }
    let grid = match workbook::kind(bytes) {
        Some(kind) => {
            if archive::is_archive(bytes) {
                // The library decompresses without a limit.
                archive::within(bytes, &name, BYTES)?;
            }
            workbook::read(kind, &name, bytes)?
        }
        None => of_text(&name, &text(&name, bytes)?)?,
    };
    if grid.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(ReadError::Empty { name });
    }
    Ok(grid)
}

/// All of it in UTF-8, without a byte order mark.
fn text(name: &str, bytes: &Bytes) -> Result<String, ReadError> {
    let binary = |what| ReadError::Binary { name: name.to_owned(), what };
    if let Some(what) = source::not_text(bytes) {
        return Err(binary(what));
    }
    let found = encoding::detect(bytes, true).ok_or_else(|| binary("binary"))?;
    let (encoding, mark) = found.settled(name)?;
    let failed = |cause| source::of_io(name, BYTES, cause);
    let mut utf8 = Utf8::new(bytes.as_ref(), encoding, mark, BYTES).map_err(failed)?;
    let mut text = Vec::new();
    utf8.read_to_end(&mut text).map_err(failed)?;
    String::from_utf8(text).map_err(|_| binary("text in no encoding that is known"))
}

/// Tables that are drawn with signs, else delimited text.
fn of_text(name: &str, text: &str) -> Result<Grid, ReadError> {
    if html::is_html(text) {
        return html::read(name, text);
    }
    if wiki::is_wiki(text) {
        return wiki::read(name, text);
    }
    if pipes::is_piped(text) {
        return pipes::read(name, text);
    }
    delimited::read(name, text)
}
