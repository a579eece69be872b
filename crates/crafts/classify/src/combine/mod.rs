//! Columns that say little each, and together who somebody is (quasi-identifiers: Dalenius 1986).
//!
//! Of a table of people, the smallest sets of such columns that single out more than a few, and all of them
//! together: k-anonymity, l-diversity, t-closeness, and whom an attack links that knows the columns of
//! everybody from elsewhere (prosecutor and marketer risk: El Emam 2013). Uniqueness is measured, not
//! guessed: the table is read a few times, a batch at a time, in memory that does not grow with it.

mod cells;
mod findings;
mod groups;
mod measure;
mod quasi;
mod search;
mod words;

pub use cells::Show;
pub use findings::{combination_findings, combinations_reaching};
pub(crate) use quasi::speaks_of_people;
pub(crate) use words::PLACES;

use crate::recognisers::Recognisers;
use crate::share::at_least;
use arrow_array::RecordBatch;
use cells::{Views, hashes};
use measure::Measured;
use quasi::{Roles, roles};
use search::{People, minimal, people};
use terms::{Class, Classification, Column, ColumnState, Combination};

/// Reads all batches of the table, in order; called a few times.
pub type Passes<'a> = &'a dyn Fn(&mut dyn FnMut(&RecordBatch));

/// Fewer people say nothing of how rare somebody is.
const LEAST: u64 = 10;
/// The share of people that has to be singled out, by the lower end of its interval.
const FEW: f64 = 0.05;
/// The share from which on a set of columns is as good as a name.
const MOST: f64 = 0.5;
/// Sets that are told.
const TOLD: usize = 8;

/// The combinations of the table whose columns `found` describes, and whose batches (all text) `passes` reads;
/// `first` is any of them. `show` says what others see of a value than who is accountable. None of a table
/// that nothing shows to be of people.
#[must_use]
pub fn combinations(
    found: &Classification,
    recognisers: Option<&Recognisers>,
    first: &RecordBatch,
    passes: Passes<'_>,
    show: Option<Show<'_>>,
) -> Vec<Combination> {
    let none = Recognisers::default();
    let Some(roles) = roles(found, recognisers.unwrap_or(&none), first) else {
        return Vec::new();
    };
    let people = people(&roles, passes);
    if people.count < LEAST {
        return Vec::new();
    }
    let mut sets = minimal(&roles, &people, passes);
    sets.truncate(TOLD);
    let all: Vec<usize> = (0..roles.quasi.len()).collect();
    let small = sets.len();
    if !sets.contains(&all) {
        sets.push(all);
    }
    let told = Told { found, roles: &roles, people: &people, sets: &sets };
    let clear = told.linkages(passes, None).into_iter().enumerate();
    let combined = clear.map(|(at, clear)| {
        combination(&told.columns(at), at < small, &people, told.counted_by(), clear)
    });
    let mut combined: Vec<Combination> = combined.collect();
    if let Some(show) = show {
        // Others are shown the columns by the class that they have together.
        let mut laid = found.clone();
        lay_over(&mut laid, &combined);
        let shown = Told { found: &laid, ..told }.linkages(passes, Some(show));
        for (combination, shown) in combined.iter_mut().zip(shown) {
            combination.shown = Some(shown);
        }
    }
    combined
}

/// As [`combinations`], of a table that is one batch.
#[must_use]
pub fn combined(
    batch: &RecordBatch,
    found: &Classification,
    recognisers: Option<&Recognisers>,
    show: Option<Show<'_>>,
) -> Vec<Combination> {
    let passes = |each: &mut dyn FnMut(&RecordBatch)| each(batch);
    combinations(found, recognisers, batch, &passes, show)
}

fn combination(
    columns: &[&Column],
    minimal: bool,
    people: &People,
    counted_by: Option<String>,
    clear: terms::Linkage,
) -> Combination {
    let own = columns.iter().fold(Class::Public, |class, column| class.join(column.class));
    let identifying = is_identifying(clear.unique, people.count);
    let class = match identifying {
        true if at_least(clear.unique, people.count) >= MOST => Class::Restricted,
        true => own.join(Class::Confidential),
        false => own,
    };
    Combination {
        columns: columns.iter().map(|column| column.name.clone()).collect(),
        class,
        minimal,
        identifying,
        people: people.count,
        counted_by,
        clear,
        shown: None,
    }
}

