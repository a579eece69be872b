//! The smallest sets of columns that single people out, level by level.

use super::cells::hashes;
use super::groups::{Groups, Members, joined};
use super::quasi::Roles;
use super::{Passes, is_identifying};
use arrow_array::RecordBatch;

/// Columns of a set that is searched for.
const WIDEST: usize = 4;
/// Sets that are counted at once.
const AT_ONCE: usize = 64;

/// Who the people of a table are.
pub(super) struct People {
    pub count: u64,
    /// The place of the column that says who a row is of, where rows are not people.
    pub by: Option<usize>,
    /// About how many different values each column has that is combined.
    pub variety: Vec<u64>,
}

/// Counts the people, and the values of the columns.
pub(super) fn people(roles: &Roles, passes: Passes<'_>) -> People {
    let places: Vec<usize> = roles.quasi.iter().chain(&roles.subjects).copied().collect();
    let mut values: Vec<Groups<()>> = places.iter().map(|_| Groups::default()).collect();
    let mut rows = 0u64;
    passes(&mut |batch| {
        rows += batch.num_rows() as u64;
        for (column, values) in hashes(batch, &places).into_iter().zip(&mut values) {
            for hash in column.into_iter().filter(|hash| *hash != 0) {
                let _ = values.of(joined([hash].into_iter()));
            }
        }
    });
    let counts: Vec<u64> = values.iter().map(Groups::count).collect();
    let variety = counts.iter().take(roles.quasi.len()).copied().collect();
    let most =
        roles.subjects.iter().zip(counts.iter().skip(roles.quasi.len())).max_by_key(|(_, c)| **c);
    match most {
        // Nearly every row is of somebody else.
        Some((by, count)) if *count >= 2 && count.saturating_mul(100) < rows.saturating_mul(95) => {
            People { count: *count, by: Some(*by), variety }
        }
        _ => People { count: rows, by: None, variety },
    }
}

/// The smallest sets of combined columns (by their places in `roles.quasi`) that single out people, those of
/// fewest columns first. A set is left out if it holds a smaller one, or if its columns have too few values
/// to tell enough people apart.
pub(super) fn minimal(roles: &Roles, people: &People, passes: Passes<'_>) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for width in 1..=WIDEST.min(roles.quasi.len()) {
        let mut sets = sets(roles.quasi.len(), width);
        let groups = |set: &Vec<usize>| {
            let values = set.iter().map(|at| people.variety.get(*at).copied().unwrap_or(0) as f64);
            values.product::<f64>()
        };
        sets.retain(|set| {
            let holds = |small: &Vec<usize>| small.iter().all(|at| set.contains(at));
            !found.iter().any(holds) && is_identifying(groups(set) as u64, people.count)
        });
        sets.sort_by(|a, b| groups(b).total_cmp(&groups(a)));
        sets.truncate(AT_ONCE);
        found.extend(singling(roles, people, passes, sets));
    }
    found
}

/// All sets of so many of the first `of` numbers.
fn sets(of: usize, width: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..width {
        let longer = |set: &Vec<usize>| {
            let from = set.last().map_or(0, |last| last + 1);
            let set = set.clone();
            (from..of).map(move |at| set.iter().copied().chain([at]).collect())
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// Those of `sets` that single out people; the most telling first.
fn singling(
    roles: &Roles,
    people: &People,
    passes: Passes<'_>,
    sets: Vec<Vec<usize>>,
) -> Vec<Vec<usize>> {
    if sets.is_empty() {
        return sets;
    }
    let mut groups: Vec<Groups<Members>> = sets.iter().map(|_| Groups::default()).collect();
    passes(&mut |batch| count(roles, people, batch, &sets, &mut groups));
    let by_people = people.by.is_some();
    let alone = |groups: &Groups<Members>| {
        groups.scaled(groups.held().filter(|group| group.size(by_people) == 1).count())
    };
    let mut told: Vec<(u64, Vec<usize>)> = groups
        .iter()
        .map(alone)
        .zip(sets)
        .filter(|(alone, _)| is_identifying(*alone, people.count))
        .collect();
    told.sort_by_key(|one| std::cmp::Reverse(one.0));
    told.into_iter().map(|(_, set)| set).collect()
}

fn count(
    roles: &Roles,
    people: &People,
    batch: &RecordBatch,
    sets: &[Vec<usize>],
    groups: &mut [Groups<Members>],
) {
    let columns = hashes(batch, &roles.quasi);
    let persons =
        people.by.map(|by| hashes(batch, &[by]).into_iter().flatten().collect::<Vec<_>>());
    for (set, groups) in sets.iter().zip(groups) {
        let members: Vec<&Vec<u64>> = set.iter().filter_map(|at| columns.get(*at)).collect();
        for row in 0..batch.num_rows() {
            let cells = || members.iter().filter_map(|column| column.get(row).copied());
            // Of whom nothing is known, nothing leads to.
            if cells().all(|cell| cell == 0) {
                continue;
            }
            if let Some(group) = groups.of(joined(cells())) {
                group.add(persons.as_ref().and_then(|persons| persons.get(row).copied()));
            }
        }
    }
}
