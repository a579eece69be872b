//! The records of a text, by what stands between its cells. `csv` reads on where a quote is not closed, or
//! closes in the middle of a cell, and does not tell; here each line that is read is counted, and what
//! could be read in two ways is an error.

use memchr::{memchr, memchr_iter, memchr2};
use std::io::{self, BufRead, BufReader, Read};

/// How cells are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// Between cells; a space stands for any run of white space.
    pub(super) delimiter: u8,
    /// Around a cell that holds delimiters or line ends; doubled within it.
    pub(super) quote: Option<u8>,
    /// A backslash takes the meaning from the quote that follows it.
    pub(super) backslash: bool,
}

impl Dialect {
    pub(super) const fn of(delimiter: u8) -> Self {
        Self { delimiter, quote: Some(b'"'), backslash: false }
    }
}

/// Why records end before the text does. Lines count from 1.
#[derive(Debug)]
pub(super) enum RecordError {
    Io(io::Error),
    /// The quote that opens on this line is never closed.
    Unclosed(u64),
    /// Something follows a closing quote on this line.
    AfterQuote(u64),
    /// This line is longer than a record may be.
    Long(u64),
}

/// One record.
#[derive(Debug, Default)]
pub(super) struct Record {
    text: Vec<u8>,
    ends: Vec<usize>,
    /// The line that it begins on.
    pub(super) line: u64,
    /// The lines that it takes.
    pub(super) lines: u64,
    /// Whether its first character is `#`, out of quotes.
    pub(super) hash: bool,
    /// Blank lines before it.
    pub(super) blanks: u64,
}

impl Record {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..end)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        (0..self.len()).map(|at| self.get(at).unwrap_or_default())
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn end(&mut self) {
        self.ends.push(self.text.len());
    }
}

/// Records of text; blank lines are passed over.
pub(super) struct Records<R> {
    text: BufReader<R>,
    dialect: Dialect,
    line: Vec<u8>,
    /// What ended the line.
    end: &'static [u8],
    /// Lines so far.
    lines: u64,
    most: usize,
}

impl<R: Read> Records<R> {
    /// Records of at most `most` bytes.
    pub(super) fn new(text: R, dialect: Dialect, most: usize) -> Self {
        let text = BufReader::with_capacity(64 << 10, text);
        Self { text, dialect, line: Vec::new(), end: b"", lines: 0, most }
    }

    /// Lines that were read so far.
    pub(super) const fn lines(&self) -> u64 {
        self.lines
    }

