//! Text tables.

use super::build::{self, Read};
use super::cells::Columns;
use super::dialect::{self, Ambiguous, HeadRow};
use super::encoding::{self, Encoding, Found, Utf8};
use super::error::{Doubt, ReadError};
use super::header;
use super::options::ReadOptions;
use super::records::{Dialect, Record, RecordError, Records};
use super::source::{self, Decoded};
use crate::defect_rows::DefectRows;
use crate::table::{Format, Naming, Note, Table};
use terms::DefectKind;

/// A line may be so many cells long.
const CELLS_OF_A_LINE: usize = 64;
/// Rows of a hundred that may be short; more, and it is not known what the table is.
const SHORT: u64 = 5;

pub(super) fn read(
    decoded: Decoded,
    options: &ReadOptions,
    encoding: Encoding,
    mark: usize,
) -> Result<Table, ReadError> {
    let name = decoded.name.clone();
    let whole = decoded.head_is_whole();
    let head = head(&decoded, encoding, mark)?;
    let mut notes = Vec::new();
    if encoding != Encoding::Utf8 {
        let text = format!("it is read as {}", encoding.name());
        notes.push(Note::of("tables/encoding", text));
    }
    let dialect = dialect_of(&head, whole, options, &name)?;
    let opening = dialect::records(&head, whole, dialect);
    let layout = layout(&opening, options, &name)?;
    notes.extend(layout.notes);
    let columns = Columns::new(&name, layout.names, options.limits, &options.nulls)?;
    let mut columns = columns.kept_as_written(options.as_written);
    let most = options.limits.cell_bytes.saturating_mul(CELLS_OF_A_LINE);
    let failed = |cause| source::of_io(&name, options.limits.bytes, cause);
    let text = Utf8::new(decoded, encoding, mark, options.limits.bytes).map_err(failed)?;
    let counted = Counted { from: text, lines: 0, after_carriage: false, open: false };
    let mut records = Records::new(counted, dialect, most);
    let mut body =
        Body { record: Record::default(), comments: DefectRows::default(), rows: 0, blanks: 0 };
    let ragged = body.read(&mut records, &mut columns, layout.skipped, options, &name, dialect)?;
    if columns.width() == 1 && body.blanks > 0 {
        let text = format!("{} blank lines are no rows", body.blanks);
        notes.push(Note::of("tables/blank-lines", text));
    }
    let (read, counted) = (records.lines(), records.into_inner());
    let present = counted.lines + u64::from(counted.open);
    if read != present {
        return Err(unsure(&name, Doubt::Lines { read, present }));
    }
    ragged.judge(body.rows, columns.width(), options, &name)?;
    let mut cells = columns.finish()?;
    cells.defects.extend(body.comments.defect(DefectKind::CommentLine, None));
    cells.notes.extend(notes);
    let (decoded, format) = (counted.from.into_inner(), Format::Delimited(dialect.delimiter));
    let fixed = vec![options.as_written; cells.columns.len()];
    build::table(decoded, Read { cells, fixed, format, naming: layout.naming }, options)
}

/// The head in UTF-8.
pub(super) fn head(
    decoded: &Decoded,
    encoding: Encoding,
    mark: usize,
) -> Result<Vec<u8>, ReadError> {
    let head = decoded.head().get(mark..).unwrap_or_default();
    if encoding == Encoding::Utf8 {
        return Ok(head.to_vec());
    }
    let (mut text, mut piece) = (Vec::new(), vec![0; 8 << 10]);
    let mut utf8 = Utf8::new(head, encoding, 0, u64::MAX)
        .map_err(|cause| ReadError::Io { name: decoded.name.clone(), cause })?;
    // A head that is cut within a character ends there.
    while let Ok(got @ 1..) = std::io::Read::read(&mut utf8, &mut piece) {
        text.extend_from_slice(piece.get(..got).unwrap_or_default());
    }
    Ok(text)
}

