//! Training, validation and test rows, the same for the same seed.

use crate::arrangement::Arrangement;
use crate::error::LearnError;
use crate::features::Features;
use crate::noise::Noise;
use crate::table::Table;

/// Fewest rows that a class must have; and that must be left of it by screening.
const LEAST_OF_A_CLASS: usize = 10;
const LEAST_LEFT: usize = 2;
/// Most rows that models are attacked on, so that numbers stay comparable and attacks affordable.
pub const MOST_TEST_ROWS: usize = 1_000;

/// Test rows that there should be, unless they would be more than a quarter of the table.
const LEAST_TEST_ROWS: usize = 750;

/// Three disjoint parts of a table, each with the classes in the table's own proportions.
#[derive(Debug, Clone)]
pub struct Split {
    pub train: Table,
    /// Where members' weights and thresholds are learned.
    pub validation: Table,
    /// At most [`MOST_TEST_ROWS`], never seen in training.
    pub test: Table,
    /// The positions in the split table of the rows in `test`.
    pub test_rows: Vec<usize>,
}

/// A table parted before anybody looks for poison in it, so that a test is fair: what is suspected
/// leaves the rows to train on, and never those to test on.
#[derive(Debug, Clone)]
pub struct Parts {
    /// For screening, training and validation: no row of it is under quarantine.
    pub train: Features,
    /// Rows that would be in it, were they not under quarantine.
    pub quarantined: usize,
    /// For the test: as the rows came, poison included.
    pub test: Features,
}

impl Features {
    /// Keeps 10 % of the rows for the test, of small tables up to a quarter ([`MOST_TEST_ROWS`] at most): of each class alike where rows
    /// are independent, whole groups, or the latest rows. The same for the same seed.
    ///
    /// # Errors
    /// If a class has fewer than ten rows.
    pub fn part(&self, seed: u64) -> Result<Parts, LearnError> {
        let (test, rest) = hold_out(&self.table, &self.arrangement, seed)?;
        let held = |at: &usize| {
            self.rows.get(*at).is_some_and(|row| self.quarantined.binary_search(row).is_ok())
        };
        let (held, rest): (Vec<usize>, Vec<usize>) = rest.into_iter().partition(held);
        Ok(Parts { train: self.take(&rest), quarantined: held.len(), test: self.take(&test) })
    }
}

impl Parts {
    /// What of the training part was `kept` by screening, split into 8 parts training and 1 part
    /// validation, with the test rows.
    ///
    /// # Errors
    /// If next to nothing is left of a class.
    pub fn split(&self, kept: &Features, seed: u64) -> Result<Split, LearnError> {
        let all: Vec<usize> = (0..kept.table.rows()).collect();
        let rows = kept.table.rows() + self.test.table.rows();
        let (train, validation) = validated(&kept.table, &all, rows, seed)?;
        let from = kept.table.rows();
        Ok(Split {
            train: kept.table.take(&train),
            validation: kept.table.take(&validation),
            test: self.test.table.clone(),
            test_rows: (from..rows).collect(),
        })
    }
}

impl Table {
    /// Splits into test rows (10 %, at most [`MOST_TEST_ROWS`], of small tables up to a quarter), validation
    /// rows (10 %) and rows to train on.
    ///
    /// # Errors
    /// If a class has fewer than ten rows.
    pub fn split(&self, seed: u64) -> Result<Split, LearnError> {
        let (test, rest) = hold_out(self, &Arrangement::Independent, seed)?;
        let (train, validation) = validated(self, &rest, self.rows(), seed)?;
        Ok(Split {
            train: self.take(&train),
            validation: self.take(&validation),
            test: self.take(&test),
            test_rows: test,
        })
    }
}

/// How many of `rows` are for the test: of fewer than [`LEAST_TEST_ROWS`] chance moves a difference of
/// two models by more than the gate allows.
fn tested(rows: usize) -> usize {
    (rows / 10).max(LEAST_TEST_ROWS.min(rows / 4)).clamp(1, MOST_TEST_ROWS)
}

/// The rows of each class, in order.
fn by_class(table: &Table, rows: &[usize], least: usize) -> Result<Vec<Vec<usize>>, LearnError> {
    let mut classes: Vec<Vec<usize>> = vec![Vec::new(); table.classes().len()];
    for row in rows {
        let label = table.labels().get(*row).copied().unwrap_or(0) as usize;
        if let Some(class) = classes.get_mut(label) {
            class.push(*row);
        }
    }
    for (rows, name) in classes.iter().zip(table.classes()) {
        if rows.len() < least {
            return Err(LearnError::TooFew { class: name.clone(), found: rows.len(), least });
        }
    }
    Ok(classes)
}

