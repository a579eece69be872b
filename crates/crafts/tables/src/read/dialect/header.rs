//! Whether the first row of a table names its columns.

use super::is_missing;
use std::collections::HashSet;

/// Whether the first record names the columns: it has text where the others have numbers. Without
/// numbers, it is taken for a header unless it repeats itself or what stands below. Years in a row name
/// columns of numbers too. A record that holds a `personal` value is data: as a header, it would show in
/// every report.
pub(in crate::read) fn has_header(records: &[Vec<String>], personal: fn(&str) -> bool) -> bool {
    let Some((first, rest)) = records.split_first() else { return false };
    if first.iter().any(|cell| personal(cell)) {
        return false;
    }
    if rest.is_empty() {
        return !first.iter().any(|cell| is_number(cell));
    }
    let years = years(first, rest);
    let (mut names, mut numbers, mut repeated) = (0, 0, 0);
    for (column, name) in first.iter().enumerate() {
        let below =
            || rest.iter().filter_map(|record| record.get(column)).filter(|cell| !is_missing(cell));
        let (count, numeric) = (below().count(), below().filter(|cell| is_number(cell)).count());
        if count > 0 && numeric * 10 >= count * 9 {
            let value = (is_number(name) && !years) || is_missing(name);
            if value { numbers += 1 } else { names += 1 }
        } else if below().any(|cell| cell == name) {
            repeated += 1;
        }
    }
    let distinct: HashSet<&String> = first.iter().collect();
    match names.cmp(&numbers) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => repeated == 0 && distinct.len() == first.len(),
    }
}

/// Whether the numbers of the first row are years that follow one another, and those below are not.
fn years(first: &[String], rest: &[Vec<String>]) -> bool {
    let of = |row: &[String]| -> Vec<i32> {
        let year = |cell: &String| (cell.len() == 4).then(|| cell.parse().ok()).flatten();
        row.iter().filter_map(year).filter(|year| (1800..=2200).contains(year)).collect()
    };
    let follow = |years: &[i32]| {
        let steps: HashSet<i32> =
            years.iter().zip(years.iter().skip(1)).map(|(a, b)| b.wrapping_sub(*a)).collect();
        years.len() >= 2 && steps.len() == 1 && !steps.contains(&0)
    };
    let numbers = first.iter().filter(|cell| is_number(cell)).count();
    let years = of(first);
    follow(&years) && years.len() == numbers && !rest.iter().take(20).all(|row| follow(&of(row)))
}

fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok_and(f64::is_finite) || crate::read::number::written(cell).is_some()
}
