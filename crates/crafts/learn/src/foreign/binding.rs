//! Which columns of a table a model's inputs take, and rows made of them.

use super::meaning::OTHER;
use super::ports::{Port, PortKind};
use crate::error::LearnError;
use crate::rows::{Texts, number};
use crate::table::{Categorical, Numeric, Table};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// A column of the data, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

/// The columns of each input.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    pub(super) ports: Vec<Port>,
    /// For each input, its columns, as places in a [`Table`].
    pub(super) places: Vec<Vec<Place>>,
    /// Names of the columns of numbers, and of those of texts, in the table's order.
    numbers: Vec<(String, PortKind)>,
    texts: Vec<String>,
    /// What was not said by the model, and is taken to be so.
    pub notes: Vec<String>,
}

/// Where in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Number(usize),
    Text(usize),
}

/// What stands in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// `NaN` is missing.
    Number(f64),
    Text(Option<String>),
}

/// Rows to ask about.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    /// Its classes are those of the data, in order, and [`OTHER`].
    pub table: Table,
    /// For each row of the table, where it stood.
    pub positions: Vec<usize>,
    /// Rows left out, as a whole number is missing.
    pub incomplete: usize,
}

impl Binding {
    /// Binds inputs to columns by name; what is left of both in order, if numbers and texts add
    /// up.
    ///
    /// # Errors
    /// If an input is of the other type than its column, or the number of columns differs.
    pub fn of(ports: &[Port], columns: &[Named]) -> Result<Self, LearnError> {
        let mut taken: Vec<Option<Vec<usize>>> = vec![None; ports.len()];
        let mut free: Vec<usize> = (0..columns.len()).collect();
        let mut notes = Vec::new();
        for (port, taken) in ports.iter().zip(&mut taken) {
            if port.width.is_none_or(|width| width == 1)
                && let Some(at) = by_name(&port.name, columns, &free, &mut notes)
            {
                free.retain(|other| *other != at);
                *taken = Some(vec![at]);
            }
        }
        let left: Vec<usize> =
            (0..ports.len()).filter(|at| matches!(taken.get(*at), Some(None))).collect();
        if !left.is_empty() {
            let open: Vec<&Port> = left.iter().filter_map(|at| ports.get(*at)).collect();
            for (at, columns) in left.iter().zip(in_order(&open, columns, &mut free, &mut notes)?) {
                if let Some(taken) = taken.get_mut(*at) {
                    *taken = Some(columns);
                }
            }
        }
        if !free.is_empty() {
            notes.push(format!("not taken by the model: {}", names(&free, columns)));
        }
        let taken = taken.into_iter().map(Option::unwrap_or_default);
        Self {
            ports: ports.to_vec(),
            places: Vec::new(),
            numbers: Vec::new(),
            texts: Vec::new(),
            notes,
        }
        .placed(taken, columns)
    }

    fn placed(
        mut self,
        taken: impl Iterator<Item = Vec<usize>>,
        columns: &[Named],
    ) -> Result<Self, LearnError> {
        for (port, taken) in self.ports.iter().zip(taken) {
            let mut places = Vec::with_capacity(taken.len());
            for column in taken.iter().filter_map(|at| columns.get(*at)) {
                let name = column.name.clone();
                if port.kind == PortKind::Text {
                    places.push(Place::Text(self.texts.len()));
                    self.texts.push(name);
                } else if column.numeric {
                    places.push(Place::Number(self.numbers.len()));
                    self.numbers.push((name, port.kind));
                } else {
                    let (found, expected) = ("text", "numbers");
                    return Err(LearnError::ColumnType { column: name, found, expected });
                }
            }
            self.places.push(places);
        }
        Ok(self)
    }

    /// What is bound.
    #[must_use]
    pub fn ports(&self) -> &[Port] {
        &self.ports
    }