/// The rows for the test, and the others.
fn hold_out(
    table: &Table,
    arranged: &Arrangement,
    seed: u64,
) -> Result<(Vec<usize>, Vec<usize>), LearnError> {
    let mut noise = Noise::new(seed, "split");
    let all: Vec<usize> = (0..table.rows()).collect();
    let (mut test, mut rest) = (Vec::new(), Vec::new());
    let wanted = tested(table.rows());
    let classes = by_class(table, &all, LEAST_OF_A_CLASS)?;
    match arranged {
        Arrangement::Independent => {
            for mut rows in classes {
                noise.shuffle(&mut rows);
                let tested = (wanted * rows.len() / table.rows()).max(1);
                rest.extend(rows.split_off(tested));
                test.extend(rows);
            }
        }
        Arrangement::Groups(groups) => {
            let mut order: Vec<u32> = groups.clone();
            order.sort_unstable();
            order.dedup();
            noise.shuffle(&mut order);
            let mut size = std::collections::HashMap::new();
            groups.iter().for_each(|group| *size.entry(*group).or_insert(0usize) += 1);
            let mut taken = std::collections::HashSet::new();
            let mut rows = 0;
            for group in order.into_iter() {
                let own = size.get(&group).copied().unwrap_or(0);
                if rows + own <= wanted.max(own.min(table.rows() / 3)) {
                    rows += own;
                    taken.insert(group);
                }
            }
            let is_tested = |row: &usize| groups.get(*row).is_some_and(|g| taken.contains(g));
            (test, rest) = all.into_iter().partition(is_tested);
        }
        Arrangement::Times(times) => {
            let first = table.rows() - wanted;
            let is_tested = |row: &usize| times.get(*row).is_some_and(|at| *at as usize >= first);
            (test, rest) = all.into_iter().partition(is_tested);
        }
    }
    noise.shuffle(&mut test);
    rest.sort_unstable();
    Ok((test, rest))
}

/// Of `from`, the rows to train on and those to validate on; `rows` are all that there were.
fn validated(
    table: &Table,
    from: &[usize],
    rows: usize,
    seed: u64,
) -> Result<(Vec<usize>, Vec<usize>), LearnError> {
    let mut noise = Noise::new(seed, "validation");
    let (mut train, mut validation) = (Vec::new(), Vec::new());
    for mut class in by_class(table, from, LEAST_LEFT)? {
        noise.shuffle(&mut class);
        let validated = (rows.min(50_000) / 10 * class.len() / rows.max(1)).max(1);
        train.extend(class.split_off(validated));
        validation.extend(class);
    }
    noise.shuffle(&mut train);
    noise.shuffle(&mut validation);
    Ok((train, validation))
}

#[cfg(test)]
mod tests {
    use crate::testing::blobs;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn parts_are_disjoint_whole_and_stratified(rows in 100usize..3000, seed: u64) {
            let table = blobs(rows, seed);
            let split = table.split(seed).unwrap();
            prop_assert_eq!(split.train.rows() + split.validation.rows() + split.test.rows(), rows);
            let share = |t: &super::Table| t.labels().iter().sum::<u32>() as f64 / t.rows() as f64;
            prop_assert!((share(&split.test) - share(&table)).abs() < 0.1);
            let again = table.split(seed).unwrap();
            prop_assert_eq!(&split.test_rows, &again.test_rows);
            let taken = table.take(&split.test_rows);
            prop_assert_eq!(&split.test.numeric()[0].values, &taken.numeric()[0].values);
            let mut unique = split.test_rows.clone();
            unique.sort_unstable();
            unique.dedup();
            prop_assert_eq!(unique.len(), split.test.rows());
        }
    }

    // proves M11
    #[test]
    fn a_test_is_drawn_before_anything_is_left_out_and_keeps_groups_and_time() {
        use crate::arrangement::Arrangement;
        use crate::features::Features;
        let table = blobs(1_000, 3);
        let mut whole = Features::of(table, (5_000..6_000).collect());
        let parts = whole.part(3).unwrap();
        assert_eq!((parts.train.rows.len(), parts.test.rows.len()), (750, 250));
        assert!(parts.test.rows.iter().all(|row| !parts.train.rows.contains(row)));
        // Under quarantine a row is tested on and never trained on; which rows are tested stays as it was.
        let held = Features { quarantined: (5_000..5_500).collect(), ..whole.clone() };
        let held = held.part(3).unwrap();
        assert_eq!(held.test.rows, parts.test.rows);
        assert!(held.train.rows.iter().all(|row| *row >= 5_500));
        assert_eq!(held.train.rows.len() + held.quarantined, 750);
        assert!(held.test.rows.iter().any(|row| *row < 5_500));
        let kept = parts.train.take(&(0..700).collect::<Vec<_>>());
        let split = parts.split(&kept, 3).unwrap();
        assert_eq!(split.train.rows() + split.validation.rows(), 700);
        assert_eq!(split.test.labels(), parts.test.table.labels(), "the test lost rows");
        whole.arrangement = Arrangement::Groups((0..1_000).map(|row| row / 7).collect());
        let parts = whole.part(3).unwrap();
        let groups = |of: &Features| -> std::collections::HashSet<u64> {
            of.rows.iter().map(|row| (row - 5_000) / 7).collect()
        };
        assert!(groups(&parts.train).is_disjoint(&groups(&parts.test)));
        assert!((240..=250).contains(&parts.test.rows.len()), "{}", parts.test.rows.len());
        whole.arrangement = Arrangement::Times((0..1_000).rev().collect());
        let parts = whole.part(3).unwrap();
        assert_eq!(parts.test.rows.iter().max(), Some(&5_249), "the latest rows are tested");
    }
}
