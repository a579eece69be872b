//! Tables of MediaWiki: `{|`, `|-`, `!`, `|`, `|}`.

use super::super::error::ReadError;
use super::cells::Filling;
use super::html::{plain, span};
use super::lines::heading;
use super::row::Row;
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
            heads.replace("!!", "||").split("||").for_each(|written| cell(&mut row, line, written));
        } else if let Some(cells) = content.strip_prefix('|') {
            cells.split("||").for_each(|written| cell(&mut row, line, written));
        } else {
            row.more(&plain(content));
        }
    }
    row.end(&mut filling)?;
    Ok(filling.finish())
}

/// `attributes | text`, or the text alone.
fn cell(row: &mut Row, line: u64, written: &str) {
    let (attributes, text) = match written.split_once('|') {
        Some((before, text)) if before.contains('=') && !before.contains("[[") => (before, text),
        _ => ("", written),
    };
    row.put(line, plain(text), span(attributes, "colspan"), span(attributes, "rowspan"));
}
