//! A black-box attack that changes one category of a row to another of the same column.

use super::constraints::Constraints;
use super::oracle::LabelOracle;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::table::Table;
use crate::threat::Row;

/// Which rows a change of one category leaves right, and what was tried.
pub(super) struct Changed {
    pub(super) survived: Vec<bool>,
    /// Changes that there are: every category of every column.
    pub(super) all: usize,
    /// Changes that were asked about.
    pub(super) tried: usize,
}

/// Sets each category of each column in every row that is still answered right, one at a time, and asks;
/// no more than `queries` of them, drawn over all columns, where there are more. `right` says which
/// rows are answered right as they came. Rows that can't become a category stay as they are.
///
/// # Errors
/// As the oracle.
pub(super) fn change_one(
    oracle: &dyn LabelOracle,
    (table, constraints): (&Table, Option<&Constraints<'_>>),
    right: &[bool],
    queries: usize,
    seed: u64,
) -> Result<Changed, LearnError> {
    let mut changes: Vec<(usize, u32)> = (0..table.categorical().len())
        .zip(table.categorical())
        .flat_map(|(column, c)| (0u32..).zip(&c.vocabulary).map(move |(code, _)| (column, code)))
        .collect();
    let all = changes.len();
    if all > queries {
        Noise::new(seed, "categories").shuffle(&mut changes);
        changes.truncate(queries);
    }
    let mut survived = right.to_vec();
    for (column, code) in &changes {
        let left: Vec<usize> =
            survived.iter().enumerate().filter(|(_, right)| **right).map(|(row, _)| row).collect();
        if left.is_empty() {
            break;
        }
        let mut changed = table.take(&left).with_category(*column, *code);
        if let Some(constraints) = constraints {
            let made = Row::all(&changed);
            let repaired: Vec<Row> = left
                .iter()
                .zip(&made)
                .filter_map(|(row, made)| {
                    Some(constraints.threat.repair(constraints.rows.get(*row)?, made, 0.0))
                })
                .collect();
            changed = Row::table(repaired.iter(), changed.labels().to_vec(), table)?;
        }
        let answers = oracle.labels(&changed)?;
        for ((row, answer), label) in left.iter().zip(&answers).zip(changed.labels()) {
            if let Some(survived) = survived.get_mut(*row) {
                *survived &= answer == label;
            }
        }
    }
    Ok(Changed { survived, all, tried: changes.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Categorical;
    use crate::threat::ThreatModel;

    /// Says yes to who owns, and to job `a` too.
    struct Rule;

    impl LabelOracle for Rule {
        fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
            let [home, job] = table.categorical() else { return Err(LearnError::NoFeatures) };
            let pairs = home.codes.iter().zip(&job.codes);
            Ok(pairs.map(|(home, job)| u32::from(*home == 1 || *job == 0)).collect())
        }
    }

    // proves M13
    #[test]
    fn one_changed_category_turns_what_hangs_on_one() {
        let column = |name: &str, vocabulary: &[&str], codes: Vec<u32>| Categorical {
            name: name.to_owned(),
            vocabulary: vocabulary.iter().map(ToString::to_string).collect(),
            codes,
        };
        let columns = vec![
            column("home", &["rent", "own"], vec![0, 1, 1, 0]),
            column("job", &["a", "b", "c"], vec![1, 0, 2, 0]),
        ];
        let classes = vec!["no".to_owned(), "yes".to_owned()];
        let table = Table::new(Vec::new(), columns, vec![0, 1, 1, 1], classes).unwrap();
        let right = vec![true; 4];
        let changed = change_one(&Rule, (&table, None), &right, 100, 1).unwrap();
        // Only who owns and has job `a` is safe from a single change.
        assert_eq!(changed.survived, [false, true, false, false]);
        assert_eq!((changed.all, changed.tried), (5, 5));
        let few = change_one(&Rule, (&table, None), &right, 0, 1).unwrap();
        assert_eq!((few.survived, few.tried), (right.clone(), 0));
        // Who may become `own` alone, by what the threat model says, turns but one of them.
        let text = "[columns.home]\nbecomes = [\"own\"]\n[columns.job]\nmoves = \"never\"";
        let threat = ThreatModel::parse(text).unwrap().bind(&table, &[]).unwrap();
        let constraints = Constraints::new(&threat, &table);
        let held = change_one(&Rule, (&table, Some(&constraints)), &right, 100, 1).unwrap();
        assert_eq!(held.survived, [false, true, true, true]);
    }
}
