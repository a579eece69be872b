//! Where in a sheet the heads are, which columns hold letters, and which say what is done.

use super::cell::Cell;
use super::cells::Cells;
use super::plain::{bare, key};
use super::words::{Duty, Head, duty, head, is_legend};
use std::collections::{HashMap, HashSet};

/// Rows in which heads are looked for, in one table.
const OPENING: usize = 60;
/// Rows of heads above one another.
const LEVELS: usize = 4;

/// A table of a sheet: what its columns are.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The row of the heads; what is above is title or heads of groups.
    pub(super) heads: usize,
    /// Columns with letters or, if `by_letter`, with names; each with its head.
    pub(super) columns: Vec<(usize, String)>,
    /// Of each of `columns`, the duty, where heads are letters and cells hold names.
    pub(super) by_letter: Option<Vec<Vec<Duty>>>,
    /// The other columns that have text.
    pub(super) labels: Vec<(usize, Option<Head>)>,
    /// Cells with letters, or names, under the heads.
    pub(super) weight: usize,
}

/// Parts of a sheet that have heads of their own: where a row of heads is repeated, another table begins.
pub(super) fn tables(cells: &Cells) -> Vec<(usize, usize)> {
    let mut starts = vec![0];
    let mut before: Option<usize> = None;
    for row in (0..cells.height()).filter(|row| heads_activities(cells, *row)) {
        let rows_between = before.is_some_and(|before| {
            (before + 1..row)
                .any(|row| cells.filled(row).filter(|c| sure(cells, row, *c)).count() > 0)
                || by_duty(cells, before).is_some() && row > before + 1
        });
        if rows_between {
            // Titles directly above are of the new table.
            let titles =
                (0..row).rev().take_while(|above| cells.filled(*above).count() == 1).count();
            starts.push(row - titles);
        }
        before = Some(row);
    }
    let ends = starts.iter().skip(1).copied().chain([cells.height()]);
    starts.iter().copied().zip(ends).collect()
}

fn sure(cells: &Cells, row: usize, column: usize) -> bool {
    matches!(cells.cell(row, column), Cell::Sure(_))
}

/// Whether a row says that its columns are activities, roles or the like, and holds few letters.
fn heads_activities(cells: &Cells, row: usize) -> bool {
    let filled: Vec<usize> = cells.filled(row).collect();
    // What rows are is said on the left.
    let named = filled.iter().take(8).any(|column| {
        matches!(head(&key(cells.text(row, *column))), Some(Head::Activity(_) | Head::Role))
    });
    let letters = filled.iter().filter(|column| sure(cells, row, **column)).count();
    named && filled.len() > 1 && (letters * 2 < filled.len() || by_duty(cells, row).is_some())
}

/// The layout of a table, if it is one.
pub(super) fn layout(cells: &Cells) -> Option<Layout> {
    by_letter(cells).or_else(|| matrix(cells))
}

/// What columns of a row say as duties: at least two different ones, of which one does or answers.
fn by_duty(cells: &Cells, row: usize) -> Option<Vec<(usize, Vec<Duty>)>> {
    let mut found: Vec<(usize, Vec<Duty>)> = Vec::new();
    for column in cells.filled(row) {
        let duties = duties(cells.text(row, column));
        if !duties.is_empty() {
            found.push((column, duties));
        }
    }
    let all: Vec<Duty> = found.iter().flat_map(|(_, duties)| duties).copied().collect();
    let count = |duty: Duty| all.iter().filter(|one| **one == duty).count();
    let raci = [Duty::Responsible, Duty::Accountable, Duty::Consulted, Duty::Informed];
    let kinds = raci.into_iter().filter(|duty| count(*duty) > 0).count();
    let once = raci.into_iter().all(|duty| count(duty) < 2);
    let does = count(Duty::Responsible) + count(Duty::Accountable) > 0;
    (kinds >= 2 && once && does).then_some(found)
}

