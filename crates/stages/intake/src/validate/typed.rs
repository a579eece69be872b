//! One column, typed; what does not belong in it told, and withheld where it would lie in clear.

use super::profile::Profile;
use super::seen::{Seen, searched, telling};
use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::compute::nullif;
use arrow::datatypes::Field;
use arrow::error::ArrowError;
use classify::Validity;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use terms::{Class, ColumnRole, InfoType, Kind};

/// A typed column and the rows that are not in order.
pub(super) struct Typed {
    pub(super) field: Field,
    pub(super) array: ArrayRef,
    pub(super) missing: Vec<u64>,
    pub(super) mixed: Vec<u64>,
    pub(super) hidden: Vec<u64>,
    pub(super) withheld: u64,
}

/// What is to be done with a value.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Belongs,
    /// Of another kind than the column.
    Mixed,
    /// Gives away something personal that the column is not for.
    Hides,
}

/// Judges the cells of `stored` by their text, and empties those that don't belong.
pub(super) fn column(
    seen: &Seen<'_>,
    field: &Field,
    stored: &ArrayRef,
    shifted: &BTreeSet<u64>,
) -> Result<Typed, ArrowError> {
    let clear = seen.column.class < Class::Confidential;
    let number = stored.data_type().is_numeric();
    let mut judge = Judge::of(seen);
    let (mut missing, mut mixed, mut hidden, mut gone) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, value) in seen.values.iter().enumerate() {
        let row = at as u64;
        let mut kept = true;
        if shifted.contains(&row) {
            kept = false;
        } else if let Some(value) = value {
            let verdict = judge.verdict(at, value);
            match verdict {
                Verdict::Belongs => {}
                Verdict::Mixed => mixed.push(row),
                Verdict::Hides => hidden.push(row),
            }
            kept = verdict == Verdict::Belongs || !(clear || number);
        } else {
            missing.push(row);
        }
        if !kept {
            gone.push(row);
        }
    }
    // What is missing already, as text among numbers is, is not there to be emptied.
    let there = |row: &&u64| usize::try_from(**row).is_ok_and(|row| seen.value(row).is_some());
    let withheld = gone.iter().filter(there).count() as u64;
    let array = match gone.is_empty() {
        true => Arc::clone(stored),
        false => {
            let mut mask = vec![false; stored.len()];
            let at = gone.iter().filter_map(|row| usize::try_from(*row).ok());
            at.for_each(|row| mask.get_mut(row).into_iter().for_each(|gone| *gone = true));
            nullif(stored, &BooleanArray::from(mask))?
        }
    };
    let nullable = field.is_nullable() || array.null_count() > 0;
    let field = field.clone().with_nullable(nullable);
    Ok(Typed { field, array, missing, mixed, hidden, withheld })
}

/// Judges the values of one column, each distinct one once where that pays.
struct Judge<'a> {
    seen: &'a Seen<'a>,
    /// A value that does not fit the profile is of another kind.
    strict: bool,
    /// Numbers are rare here, so one is of another kind.
    wordy: bool,
    /// Something may hide in a value, and would matter.
    search: bool,
    /// What a number that hides passes.
    card: Option<Validity>,
    known: HashMap<&'a str, Verdict>,
}

impl<'a> Judge<'a> {
    fn of(seen: &'a Seen<'a>) -> Self {
        let strict = match seen.profile {
            Profile::Number => true,
            Profile::Checked(_) => mostly(seen, |value| seen.profile.fits(value)),
            Profile::Like(_) => seen.column.info_type == InfoType::RowId,
            Profile::OneOf(_) => false,
        };
        let learned = matches!(seen.column.role, ColumnRole::Feature | ColumnRole::Label);
        let wordy =
            learned && seen.column.kind == Kind::Text && mostly(seen, |value| !plain_number(value));
        let search = searched(seen.column);
        let card = Validity::of(InfoType::PaymentCard).filter(|_| search);
        Self { seen, strict, wordy, search, card, known: HashMap::new() }
    }

    fn verdict(&mut self, row: usize, value: &'a str) -> Verdict {
        if let Profile::OneOf(_) = self.seen.profile {
            if let Some(known) = self.known.get(value) {
                return *known;
            }
            let verdict = self.judge(row, value);
            self.known.insert(value, verdict);
            return verdict;
        }
        self.judge(row, value)
    }

    fn judge(&self, row: usize, value: &str) -> Verdict {
        let fits = !self.strict || self.seen.fits(row, value);
        if self.seen.column.kind == Kind::Number {
            let card = value.len() >= 13 && self.card.as_ref().is_some_and(|c| c.holds(value));
            return if card {
                Verdict::Hides
            } else if fits {
                Verdict::Belongs
            } else {
                Verdict::Mixed
            };
        }
        if self.search && classify::find_in_text(value).iter().any(|hit| telling(hit.info_type)) {
            return Verdict::Hides;
        }
        if !fits || (self.wordy && plain_number(value)) { Verdict::Mixed } else { Verdict::Belongs }
    }
}

/// Whether at least 95 of a hundred values are so.
fn mostly(seen: &Seen<'_>, so: impl Fn(&str) -> bool) -> bool {
    let (mut yes, mut of) = (0usize, 0usize);
    for value in seen.values.iter().flatten() {
        yes += usize::from(so(value));
        of += 1;
    }
    of > 0 && yes * 100 >= of * 95
}

/// Digits with at most a sign and a point; not `1e5`, `inf`, or the code of something.
fn plain_number(value: &str) -> bool {
    value.bytes().any(|b| b.is_ascii_digit())
        && value.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b))
}
