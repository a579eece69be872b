//! Attackers who change one category of a row to another of the same column.
//!
//! A category has no distance, so there is no box to stay in: the attacker may choose one column and
//! any category of it, or one that the model does not know (all zeros), and nothing else.

use crate::encode::Encoded;
use crate::net::{Batch, Committee, tensor, values};
use crate::noise::Noise;
use crate::objective::{Loss, objective};
use burn_tensor::Tensor;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Rows times values that are asked about at a time.
const ASKED: usize = 65_536;
/// Rows times values that one search may ask about: some seconds. Tables with more categories are searched
/// where the gradient points first.
const AFFORDABLE: usize = 300_000_000;

/// Changes that are compared for each row: those that raise the loss most by its gradient (first order:
/// Ebrahimi et al. 2018, "HotFlip"), and some at random, as a network can learn to be flat where it is
/// looked at.
#[derive(Clone, Copy)]
struct Compared {
    by_gradient: usize,
    at_random: usize,
}

/// While a network is trained.
const TRAINED: Compared = Compared { by_gradient: 2, at_random: 4 };

/// One column's slots, and the one of them that is to be set; none for an unknown category.
type Change = (Range<usize>, Option<usize>);

/// How many changes of one category a row has, and how many of them were tried on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub all: usize,
    pub tried: usize,
}

impl Changes {
    /// What a search over rows like these tries.
    pub(crate) fn of(rows: &Encoded) -> Self {
        Self::affordable(&rows.groups, rows.rows(), rows.width)
    }

    fn affordable(groups: &[Range<usize>], rows: usize, width: usize) -> Self {
        Self::limited(groups.iter().map(|group| group.len() + 1).sum(), rows, width)
    }

    /// How many of `all` changes are tried on each of `rows` rows of `width` values.
    pub(crate) fn limited(all: usize, rows: usize, width: usize) -> Self {
        Self { all, tried: all.min((AFFORDABLE / (rows * width).max(1)).max(8)) }
    }
}

/// Changes one category in a `share` of the rows, drawn anew: of a few changes the one with the highest
/// loss. `victim` is constant.
pub(crate) fn some(victim: &Committee, batch: &Batch, share: f32, noise: &mut Noise) -> Tensor<2> {
    let changes = changes(victim, batch, TRAINED, share, noise);
    let [rows, width] = batch.x.dims();
    let losses = |flat: &[f32]| {
        let x = tensor(flat.to_vec(), rows, width).autodiff();
        let own = victim.log_probabilities(&x) * batch.y.clone().autodiff();
        values(&-own.sum_dim(1))
    };
    worst_of(batch, &changes, vec![f32::MIN; rows], losses)
}

/// The rows as the worst change of one category leaves each, by the margin of the best wrong class; as they
/// came where no change is worse. Every change is tried if there are not too many ([`Changes`]).
pub(crate) fn by_search(
    victim: &Committee,
    batch: &Batch,
    labels: &[u32],
    noise: &mut Noise,
) -> Tensor<2> {
    let [rows, width] = batch.x.dims();
    search(victim, batch, labels, Changes::affordable(&batch.groups, rows, width), noise)
}

fn search(
    victim: &Committee,
    batch: &Batch,
    labels: &[u32],
    Changes { all, tried }: Changes,
    noise: &mut Noise,
) -> Tensor<2> {
    let at_random = if tried < all { tried / 4 } else { 0 };
    let compared = Compared { by_gradient: tried - at_random, at_random };
    let changes = changes(&victim.constant(), batch, compared, 1.0, noise);
    let width = batch.x.dims()[1];
    let clean = margins(victim, &values(&batch.x), width, labels);
    worst_of(batch, &changes, clean, |flat| margins(victim, flat, width, labels))
}

/// The changes of each row that are to be compared; none for rows beyond the `share`. `victim` is constant.
fn changes(
    victim: &Committee,
    batch: &Batch,
    compared: Compared,
    share: f32,
    noise: &mut Noise,
) -> Vec<Vec<Change>> {
    let width = batch.x.dims()[1].max(1);
    let x = batch.x.clone().autodiff().require_grad();
    let climbed = objective(victim, &x, &batch.y.clone().autodiff(), Loss::CrossEntropy);
    let gradient = x.grad_remove(&mut climbed.backward());
    let slopes = gradient.map(|gradient| values(&gradient)).unwrap_or_default();
    let rows = values(&batch.x);
    let rows = rows.chunks(width).zip(slopes.chunks(width));
    rows.map(|(row, slopes)| match noise.unit() < share {
        true => candidates(row, slopes, &batch.groups, compared, noise),
        false => Vec::new(),
    })
    .collect()
}