    /// Reads one record; `false` at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, RecordError> {
        record.blanks = 0;
        loop {
            record.clear();
            if !self.read_line()? {
                return Ok(false);
            }
            (record.line, record.lines) = (self.lines, 1);
            if self.line.trim_ascii().is_empty() && !self.line.contains(&self.dialect.delimiter) {
                record.blanks += 1;
                continue;
            }
            record.hash = self.line.first() == Some(&b'#');
            if self.dialect.delimiter == b' ' {
                split(&self.line, record);
            } else {
                self.cells(record)?;
            }
            if record.len() > 0 {
                return Ok(true);
            }
        }
    }

    /// Reads a line and its end; `false` at the end of the text.
    fn read_line(&mut self) -> Result<bool, RecordError> {
        self.line.clear();
        self.end = b"";
        loop {
            let buffer = self.text.fill_buf().map_err(RecordError::Io)?;
            if buffer.is_empty() {
                self.lines += u64::from(!self.line.is_empty());
                return Ok(!self.line.is_empty());
            }
            let found = memchr2(b'\n', b'\r', buffer);
            let upto = found.unwrap_or(buffer.len());
            self.line.extend_from_slice(buffer.get(..upto).unwrap_or_default());
            if self.line.len() > self.most {
                return Err(RecordError::Long(self.lines + 1));
            }
            let Some(at) = found else {
                self.text.consume(upto);
                continue;
            };
            let carriage = buffer.get(at) == Some(&b'\r');
            self.text.consume(at + 1);
            self.end = if carriage { b"\r" } else { b"\n" };
            if carriage && self.text.fill_buf().map_err(RecordError::Io)?.first() == Some(&b'\n') {
                self.text.consume(1);
                self.end = b"\r\n";
            }
            self.lines += 1;
            return Ok(true);
        }
    }

    fn cells(&mut self, record: &mut Record) -> Result<(), RecordError> {
        let delimiter = self.dialect.delimiter;
        let Some(quote) = self.dialect.quote.filter(|quote| memchr(*quote, &self.line).is_some())
        else {
            let mut start = 0;
            for at in memchr_iter(delimiter, &self.line).chain([self.line.len()]) {
                record.text.extend_from_slice(self.line.get(start..at).unwrap_or_default());
                record.end();
                start = at + 1;
            }
            return Ok(());
        };
        let mut at = 0;
        loop {
            let rest = self.line.get(at..).unwrap_or_default();
            let spaces = rest.iter().take_while(|byte| **byte == b' ' && delimiter != b' ').count();
            if rest.get(spaces) == Some(&quote) {
                at = self.quoted(record, at + spaces + 1, quote)?;
            } else {
                let end = memchr(delimiter, rest).unwrap_or(rest.len());
                record.text.extend_from_slice(rest.get(..end).unwrap_or_default());
                at += end;
            }
            record.end();
            if at >= self.line.len() {
                return Ok(());
            }
            at += 1;
        }
    }

    /// The rest of a quoted cell from `at` on; gives where the delimiter after it is, or the line's end.
    fn quoted(
        &mut self,
        record: &mut Record,
        mut at: usize,
        quote: u8,
    ) -> Result<usize, RecordError> {
        let opened = self.lines;
        loop {
            let rest = self.line.get(at..).unwrap_or_default();
            let Some(found) = memchr(quote, rest) else {
                record.text.extend_from_slice(rest);
                record.text.extend_from_slice(self.end);
                if record.text.len() > self.most {
                    return Err(RecordError::Long(opened));
                }
                if !self.read_line()? {
                    return Err(RecordError::Unclosed(opened));
                }
                record.lines += 1;
                at = 0;
                continue;
            };
            let before = rest.get(..found).unwrap_or_default();
            let slashes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
            let next = rest.get(found + 1);
            if self.dialect.backslash && slashes % 2 == 1 {
                record.text.extend_from_slice(before.get(..found - 1).unwrap_or_default());
                record.text.push(quote);
                at += found + 1;
            } else if next == Some(&quote) {
                record.text.extend_from_slice(before);
                record.text.push(quote);
                at += found + 2;
            } else {
                record.text.extend_from_slice(before);
                at += found + 1;
                let rest = self.line.get(at..).unwrap_or_default();
                at += rest.iter().take_while(|byte| **byte == b' ').count();
                return match self.line.get(at) {
                    None => Ok(at),
                    Some(byte) if *byte == self.dialect.delimiter => Ok(at),
                    Some(_) => Err(RecordError::AfterQuote(self.lines)),
                };
            }
        }
    }

    /// What the records came from.
    pub(super) fn into_inner(self) -> R {
        self.text.into_inner()
    }
}

/// Runs of white space between cells; a cell may stand in double quotes, without line breaks.
fn split(line: &[u8], record: &mut Record) {
    let mut rest = line.trim_ascii();
    while let Some(first) = rest.first() {
        let (cell, after) = match rest.get(1..) {
            Some(quoted) if *first == b'"' => cut(quoted, |byte| byte == b'"'),
            _ => cut(rest, |byte| byte.is_ascii_whitespace()),
        };
        record.text.extend_from_slice(cell);
        record.end();
        rest = after.trim_ascii_start();
    }
}

/// What stands before and after the first byte that ends a cell.
fn cut(text: &[u8], ends: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = text.iter().position(|&byte| ends(byte)).unwrap_or(text.len());
    let (cell, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    (cell, rest.get(1..).unwrap_or_default())
}
