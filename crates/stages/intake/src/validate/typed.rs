//! One column, typed; what does not belong in it told, and withheld where it would lie in clear.

use super::profile::Profile;
use super::seen::{Seen, searched, telling};
use arrow::array::{ArrayRef, Float64Builder, StringBuilder};
use arrow::datatypes::{DataType, Field};
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

pub(super) fn column(seen: &Seen<'_>, shifted: &BTreeSet<u64>) -> Typed {
    let number = seen.column.kind == Kind::Number;
    let kind = if number { DataType::Float64 } else { DataType::Utf8 };
    let clear = seen.column.class < Class::Confidential;
    let mut judge = Judge::of(seen);
    let (mut numbers, mut texts) = (Float64Builder::new(), StringBuilder::new());
    let (mut missing, mut mixed, mut hidden, mut withheld) =
        (Vec::new(), Vec::new(), Vec::new(), 0);
    for (row, value) in (0u64..).zip(seen.values) {
        let mut kept = None;
        if shifted.contains(&row) {
            withheld += u64::from(value.is_some());
        } else if let Some(value) = value {
            let verdict = judge.verdict(value);
            match verdict {
                Verdict::Belongs => {}
                Verdict::Mixed => mixed.push(row),
                Verdict::Hides => hidden.push(row),
            }
            kept = (verdict == Verdict::Belongs || !(clear || number)).then_some(value);
            withheld += u64::from(kept.is_none());
        } else {
            missing.push(row);
        }
        if number {
            numbers.append_option(kept.and_then(classify::parse_number));
        } else {
            texts.append_option(kept);
        }
    }
    let array: ArrayRef =
        if number { Arc::new(numbers.finish()) } else { Arc::new(texts.finish()) };
    Typed {
        field: Field::new(&seen.column.name, kind, true),
        array,
        missing,
        mixed,
        hidden,
        withheld,
    }
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
        Self { seen, strict, wordy, search: searched(seen.column), known: HashMap::new() }
    }

    fn verdict(&mut self, value: &'a str) -> Verdict {
        if let Profile::OneOf(_) = self.seen.profile {
            if let Some(known) = self.known.get(value) {
                return *known;
            }
            let verdict = self.judge(value);
            self.known.insert(value, verdict);
            return verdict;
        }
        self.judge(value)
    }

    fn judge(&self, value: &str) -> Verdict {
        let fits = !self.strict || self.seen.profile.fits(value);
        if self.seen.column.kind == Kind::Number {
            let card = self.search
                && value.len() >= 13
                && classify::is_valid(InfoType::PaymentCard, value) == Some(true);
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
