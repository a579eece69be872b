//! From sheets to activities: which tables there are, how each is laid out, and its rows.

use super::asked::{CellPlace, SheetError, SheetReading};
use super::cells::Cells;
use super::labels::Labels;
use super::layout::{Layout, layout, tables};
use super::legend::Legend;
use super::map::Meanings;
use super::plain::key;
use super::rows::Table;
use super::turned::is_turned;
use super::{listed, rows};
use crate::read::ACTIVITIES;
use std::collections::BTreeMap;
use terms::grid::{Grid, Sheet};

/// Roles and names of one file. Access may follow from fewer.
const HEADS: usize = 10_000;

/// Reads the sheets of a file as a RACI. `meanings` are answers to what was asked before.
///
/// # Errors
/// If no sheet has a table of activities and letters, or there are more than 20,000 activities or 10,000 roles.
pub fn read(grid: &Grid, meanings: &Meanings) -> Result<SheetReading, SheetError> {
    let legend = Legend::of(grid);
    let mut reading = SheetReading::default();
    for said in &legend.unusual {
        reading.assume(None, format!("the legend says {said}: what a RACI has not is asked"));
    }
    let several = grid.sheets.len() > 1;
    for sheet in wanted(grid, meanings, &mut reading)? {
        let name = if several { sheet.name.as_str() } else { "" };
        let cells = Cells::of(sheet, &legend);
        let before = reading.activities.len();
        for (first, end) in tables(&cells) {
            one_table(&cells.part(first, end), name, &legend, meanings, &mut reading);
        }
        if several && reading.activities.len() == before {
            let what = format!("sheet {:?} has no table of activities", sheet.name);
            reading.assume(None, what);
        }
        limited("activities", reading.activities.len(), ACTIVITIES)?;
        limited("roles", reading.roles.len(), HEADS)?;
    }
    if reading.activities.is_empty() {
        let rows = grid.sheets.iter().map(|sheet| sheet.rows.len()).sum();
        return Err(SheetError::NoTable { sheets: grid.sheets.len(), rows });
    }
    twice(&mut reading);
    Ok(reading)
}

const fn limited(what: &'static str, found: usize, limit: usize) -> Result<(), SheetError> {
    if found > limit { Err(SheetError::TooLarge { what, found, limit }) } else { Ok(()) }
}

/// The sheets that are read: the one that was named, else all that people see.
fn wanted<'a>(
    grid: &'a Grid,
    meanings: &Meanings,
    reading: &mut SheetReading,
) -> Result<Vec<&'a Sheet>, SheetError> {
    if let Some(wanted) = &meanings.sheet {
        let named: Vec<&Sheet> =
            grid.sheets.iter().filter(|sheet| key(&sheet.name) == key(wanted)).collect();
        if named.is_empty() {
            let there = grid.sheets.iter().take(20).map(|sheet| sheet.name.clone()).collect();
            return Err(SheetError::NoSheet { wanted: wanted.clone(), there });
        }
        return Ok(named);
    }
    for hidden in grid.sheets.iter().filter(|sheet| sheet.hidden) {
        reading.assume(None, format!("sheet {:?} is hidden, and not read", hidden.name));
    }
    Ok(grid.sheets.iter().filter(|sheet| !sheet.hidden).collect())
}

fn one_table(
    cells: &Cells,
    sheet: &str,
    legend: &Legend,
    meanings: &Meanings,
    reading: &mut SheetReading,
) {
    let mut own = SheetReading::default();
    let Some((cells, layout)) = upright(cells, legend, meanings, sheet, &mut own) else { return };
    let labels = Labels::of(&cells, &layout);
    let table = Table { cells: &cells, layout: &layout, labels: &labels, legend, meanings, sheet };
    let head = table.place(layout.heads, layout.columns.first().map_or(0, |(column, _)| *column));
    told(&table, head, &mut own);
    if layout.by_letter.is_some() {
        rows::by_letter(&table, &mut own);
    } else if layout.columns.len() == 1 && labels.role.is_some() && labels.activity.is_some() {
        listed::read(&table, &mut own);
    } else {
        rows::matrix(&table, &mut own);
    }
    // What only looked like a table, as a legend does, has told nothing.
    if !own.activities.is_empty() {
        reading.join(own);
    }
}

