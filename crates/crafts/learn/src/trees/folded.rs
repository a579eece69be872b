//! What trees say of rows that they were not grown on.

use super::bins::Binned;
use super::boost::{Booster, outputs, probabilities};
use super::grow::Shape;
use super::split::Limits;
use crate::error::LearnError;
use crate::noise::Noise;

/// Trees grown between two looks at the loss.
const LOOK: usize = 5;
/// Looks without a lower loss after which no more trees are grown.
const PATIENCE: usize = 3;
/// Rows that the trees of one fold are grown on, at most.
const MOST_GROWN_ON: usize = 60_000;
/// Rows times classes of those, at most: gradients are kept for each.
const MOST_SCORES: usize = 4_000_000;

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Trees of one fold, at most.
    pub(crate) trees: usize,
    pub(crate) leaves: usize,
    /// Rows that the trees of one fold are grown on, at most.
    pub(crate) grown_on: usize,
    /// Large leaves that move little, for labels of which little can be known.
    pub(crate) calm: bool,
}

impl Plan {
    /// For judging every row.
    pub(crate) const WHOLE: Self =
        Self { trees: 200, leaves: 20, grown_on: MOST_GROWN_ON, calm: false };
    /// The same, where labels are noisy.
    pub(crate) const CALM: Self =
        Self { trees: 150, leaves: 5, grown_on: MOST_GROWN_ON, calm: true };

    /// On small tables leaves are smaller, too.
    fn shape(self, rows: usize) -> Shape {
        let (least, ridge) = match self.calm {
            true => ((rows / 40).clamp(10, 400), 10.0),
            false => ((rows / 100).clamp(3, 20), 1.0),
        };
        let limits = Limits { rows: least as f32, ridge, category_ridge: ridge + 4.0 };
        let leaves = self.leaves.min((rows / 40).max(4));
        Shape { leaves, depth: 6, limits }
    }
}

/// What is judged, and by what.
pub(crate) struct Asked<'a> {
    pub(crate) data: &'a Binned,
    pub(crate) labels: &'a [u32],
    pub(crate) classes: usize,
    /// The fold of each row; its judges were grown on the rows of the others.
    pub(crate) fold_of: &'a [u8],
    /// Columns that judges may see.
    pub(crate) allowed: &'a [bool],
    /// Rows to judge.
    pub(crate) rows: &'a [u32],
}

/// The probability of each class for each of the rows asked for, `[position * classes + class]`. As
/// many trees are grown as lower the loss on rows that they were not grown on. The same for the same
/// seed, whatever the threads.
///
/// # Errors
/// If a thread ends early.
pub(crate) fn out_of_fold(
    asked: &Asked<'_>,
    plan: Plan,
    seed: u64,
) -> Result<Vec<f32>, LearnError> {
    let folds = asked.fold_of.iter().max().map_or(0, |most| usize::from(*most) + 1);
    let mut boosters: Vec<Booster<'_>> =
        (0..folds).map(|fold| booster(asked, plan, fold, seed)).collect();
    let mut best: Vec<Vec<f32>> = boosters.iter().map(|b| b.answers.clone()).collect();
    let (mut least, mut stale, mut grown) = (loss(asked, &boosters), 0, 0);
    while grown < plan.trees && stale < PATIENCE {
        grow(&mut boosters)?;
        grown += LOOK;
        let now = loss(asked, &boosters);
        if now < least - 1e-5 {
            (least, stale) = (now, 0);
            for (kept, booster) in best.iter_mut().zip(&boosters) {
                kept.clone_from(&booster.answers);
            }
        } else {
            stale += 1;
        }
    }
    Ok(gathered(asked, &boosters, &best))
}

fn booster<'a>(asked: &Asked<'a>, plan: Plan, fold: usize, seed: u64) -> Booster<'a> {
    let of_fold =
        |row: u32| asked.fold_of.get(row as usize).is_some_and(|other| usize::from(*other) == fold);
    let judged = asked.rows.iter().copied().filter(|row| of_fold(*row)).collect();
    let mut noise = Noise::new(seed, &format!("trees {fold}"));
    let rows = u32::try_from(asked.data.rows).unwrap_or(u32::MAX);
    let mut train: Vec<u32> = (0..rows).filter(|row| !of_fold(*row)).collect();
    let most = plan.grown_on.min(MOST_SCORES / outputs(asked.classes));
    if train.len() > most {
        noise.shuffle(&mut train);
        train.truncate(most);
        train.sort_unstable();
    }
    let shape = plan.shape(train.len());
    let labels = (asked.labels, asked.classes);
    Booster::new(asked.data, labels, (train, judged), (shape, asked.allowed), noise)
}

/// A few trees more for every fold, in two threads.
fn grow(boosters: &mut [Booster<'_>]) -> Result<(), LearnError> {
    let grow = |half: &mut [Booster<'_>]| {
        for booster in half {
            for _ in 0..LOOK {
                booster.step();
            }
        }
    };
    let middle = boosters.len().div_ceil(2);
    let (first, second) = boosters.split_at_mut(middle);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| grow(second));
        grow(first);
        other.join().map_err(|_| LearnError::Worker { doing: "growing trees" })
    })
}