fn candidates(
    row: &[f32],
    slopes: &[f32],
    groups: &[Range<usize>],
    compared: Compared,
    noise: &mut Noise,
) -> Vec<Change> {
    let mut all: Vec<(f32, Change)> = Vec::new();
    for group in groups {
        let own = row.get(group.clone()).unwrap_or_default();
        let slopes = slopes.get(group.clone()).unwrap_or_default();
        let left: f32 = own.iter().zip(slopes).map(|(value, slope)| value * slope).sum();
        let known = slopes.iter().enumerate().map(|(at, slope)| (Some(at), *slope));
        let own = own.iter().position(|value| *value > 0.5);
        let others = known.chain([(None, 0.0)]).filter(|(slot, _)| *slot != own);
        all.extend(others.map(|(slot, slope)| (slope - left, (group.clone(), slot))));
    }
    let first = compared.by_gradient.min(all.len().saturating_sub(1));
    if first > 0 {
        all.select_nth_unstable_by(first, |a, b| b.0.total_cmp(&a.0));
    }
    let drawn: Vec<usize> = (0..compared.at_random).map(|_| noise.below(all.len())).collect();
    let chosen = (0..compared.by_gradient).chain(drawn).filter_map(|at| all.get(at));
    chosen.map(|(_, change)| change.clone()).collect()
}

/// The rows after the change with the highest `score` each, if that is above `most`.
fn worst_of(
    batch: &Batch,
    changes: &[Vec<Change>],
    mut most: Vec<f32>,
    score: impl Fn(&[f32]) -> Vec<f32>,
) -> Tensor<2> {
    let [rows, width] = batch.x.dims();
    let clean = values(&batch.x);
    let mut worst = clean.clone();
    for at in 0..changes.iter().map(Vec::len).max().unwrap_or(0) {
        let mut tried = clean.clone();
        for (row, changes) in tried.chunks_mut(width.max(1)).zip(changes) {
            if let Some((group, slot)) = changes.get(at) {
                put(row, group, *slot);
            }
        }
        let kept = worst.chunks_mut(width.max(1)).zip(tried.chunks(width.max(1)));
        for ((kept, tried), (most, now)) in kept.zip(most.iter_mut().zip(score(&tried))) {
            if now > *most {
                *most = now;
                kept.copy_from_slice(tried);
            }
        }
    }
    tensor(worst, rows, width)
}

/// How much likelier the best wrong class of each row is than its own, in logarithms.
pub(crate) fn margins(victim: &Committee, flat: &[f32], width: usize, labels: &[u32]) -> Vec<f32> {
    let some = ASKED / width.max(1);
    let rows = flat.chunks(some.max(1) * width.max(1)).zip(labels.chunks(some.max(1)));
    rows.flat_map(|(rows, labels)| {
        let x = tensor(rows.to_vec(), labels.len(), width);
        let classes = victim.probabilities(x);
        let [_, count] = classes.dims();
        let flat = values(&classes);
        let of = |(row, label): (&[f32], &u32)| {
            let own = row.get(*label as usize).copied().unwrap_or(0.0);
            let others = row.iter().enumerate().filter(|(at, _)| *at != *label as usize);
            let wrong = others.map(|(_, p)| *p).fold(0.0, f32::max);
            wrong.max(f32::MIN_POSITIVE).ln() - own.max(f32::MIN_POSITIVE).ln()
        };
        flat.chunks(count.max(1)).zip(labels).map(of).collect::<Vec<f32>>()
    })
    .collect()
}

