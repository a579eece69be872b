//! Databases that number their advisories by year, and how many each year is known to have.

use crate::report::Ecosystem;
use std::collections::{BTreeMap, BTreeSet};

/// Percent of a year's numbers that must be there, where its count is not known: some are given and
/// never used.
const PERCENT: usize = 98;
/// A run of missing numbers that is longer is a jump of the numbering, not a loss.
const JUMP: u32 = 50;

/// A database, its prefix, and the advisories of the years that are over (counted in its archives).
pub(super) struct Database {
    prefix: &'static str,
    years: &'static [(u16, usize)],
}

const RUSTSEC: Database = Database {
    prefix: "RUSTSEC-",
    years: &[
        (2016, 6),
        (2017, 8),
        (2018, 22),
        (2019, 40),
        (2020, 168),
        (2021, 156),
        (2022, 104),
        (2023, 126),
        (2024, 139),
        (2025, 170),
    ],
};

const PYPA: Database = Database {
    prefix: "PYSEC-",
    years: &[
        (2006, 3),
        (2007, 3),
        (2008, 10),
        (2009, 11),
        (2010, 31),
        (2011, 24),
        (2012, 21),
        (2013, 34),
        (2014, 99),
        (2015, 35),
        (2016, 37),
        (2017, 112),
        (2018, 119),
        (2019, 169),
        (2020, 312),
        (2021, 873),
        (2022, 401),
        (2023, 262),
    ],
};

/// The database that numbers the advisories of an ecosystem, if there is one.
pub(super) fn database(ecosystem: Ecosystem) -> Option<&'static Database> {
    match ecosystem {
        Ecosystem::Cargo => Some(&RUSTSEC),
        Ecosystem::Python => Some(&PYPA),
        Ecosystem::Debian => None,
    }
}

impl Database {
    /// Whether an id is one of this database's.
    pub fn numbers(&self, id: &str) -> bool {
        self.number(id).is_some()
    }

    fn number(&self, id: &str) -> Option<(u16, u32)> {
        let (year, number) = id.strip_prefix(self.prefix)?.split_once('-')?;
        Some((year.parse().ok()?, number.parse().ok()?))
    }

    /// Whether `ids` are all of the database, up to some day of its newest year.
    pub fn is_whole<'i>(&self, ids: impl Iterator<Item = &'i str>) -> bool {
        let mut years: BTreeMap<u16, BTreeSet<u32>> = BTreeMap::new();
        for (year, number) in ids.filter_map(|id| self.number(id)) {
            years.entry(year).or_default().insert(number);
        }
        let (Some(&newest), Some(&(last_known, _))) = (years.keys().next_back(), self.years.last())
        else {
            return false;
        };
        let none = BTreeSet::new();
        let of = |year: u16| years.get(&year).unwrap_or(&none);
        let known = self.years.iter().take_while(|(year, _)| *year < newest);
        let mut known = known.map(|&(year, count)| of(year).len() >= count);
        let since = last_known.saturating_add(1)..=newest;
        // A bundle of before the last known year can't be told from a part: it is old anyway.
        newest > last_known && known.all(|whole| whole) && since.clone().all(|y| dense(of(y)))
    }
}

/// Whether hardly a number is missing, but for jumps.
fn dense(numbers: &BTreeSet<u32>) -> bool {
    let mut missing = 0;
    let mut before = 0;
    for &number in numbers {
        let gap = number.saturating_sub(before).saturating_sub(1);
        missing += if gap > JUMP { 0 } else { gap as usize };
        before = number;
    }
    let present = numbers.len();
    present > 0 && present * 100 >= (present + missing) * PERCENT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(database: &Database, until: u32) -> Vec<String> {
        let name = |year: u16, number: u32| format!("{}{year}-{number}", database.prefix);
        let known = database.years.iter();
        let mut all: Vec<String> = known
            .flat_map(|&(year, count)| (1..=count).map(move |n| (year, n)))
            .map(|(year, n)| name(year, u32::try_from(n).unwrap_or_default()))
            .collect();
        let current = database.years.last().map_or(0, |(year, _)| year + 1);
        all.extend((1..=until).map(|number| name(current, number)));
        all
    }

    #[test]
    fn a_database_is_whole_with_all_its_years_and_not_with_half_of_one() {
        let whole = |ids: &[String]| RUSTSEC.is_whole(ids.iter().map(String::as_str));
        let all = ids(&RUSTSEC, 30);
        assert!(whole(&all));
        assert!(!whole(&ids(&RUSTSEC, 0)));
        let every_second: Vec<_> = all.iter().step_by(2).cloned().collect();
        assert!(!whole(&every_second));
        let without_2023: Vec<_> =
            all.iter().filter(|id| !id.contains("-2023-")).cloned().collect();
        assert!(!whole(&without_2023));
        assert!(!whole(all.get(1..).unwrap_or_default()), "one is lost");
    }

    #[test]
    fn a_fresh_number_does_not_fill_the_years_before_it() {
        let whole = |ids: &[String]| PYPA.is_whole(ids.iter().map(String::as_str));
        let mut all = ids(&PYPA, 104);
        assert!(whole(&all));
        all.push("PYSEC-2026-1".to_owned());
        assert!(!whole(&all), "2025 is missing");
        assert!(!whole(&["PYSEC-2026-1".to_owned()]));
        assert!(PYPA.numbers("PYSEC-2026-1") && !PYPA.numbers("GHSA-1-2"));
    }
}
