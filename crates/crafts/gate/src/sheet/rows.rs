//! The rows of a table: letters under roles, or names under letters.

use super::asked::{CellPlace, OpenLetter, SheetActivity, SheetReading};
use super::cell::{Cell, cell};
use super::cells::Cells;
use super::labels::Labels;
use super::layout::{Layout, one_line};
use super::legend::Legend;
use super::map::Meanings;
use super::names::{Named, Spellings};
use super::plain::{bare, key};
use super::words::{Duty, is_legend, is_total};
use crate::Letters;

/// A table and all that is known of it.
pub(super) struct Table<'a> {
    pub(super) cells: &'a Cells,
    pub(super) layout: &'a Layout,
    pub(super) labels: &'a Labels,
    pub(super) legend: &'a Legend,
    pub(super) meanings: &'a Meanings,
    pub(super) sheet: &'a str,
}

impl Table<'_> {
    pub(super) fn place(&self, row: usize, column: usize) -> CellPlace {
        let (line, column) = self.cells.place(row, column);
        CellPlace { sheet: self.sheet.to_owned(), line, column: column as u64 + 1 }
    }

    fn body(&self) -> std::ops::Range<usize> {
        self.layout.heads + 1..self.cells.height()
    }

    fn filled(&self, row: usize) -> usize {
        self.layout.columns.iter().filter(|(c, _)| self.cells.cell(row, *c) != Cell::None).count()
    }

    /// Whether the heads stand here once more.
    fn repeats_heads(&self, row: usize) -> bool {
        let same = |(column, head): &&(usize, String)| {
            let text = self.cells.text(row, *column);
            !text.is_empty() && key(text) == key(head)
        };
        let count = self.layout.columns.iter().filter(same).count();
        count > 1 && count * 2 >= self.filled(row)
    }

    /// Whether a row explains letters, or counts them.
    fn explains(&self, row: usize) -> bool {
        let texts: Vec<&str> = self.cells.filled(row).map(|c| self.cells.text(row, c)).collect();
        let first = texts.first().map(|text| bare(text)).unwrap_or_default();
        let words = key(&first);
        let sure = |(c, _): &(usize, String)| matches!(self.cells.cell(row, *c), Cell::Sure(_));
        let total = is_total(&words) && !self.layout.columns.iter().any(sure);
        // `R | Responsible: does the work`.
        let lone = first.trim_end_matches([':', '=']).chars().count() == 1
            && texts.len() <= 3
            && texts.get(1).is_some_and(|text| text.chars().count() > 3);
        let paired = |text: &&str| {
            let shown = bare(text);
            let mut letters = shown.chars();
            letters.next().is_some_and(char::is_alphabetic)
                && letters.as_str().trim_start().starts_with(['=', ':', '\u{2013}', '\u{2014}'])
        };
        is_legend(&words) || total || lone || (!texts.is_empty() && texts.iter().all(paired))
    }
}

/// Goes through the rows with what was seen above.
struct Walk {
    section: Option<String>,
    phase: Option<String>,
    activity: Option<String>,
}

impl Walk {
    const fn new() -> Self {
        Self { section: None, phase: None, activity: None }
    }

    /// The activity of a row that has letters or names; `None` if nothing says what it is.
    fn activity(
        &mut self,
        table: &Table<'_>,
        row: usize,
        reading: &mut SheetReading,
    ) -> Option<SheetActivity> {
        let labels = table.labels;
        if let Some(phase) = labels.phase(table.cells, row) {
            self.phase = Some(phase);
        }
        let own = labels.activity(table.cells, row);
        let column = labels.activity.unwrap_or_default();
        let place = table.place(row, column);
        let activity = if own.is_empty() {
            // What groups, where nothing finer is said; else the one that is written above.
            let grouped = labels.phase(table.cells, row);
            match (grouped, &self.activity) {
                (Some(phase), _) => phase,
                (None, Some(above)) => {
                    reading.assume(
                        Some(place.clone()),
                        format!("this row goes on with {above:?}, which stands above it"),
                    );
                    above.clone()
                }
                (None, None) => {
                    reading.assume(Some(place), "this row says not what is done, and is not read");
                    return None;
                }
            }
        } else {
            own
        };
        self.activity = Some(activity.clone());
        let action = labels.action.map(|column| one_line(table.cells.text(row, column)));
        Some(SheetActivity {
            activity,
            section: self.phase.clone().or_else(|| self.section.clone()),
            action: action.filter(|text| !text.is_empty()),
            assets: labels.assets(table.cells, row),
            place,
            letters: Vec::new(),
            places: Vec::new(),
            to_ask: Vec::new(),
        })
    }

