//! What the cells of one column say about its type.

use super::moment::{self, MomentKind};
use crate::read::number::{Form, Written, written};
use arrow_array::StringArray;

/// Cells after which a column that is plainly text is looked at no further.
const TRIED: usize = 256;
/// Of a hundred cells, so many have to be numbers for the column to be of numbers.
const NUMBERS: usize = 95;

/// What stands for a missing number, in lower case; in other columns it may be a word.
const WORDS: [&str; 8] = ["na", "nan", "null", "none", "nil", "-", "n.a.", "<na>"];

/// Whether a cell means a missing value, if it stands among numbers.
pub(super) fn is_word(cell: &str) -> bool {
    let digit = cell.as_bytes().first().is_some_and(u8::is_ascii_digit);
    !digit && cell.len() <= 4 && WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Infinity as tools write it.
pub(super) fn infinity(cell: &str) -> Option<f64> {
    let (negative, rest) = match cell.as_bytes().first() {
        Some(b'0'..=b'9') => return None,
        Some(b'-') => (true, cell.get(1..)?),
        Some(b'+') => (false, cell.get(1..)?),
        _ => (false, cell),
    };
    let infinite = rest.eq_ignore_ascii_case("inf") || rest.eq_ignore_ascii_case("infinity");
    infinite.then_some(if negative { f64::NEG_INFINITY } else { f64::INFINITY })
}

/// What is to become of a column.
pub(super) enum Decision {
    Text,
    /// It looks like numbers and is no column of them.
    Kept(&'static str),
    Bool,
    Date,
    Moment(MomentKind),
    /// With this before the decimals.
    Number(u8),
    Doubt(Unsure),
}

/// Why the decimals of a column are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsure {
    /// `1,234`.
    Either,
    /// `1.5` and `1,5`.
    Mixed,
    /// `1.234`, where points may part thousands.
    EitherPoint,
}

/// What the columns of a table say together of how its numbers are written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Habit {
    /// What stands before decimals, where all columns that tell agree.
    pub(super) decimal: Option<u8>,
    /// Some columns tell a point, and others a comma.
    torn: bool,
    /// Its cells are parted by semicolons, or its days are written with points: as where decimals have a comma,
    /// and thousands a point.
    commas_likely: bool,
}

/// How the cells of a column are written.
#[derive(Debug, Default)]
pub(super) struct Votes {
    /// Cells with anything in them, words for missing numbers aside.
    present: usize,
    words: usize,
    pub(super) numbers: usize,
    infinite: usize,
    bools: [usize; 3],
    dates: usize,
    /// Days written `5.3.2024`, as where decimals have a comma.
    pointed_days: usize,
    moments: Option<MomentKind>,
    times: usize,
    padded: usize,
    code_like: usize,
    point: usize,
    comma: usize,
    either_point: usize,
    either_comma: usize,
    /// Numbers of at most three digits, and of more, without separators.
    short: usize,
    long: usize,
    /// Fewest and most digits of numbers with spaces between groups.
    spaced: Option<(usize, usize)>,
    units: Vec<String>,
    united: usize,
    pub(super) adorned: bool,
}

impl Votes {
    /// Looks at all cells, but at the first of a column that is plainly text; `None` for such.
    pub(super) fn of(column: &StringArray, whole: bool) -> Option<Self> {
        let mut votes = Self::default();
        for cell in column.iter().flatten() {
            if is_word(cell) {
                votes.words += 1;
                continue;
            }
            votes.present += 1;
            votes.cell(cell);
            if !whole && votes.present == TRIED && votes.typed() * 2 < TRIED {
                return None;
            }
        }
        Some(votes)
    }

    fn typed(&self) -> usize {
        let told = self.numbers + self.infinite + self.dates + self.pointed_days + self.times;
        told + self.bools.iter().sum::<usize>()
    }

    fn cell(&mut self, cell: &str) {
        if let Some(number) = written(cell) {
            self.numbers += 1;
            self.number(&number);
        } else if moment::is_date(cell) {
            self.dates += 1;
        } else if let Some(kind) = MomentKind::of(cell) {
            self.times += 1;
            self.moments = Some(self.moments.take().map_or(kind.clone(), |known| known.join(kind)));
        } else if infinity(cell).is_some() {
            self.infinite += 1;
        } else if moment::is_pointed_day(cell) {
            self.pointed_days += 1;
        } else {
            let spelling = match cell {
                "true" | "false" => 0,
                "True" | "False" => 1,
                "TRUE" | "FALSE" => 2,
                _ => return,
            };
            if let Some(count) = self.bools.get_mut(spelling) {
                *count += 1;
            }
        }
    }