fn dialect_of(
    head: &[u8],
    whole: bool,
    options: &ReadOptions,
    name: &str,
) -> Result<Dialect, ReadError> {
    let shown = |byte: u8| match byte {
        b'\t' => "tab".to_owned(),
        b' ' => "space".to_owned(),
        other => char::from(other).escape_default().to_string(),
    };
    match options.delimiter.or_else(|| dialect::said(head)) {
        Some(delimiter) => Ok(dialect::given(head, whole, delimiter, options.unquoted)),
        None => dialect::dialect(head, whole, options.unquoted).map_err(|ambiguous| {
            let doubt = match ambiguous {
                Ambiguous::Delimiters(one, other) => {
                    Doubt::Delimiter { one: shown(one), other: shown(other) }
                }
                Ambiguous::OneColumn(delimiter) => Doubt::OneColumn { delimiter: shown(delimiter) },
            };
            unsure(name, doubt)
        }),
    }
}

fn unsure(name: &str, doubt: Doubt) -> ReadError {
    ReadError::Unsure { name: name.to_owned(), doubt }
}

/// Where the rows begin, and what their columns are called.
struct Layout {
    /// Records that are no rows.
    skipped: usize,
    names: Vec<String>,
    naming: Naming,
    notes: Vec<Note>,
}

fn layout(opening: &[HeadRow], options: &ReadOptions, table: &str) -> Result<Layout, ReadError> {
    let empty = || ReadError::Empty { name: table.to_owned() };
    let said = usize::from(opening.first().is_some_and(dialect::says));
    let opening = opening.get(said..).unwrap_or_default();
    let most = dialect::width(opening).ok_or_else(empty)?;
    let width = options.names.as_ref().map_or(most, |given| {
        // Names say how wide the table is where any row is so wide.
        let fits = opening.iter().any(|row| row.cells.len() == given.len());
        if fits { given.len() } else { most }
    });
    let begins = dialect::beginning(opening, width, options.personal);
    let rows = dialect::cells_of(opening.get(begins.skipped..).unwrap_or_default());
    let first = rows.first().filter(|first| !first.is_empty()).ok_or_else(empty)?;
    let mut notes = Vec::new();
    if begins.skipped > 0 {
        let text = format!("{} lines before the table are left out", begins.skipped);
        notes.push(Note::of("tables/preamble", text));
    }
    let generated = |at: usize| format!("c{}", at + 1);
    let (names, naming, header) = match &options.names {
        Some(given) if given.len() != width => {
            let (name, given) = (table.to_owned(), given.len());
            return Err(ReadError::NamesCount { name, given, found: width });
        }
        Some(given) => (given.clone(), Naming::Given, first == given),
        None if begins.short => {
            let (names, told) = header::shifted(first, rows.get(1..).unwrap_or_default(), width)
                .filter(|_| !options.ragged)
                .unwrap_or_else(|| {
                    let name = |at| first.get(at).cloned().unwrap_or_else(|| generated(at));
                    Ok(((0..width).map(name).collect(), String::new()))
                })
                .map_err(|doubt| unsure(table, doubt))?;
            let text = format!("the header names {} of {width} columns{told}", first.len());
            notes.push(Note::of("tables/short-header", text));
            (names, Naming::Header, true)
        }
        None if dialect::has_header(&rows, options.personal) => {
            let name = |(at, name): (usize, &String)| {
                if name.is_empty() { generated(at) } else { name.clone() }
            };
            (first.iter().enumerate().map(name).collect(), Naming::Header, true)
        }
        None => ((0..width).map(generated).collect(), Naming::Generated, false),
    };
    if naming == Naming::Header && begins.short && first.iter().any(|cell| (options.personal)(cell))
    {
        let names = (0..width).map(generated).collect();
        let skipped = said + begins.skipped;
        return Ok(Layout { skipped, names, naming: Naming::Generated, notes });
    }
    let skipped = said + begins.skipped + usize::from(header);
    Ok(Layout { skipped, names, naming, notes })
}

/// The rows as they come.
struct Body {
    record: Record,
    comments: DefectRows,
    rows: u64,
    blanks: u64,
}

/// Rows of another width.
#[derive(Default)]
struct Ragged {
    short: u64,
    long: u64,
    first: Option<u64>,
}

