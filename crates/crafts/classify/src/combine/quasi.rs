//! Which columns of a table are known of people from elsewhere, and whether its rows are people at all.

use super::words::{DAYS, KEYS, LIVES, OTHERS, PLACES};
use crate::beside::Alone;
use crate::name::{self, Named};
use crate::recognisers::Recognisers;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Class, Classification, Column, ColumnRole, InfoType, Regime};

/// Columns that are combined at most: those that say most of people.
const MOST: usize = 10;
/// Sensitive columns that are measured.
const SENSITIVE: usize = 4;

/// The columns of a table of people, by their place in it.
pub(super) struct Roles {
    /// In the order of the table.
    pub quasi: Vec<usize>,
    /// Those that say who a row is of.
    pub subjects: Vec<usize>,
    pub sensitive: Vec<usize>,
}

/// The roles of the columns of `found`, in view of a batch of the table; `None` if nothing says that it holds
/// people, or fewer than two of its columns are known of them elsewhere.
///
/// What says so is a trait that only people have (a day of birth, a sex, a marital status), or a column that
/// names them. Places, dates and codes say nothing alone: measures of sensors have them as well.
pub(super) fn roles(
    found: &Classification,
    recognisers: &Recognisers,
    batch: &RecordBatch,
) -> Option<Roles> {
    let named: Vec<Named> =
        found.columns.iter().map(|column| name::read(&column.name, recognisers)).collect();
    let columns = || found.columns.iter().zip(&named).enumerate();
    let traits = columns().any(|(at, (column, named))| {
        is_trait(column, named) && is_of_people(column, named, batch, at)
    });
    let subjects: Vec<usize> = columns()
        .filter(|(_, (column, named))| is_subject(column, named))
        .map(|(at, _)| at)
        .collect();
    let mut ranked: Vec<(usize, usize)> = columns()
        .filter(|(at, (column, named))| is_of_people(column, named, batch, *at))
        .filter_map(|(at, (column, named))| Some((rank(column, named, traits)?, at)))
        .collect();
    ranked.sort_unstable();
    let mut quasi: Vec<usize> = ranked.into_iter().take(MOST).map(|(_, at)| at).collect();
    quasi.sort_unstable();
    if quasi.len() < 2 || (!traits && subjects.is_empty()) {
        return None;
    }
    let tells = |(at, (column, _)): &(usize, (&Column, &Named))| {
        !quasi.contains(at) && (is_sensitive(column) || column.role == ColumnRole::Label)
    };
    let sensitive = columns().filter(tells).map(|(at, _)| at).take(SENSITIVE).collect();
    Some(Roles { quasi, subjects, sensitive })
}

/// Columns of what people do and have been through, from which on a table that says nothing else is of people.
const SEVERAL: usize = 2;

/// Whether the rows of a table of these columns, of which `batch` holds some, are people or are of people: it
/// names them, has a trait of theirs, or several columns of what only people do, or would not tell everybody.
pub(crate) fn speaks_of_people(columns: &[Alone], batch: &RecordBatch) -> bool {
    let is_theirs = |alone: &Alone| {
        let (column, named) = (&alone.column, &alone.named);
        is_subject(column, named)
            || (named.person && named.hint == Some(InfoType::RowId) && !has_word(column, OTHERS))
    };
    let is_trait = |(at, alone): (usize, &Alone)| {
        is_trait(&alone.column, &alone.named)
            && is_of_people(&alone.column, &alone.named, batch, at)
    };
    let lived = |alone: &&Alone| {
        let (column, named) = (&alone.column, &alone.named);
        let other = named.thing || named.quantity;
        named.intimate || (!other && (has_word(column, LIVES) || has_word(column, DAYS)))
    };
    let is_key = |(at, alone): (usize, &Alone)| is_key(&alone.column, &alone.named, batch, at);
    columns.iter().any(is_theirs)
        || columns.iter().enumerate().any(is_key)
        || columns.iter().enumerate().any(is_trait)
        || columns.iter().filter(lived).count() >= SEVERAL
}

/// Different numbers or codes that are as many as those of people.
const MANY: usize = 10;

