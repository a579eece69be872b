//! Workbooks of any office program, sheet by sheet.

use super::super::error::ReadError;
use super::super::workbook::text;
use super::cells::Filling;
use super::{CELLS, COLUMNS};
use bytes::Bytes;
use calamine::{Data, DataRef, Dimensions, Ods, Range, Reader, SheetVisible, Xls, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use terms::grid::{Grid, Merged};

/// Which program's.
#[derive(Clone, Copy)]
pub(super) enum Book {
    Xlsx,
    Ods,
    Xls,
}

/// What workbook `bytes` are, if any.
pub(super) fn kind(bytes: &[u8]) -> Option<Book> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Some(Book::Xls);
    }
    if !super::archive::is_archive(bytes) {
        return None;
    }
    // An open document says so in its first member, which is not compressed.
    let ods = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    let head = bytes.get(..200.min(bytes.len())).unwrap_or_default();
    let ods = head.windows(ods.len()).any(|window| window == ods);
    Some(if ods { Book::Ods } else { Book::Xlsx })
}

pub(super) fn read(kind: Book, name: &str, bytes: &Bytes) -> Result<Grid, ReadError> {
    let wrong = |cause: &str| ReadError::Format {
        name: name.to_owned(),
        format: "a workbook",
        cause: super::super::arrow_batches::shown(&cause),
    };
    let read = AssertUnwindSafe(|| match kind {
        Book::Xlsx => xlsx(name, bytes, &wrong),
        Book::Ods => {
            let book = Ods::new(Cursor::new(bytes.clone())).map_err(|e| wrong(&e.to_string()))?;
            ranges(name, book, |_, _| Vec::new(), &wrong)
        }
        Book::Xls => {
            let book = Xls::new(Cursor::new(bytes.clone())).map_err(|e| wrong(&e.to_string()))?;
            let merged = |book: &Xls<_>, sheet: &str| {
                book.merge_cells_by_sheet_name(sheet).unwrap_or_default()
            };
            ranges(name, book, merged, &wrong)
        }
    });
    // The libraries were not written for what is damaged on purpose.
    catch_unwind(read).unwrap_or_else(|_| Err(wrong("the file is damaged")))
}

fn xlsx(name: &str, bytes: &Bytes, wrong: &dyn Fn(&str) -> ReadError) -> Result<Grid, ReadError> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes.clone())).map_err(|e| wrong(&e.to_string()))?;
    let mut filling = Filling::new(name);
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    for sheet in sheets {
        filling.begin(&sheet.name, sheet.visible != SheetVisible::Visible);
        // A sheet that is a chart has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet.name) else { continue };
        let (mut line, mut row) = (0u64, Vec::new());
        while let Some(cell) = cells.next_cell().map_err(|e| wrong(&e.to_string()))? {
            let Some((text, _)) = text(cell.get_value()) else { continue };
            let (at, column) = cell.get_position();
            let (at, column) = (u64::from(at) + 1, usize::try_from(column).unwrap_or(usize::MAX));
            if at < line {
                return Err(wrong("its rows are not in order"));
            }
            if at > line {
                filling.row(line, std::mem::take(&mut row))?;
                line = at;
            }
            put(&mut row, column, text, name)?;
        }
        filling.row(line, row)?;
        drop(cells);
        let merged = book.merge_cells_by_sheet_name(&sheet.name);
        blocks(&mut filling, &merged.unwrap_or_default());
    }
    Ok(filling.finish())
}

fn ranges<R, B: Reader<R>>(
    name: &str,
    mut book: B,
    merged: impl Fn(&B, &str) -> Vec<Dimensions>,
    wrong: &dyn Fn(&str) -> ReadError,
) -> Result<Grid, ReadError>
where
    R: std::io::Read + std::io::Seek,
{
    let mut filling = Filling::new(name);
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    for sheet in sheets {
        filling.begin(&sheet.name, sheet.visible != SheetVisible::Visible);
        let range: Range<Data> = match book.worksheet_range(&sheet.name) {
            Ok(range) => range,
            Err(_) => return Err(wrong("a sheet of it can't be read")),
        };
        let (top, left) = range.start().unwrap_or_default();
        if range.height().saturating_mul(range.width()) > CELLS {
            return Err(ReadError::TooManyRows { name: name.to_owned(), limit: CELLS });
        }
        for (line, cells) in (u64::from(top) + 1..).zip(range.rows()) {
            let mut row = Vec::new();
            for (column, cell) in cells.iter().enumerate() {
                let Some(text) = shown(cell) else { continue };
                let column = column.saturating_add(usize::try_from(left).unwrap_or(usize::MAX));
                put(&mut row, column, text, name)?;
            }
            filling.row(line, row)?;
        }
        blocks(&mut filling, &merged(&book, &sheet.name));
    }
    Ok(filling.finish())
}

fn shown(cell: &Data) -> Option<String> {
    match cell {
        Data::Empty | Data::Error(_) => None,
        Data::String(text) => (!text.is_empty()).then(|| text.clone()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(text.clone()),
        Data::Int(number) => Some(number.to_string()),
        Data::Float(number) => Some(number.to_string()),
        Data::Bool(truth) => Some(truth.to_string()),
        Data::DateTime(moment) => text(&DataRef::DateTime(*moment)).map(|(text, _)| text),
    }
}

fn put(row: &mut Vec<String>, column: usize, text: String, name: &str) -> Result<(), ReadError> {
    if column >= COLUMNS {
        let found = column.saturating_add(1);
        return Err(ReadError::TooManyColumns { name: name.to_owned(), found, limit: COLUMNS });
    }
    row.resize(row.len().max(column + 1), String::new());
    if let Some(cell) = row.get_mut(column) {
        *cell = text;
    }
    Ok(())
}

fn blocks(filling: &mut Filling<'_>, merged: &[Dimensions]) {
    let column = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
    for block in merged {
        filling.merged(Merged {
            first_line: u64::from(block.start.0) + 1,
            last_line: u64::from(block.end.0) + 1,
            first_column: column(block.start.1),
            last_column: column(block.end.1),
        });
    }
}