/// The duties that a head names: `Responsible`, `R`, `Accountable (A)`, `A/R`, `R - does the work`.
fn duties(text: &str) -> Vec<Duty> {
    let shown = bare(text);
    if let Some(found) = duty(&key(&shown)) {
        return vec![found];
    }
    let first =
        shown.split(['(', '-', ':', '=', '\n', '\u{2013}', '\u{2014}']).next().unwrap_or_default();
    let inner =
        shown.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner);
    for text in [Some(first), inner].into_iter().flatten() {
        if let Some(found) =
            duty(&key(text)).filter(|found| *found != Duty::Other || text.trim().len() > 1)
        {
            return vec![found];
        }
    }
    let parts: Vec<Option<Duty>> =
        first.split(['/', '&', '+', ',']).map(|part| duty(&key(part))).collect();
    match parts.len() > 1 && parts.iter().all(Option::is_some) {
        true => parts.into_iter().flatten().collect(),
        false => Vec::new(),
    }
}

/// A table whose heads are duties, and whose cells hold names.
fn by_letter(cells: &Cells) -> Option<Layout> {
    let mut best: Option<Layout> = None;
    for row in 0..cells.height().min(OPENING) {
        let Some(found) = by_duty(cells, row) else { continue };
        // Under heads of their own they are letters of a row.
        let above = row.saturating_sub(LEVELS)..row;
        let headed = |(column, _): &&(usize, Vec<Duty>)| {
            above.clone().any(|above| cells.cell(above, *column) == Cell::Text)
        };
        if found.iter().filter(headed).count() * 2 >= found.len() {
            continue;
        }
        let (mut names, mut letters) = (0usize, 0usize);
        for below in row + 1..cells.height() {
            for (column, _) in &found {
                match cells.cell(below, *column) {
                    Cell::Text => names += 1,
                    Cell::Sure(_) => letters += 1,
                    // An abbreviation such as `DS`; or a letter with something beside it.
                    Cell::Ask => names += usize::from(cells.text(below, *column).len() > 1),
                    Cell::None => {}
                }
            }
        }
        if names <= letters * 2 || best.as_ref().is_some_and(|best| best.weight >= names) {
            continue;
        }
        let columns: Vec<usize> = found.iter().map(|(column, _)| *column).collect();
        best = Some(Layout {
            heads: row,
            labels: labels(cells, row, &columns),
            columns: found.iter().map(|(c, _)| (*c, bare(cells.text(row, *c)))).collect(),
            by_letter: Some(found.into_iter().map(|(_, duties)| duties).collect()),
            weight: names,
        });
    }
    best
}

/// How often each class of cells stands in a column.
#[derive(Default, Clone, Copy)]
struct Column {
    sure: usize,
    ask: usize,
    text: usize,
}

impl Column {
    fn see(&mut self, cell: Cell, by: isize) {
        let count = match cell {
            Cell::None => return,
            Cell::Sure(_) => &mut self.sure,
            Cell::Ask => &mut self.ask,
            Cell::Text => &mut self.text,
        };
        *count = count.saturating_add_signed(by);
    }

    /// Whether it holds letters, with here and there a remark.
    const fn is_letters(self) -> bool {
        self.text == 0 || (self.sure > 0 && self.sure >= self.text)
    }
}

/// A table whose heads are names, and whose cells hold letters: the row of heads is the one under which
/// most letters stand, each in a column with a head.
fn matrix(cells: &Cells) -> Option<Layout> {
    let mut below = vec![Column::default(); cells.width];
    for row in 0..cells.height() {
        (0..cells.width).for_each(|c| {
            if let Some(b) = below.get_mut(c) {
                b.see(cells.cell(row, c), 1)
            }
        });
    }
    let (mut best, mut most) = (None, 0isize);
    for row in 0..cells.height().min(OPENING) {
        (0..cells.width).for_each(|c| {
            if let Some(b) = below.get_mut(c) {
                b.see(cells.cell(row, c), -1)
            }
        });
        let columns = lettered(cells, row, &below);
        let weight: usize = columns.iter().filter_map(|c| below.get(*c)).map(|c| c.sure).sum();
        let texts: usize = columns.iter().filter_map(|c| below.get(*c)).map(|c| c.text).sum();
        let own = columns.iter().filter(|c| sure(cells, row, **c)).count();
        let bonus = usize::from(heads_activities(cells, row)) * 2;
        let score = (weight * 2 + bonus) as isize - (texts * 6) as isize - (own * 2) as isize;
        if weight > 0 && score > most {
            (best, most) = (Some((row, columns, weight)), score);
        }
    }
    let (heads, columns, weight) = best?;
    let labels = labels(cells, heads, &columns);
    let columns = named(cells, heads, &columns);
    Some(Layout { heads, columns, by_letter: None, labels, weight })
}