fn put(row: &mut [f32], group: &Range<usize>, slot: Option<usize>) {
    let Some(own) = row.get_mut(group.clone()) else { return };
    own.fill(0.0);
    if let Some(value) = slot.and_then(|at| own.get_mut(at)) {
        *value = 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Encoding;
    use crate::net::{Mlp, survives};
    use crate::table::{Categorical, Table};

    fn table(rows: usize) -> Table {
        let mut noise = Noise::new(1, "swap");
        let mut draw = |of: &[&'static str]| -> Vec<&'static str> {
            (0..rows).map(|_| of[noise.below(of.len())]).collect()
        };
        let (home, job) = (draw(&["rent", "own", "other"]), draw(&["a", "b", "c", "d"]));
        let labels = home.iter().map(|home| u32::from(*home == "own")).collect();
        let column = |name: &str, texts: &[&'static str]| {
            Categorical::from_texts(name, texts.iter().map(|text| Some(*text)))
        };
        let columns = vec![column("home", &home), column("job", &job)];
        Table::new(Vec::new(), columns, labels, vec!["no".into(), "yes".into()]).unwrap()
    }

    // proves M13
    #[test]
    fn search_finds_every_change_of_one_category_that_turns_the_answer() {
        let table = table(60);
        let encoding = Encoding::fit(&table);
        let rows = encoding.encode(&table).unwrap();
        assert_eq!(rows.groups.as_ref(), [0..3, 3..7]);
        let batch = Batch::of(&rows, 2);
        let mut all = Vec::new();
        for seed in 0..8 {
            let mut noise = Noise::new(seed, "network");
            let victim = Committee::of_one(Mlp::new(rows.width, &[8], 2, &mut noise));
            let worst = by_search(&victim, &batch, &rows.labels, &mut noise);
            let found = survives(&victim, worst, &rows.labels);
            for (row, survived) in found.iter().enumerate() {
                let label = rows.labels[row];
                let right = |x: Vec<f32>| survives(&victim, tensor(x, 1, 7), &[label])[0];
                let mut changed = each_changed(&rows.values[row * 7..(row + 1) * 7]);
                assert_eq!(*survived, changed.all(right), "row {row} of network {seed}");
            }
            all.extend(found);
        }
        assert!(all.contains(&true) && all.contains(&false));
    }

    /// A row of `home` and `job` as it is, and with every change of one of them.
    fn each_changed(row: &[f32]) -> impl Iterator<Item = Vec<f32>> {
        let groups = [(0..3, 3), (3..7, 4)];
        let each = groups.into_iter().flat_map(|(group, count)| {
            (0..count).map(Some).chain([None]).map(move |slot| (group.clone(), slot))
        });
        std::iter::once(row.to_vec()).chain(each.map(|(group, slot)| {
            let mut changed = row.to_vec();
            put(&mut changed, &group, slot);
            changed
        }))
    }

    #[test]
    fn one_category_at_most_is_changed_and_the_loss_rises() {
        let table = table(200);
        let rows = Encoding::fit(&table).encode(&table).unwrap();
        let mut noise = Noise::new(3, "network");
        let victim = Committee::of_one(Mlp::new(rows.width, &[8], 2, &mut noise));
        let batch = Batch::of(&rows, 2);
        let moved = values(&some(&victim.constant(), &batch, 1.0, &mut noise));
        let changed = moved.chunks(7).zip(rows.values.chunks(7)).map(|(a, b)| {
            assert!([0..3, 3..7].iter().all(|g| a[g.clone()].iter().sum::<f32>() <= 1.0));
            [0..3, 3..7].iter().filter(|g| a[(*g).clone()] != b[(*g).clone()]).count()
        });
        let changed: Vec<usize> = changed.collect();
        assert!(changed.iter().all(|count| *count <= 1) && changed.contains(&1), "{changed:?}");
        let sum = |flat: &[f32]| margins(&victim, flat, 7, &rows.labels).iter().sum::<f32>();
        assert!(sum(&moved) > sum(&rows.values));
        let none = values(&some(&victim.constant(), &batch, 0.0, &mut noise));
        assert_eq!(none, rows.values);
    }
    #[test]
    fn a_table_of_too_many_categories_is_searched_in_part_and_that_is_told() {
        let few = Changes::affordable(&[0..3, 3..7], 1_000, 7);
        assert_eq!(few, Changes { all: 9, tried: 9 });
        let many: Vec<Range<usize>> = (0..50).map(|at| at * 64..(at + 1) * 64).collect();
        let many = Changes::affordable(&many, 1_000, 3_200);
        assert_eq!(many.all, 3_250);
        assert!((50..1_000).contains(&many.tried), "{many:?}");
        // Three of nine: as strong as what it tries, and no stronger than all.
        let rows = Encoding::fit(&table(60)).encode(&table(60)).unwrap();
        let batch = Batch::of(&rows, 2);
        let mut noise = Noise::new(5, "network");
        let victim = Committee::of_one(Mlp::new(rows.width, &[8], 2, &mut noise));
        let sum = |x: Tensor<2>| margins(&victim, &values(&x), 7, &rows.labels).iter().sum::<f32>();
        let mut of = |tried| {
            let changes = Changes { all: 9, tried };
            sum(search(&victim, &batch, &rows.labels, changes, &mut noise))
        };
        let (part, all) = (of(3), of(9));
        assert!(sum(batch.x.clone()) < part && part <= all, "{part} {all}");
    }
}
