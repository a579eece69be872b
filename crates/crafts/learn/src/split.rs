//! Training, validation and test rows, the same for the same seed.

use crate::error::LearnError;
use crate::noise::Noise;
use crate::table::Table;

/// Fewest rows that a class must have.
const LEAST_OF_A_CLASS: usize = 10;
/// Most rows that models are attacked on, so that numbers stay comparable and attacks affordable.
pub const MOST_TEST_ROWS: usize = 1_000;

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

impl Table {
    /// Splits into 80 % training, 10 % validation and 10 % test rows, of which at most
    /// [`MOST_TEST_ROWS`] are kept for the test; the others go to training.
    ///
    /// # Errors
    /// If a class has fewer than ten rows.
    pub fn split(&self, seed: u64) -> Result<Split, LearnError> {
        let mut noise = Noise::new(seed, "split");
        let (mut train, mut validation, mut test) = (Vec::new(), Vec::new(), Vec::new());
        for (class, name) in self.classes().iter().enumerate() {
            let of_class = |(row, label): (usize, &u32)| (*label as usize == class).then_some(row);
            let mut rows: Vec<usize> =
                self.labels().iter().enumerate().filter_map(of_class).collect();
            if rows.len() < LEAST_OF_A_CLASS {
                let found = rows.len();
                return Err(LearnError::TooFew {
                    class: name.clone(),
                    found,
                    least: LEAST_OF_A_CLASS,
                });
            }
            noise.shuffle(&mut rows);
            let tested = (rows.len() / 10).min(MOST_TEST_ROWS * rows.len() / self.rows());
            let rest = rows.split_off(tested.max(1));
            test.extend(rows);
            let validated =
                (self.labels().len().min(50_000) / 10 * rest.len() / self.rows()).max(1);
            validation.extend(rest.iter().take(validated));
            train.extend(rest.iter().skip(validated));
        }
        for rows in [&mut train, &mut validation, &mut test] {
            noise.shuffle(rows);
        }
        Ok(Split {
            train: self.take(&train),
            validation: self.take(&validation),
            test: self.take(&test),
            test_rows: test,
        })
    }
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
}
