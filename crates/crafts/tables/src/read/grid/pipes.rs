//! Tables drawn with `|`: Markdown (GitHub), Org, reStructuredText grids, and the wiki markup of Confluence
//! and Jira with its `||heads||`.

use super::super::error::ReadError;
use super::cells::Filling;
use super::lines::heading;
use terms::grid::Grid;

/// Whether at least two lines together are of such a table.
pub(super) fn is_piped(text: &str) -> bool {
    let mut before = false;
    text.lines().any(|line| {
        let line = line.trim();
        let framed = line.len() > 1 && line.starts_with('|');
        let found = before && (framed || is_rule(line));
        before = framed || (line.contains('|') && !line.contains([';', '\t', ',']));
        found
    })
}

pub(super) fn read(name: &str, text: &str) -> Result<Grid, ReadError> {
    let mut filling = Filling::new(name);
    // Rows of a grid table span lines up to the next rule.
    let mut open: Option<(u64, Vec<String>)> = None;
    let (mut ruled, mut fenced) = (false, false);
    for (line, content) in (1u64..).zip(text.lines()) {
        let content = content.trim();
        if content.starts_with("```") {
            fenced = !fenced;
        }
        if is_grid_rule(content) {
            ruled = true;
            if let Some((first, cells)) = open.take() {
                filling.row(first, cells)?;
            }
            continue;
        }
        if is_rule(content) {
            continue;
        }
        if content.contains('|') && !fenced {
            let cells = cells(content);
            if !ruled {
                filling.row(line, cells)?;
                continue;
            }
            match &mut open {
                Some((_, row)) => join(row, cells),
                None => open = Some((line, cells)),
            }
            continue;
        }
        ruled = false;
        if let Some((first, cells)) = open.take() {
            filling.row(first, cells)?;
        }
        match heading(content) {
            Some(title) => filling.begin(&title, false),
            None => filling.row(line, vec![content.to_owned()])?,
        }
    }
    if let Some((first, cells)) = open.take() {
        filling.row(first, cells)?;
    }
    Ok(filling.finish())
}

/// `|---|:--:|`, `|---+---|`: what parts heads from rows.
fn is_rule(line: &str) -> bool {
    let inner = line.trim_matches('|');
    line.contains("--") && line.contains(['|', '+']) && inner.chars().all(|c| "-:|+= ".contains(c))
}

/// `+---+---+` and `+===+===+`.
fn is_grid_rule(line: &str) -> bool {
    line.len() > 2
        && line.starts_with('+')
        && line.ends_with('+')
        && line.chars().all(|c| "+-=".contains(c))
}

fn join(row: &mut Vec<String>, more: Vec<String>) {
    row.resize(row.len().max(more.len()), String::new());
    for (cell, more) in row.iter_mut().zip(more).filter(|(_, more)| !more.is_empty()) {
        if !cell.is_empty() {
            cell.push('\n');
        }
        cell.push_str(&more);
    }
}

/// The cells of a line; `\|`, and what stands in backticks, brackets or braces, parts none.
fn cells(line: &str) -> Vec<String> {
    let heads = line.replace("||", "|");
    // Confluence marks heads by doubling; elsewhere two in a row are an empty cell.
    let line = if line.starts_with("||") { heads.as_str() } else { line };
    let (mut cells, mut cell, mut letters) = (Vec::new(), String::new(), line.chars().peekable());
    let mut link = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                cell.push('|');
                letters.next();
            }
            '\\' if letters.peek() == Some(&'\\') => {
                cell.push('\n');
                letters.next();
            }
            '|' if !link => cells.push(std::mem::take(&mut cell)),
            other => {
                // `[text|address]` of Confluence; a bracket that is never closed parts as ever.
                link = match other {
                    '[' => closes(letters.clone()),
                    ']' => false,
                    _ => link,
                };
                cell.push(other);
            }
        }
    }
    cells.push(cell);
    let framed = line.starts_with('|');
    let mut cells: Vec<String> = cells.into_iter().skip(usize::from(framed)).collect();
    for cell in &mut cells {
        *cell = super::html::plain(cell).trim().to_owned();
    }
    cells
}

/// Whether a link closes before its cell could end twice.
fn closes(rest: impl Iterator<Item = char>) -> bool {
    let mut parts = 0;
    for letter in rest {
        match letter {
            ']' => return parts == 1,
            '|' => parts += 1,
            _ => {}
        }
        if parts > 1 {
            return false;
        }
    }
    false
}
