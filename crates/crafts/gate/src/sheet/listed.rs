//! A table with one row for each letter: activity, role, letter.

use super::asked::{SheetActivity, SheetReading};
use super::layout::one_line;
use super::plain::key;
use super::rows::{Table, give, said};

pub(super) fn read(table: &Table<'_>, reading: &mut SheetReading) {
    let (Some(role), Some((letter, _))) = (table.labels.role, table.layout.columns.first()) else {
        return;
    };
    let begin = reading.activities.len();
    let mut above = String::new();
    for row in table.layout.heads + 1..table.cells.height() {
        let own = table.labels.activity(table.cells, row);
        let who = one_line(table.cells.text(row, role));
        let text = table.cells.text(row, *letter);
        if who.is_empty() || text.is_empty() || (own.is_empty() && above.is_empty()) {
            continue;
        }
        if !own.is_empty() {
            above = own;
        }
        let assets = table.labels.assets(table.cells, row);
        let place = table.place(row, *letter);
        if !reading.roles.iter().any(|(known, _)| *known == who) {
            reading.roles.push((who.clone(), table.place(row, role)));
        }
        let of_table = reading.activities.get_mut(begin..).unwrap_or_default();
        let known =
            of_table.iter_mut().find(|a| key(&a.activity) == key(&above) && a.assets == assets);
        if let Some(activity) = known {
            if let Some(letters) = said(table, activity, &who, text, || place.clone()) {
                give(activity, &who, letters, place);
            }
            continue;
        }
        let action = table.labels.action.map(|column| one_line(table.cells.text(row, column)));
        let mut activity = SheetActivity {
            activity: above.clone(),
            section: table.labels.phase(table.cells, row),
            action: action.filter(|text| !text.is_empty()),
            assets,
            place: table.place(row, table.labels.activity.unwrap_or_default()),
            letters: Vec::new(),
            places: Vec::new(),
            to_ask: Vec::new(),
        };
        if let Some(letters) = said(table, &mut activity, &who, text, || place.clone()) {
            give(&mut activity, &who, letters, place);
        }
        reading.activities.push(activity);
    }
}
