//! Sheets of Office Open XML workbooks. Text in a cell stays text, whatever it looks like.

use super::archive;
use super::build::{self, Read};
use super::cells::Columns;
use super::dialect::has_header;
use super::error::{Doubt, ReadError};
use super::number::written;
use super::options::ReadOptions;
use super::source::Decoded;
use crate::table::{Format, Naming, Note, Table};
use bytes::Bytes;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use std::collections::HashSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use terms::printable;

/// Rows that are looked at to find the header.
const OPENING: usize = 400;

/// Formulas of a sheet that are looked at for their values.
const FORMULAS: usize = 1_000_000;

/// A cell, and whether the sheet says that it is text.
pub(super) type SheetCell = Option<(String, bool)>;

pub(super) fn read(
    decoded: Decoded,
    bytes: Bytes,
    options: &ReadOptions,
) -> Result<Table, ReadError> {
    let name = decoded.name.clone();
    let wrong = |cause: &str| ReadError::Format {
        name: name.clone(),
        format: "a workbook",
        cause: super::arrow_batches::shown(&cause),
    };
    let rows = catch_unwind(AssertUnwindSafe(|| rows(&bytes, &name, options, &wrong)));
    let (rows, mut notes) = rows.unwrap_or_else(|_| Err(wrong("the file is damaged")))?;
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let opening: Vec<Vec<String>> =
        rows.iter().take(OPENING).map(|row| texts(row, width)).collect();
    let Some(first) = opening.first() else { return Err(ReadError::Empty { name }) };
    let generated = |at: usize| format!("c{}", at + 1);
    let (names, naming, skipped) = match &options.names {
        Some(given) if given.len() != width => {
            return Err(ReadError::NamesCount { name, given: given.len(), found: width });
        }
        Some(given) => (given.clone(), Naming::Given, usize::from(first == given)),
        None if has_header(&opening, options.personal) => {
            let name = |(at, name): (usize, &String)| {
                if name.is_empty() { generated(at) } else { name.clone() }
            };
            (first.iter().enumerate().map(name).collect(), Naming::Header, 1)
        }
        None => ((0..width).map(generated).collect(), Naming::Generated, 0),
    };
    let mut columns = Columns::new(&name, names, options.limits, &options.nulls)?;
    let mut kinds = vec![Kinds::default(); width];
    for row in rows.iter().skip(skipped) {
        for (kind, cell) in kinds.iter_mut().zip(row) {
            kind.see(cell.as_ref());
        }
        let cell =
            |at: usize| row.get(at).and_then(Option::as_ref).map(|(text, _)| text.as_bytes());
        columns.push((0..width).map(cell))?;
    }
    let mut cells = columns.finish()?;
    cells.notes.append(&mut notes);
    let fixed = kinds.iter().map(Kinds::is_text).collect();
    build::table(decoded, Read { cells, fixed, format: Format::Xlsx, naming }, options)
}

/// What a column holds.
#[derive(Debug, Clone, Copy, Default)]
struct Kinds {
    texts: usize,
    others: usize,
    /// Text that looks like a number.
    numbers: usize,
}

impl Kinds {
    fn see(&mut self, cell: Option<&(String, bool)>) {
        match cell {
            Some((text, true)) => {
                self.texts += 1;
                self.numbers += usize::from(written(text).is_some());
            }
            Some((_, false)) => self.others += 1,
            None => {}
        }
    }

    const fn is_text(&self) -> bool {
        self.texts > 0 && (self.others == 0 || self.numbers > 0)
    }
}

fn texts(row: &[SheetCell], width: usize) -> Vec<String> {
    let text =
        |at: usize| row.get(at).and_then(Option::as_ref).map(|(text, _)| text.trim().to_owned());
    (0..width).map(|at| text(at).unwrap_or_default()).collect()
}