/// The table with its activities in rows.
fn upright(
    cells: &Cells,
    legend: &Legend,
    meanings: &Meanings,
    sheet: &str,
    reading: &mut SheetReading,
) -> Option<(Cells, Layout)> {
    let direct = layout(cells);
    let across = || {
        let turned = cells.turned(legend)?;
        layout(&turned).map(|layout| (turned, layout))
    };
    let place = |cells: &Cells, layout: &Layout| {
        let (line, column) = cells.place(layout.heads, 0);
        Some(CellPlace { sheet: sheet.to_owned(), line, column: column as u64 + 1 })
    };
    let Some(direct) = direct else {
        let (turned, layout) = across()?;
        reading.assume(
            place(&turned, &layout),
            "activities are in columns, as its duties are in rows",
        );
        return Some((turned, layout));
    };
    if direct.by_letter.is_some() && meanings.turned != Some(true) {
        return Some((cells.clone(), direct));
    }
    let (by_itself, why) = is_turned(cells, &direct, &Labels::of(cells, &direct));
    let turned = match meanings.turned {
        Some(said) => said,
        None => {
            // Duties in the first column, with names beside them.
            let named = across().filter(|(_, layout)| layout.by_letter.is_some());
            if let Some((turned, layout)) =
                named.filter(|(_, layout)| layout.weight > direct.weight)
            {
                reading.assume(
                    place(&turned, &layout),
                    "activities are in columns, as its duties are in rows",
                );
                return Some((turned, layout));
            }
            let told = match (by_itself, why) {
                (true, Some(why)) => {
                    format!("activities are in columns and roles in rows, by {why}")
                }
                (false, None) => {
                    "activities are in rows and roles in columns; nothing says so: if it is \
                                  the other way round, write turned = true under [sheet]"
                        .to_owned()
                }
                _ => String::new(),
            };
            if !told.is_empty() {
                reading.assume(place(cells, &direct), told);
            }
            by_itself
        }
    };
    if turned { across() } else { Some((cells.clone(), direct)) }
}

/// Tells by which columns the table is read.
fn told(table: &Table<'_>, head: CellPlace, reading: &mut SheetReading) {
    let heads: Vec<&str> = table.layout.columns.iter().map(|(_, head)| head.as_str()).collect();
    const SHOWN: usize = 20;
    let mut shown = heads.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if heads.len() > SHOWN {
        shown.push_str(&format!(" and {} more", heads.len() - SHOWN));
    }
    let what = match &table.layout.by_letter {
        Some(_) => format!("heads are duties, and cells hold names: {shown}"),
        None => format!("heads are roles or names: {shown}"),
    };
    reading.assume(Some(head.clone()), what);
    let column = |column: usize| table.cells.head(table.layout.heads, column).to_owned();
    let labels = table.labels;
    if let Some(activity) = labels.activity {
        let name = column(activity);
        let named = if name.is_empty() {
            "the column without a head".to_owned()
        } else {
            format!("{name:?}")
        };
        if !super::labels::is_known_head(&name) {
            reading.assume(Some(head.clone()), format!("activities are in {named}"));
        }
    }
    let letters = |column: &&(usize, Option<super::words::Head>)| {
        let body = table.layout.heads + 1..table.cells.height();
        body.into_iter()
            .any(|row| matches!(table.cells.cell(row, column.0), super::cell::Cell::Sure(_)))
    };
    for (left_out, _) in table.layout.labels.iter().filter(letters) {
        let what =
            format!("{:?} holds letters among text, and is not read as a role", column(*left_out));
        reading.assume(Some(head.clone()), what);
    }
    let asides: Vec<String> =
        labels.asides.iter().map(|aside| column(*aside)).filter(|n| !n.is_empty()).collect();
    if !asides.is_empty() {
        reading.assume(Some(head), format!("no roles, and not read: {}", asides.join(", ")));
    }
}

/// Tells of activities that stand more than once.
fn twice(reading: &mut SheetReading) {
    let mut seen: BTreeMap<(String, Vec<String>), CellPlace> = BTreeMap::new();
    let mut told = Vec::new();
    for activity in &reading.activities {
        let key = (key(&activity.activity), activity.assets.clone());
        match seen.get(&key) {
            Some(first) => {
                told.push((activity.place.clone(), activity.activity.clone(), first.clone()))
            }
            None => {
                seen.insert(key, activity.place.clone());
            }
        }
    }
    for (place, activity, first) in told {
        reading.assume(Some(place), format!("{activity:?} stands at {first} too: both are kept"));
    }
}
