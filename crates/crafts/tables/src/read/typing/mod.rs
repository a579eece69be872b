//! Columns of text become columns of types, and stay exact: what a type can't hold as it is written stays
//! text. `007`, `1e5` and numbers of more than 64 bits name something and are text; `NA`, `null` and `none`
//! are missing among numbers alone.

pub(super) mod marks;
mod moment;
mod numeric;
mod votes;

use super::error::{Doubt, ReadError};
use super::kind::ColumnType;
use super::options::ReadOptions;
use crate::defect_rows::DefectRows;
use crate::table::Note;
use arrow_array::{Array, ArrayRef, BooleanArray, StringArray};
use std::sync::Arc;
use terms::{Defect, DefectKind, parallel};
use votes::{Decision, Habit, Votes};

/// One column, twice.
pub(super) struct TypedColumn {
    /// As it is stored.
    pub(super) typed: ArrayRef,
    /// As it is classified: numbers with a point and nothing between their digits.
    pub(super) text: StringArray,
}

/// All columns of a table, and what was seen on the way.
#[derive(Default)]
pub(super) struct TypedColumns {
    pub(super) columns: Vec<TypedColumn>,
    pub(super) defects: Vec<Defect>,
    pub(super) notes: Vec<Note>,
}

/// Finds the types of `columns`, of which those that are `fixed` come from a source that says what is text;
/// `semicolons` says that these parted its cells.
pub(super) fn columns(
    table: &str,
    names: &[String],
    columns: Vec<StringArray>,
    fixed: &[bool],
    semicolons: bool,
    options: &ReadOptions,
) -> Result<TypedColumns, ReadError> {
    let given: Vec<Option<ColumnType>> = names.iter().map(|name| given(options, name)).collect();
    if let Some((missing, _)) = options.types.iter().find(|(name, _)| !names.contains(name)) {
        let (name, column) = (table.to_owned(), terms::printable(missing).into_owned());
        return Err(ReadError::NoSuchColumn { name, column });
    }
    let is_fixed = |at: usize| fixed.get(at).copied().unwrap_or(false);
    let of: Vec<_> = columns.iter().zip(&given).enumerate().collect();
    let votes: Vec<Option<Votes>> = parallel::map(of.clone(), |(at, (column, given))| {
        let asked = !is_fixed(at) && *given != Some(ColumnType::Text);
        asked.then(|| Votes::of(column, given.is_some())).flatten()
    });
    let habit = options.decimal.map_or_else(|| Habit::of(&votes, semicolons), Habit::said);
    let voted = of.into_iter().zip(&votes).collect();
    let made = parallel::map(voted, |((at, (column, given)), votes)| {
        let name = names.get(at).map_or("", String::as_str);
        let numbered = At { table, name, column: at + 1, forced: options.decimal };
        let mut one = TypedColumns { defects: marks::defects(name, column), ..Default::default() };
        let (column, votes) = (column.clone(), votes.as_ref());
        let typed = match given {
            Some(kind) => numbered.given(column, votes, *kind, habit.decimal)?,
            None => numbered.inferred(column, votes, habit, &mut one)?,
        };
        one.columns.push(typed);
        Ok(one)
    });
    let mut all = TypedColumns::default();
    for one in made {
        let one: TypedColumns = one?;
        all.columns.extend(one.columns);
        all.defects.extend(one.defects);
        all.notes.extend(one.notes);
    }
    Ok(all)
}

fn given(options: &ReadOptions, name: &str) -> Option<ColumnType> {
    options.types.iter().find(|(column, _)| column == name).map(|(_, kind)| *kind)
}

/// Where a column stands.
struct At<'a> {
    table: &'a str,
    name: &'a str,
    column: usize,
    /// What somebody said stands before decimals.
    forced: Option<u8>,
}