    /// A row without letters: it heads what follows, if something does.
    fn heads(&mut self, table: &Table<'_>, row: usize, last: usize, reading: &mut SheetReading) {
        let mut texts = table.cells.filled(row).map(|c| one_line(table.cells.text(row, c)));
        let (first, more) = (texts.next(), texts.next());
        let Some(first) = first else { return };
        let column = table.labels.activity.unwrap_or_default();
        if row > last {
            return;
        }
        let what = if more.is_none() {
            self.section = Some(first.clone());
            self.phase = None;
            format!("{first:?} has no letters, and is taken for the head of what follows")
        } else {
            let named = table.labels.activity(table.cells, row);
            format!(
                "{:?} has no letters: nobody is named for it",
                if named.is_empty() { first } else { named }
            )
        };
        reading.assume(Some(table.place(row, column)), what);
    }
}

/// Rows with letters under roles.
pub(super) fn matrix(table: &Table<'_>, reading: &mut SheetReading) {
    // Heads are told apart already.
    let heads = table.layout.columns.iter();
    reading.roles =
        heads.map(|(c, head)| (head.clone(), table.place(table.layout.heads, *c))).collect();
    let lettered = |row: usize| {
        let letters = |(c, _): &(usize, String)| {
            matches!(table.cells.cell(row, *c), Cell::Sure(_) | Cell::Ask)
        };
        table.layout.columns.iter().any(letters) && !table.explains(row)
    };
    let last = table.body().rev().find(|row| lettered(*row)).unwrap_or_default();
    let mut walk = Walk::new();
    for row in table.body() {
        if table.cells.filled(row).next().is_none()
            || table.repeats_heads(row)
            || table.explains(row)
        {
            continue;
        }
        let remark = row <= last
            && table.filled(row) > 0
            && !table.labels.activity(table.cells, row).is_empty();
        if !lettered(row) && !remark {
            walk.heads(table, row, last, reading);
            continue;
        }
        let Some(mut activity) = walk.activity(table, row, reading) else { continue };
        for (column, head) in &table.layout.columns {
            let text = table.cells.text(row, *column);
            if let Some(letters) =
                said(table, &mut activity, head, text, || table.place(row, *column))
            {
                activity.letters.push((head.clone(), letters));
                activity.places.push(table.place(row, *column));
            }
        }
        reading.activities.push(activity);
    }
}

/// The letters that a cell says, or the answer to it; adds the question if there is none.
pub(super) fn said(
    table: &Table<'_>,
    activity: &mut SheetActivity,
    role: &str,
    text: &str,
    place: impl Fn() -> CellPlace,
) -> Option<Letters> {
    if text.is_empty() {
        return None;
    }
    let answer = table.meanings.letters(&activity.activity, role, text);
    let letters = match (answer, cell(text, table.legend)) {
        (Some(letters), _) | (None, Cell::Sure(letters)) => letters,
        (None, Cell::None) => return None,
        (None, Cell::Ask | Cell::Text) => {
            let (role, text) = (role.to_owned(), one_line(text));
            activity.to_ask.push(OpenLetter { role, text, place: place() });
            return None;
        }
    };
    (!letters.is_empty()).then_some(letters)
}

