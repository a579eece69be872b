//! The rows that judges are surest of, class by class: what they are labelled says how labels are given.

/// The share of a class's rows that its noise is estimated from, and the fewest and the most of them.
const SURE: f64 = 0.06;
const LEAST_SURE: usize = 15;
/// Rows that are as sure as these, but for so much, tell as well; at most this share of the class.
const AS_SURE: f32 = 0.01;
const MOST_OF_A_CLASS: f64 = 0.6;
const MOST_SURE: usize = 20_000;
/// The surest share of a class's rows that is held against the rest of its surer half.
const SURER: f64 = 0.15;
const HALF: f64 = 0.5;
/// The share of the surest rows that a class has more than, if they surely are of it: of two classes most of them; a
/// class among more may lie between two others, which share what is not its own.
const MOST_OF_TWO: f64 = 0.5;
const MOST_OF_MANY: f64 = 0.6;

/// The surest rows of one class.
pub(super) struct Anchors {
    /// How many of them have each label.
    labelled: Vec<f64>,
    /// Of the class itself, and in all.
    pub(super) right: f64,
    pub(super) all: f64,
    /// How much purer the surest share is than the rest of the surer half, and the variance of that.
    pub(super) rise: f64,
    pub(super) rise_variance: f64,
}

impl Anchors {
    pub(super) fn of(labels: &[u32], probabilities: &[f32], classes: usize, class: usize) -> Self {
        let own = labels.iter().filter(|label| **label as usize == class).count() as f64;
        let least = ((SURE * own) as usize).clamp(LEAST_SURE, MOST_SURE);
        let most = ((MOST_OF_A_CLASS * own) as usize).clamp(least, MOST_SURE);
        let mut labelled = vec![0.0; classes];
        for row in as_sure(probabilities, classes, class, (least, most)) {
            let label = labels.get(row).copied().unwrap_or(0) as usize;
            if let Some(count) = labelled.get_mut(label) {
                *count += 1.0;
            }
        }
        let (right, all) = (labelled.get(class).copied().unwrap_or(0.0), labelled.iter().sum());
        let surer = ((SURER * own) as usize).max(least);
        let half = ((HALF * own) as usize).clamp(surer, MOST_SURE.max(surer));
        let ranked = ranked(probabilities, classes, class, half);
        let (few, rest) = ranked.split_at(surer.min(ranked.len()));
        let pure = |rows: &[usize]| {
            let own = |row: &&usize| labels.get(**row).is_some_and(|l| *l as usize == class);
            let all = rows.len() as f64 + 1.0;
            let share = (rows.iter().filter(own).count() as f64 + 0.5) / all;
            (share, share * (1.0 - share) / all)
        };
        let (few, few_variance) = pure(few);
        let (rest, rest_variance) = if rest.is_empty() { (few, 0.0) } else { pure(rest) };
        let (rise, rise_variance) = (few - rest, few_variance + rest_variance);
        Self { labelled, right, all, rise, rise_variance }
    }

    /// Whether they surely are of the class: labels of a class that no row is surely of may be hard to tell as
    /// well as wrong.
    pub(super) fn are_certain(&self) -> bool {
        let share = (self.right + 0.5) / (self.all + 1.0);
        let error = (share * (1.0 - share) / (self.all + 1.0)).sqrt();
        share - error > if self.labelled.len() > 2 { MOST_OF_MANY } else { MOST_OF_TWO }
    }

    pub(super) fn labelled(&self, label: usize) -> f64 {
        self.labelled.get(label).copied().unwrap_or(0.0)
    }
}

/// The rows that are likeliest of `class`, the likeliest first, at most so many.
fn ranked(probabilities: &[f32], classes: usize, class: usize, rows: usize) -> Vec<usize> {
    let likely = |row: &usize| probabilities.get(row * classes + class).copied().unwrap_or(0.0);
    let mut rows = surest(probabilities, classes, class, rows);
    rows.sort_by(|a, b| likely(b).total_cmp(&likely(a)).then(a.cmp(b)));
    rows
}

/// The rows that are likeliest of `class`, and those that are all but as likely; at least and at most so
/// many.
fn as_sure(
    probabilities: &[f32],
    classes: usize,
    class: usize,
    (least, most): (usize, usize),
) -> Vec<usize> {
    let likely = |row: &usize| probabilities.get(row * classes + class).copied().unwrap_or(0.0);
    let first = surest(probabilities, classes, class, least);
    let mean = first.iter().map(likely).sum::<f32>() / first.len().max(1) as f32;
    let mut more = ranked(probabilities, classes, class, most);
    let as_likely = more.partition_point(|row| likely(row) >= mean - AS_SURE);
    more.truncate(as_likely.max(least));
    more
}

/// The rows that are likeliest of `class`, at most `rows`; of equally likely ones the first.
fn surest(probabilities: &[f32], classes: usize, class: usize, rows: usize) -> Vec<usize> {
    let likely = |row: &usize| probabilities.get(row * classes + class).copied().unwrap_or(0.0);
    let mut order: Vec<usize> = (0..probabilities.len() / classes.max(1)).collect();
    let by = |a: &usize, b: &usize| likely(b).total_cmp(&likely(a)).then(a.cmp(b));
    if rows < order.len() {
        order.select_nth_unstable_by(rows, by);
        order.truncate(rows);
    }
    order
}