/// Whether its name is that of a person alone, and its values are numbers or codes: of whom a row is, however often
/// they come again. How many customers there were is a quantity, and of other lengths.
fn is_key(column: &Column, named: &Named, batch: &RecordBatch, at: usize) -> bool {
    if named.quantity || !has_word(column, KEYS) || has_word(column, OTHERS) {
        return false;
    }
    let values = batch.columns().get(at).and_then(|array| array.as_string_opt::<i32>());
    let values = values.into_iter().flatten().flatten().map(crate::number::trimmed).take(2_000);
    let (mut lengths, mut different, mut of) = (BTreeMap::new(), BTreeSet::new(), 0_usize);
    for value in values.filter(|value| !value.is_empty()) {
        let value = crate::number::without_decimals(value);
        of += 1;
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte);
        if digits >= 3 && value.bytes().all(sign) {
            *lengths.entry(value.len()).or_insert(0_usize) += 1;
            different.insert(value);
        }
    }
    let coded = lengths.values().sum::<usize>();
    let one_length = lengths.values().max().is_some_and(|most| most * 10 >= of * 8);
    different.len() >= MANY && coded * 10 >= of * 9 && one_length
}

/// What the column is, by its values or its name.
fn is_one(column: &Column, named: &Named, of: &[InfoType]) -> bool {
    of.contains(&column.info_type)
        || (named.hint.is_some_and(|hint| of.contains(&hint)) && !named.thing && !named.quantity)
}

/// What only people have. A name that means other things too (`genre`) says it only where the values do.
fn is_trait(column: &Column, named: &Named) -> bool {
    use InfoType as T;
    let of = [T::BirthDate, T::Age, T::Gender, T::MaritalStatus, T::Nationality, T::Ethnicity];
    of.contains(&column.info_type) || (named.strong && is_one(column, named, &of))
}

/// Ages that are mostly no whole years are those of things, whatever they are called.
fn is_of_people(column: &Column, named: &Named, batch: &RecordBatch, at: usize) -> bool {
    if column.info_type != InfoType::Age && named.hint != Some(InfoType::Age) {
        return true;
    }
    let Some(values) = batch.columns().get(at).and_then(|array| array.as_string_opt::<i32>())
    else {
        return false;
    };
    let present = values.iter().flatten().take(2_000);
    let (mut whole, mut of) = (0usize, 0usize);
    for value in present {
        whole += usize::from(crate::number::is_age(value));
        of += 1;
    }
    whole * 5 >= of * 4
}

/// Whether it names the person that a row is of.
fn is_subject(column: &Column, named: &Named) -> bool {
    use InfoType as T;
    if has_word(column, OTHERS) {
        return false;
    }
    let people = [Regime::Gdpr, Regime::Hipaa];
    let issued = column.class == Class::Restricted
        && column.role == ColumnRole::Identifier
        && column.regimes.iter().any(|regime| people.contains(regime))
        && !named.thing;
    let known = matches!(column.info_type, T::PersonName | T::Email | T::EmployeeId | T::Username)
        && (!named.thing || named.person);
    let keyed = matches!(column.info_type, T::RowId | T::Uuid | T::Custom(_)) && named.person;
    let carried = matches!(column.info_type, T::Imei | T::Imsi | T::CookieId | T::VehiclePlate);
    issued || known || keyed || (carried && !named.thing)
}

/// What is told of people, and is not known of them elsewhere.
fn is_sensitive(column: &Column) -> bool {
    let special = column.regimes.contains(&Regime::GdprSpecial);
    let told = special || column.info_type == InfoType::Salary;
    told && column.class >= Class::Confidential && column.role != ColumnRole::FreeText
}

/// How little the column says of people; the lowest is combined first. `None` if it is not known of them
/// elsewhere.
fn rank(column: &Column, named: &Named, traits: bool) -> Option<usize> {
    use InfoType as T;
    if column.is_sentences() {
        return None;
    }
    if is_trait(column, named) {
        return Some(usize::from(column.info_type == T::Nationality));
    }
    if is_one(column, named, &[T::PostalCode]) {
        return Some(1);
    }
    let loose = matches!(
        column.info_type,
        T::Category | T::Unknown | T::Number | T::Date | T::Boolean | T::Url
    ) || matches!(column.info_type, T::Custom(_))
        || named.hint.is_some_and(|hint| hint == column.info_type && hint == T::Religion);
    let any = |list: &str| has_word(column, list);
    if column.info_type == T::GeoCoordinate && traits {
        return Some(2);
    }
    match () {
        () if !loose || named.quantity => None,
        () if any(PLACES) => Some(2),
        () if any(DAYS) => Some(3),
        () if any(LIVES) => Some(4),
        () => None,
    }
}

fn has_word(column: &Column, list: &str) -> bool {
    let words = name::plain_words(&column.name);
    words.iter().any(|word| list.split('|').any(|listed| listed == word))
}
