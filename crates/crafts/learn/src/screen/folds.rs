//! The parts of a table, each of which is judged by what was learned from the others.

use crate::arrangement::Arrangement;
use crate::noise::Noise;
use std::collections::HashMap;

/// Which fold each row is in, from 0 to less than `folds`; every class is spread evenly where rows are
/// independent.
pub(super) fn folds(labels: &[u32], arranged: &Arrangement, folds: usize, seed: u64) -> Vec<u8> {
    let folds = folds.clamp(2, 255);
    match arranged {
        Arrangement::Independent => {
            let rows: Vec<u32> = (0..).take(labels.len()).collect();
            spread(labels, &rows, folds, seed)
        }
        Arrangement::Groups(groups) => {
            let mut first: HashMap<u32, usize> = HashMap::new();
            let mut named: Vec<u32> = Vec::new();
            for group in groups {
                let next = named.len();
                first.entry(*group).or_insert_with(|| {
                    named.push(*group);
                    next
                });
            }
            let order: Vec<u32> = (0..).take(named.len()).collect();
            let of_group = spread(&vec![0; named.len()], &order, folds, seed);
            let fold = |group: &u32| first.get(group).and_then(|at| of_group.get(*at)).copied();
            groups.iter().map(|group| fold(group).unwrap_or(0)).collect()
        }
        Arrangement::Times(times) => {
            let rows = times.len().max(1) as u64;
            let fold = |place: &u32| u64::from(*place) * folds as u64 / rows;
            times.iter().map(|place| u8::try_from(fold(place)).unwrap_or(0)).collect()
        }
    }
}

/// Deals the `rows` of each class out to the folds, one after the other.
fn spread(labels: &[u32], rows: &[u32], folds: usize, seed: u64) -> Vec<u8> {
    let mut noise = Noise::new(seed, "folds");
    let mut order: Vec<usize> = rows.iter().map(|row| *row as usize).collect();
    noise.shuffle(&mut order);
    order.sort_by_key(|row| labels.get(*row).copied());
    let mut fold_of = vec![0; labels.len()];
    for (at, row) in order.into_iter().enumerate() {
        if let Some(fold) = fold_of.get_mut(row) {
            *fold = u8::try_from(at % folds).unwrap_or(0);
        }
    }
    fold_of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stays_together_and_classes_are_spread() {
        let labels: Vec<u32> = (0..200).map(|row| u32::from(row % 10 == 0)).collect();
        let fold_of = folds(&labels, &Arrangement::Independent, 5, 1);
        for fold in 0..5 {
            let of = |class: u32| {
                fold_of.iter().zip(&labels).filter(|(f, l)| (**f, **l) == (fold, class)).count()
            };
            assert_eq!((of(0), of(1)), (36, 4));
        }
        let groups: Vec<u32> = (0..200).map(|row| 1_000 + row % 23).collect();
        let fold_of = folds(&labels, &Arrangement::Groups(groups.clone()), 5, 1);
        let apart = (0..200).filter(|row| fold_of[*row] != fold_of[row % 23]).count();
        assert_eq!(apart, 0, "a group is on both sides");
        assert!((0..5).all(|fold| fold_of.contains(&fold)));
        let times: Vec<u32> = (0..200).rev().collect();
        let fold_of = folds(&labels, &Arrangement::Times(times), 5, 1);
        assert!(fold_of.windows(2).all(|pair| pair[0] >= pair[1]), "time is cut into stretches");
    }
}
