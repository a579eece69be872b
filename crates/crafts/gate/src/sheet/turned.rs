//! Whether a sheet has its activities in rows, as most do, or in columns.

use super::actions::begins_with_a_verb;
use super::cell::Cell;
use super::cells::Cells;
use super::labels::{Labels, corner_says_roles};
use super::layout::Layout;
use super::plain::key;
use super::words::is_role_noun;

/// Whether rows are roles, and what says so; `None` in the second if nothing does and rows are taken for
/// activities.
pub(super) fn is_turned(
    cells: &Cells,
    layout: &Layout,
    labels: &Labels,
) -> (bool, Option<&'static str>) {
    if let Some(roles) = corner_says_roles(layout) {
        return (roles, Some("the head above the first column"));
    }
    let heads: Vec<String> = layout.columns.iter().map(|(_, head)| key(head)).collect();
    let rows: Vec<String> =
        (layout.heads + 1..cells.height()).map(|row| key(&labels.activity(cells, row))).collect();
    let rows: Vec<String> = rows.into_iter().filter(|text| !text.is_empty()).collect();
    let upright = share(&heads, is_role) + share(&rows, begins_with_a_verb);
    let turned = share(&rows, is_role) + share(&heads, begins_with_a_verb);
    if (upright - turned).abs() > 0.2 {
        return (turned > upright, Some("what heads and rows are called"));
    }
    let (by_row, by_column) = one_accountable(cells, layout);
    if (by_row - by_column).abs() > 0.3 {
        return (by_column > by_row, Some("that an activity has one A"));
    }
    (false, None)
}

fn share(texts: &[String], is: fn(&str) -> bool) -> f64 {
    let count = texts.iter().filter(|text| is(text)).count();
    count as f64 / texts.len().max(1) as f64
}

/// Shares of rows, and of columns, with exactly one A, of those with letters.
fn one_accountable(cells: &Cells, layout: &Layout) -> (f64, f64) {
    let accountable = |row: usize, column: usize| matches!(cells.cell(row, column), Cell::Sure(letters) if letters.accountable);
    let rows = layout.heads + 1..cells.height();
    let columns = || layout.columns.iter().map(|(column, _)| *column);
    let sure = |row: usize, column: usize| matches!(cells.cell(row, column), Cell::Sure(_));
    let ones = |counts: Vec<usize>| {
        let one = counts.iter().filter(|count| **count == 1).count();
        one as f64 / counts.len().max(1) as f64
    };
    let lettered = rows.clone().filter(|row| columns().any(|column| sure(*row, column)));
    let by_row = lettered.map(|row| columns().filter(|c| accountable(row, *c)).count()).collect();
    let by_column =
        columns().map(|c| rows.clone().filter(|r| accountable(*r, c)).count()).collect();
    (ones(by_row), ones(by_column))
}

/// Whether a name is that of a part that people play, or of somebody.
pub(super) fn is_role(key: &str) -> bool {
    if key.contains('@') {
        return true;
    }
    let words = key.split([' ', '-', '/', '_', '(', ')', '&', '.']);
    words.filter(|word| !word.is_empty()).any(|word| {
        is_role_noun(word)
            || word.ends_with("beauftragter")
            || word.ends_with("beauftragte")
            || word.ends_with("leiter")
    })
}