/// Whether so many of so many people are more than a few.
fn is_identifying(unique: u64, people: u64) -> bool {
    at_least(unique.min(people), people) >= FEW
}

/// Lays what is combined over the columns: one that helps to single people out is no longer harmless, and
/// waits for nobody, unless somebody said what it is.
pub fn lay_over(found: &mut Classification, combinations: &[Combination]) {
    for combination in
        combinations.iter().filter(|combination| combination.identifying && combination.minimal)
    {
        for column in &mut found.columns {
            let lower =
                column.class < Class::Confidential && column.state != ColumnState::Confirmed;
            if !lower || !combination.columns.contains(&column.name) {
                continue;
            }
            column.class = Class::Confidential;
            column.state = ColumnState::Recognised;
            column.regimes.push(terms::Regime::Gdpr);
            column.regimes.sort_unstable();
            column.regimes.dedup();
            column.reason.push_str(&format!(
                "; with {} it singles out {} of {} people, so the column is confidential",
                others(combination, &column.name),
                combination.clear.unique,
                combination.people
            ));
        }
    }
}

fn others(combination: &Combination, name: &str) -> String {
    let others: Vec<&str> =
        combination.columns.iter().map(String::as_str).filter(|other| *other != name).collect();
    if others.is_empty() { "nothing else".to_owned() } else { others.join(", ") }
}

/// What is measured.
struct Told<'a> {
    found: &'a Classification,
    roles: &'a Roles,
    people: &'a People,
    /// Each by the places of its columns in `roles.quasi`.
    sets: &'a [Vec<usize>],
}

impl<'a> Told<'a> {
    fn columns(&self, set: usize) -> Vec<&'a Column> {
        let places = self.sets.get(set).into_iter().flatten();
        places
            .filter_map(|at| self.roles.quasi.get(*at))
            .filter_map(|place| self.found.columns.get(*place))
            .collect()
    }

    fn counted_by(&self) -> Option<String> {
        let by = self.people.by?;
        self.found.columns.get(by).map(|column| column.name.clone())
    }

    /// The measures of each set, of the values or of what is shown of them.
    fn linkages(&self, passes: Passes<'_>, show: Option<Show<'_>>) -> Vec<terms::Linkage> {
        let Self { roles, people, sets, found } = self;
        let quasi: Vec<&Column> =
            roles.quasi.iter().filter_map(|place| found.columns.get(*place)).collect();
        let mut views = show.map(|show| Views::new(show, quasi.len()));
        // What is told beside is measured of the last, which has all columns.
        let sensitive = |at: usize| if at + 1 == sets.len() { roles.sensitive.len() } else { 0 };
        let mut measured: Vec<Measured> =
            (0..sets.len()).map(|at| Measured::new(sensitive(at))).collect();
        let all_shown = show.is_none();
        passes(&mut |batch| {
            let columns = match &mut views {
                Some(views) => views.hashes(batch, &roles.quasi, &quasi),
                None => hashes(batch, &roles.quasi),
            };
            let persons =
                people.by.map(|by| hashes(batch, &[by]).into_iter().flatten().collect::<Vec<_>>());
            let told = hashes(batch, &roles.sensitive);
            for (set, measured) in sets.iter().zip(&mut measured) {
                let members: Vec<&Vec<u64>> =
                    set.iter().filter_map(|at| columns.get(*at)).collect();
                for row in 0..batch.num_rows() {
                    let cells = || members.iter().filter_map(|column| column.get(row).copied());
                    // Of whom nothing is known, nothing leads to; who is shown nothing sees them all alike.
                    if all_shown && cells().all(|cell| cell == 0) {
                        continue;
                    }
                    let person = persons.as_ref().and_then(|persons| persons.get(row).copied());
                    let told: Vec<u64> =
                        told.iter().filter_map(|column| column.get(row).copied()).collect();
                    measured.add(cells(), person, &told);
                }
            }
        });
        let names: Vec<String> = roles
            .sensitive
            .iter()
            .filter_map(|place| found.columns.get(*place))
            .map(|column| column.name.clone())
            .collect();
        let of = |(at, measured): (usize, &Measured)| {
            measured.linkage(people, names.get(..sensitive(at)).unwrap_or_default())
        };
        measured.iter().enumerate().map(of).collect()
    }
}