    /// The columns that are taken: those of numbers, then those of texts, each in the table's order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let numbers = self.numbers.iter().map(|(name, _)| name.as_str());
        numbers.chain(self.texts.iter().map(String::as_str))
    }

    /// For each input, the cells that it takes of each row of `table`, row by row.
    #[must_use]
    pub fn cells(&self, table: &Table) -> Vec<Vec<Cell>> {
        let cell = |kind: PortKind, place: &Place, row: usize| match place {
            Place::Number(at) => {
                let values = table.numeric().get(*at).map(|column| &column.values);
                let value = values.and_then(|values| values.get(row)).copied().unwrap_or(f32::NAN);
                let value = if kind == PortKind::Whole { value.round() } else { value };
                Cell::Number(f64::from(value))
            }
            Place::Text(at) => {
                let column = table.categorical().get(*at);
                let text = column
                    .and_then(|column| column.vocabulary.get(*column.codes.get(row)? as usize));
                Cell::Text(text.cloned())
            }
        };
        let input = |(port, places): (&Port, &Vec<Place>)| {
            let rows =
                (0..table.rows()).flat_map(|row| places.iter().map(move |place| (row, place)));
            rows.map(|(row, place)| cell(port.kind, place, row)).collect()
        };
        self.ports.iter().zip(&self.places).map(input).collect()
    }

    /// Names of the columns of whole numbers that are taken.
    #[must_use]
    pub fn whole(&self) -> Vec<&str> {
        let whole = self.numbers.iter().filter(|(_, kind)| *kind == PortKind::Whole);
        whole.map(|(name, _)| name.as_str()).collect()
    }

    /// Makes rows of the columns, which `column` gives by name and for what they are taken: numbers as they
    /// are understood, texts as they stand in the file, as the model was taught them. Rows without a label
    /// are left out, and those without a whole number that the model takes.
    ///
    /// # Errors
    /// If a column is missing or of another length than `labels`, no row is left, or there are
    /// more classes than can be learned.
    pub fn gather(
        &self,
        column: &dyn Fn(&str, PortKind) -> Option<Texts>,
        labels: &[Option<String>],
    ) -> Result<Gathered, LearnError> {
        let rows = labels.len();
        let given = |name: &str, kind: PortKind| {
            let texts = column(name, kind).ok_or_else(|| LearnError::MissingColumn {
                column: name.to_owned(),
                expected: "it".to_owned(),
            })?;
            if texts.len() == rows {
                Ok(texts)
            } else {
                Err(LearnError::Length { column: name.to_owned(), found: texts.len(), rows })
            }
        };
        let mut numbers = Vec::with_capacity(self.numbers.len());
        let mut complete = vec![true; rows];
        for (name, kind) in &self.numbers {
            let texts = given(name, *kind)?;
            let numeric = number(name.clone(), texts.iter().map(Option::as_deref))?;
            if *kind == PortKind::Whole {
                let whole = complete.iter_mut().zip(&numeric.values);
                whole.for_each(|(complete, value)| *complete &= value.is_finite());
            }
            numbers.push(numeric);
        }
        let classes = classes(labels);
        let codes: HashMap<&str, u32> = classes.iter().map(String::as_str).zip(0u32..).collect();
        let code = |row: usize| codes.get(labels.get(row)?.as_deref()?.trim()).copied();
        let labelled: Vec<(usize, u32)> =
            (0..rows).filter_map(|row| code(row).map(|code| (row, code))).collect();
        let is_whole = |row: &usize| complete.get(*row).copied().unwrap_or(false);
        let kept: Vec<(usize, u32)> =
            labelled.iter().filter(|(row, _)| is_whole(row)).copied().collect();
        if kept.is_empty() {
            return Err(LearnError::FewRows { found: 0, least: 1 });
        }
        let positions: Vec<usize> = kept.iter().map(|(row, _)| *row).collect();
        let numbers = numbers.into_iter().map(|numeric| picked(numeric, &positions)).collect();
        let texts = self.texts.iter().map(|name| {
            let texts = given(name, PortKind::Text)?;
            let cells = positions.iter().map(|row| texts.get(*row).and_then(Option::as_deref));
            Ok(Categorical::from_texts(name, cells))
        });
        let texts = texts.collect::<Result<Vec<_>, LearnError>>()?;
        let codes = kept.iter().map(|(_, code)| *code).collect();
        let table = Table::new(numbers, texts, codes, classes)?;
        Ok(Gathered { table, incomplete: labelled.len() - positions.len(), positions })
    }
}