    fn number(&mut self, number: &Written<'_>) {
        match number.form {
            Form::Plain(digits) if digits > 3 => self.long += 1,
            Form::Plain(_) => self.short += 1,
            Form::Padded => self.padded += 1,
            Form::CodeLike => self.code_like += 1,
            Form::Point | Form::GroupsByComma => self.point += 1,
            Form::Comma | Form::GroupsByPoint => self.comma += 1,
            Form::EitherPoint => self.either_point += 1,
            Form::EitherComma => self.either_comma += 1,
            Form::GroupsBySpace(digits, decimals) => {
                match decimals {
                    Some(true) => self.comma += 1,
                    Some(false) => self.point += 1,
                    None => {}
                }
                let (few, most) = self.spaced.unwrap_or((digits, digits));
                self.spaced = Some((few.min(digits), most.max(digits)));
            }
        }
        if let Some(unit) = number.unit {
            self.united += 1;
            if !self.units.iter().any(|known| known == unit) {
                self.units.push(unit.to_owned());
            }
        }
        self.adorned |= number.adorned || number.unit.is_some();
    }

    /// What stands before decimals here, if that is sure.
    pub(super) const fn decimal(&self) -> Option<u8> {
        match (self.point, self.comma) {
            (0, 0) | (1.., 1..) => None,
            (_, 0) => Some(b'.'),
            (0, _) => Some(b','),
        }
    }

    fn is_number(&self) -> bool {
        let numbers = self.numbers + self.infinite;
        self.numbers > 0 && numbers * 100 >= self.present * NUMBERS
    }

    /// What the column is, where `habit` stands before the decimals of the rest of the table, if anything is
    /// known of that, and `forced` by somebody's word.
    pub(super) fn decide(&self, habit: Habit, forced: Option<u8>) -> Decision {
        let pure = self.present > 0 && self.words == 0;
        if pure && self.bools.contains(&self.present) {
            return Decision::Bool;
        }
        if pure && self.dates == self.present {
            return Decision::Date;
        }
        if pure && self.times == self.present {
            return match &self.moments {
                Some(MomentKind::Mixed) | None => Decision::Text,
                Some(kind) => Decision::Moment(kind.clone()),
            };
        }
        if !self.is_number() {
            return Decision::Text;
        }
        if self.units.len() > 1 || (self.united > 0 && self.percent() && self.united < self.numbers)
        {
            return Decision::Kept("its numbers have different units; it is kept as text");
        }
        let decimals = self.point + self.comma;
        let same_length = self.spaced.is_some_and(|(few, most)| few == most);
        if self.padded > 0
            || (self.code_like > 0 && decimals == 0)
            || (same_length && decimals == 0 && self.united == 0)
        {
            return Decision::Text;
        }
        self.number_by(habit, forced)
    }

    fn number_by(&self, habit: Habit, forced: Option<u8>) -> Decision {
        if let Some(decimal) = forced {
            return Decision::Number(decimal);
        }
        match (self.decimal(), habit.decimal) {
            (Some(sure), _) => Decision::Number(sure),
            (None, _) if self.point > 0 => Decision::Doubt(Unsure::Mixed),
            (None, _) if self.either_comma > 0 && self.either_point > 0 => {
                Decision::Doubt(Unsure::Mixed)
            }
            (None, Some(decimal)) => Decision::Number(decimal),
            // No currency has thousandths.
            (None, None) if self.united == self.numbers && !self.percent() => {
                Decision::Number(b'.')
            }
            // Whatever is below a thousand has no comma, and whatever is above has one.
            (None, None) if self.either_comma > 0 && (self.short == 0 || self.long > 0) => {
                Decision::Doubt(Unsure::Either)
            }
            (None, None) if self.either_comma > 0 && habit.torn => Decision::Doubt(Unsure::Either),
            // `2.037` is two, or two thousand and more.
            (None, None) if self.either_point > 0 && (habit.torn || habit.commas_likely) => {
                Decision::Doubt(Unsure::EitherPoint)
            }
            (None, None) => Decision::Number(b'.'),
        }
    }

    fn percent(&self) -> bool {
        self.units.iter().any(|unit| unit == "%" || unit == "‰")
    }
}

impl Habit {
    /// The habit of a table with these columns, whose cells are parted by semicolons or not.
    pub(super) fn of(columns: &[Option<Votes>], semicolons: bool) -> Self {
        let columns = || columns.iter().flatten();
        let told = |mark: u8| {
            columns().filter(|one| one.is_number()).any(|one| one.decimal() == Some(mark))
        };
        let days = columns().any(|one| one.pointed_days * 5 >= one.present.max(1) * 4);
        let decimal = match (told(b'.'), told(b',')) {
            (true, false) => Some(b'.'),
            (false, true) => Some(b','),
            _ => None,
        };
        Self { decimal, torn: told(b'.') && told(b','), commas_likely: semicolons || days }
    }

    /// What somebody said stands before decimals, for all columns.
    pub(super) const fn said(decimal: u8) -> Self {
        Self { decimal: Some(decimal), torn: false, commas_likely: false }
    }
}