impl At<'_> {
    fn inferred(
        &self,
        column: StringArray,
        votes: Option<&Votes>,
        habit: Habit,
        all: &mut TypedColumns,
    ) -> Result<TypedColumn, ReadError> {
        let Some(votes) = votes else { return Ok(as_text(column)) };
        let note = |rule, text: &str| Note::of_column(rule, self.name, text);
        let decimal = match votes.decide(habit, self.forced) {
            Decision::Text => return Ok(as_text(column)),
            Decision::Kept(why) => {
                all.notes.push(note("tables/kept-as-text", why));
                return Ok(as_text(column));
            }
            Decision::Bool => return Ok(typed(bools(&column), column)),
            Decision::Date => return Ok(typed(moment::dates(&column), column)),
            Decision::Moment(kind) => return Ok(typed(moment::timestamps(&column, &kind), column)),
            Decision::Doubt(doubt) => return Err(self.unsure(doubt)),
            Decision::Number(decimal) => decimal,
        };
        let Some(numbers) = numeric::columns(&column, decimal, votes) else {
            return Ok(as_text(column));
        };
        if let Some(defect) = numbers.written.defect(DefectKind::WrittenNumber, Some(self.name)) {
            let mark = char::from(decimal);
            let text = format!("its numbers are read with {mark:?} before the decimals");
            all.notes.push(note("tables/number-format", &text));
            all.defects.push(defect);
        }
        all.defects.extend(numbers.infinite.defect(DefectKind::NotFinite, Some(self.name)));
        Ok(TypedColumn { typed: numbers.typed, text: numbers.text.unwrap_or(column) })
    }

    /// As somebody said; a value that is none is an error, never missing.
    fn given(
        &self,
        column: StringArray,
        votes: Option<&Votes>,
        kind: ColumnType,
        habit: Option<u8>,
    ) -> Result<TypedColumn, ReadError> {
        if kind == ColumnType::Text {
            return Ok(as_text(column));
        }
        let decimal = self.forced.or(votes.and_then(Votes::decimal)).or(habit).unwrap_or(b'.');
        let made = match kind {
            ColumnType::Bool => Ok((bools(&column), None)),
            ColumnType::Date => Ok((moment::dates(&column), None)),
            ColumnType::Timestamp { zone } => {
                Ok((moment::timestamps(&column, &moment::MomentKind::given(zone)), None))
            }
            number => numeric::given(&column, decimal, number),
        };
        let wrong = |row: usize| ReadError::NotOfType {
            name: self.table.to_owned(),
            row: row as u64,
            column: self.column,
            kind: kind.to_string(),
        };
        let (array, text) = made.map_err(wrong)?;
        let lost = |row: &usize| {
            column.is_valid(*row) && array.is_null(*row) && !votes::is_word(column.value(*row))
        };
        match (0..column.len()).find(lost) {
            Some(row) => Err(wrong(row)),
            None => Ok(TypedColumn { typed: array, text: text.unwrap_or(column) }),
        }
    }

    fn unsure(&self, doubt: votes::Unsure) -> ReadError {
        let column = terms::printable(self.name).into_owned();
        let doubt = match doubt {
            votes::Unsure::Either => Doubt::Decimal { column },
            votes::Unsure::EitherPoint => Doubt::Thousands { column },
            votes::Unsure::Mixed => Doubt::MixedDecimals { column },
        };
        ReadError::Unsure { name: self.table.to_owned(), doubt }
    }
}

fn as_text(column: StringArray) -> TypedColumn {
    TypedColumn { typed: Arc::new(column.clone()), text: column }
}

fn typed(typed: ArrayRef, text: StringArray) -> TypedColumn {
    TypedColumn { typed, text }
}

fn bools(column: &StringArray) -> ArrayRef {
    let truth = |cell: Option<&str>| match cell {
        Some("true" | "True" | "TRUE") => Some(true),
        Some("false" | "False" | "FALSE") => Some(false),
        _ => None,
    };
    Arc::new(column.iter().map(truth).collect::<BooleanArray>())
}

/// What of `text` is beside the point: rows of a defect.
fn rows(of: impl Iterator<Item = u64>) -> DefectRows {
    of.collect()
}