/// The rows of the sheet, from its first to its last that holds something.
fn rows(
    bytes: &Bytes,
    name: &str,
    options: &ReadOptions,
    wrong: &dyn Fn(&str) -> ReadError,
) -> Result<(Vec<Vec<SheetCell>>, Vec<Note>), ReadError> {
    // The library decompresses without a limit.
    archive::within(bytes, name, options.limits.bytes)?;
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes.clone())).map_err(|e| wrong(&e.to_string()))?;
    let sheet = sheet(&book.sheet_names(), name, options)?;
    let mut waiting = formulas(&mut book, &sheet, wrong)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|e| wrong(&e.to_string()))?;
    let limits = options.limits;
    let mut rows: Vec<Vec<SheetCell>> = Vec::new();
    let (mut last, mut errors, mut total) = (None, 0u64, 0u64);
    loop {
        let cell = cells.next_cell().map_err(|e| wrong(&e.to_string()))?;
        let Some(cell) = cell else { break };
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= limits.columns {
            let (name, limit) = (name.to_owned(), limits.columns);
            return Err(ReadError::TooManyColumns { name, found: column.saturating_add(1), limit });
        }
        if !matches!(cell.get_value(), DataRef::Empty) {
            waiting.remove(&cell.get_position());
        }
        if matches!(cell.get_value(), DataRef::Error(_)) {
            errors += 1;
            continue;
        }
        let Some(text) = text(cell.get_value()) else { continue };
        if last.is_some_and(|last| row < last) {
            return Err(wrong("its rows are not in order"));
        }
        if last != Some(row) {
            if rows.len() >= limits.rows {
                return Err(ReadError::TooManyRows { name: name.to_owned(), limit: limits.rows });
            }
            rows.push(Vec::new());
            last = Some(row);
        }
        total = total.saturating_add(text.0.len() as u64 + 32 * (column as u64 + 1) / 8);
        if total > limits.bytes {
            return Err(ReadError::TooLarge { name: name.to_owned(), limit: limits.bytes });
        }
        if let Some(cells) = rows.last_mut() {
            cells.resize(cells.len().max(column + 1), None);
            if let Some(place) = cells.get_mut(column) {
                *place = Some(text);
            }
        }
    }
    let mut notes = Vec::new();
    // A title has a cell or two.
    let most = rows.iter().map(|row| row.iter().flatten().count()).max().unwrap_or(0);
    let filled = |row: &Vec<SheetCell>| row.iter().flatten().count() * 2 > most;
    let before = rows.iter().take_while(|row| !filled(row)).count();
    if before > 0 && before < rows.len() {
        rows.drain(..before);
        let text = format!("{before} rows before the table are left out");
        notes.push(Note::of("tables/preamble", text));
    }
    if errors > 0 {
        let text = format!("{errors} cells hold an error of the spreadsheet, and are missing");
        notes.push(Note::of("tables/sheet-error", text));
    }
    if !waiting.is_empty() {
        let text = format!(
            "{} formulas have no value in the file, and are missing: open it in a spreadsheet and save it",
            waiting.len()
        );
        notes.push(Note::of("tables/sheet-error", text));
    }
    Ok((rows, notes))
}

/// Where formulas stand: of those, programs that write workbooks may have left out what they come to.
fn formulas(
    book: &mut Xlsx<Cursor<Bytes>>,
    sheet: &str,
    wrong: &dyn Fn(&str) -> ReadError,
) -> Result<HashSet<(u32, u32)>, ReadError> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| wrong(&e.to_string()))?;
    let mut found = HashSet::new();
    while let Some(cell) = cells.next_formula().map_err(|e| wrong(&e.to_string()))? {
        if !cell.get_value().is_empty() && found.len() < FORMULAS {
            found.insert(cell.get_position());
        }
    }
    Ok(found)
}

fn sheet(names: &[String], table: &str, options: &ReadOptions) -> Result<String, ReadError> {
    match (&options.sheet, names) {
        (Some(wanted), _) if names.contains(wanted) => Ok(wanted.clone()),
        (None, [only]) => Ok(only.clone()),
        _ => {
            let shown: Vec<String> =
                names.iter().take(20).map(|name| printable(name).into_owned()).collect();
            let doubt = Doubt::Sheets { sheets: shown.join(", ") };
            Err(ReadError::Unsure { name: table.to_owned(), doubt })
        }
    }
}

pub(super) fn text(value: &DataRef<'_>) -> SheetCell {
    match value {
        DataRef::Empty | DataRef::Error(_) => None,
        DataRef::Int(number) => Some((number.to_string(), false)),
        DataRef::Float(number) => Some((float(*number), false)),
        DataRef::Bool(truth) => Some((truth.to_string(), false)),
        DataRef::DateTime(moment) => Some((moment_of(moment), false)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (!text.is_empty()).then(|| (text.clone(), true))
        }
        DataRef::SharedString(text) => (!text.is_empty()).then(|| ((*text).to_owned(), true)),
    }
}

fn float(number: f64) -> String {
    number.to_string()
}

fn moment_of(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return float(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    // A time of day is a fraction of the day that spreadsheets count from: of no day at all.
    if (0.0..1.0).contains(&moment.as_f64()) {
        let time = format!("{hour:02}:{minute:02}:{second:02}");
        return if milli == 0 { time } else { format!("{time}.{milli:03}") };
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}