fn picked(numeric: Numeric, positions: &[usize]) -> Numeric {
    let value = |row: &usize| numeric.values.get(*row).copied().unwrap_or(f32::NAN);
    Numeric { values: positions.iter().map(value).collect(), name: numeric.name }
}

/// The data's classes as scikit-learn orders them: by number if all are numbers, else by text; and
/// one more for any other answer.
fn classes(labels: &[Option<String>]) -> Vec<String> {
    let texts: BTreeSet<&str> = labels.iter().flatten().map(|label| label.trim()).collect();
    let mut classes: Vec<&str> = texts.into_iter().collect();
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| !number.is_nan());
    if classes.iter().all(|text| number(text).is_some()) {
        classes.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    }
    classes.into_iter().chain([OTHER]).map(str::to_owned).collect()
}

fn by_name(
    name: &str,
    columns: &[Named],
    free: &[usize],
    notes: &mut Vec<String>,
) -> Option<usize> {
    let is = |at: &usize, same: &dyn Fn(&str) -> bool| {
        columns.get(*at).is_some_and(|column| same(&column.name))
    };
    if let Some(at) = free.iter().find(|at| is(at, &|column| column == name)) {
        return Some(*at);
    }
    // Exports spell names in their own way: `years employed` becomes `years_employed`.
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(name);
    let mut alike = free.iter().filter(|at| is(at, &|column| plain(column) == wanted));
    match (alike.next(), alike.next()) {
        (Some(at), None) if !wanted.is_empty() => {
            notes.push(format!("input {name:?} takes the column {}", names(&[*at], columns)));
            Some(*at)
        }
        _ => None,
    }
}

/// Columns in their order for inputs that no column is called like.
fn in_order(
    ports: &[&Port],
    columns: &[Named],
    free: &mut Vec<usize>,
    notes: &mut Vec<String>,
) -> Result<Vec<Vec<usize>>, LearnError> {
    let all = std::mem::take(free);
    if let [port] = ports {
        let wanted = port.width.unwrap_or(all.len());
        if wanted != all.len() || all.is_empty() {
            return Err(differ(port, wanted, &all, columns));
        }
        notes.push(in_the_order(port, &all, columns));
        return Ok(vec![all]);
    }
    let numeric = |at: &usize| columns.get(*at).is_some_and(|column| column.numeric);
    let (mut numbers, mut texts): (Vec<usize>, Vec<usize>) = all.iter().partition(|at| numeric(at));
    let mut bound = Vec::new();
    for (place, port) in ports.iter().enumerate() {
        let text = |port: &Port| port.kind == PortKind::Text;
        let pool = if text(port) { &mut texts } else { &mut numbers };
        let more = ports.iter().skip(place + 1).any(|other| text(other) == text(port));
        let wanted = match port.width {
            Some(width) => width,
            None if !more => pool.len(),
            None => return Err(differ(port, 0, pool, columns)),
        };
        if wanted == 0 || wanted > pool.len() || !more && wanted != pool.len() {
            return Err(differ(port, wanted, pool, columns));
        }
        let taken: Vec<usize> = pool.drain(..wanted).collect();
        notes.push(in_the_order(port, &taken, columns));
        bound.push(taken);
    }
    Ok(bound)
}

fn in_the_order(port: &Port, taken: &[usize], columns: &[Named]) -> String {
    format!("input {:?} takes, in the data's order: {}", short(&port.name), names(taken, columns))
}

fn differ(port: &Port, wanted: usize, left: &[usize], columns: &[Named]) -> LearnError {
    LearnError::Inputs {
        input: short(&port.name),
        wanted,
        found: left.len(),
        columns: names(left, columns),
    }
}

fn short(name: &str) -> String {
    name.chars().take(80).collect()
}

/// Names of columns, the first thirty.
fn names(places: &[usize], columns: &[Named]) -> String {
    let named = places.iter().filter_map(|at| columns.get(*at)).map(|column| column.name.as_str());
    let listed: Vec<&str> = named.take(30).collect();
    let more = places.len().saturating_sub(listed.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", listed.join(", "))
}