impl Body {
    fn read<R: std::io::Read>(
        &mut self,
        records: &mut Records<R>,
        columns: &mut Columns<'_>,
        skipped: usize,
        options: &ReadOptions,
        name: &str,
        dialect: Dialect,
    ) -> Result<Ragged, ReadError> {
        let (mut seen, mut ragged) = (0usize, Ragged::default());
        while records.next(&mut self.record).map_err(|error| wrong(error, name, options))? {
            seen = seen.saturating_add(1);
            if seen <= skipped {
                continue;
            }
            let (record, width) = (&self.record, columns.width());
            self.blanks += record.blanks;
            if record.hash && record.len() != width && options.delimiter != Some(b'#') {
                self.comments.push(self.rows);
                continue;
            }
            if record.lines > 2 && swallowed(record, width, dialect.delimiter) {
                return Err(unsure(name, Doubt::Swallowed { line: record.line }));
            }
            let extra = (width..record.len())
                .any(|at| record.get(at).is_some_and(|c| !c.trim_ascii().is_empty()));
            if record.len() < width {
                ragged.short += 1;
                ragged.first = ragged.first.or(Some(self.rows));
            } else if extra {
                ragged.long += 1;
                ragged.first = ragged.first.or(Some(self.rows));
                if options.ragged {
                    columns.widen(record.len())?;
                }
            }
            let cells = if extra { record.len() } else { record.len().min(width) };
            columns.push(record.iter().take(cells).map(Some))?;
            self.rows += 1;
        }
        Ok(ragged)
    }
}

impl Ragged {
    /// What would be cut is an error, and so is a table of which many rows are short.
    fn judge(
        &self,
        rows: u64,
        width: usize,
        options: &ReadOptions,
        name: &str,
    ) -> Result<(), ReadError> {
        let many = self.short > 1 && self.short * 100 > rows * SHORT;
        match self.first {
            Some(row) if !options.ragged && (self.long > 0 || many) => {
                let count = self.short + self.long;
                Err(unsure(name, Doubt::Ragged { count, row, width }))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a cell of several lines holds lines that are as wide as the table.
fn swallowed(record: &Record, width: usize, delimiter: u8) -> bool {
    let wide = |line: &&[u8]| line.iter().filter(|byte| **byte == delimiter).count() + 1 == width;
    let inner = |cell: &[u8]| {
        let lines: Vec<&[u8]> = cell.split(|byte| *byte == b'\n').collect();
        let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        inner.len() >= 2 && inner.iter().filter(|line| wide(line)).count() * 2 > inner.len()
    };
    width > 1 && record.iter().any(inner)
}

fn wrong(error: RecordError, name: &str, options: &ReadOptions) -> ReadError {
    match error {
        RecordError::Io(cause) => source::of_io(name, options.limits.bytes, cause),
        RecordError::Unclosed(line) => unsure(name, Doubt::Unclosed { line }),
        RecordError::AfterQuote(line) => unsure(name, Doubt::AfterQuote { line }),
        RecordError::Long(line) => {
            ReadError::LongLine { name: name.to_owned(), line, limit: options.limits.cell_bytes }
        }
    }
}

/// Counts the lines that pass, by itself: those of the records are held against it.
struct Counted<R> {
    from: R,
    lines: u64,
    after_carriage: bool,
    /// The last line has no end so far.
    open: bool,
}

impl<R: std::io::Read> std::io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let got = self.from.read(buffer)?;
        for at in memchr::memchr2_iter(b'\n', b'\r', buffer.get(..got).unwrap_or_default()) {
            let (newline, before) = (
                buffer.get(at) == Some(&b'\n'),
                match at.checked_sub(1) {
                    Some(before) => buffer.get(before) == Some(&b'\r'),
                    None => self.after_carriage,
                },
            );
            self.lines += u64::from(!(newline && before));
        }
        if let Some(last) = got.checked_sub(1).and_then(|last| buffer.get(last)) {
            self.after_carriage = *last == b'\r';
            self.open = !matches!(last, b'\n' | b'\r');
        }
        Ok(got)
    }
}

/// The encoding of `decoded`, and the length of its mark.
pub(super) fn encoding_of(
    decoded: &Decoded,
    options: &ReadOptions,
) -> Result<Option<(Encoding, usize)>, ReadError> {
    let found = encoding::detect(decoded.head(), decoded.head_is_whole());
    let Some(given) = &options.encoding else {
        return found.map(|found| found.settled(&decoded.name)).transpose();
    };
    let no = || ReadError::NoEncoding { encoding: terms::printable(given).into_owned() };
    let encoding = Encoding::named(given).ok_or_else(no)?;
    let mark = match found {
        Some(Found::Encoded(other, mark)) if other == encoding => mark,
        _ => 0,
    };
    Ok(Some((encoding, mark)))
}