/// Mean logarithmic loss on the judged rows.
fn loss(asked: &Asked<'_>, boosters: &[Booster<'_>]) -> f64 {
    let (mut sum, mut rows, mut likely) = (0.0f64, 0usize, Vec::new());
    for booster in boosters {
        let answers = booster.answers.chunks_exact(outputs(asked.classes));
        for (row, scores) in booster.judged.iter().zip(answers) {
            probabilities(scores, &mut likely);
            let label = asked.labels.get(*row as usize).copied().unwrap_or(0) as usize;
            sum -= f64::from(likely.get(label).copied().unwrap_or(0.0).max(1e-6)).ln();
            rows += 1;
        }
    }
    sum / rows.max(1) as f64
}

/// From scores by fold to probabilities in the order that was asked for.
fn gathered(asked: &Asked<'_>, boosters: &[Booster<'_>], best: &[Vec<f32>]) -> Vec<f32> {
    let outputs = outputs(asked.classes);
    let mut all = Vec::with_capacity(asked.rows.len() * asked.classes);
    let mut likely = Vec::new();
    let mut next = vec![0usize; boosters.len()];
    for row in asked.rows {
        let fold = asked.fold_of.get(*row as usize).copied().map_or(0, usize::from);
        let at = next.get(fold).copied().unwrap_or(0);
        let scores =
            best.get(fold).and_then(|answers| answers.get(at * outputs..(at + 1) * outputs));
        probabilities(scores.unwrap_or_default(), &mut likely);
        likely.resize(asked.classes, 0.0);
        all.extend_from_slice(&likely);
        if let Some(next) = next.get_mut(fold) {
            *next += 1;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;
    use crate::table::{Categorical, Numeric, Table};

    fn judged(table: &Table, allowed: &[bool]) -> Vec<f32> {
        let data = Binned::of(table);
        let fold_of: Vec<u8> = (0..table.rows()).map(|row| (row % 5) as u8).collect();
        let rows: Vec<u32> = (0..table.rows() as u32).collect();
        let asked = Asked {
            data: &data,
            labels: table.labels(),
            classes: table.classes().len(),
            fold_of: &fold_of,
            allowed,
            rows: &rows,
        };
        out_of_fold(&asked, Plan::WHOLE, 1).unwrap()
    }

    fn right(table: &Table, probabilities: &[f32]) -> f64 {
        let classes = table.classes().len();
        let rows = probabilities.chunks(classes).zip(table.labels());
        let right = rows.filter(|(row, label)| {
            let most = (0..classes).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap();
            most == **label as usize
        });
        right.count() as f64 / table.rows() as f64
    }

    #[test]
    fn what_needs_two_columns_at_once_is_learned_and_a_hidden_column_is_not_seen() {
        let mut noise = Noise::new(3, "xor");
        let x: Vec<f32> = noise.signed(2_000);
        let homes = ["rent", "own", "other"];
        let home: Vec<&str> = (0..2_000).map(|_| homes[noise.below(3)]).collect();
        let labels: Vec<u32> =
            x.iter().zip(&home).map(|(x, h)| u32::from((*x > 0.1) != (*h == "own"))).collect();
        let table = Table::new(
            vec![Numeric { name: "x".to_owned(), values: x }],
            vec![Categorical::from_texts("home", home.into_iter().map(Some))],
            labels,
            vec!["no".to_owned(), "yes".to_owned()],
        )
        .unwrap();
        assert!(right(&table, &judged(&table, &[true, true])) > 0.99);
        assert!(right(&table, &judged(&table, &[false, true])) < 0.75);
    }

    #[test]
    fn forty_classes_are_told_apart_and_chance_is_left_alone() {
        let mut noise = Noise::new(5, "many");
        let labels: Vec<u32> = (0..2_400).map(|_| noise.below(40) as u32).collect();
        let near = |digit: u32, noise: &mut Noise| 3.0 * digit as f32 + noise.unit();
        let digits = |by: u32, noise: &mut Noise| -> Vec<f32> {
            labels.iter().map(|label| near(label / by % 7, noise)).collect()
        };
        let columns = [digits(1, &mut noise), digits(7, &mut noise)];
        let classes: Vec<String> = (0..40).map(|class| format!("k{class}")).collect();
        let number = |values: &Vec<f32>| Numeric { name: "x".to_owned(), values: values.clone() };
        let numeric = columns.iter().map(number).collect();
        let table = Table::new(numeric, Vec::new(), labels.clone(), classes.clone()).unwrap();
        assert!(right(&table, &judged(&table, &[])) > 0.97);
        let idle = Numeric { name: "x".to_owned(), values: noise.signed(2_400) };
        let table = Table::new(vec![idle], Vec::new(), labels, classes).unwrap();
        let said = judged(&table, &[]);
        assert!(said.iter().all(|p| (0.005..0.06).contains(p)), "chance looks like knowledge");
    }
}
