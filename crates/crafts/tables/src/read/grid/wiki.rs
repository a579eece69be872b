//! Tables of MediaWiki: `{|`, `|-`, `!`, `|`, `|}`.

use super::super::error::ReadError;
use super::COLUMNS;
use super::cells::Filling;
use super::html::{plain, span};
use super::lines::heading;
use terms::grid::Grid;

pub(super) fn is_wiki(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("{|"))
}

pub(super) fn read(name: &str, text: &str) -> Result<Grid, ReadError> {
    let (mut filling, mut table, mut row) = (Filling::new(name), false, Row::default());
    for (line, content) in (1u64..).zip(text.lines()) {
        let content = content.trim();
        if !table {
            match (content.starts_with("{|"), heading(content)) {
                (true, _) => table = true,
                (false, Some(title)) => filling.begin(&title, false),
                (false, None) => filling.row(line, vec![plain(content)])?,
            }
            continue;
        }
        if let Some(rest) = content.strip_prefix("|}") {
            row.end(&mut filling)?;
            table = false;
            filling.row(line, vec![plain(rest)])?;
        } else if content.starts_with("|-") {
            row.end(&mut filling)?;
        } else if let Some(caption) = content.strip_prefix("|+") {
            filling.row(line, vec![plain(caption)])?;
        } else if let Some(heads) = content.strip_prefix('!') {
            heads.replace("!!", "||").split("||").for_each(|cell| row.cell(line, cell));
        } else if let Some(cells) = content.strip_prefix('|') {
            cells.split("||").for_each(|cell| row.cell(line, cell));
        } else {
            row.more(content);
        }
    }
    row.end(&mut filling)?;
    Ok(filling.finish())
}

/// A row as its cells come; cells that reach into it from above are left free.
#[derive(Default)]
pub(super) struct Row {
    line: u64,
    cells: Vec<String>,
    /// Rows that each column is still taken by a cell above.
    taken: Vec<usize>,
    merged: Vec<(usize, usize, usize)>,
}

impl Row {
    /// `attributes | text`, or the text alone.
    fn cell(&mut self, line: u64, written: &str) {
        let (attributes, text) = match written.split_once('|') {
            Some((before, text)) if before.contains('=') && !before.contains("[[") => {
                (before, text)
            }
            _ => ("", written),
        };
        self.put(line, plain(text), span(attributes, "colspan"), span(attributes, "rowspan"));
    }

    /// The next cell that is free, over so many columns and rows.
    pub(super) fn put(&mut self, line: u64, text: String, columns: usize, rows: usize) {
        if self.line == 0 {
            self.line = line;
        }
        while self.taken.get(self.cells.len()).is_some_and(|rows| *rows > 0) {
            self.cells.push(String::new());
        }
        let at = self.cells.len();
        self.cells.push(text);
        // A row that is too long is refused as such, before it fills the memory.
        if at <= COLUMNS {
            self.cells.resize(at + columns, String::new());
        }
        if columns > 1 || rows > 1 {
            self.merged.push((at, columns, rows));
        }
    }

    fn more(&mut self, text: &str) {
        if let Some(cell) = self.cells.last_mut() {
            cell.push('\n');
            cell.push_str(&plain(text));
        }
    }

    pub(super) fn end(&mut self, filling: &mut Filling<'_>) -> Result<(), ReadError> {
        if self.line == 0 {
            return Ok(());
        }
        let line = filling.next(self.line);
        for (at, columns, rows) in self.merged.drain(..) {
            self.taken.resize(self.taken.len().max(at + columns), 0);
            self.taken.iter_mut().skip(at).take(columns).for_each(|taken| *taken = rows);
            filling.reaching(line, (at, at + columns - 1), rows);
        }
        self.taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        filling.row(self.line, std::mem::take(&mut self.cells))?;
        self.line = 0;
        Ok(())
    }
}