/// Adds letters to those that a role has.
pub(super) fn give(activity: &mut SheetActivity, role: &str, letters: Letters, place: CellPlace) {
    if letters.is_empty() {
        return;
    }
    if let Some((_, held)) = activity.letters.iter_mut().find(|(name, _)| name == role) {
        *held = held.and(letters);
        return;
    }
    activity.letters.push((role.to_owned(), letters));
    activity.places.push(place);
}

fn knows(reading: &mut SheetReading, role: &str, place: CellPlace) {
    if !reading.roles.iter().any(|(known, _)| known == role) {
        reading.roles.push((role.to_owned(), place));
    }
}

/// Rows with names under letters.
pub(super) fn by_letter(table: &Table<'_>, reading: &mut SheetReading) {
    let Some(duties) = &table.layout.by_letter else { return };
    let mut spellings = Spellings::default();
    let columns = || table.layout.columns.iter().zip(duties);
    for row in table.body().filter(|row| !table.explains(*row)) {
        columns().for_each(|((column, _), _)| spellings.see(table.cells.text(row, *column)));
    }
    let named = |row: usize| table.filled(row) > 0 && !table.explains(row);
    let last = table.body().rev().find(|row| named(*row)).unwrap_or_default();
    let mut walk = Walk::new();
    for row in table.body() {
        if table.cells.filled(row).next().is_none()
            || table.repeats_heads(row)
            || table.explains(row)
        {
            continue;
        }
        if !named(row) {
            walk.heads(table, row, last, reading);
            continue;
        }
        let Some(mut activity) = walk.activity(table, row, reading) else { continue };
        for ((column, head), duties) in columns() {
            let place = table.place(row, *column);
            for name in spellings.names(table.cells.text(row, *column)) {
                let under = (head.as_str(), duties.as_slice());
                by_duty(table, &mut activity, under, name, &place, reading);
            }
        }
        reading.activities.push(activity);
    }
}

fn by_duty(
    table: &Table<'_>,
    activity: &mut SheetActivity,
    (head, duties): (&str, &[Duty]),
    name: Named,
    place: &CellPlace,
    reading: &mut SheetReading,
) {
    let letters = duties
        .iter()
        .try_fold(Letters::default(), |letters, duty| duty.letters().map(|d| letters.and(d)));
    let letters = letters.or_else(|| table.meanings.letters(&activity.activity, "", head));
    match (name, letters) {
        (Named::Somebody(name), Some(letters)) => {
            knows(reading, &name, place.clone());
            give(activity, &name, letters, place.clone());
        }
        // A duty that a RACI has not.
        (Named::Somebody(name), None) => {
            knows(reading, &name, place.clone());
            let text = short(head);
            activity.to_ask.push(OpenLetter { role: name, text, place: place.clone() });
        }
        (Named::Unsure(text), _) => {
            if let Some(answer) = table.meanings.who(&activity.activity, head, &text) {
                let letters = letters.unwrap_or_default();
                for name in answer {
                    knows(reading, name, place.clone());
                    give(activity, name, letters, place.clone());
                }
                return;
            }
            activity.to_ask.push(OpenLetter { role: head.to_owned(), text, place: place.clone() });
        }
    }
}

/// The letter of a head such as `Support (S)`, as a matrix would have it.
fn short(head: &str) -> String {
    let first = bare(head).chars().find(|c| c.is_alphabetic());
    first.map_or_else(|| head.to_owned(), |letter| letter.to_uppercase().to_string())
}

impl Duty {
    /// As letters; none for what a RACI has not.
    fn letters(self) -> Option<Letters> {
        let none = Letters::default();
        match self {
            Self::Responsible => Some(Letters { responsible: true, ..none }),
            Self::Accountable => Some(Letters { accountable: true, ..none }),
            Self::Consulted => Some(Letters { consulted: true, ..none }),
            Self::Informed => Some(Letters { informed: true, ..none }),
            Self::Other => None,
        }
    }
}