/// The columns with a head in `row` or above, and letters below.
fn lettered(cells: &Cells, row: usize, below: &[Column]) -> Vec<usize> {
    let is_letters = |column: usize| {
        let aside = matches!(
            head(&key(cells.head(row, column))),
            Some(Head::Aside | Head::Activity(_) | Head::Phase)
        );
        let text = head_of(cells, row, column);
        let explains = is_legend(&key(text));
        below.get(column).is_some_and(|c| c.is_letters()) && !aside && !explains && !text.is_empty()
    };
    let first =
        (0..cells.width).find(|&c| is_letters(c) && below.get(c).is_some_and(|c| c.sure > 0));
    let Some(mut first) = first else { return Vec::new() };
    // A role whose every cell has to be asked stands beside those that are sure.
    let asked = |column: usize| is_letters(column) && below.get(column).is_some_and(|c| c.ask > 0);
    while first > 0 && asked(first - 1) {
        first -= 1;
    }
    (first..cells.width).filter(|column| is_letters(*column)).collect()
}

/// The head of a column: in `row`, or the nearest above where it is left free.
fn head_of(cells: &Cells, row: usize, column: usize) -> &str {
    let levels = (row.saturating_sub(LEVELS - 1)..=row).rev();
    let mut own = levels.map(|row| cells.text(row, column)).filter(|text| !text.is_empty());
    own.next().unwrap_or_default()
}

/// Columns with their heads; where two are the same, with those of their groups.
fn named(cells: &Cells, row: usize, columns: &[usize]) -> Vec<(usize, String)> {
    let plain: Vec<(usize, String)> =
        columns.iter().map(|&column| (column, one_line(head_of(cells, row, column)))).collect();
    let keys: Vec<String> = plain.iter().map(|(_, name)| key(name)).collect();
    let group = |column: usize| {
        let above = (row.saturating_sub(LEVELS - 1)..row).rev();
        above.map(|above| group_at(cells, above, column)).find(|text| !text.is_empty())
    };
    let mut count: HashMap<&str, usize> = HashMap::new();
    keys.iter().for_each(|key| *count.entry(key).or_default() += 1);
    let mut taken: HashSet<String> = HashSet::new();
    let mut named = Vec::with_capacity(plain.len());
    for ((column, name), own) in plain.into_iter().zip(&keys) {
        let twice = count.get(own.as_str()).is_some_and(|count| *count > 1);
        let whole = match group(column).filter(|_| twice) {
            Some(group) => format!("{group}: {name}"),
            None => name,
        };
        // Where nothing tells them apart, their columns do.
        let unlike = taken.insert(whole.clone());
        let whole = if unlike { whole } else { format!("{whole} (column {})", column + 1) };
        taken.insert(whole.clone());
        named.push((column, whole));
    }
    named
}

/// The head of the group that a column is in: written over it, or over the nearest column to the left.
fn group_at(cells: &Cells, row: usize, column: usize) -> String {
    let left = (1..=column).rev().map(|column| cells.head(row, column));
    one_line(left.into_iter().find(|text| !text.is_empty()).unwrap_or_default())
}

pub(super) fn one_line(text: &str) -> String {
    bare(text).replace('\n', " ")
}

/// The columns that hold text and no letters, with what their heads say.
fn labels(cells: &Cells, heads: usize, columns: &[usize]) -> Vec<(usize, Option<Head>)> {
    let texts = |column: &usize| {
        !columns.contains(column)
            && (heads + 1..cells.height()).any(|row| !cells.text(row, *column).is_empty())
    };
    (0..cells.width).filter(texts).map(|c| (c, head(&key(head_of(cells, heads, c))))).collect()
}
