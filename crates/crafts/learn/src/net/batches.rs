//! Mini-batches: every row once an epoch, in an order that follows from the seed.

use super::matrix::tensor;
use crate::encode::Encoded;
use crate::noise::Noise;
use burn_tensor::Tensor;
use std::ops::Range;
use std::sync::Arc;

/// Some rows on the learning device.
#[derive(Clone)]
pub(crate) struct Batch {
    pub(crate) x: Tensor<2>,
    /// 1 at each row's class.
    pub(crate) y: Tensor<2>,
    /// 1 where an attacker may move a value.
    pub(crate) movable: Tensor<2>,
    /// The slots of each column of categories.
    pub(crate) groups: Arc<[Range<usize>]>,
}

impl Batch {
    pub(crate) fn of(rows: &Encoded, classes: usize) -> Self {
        let count = rows.rows();
        let mut y = vec![0.0; count * classes];
        for (row, label) in y.chunks_mut(classes).zip(&rows.labels) {
            if let Some(slot) = row.get_mut(*label as usize) {
                *slot = 1.0;
            }
        }
        Self {
            x: tensor(rows.values.clone(), count, rows.width),
            y: tensor(y, count, classes),
            movable: tensor(rows.movable.clone(), count, rows.width),
            groups: Arc::clone(&rows.groups),
        }
    }
}

/// An endless supply of batches.
pub(crate) struct Batches<'a> {
    data: &'a Encoded,
    classes: usize,
    size: usize,
    order: Vec<usize>,
    at: usize,
    noise: Noise,
}

impl<'a> Batches<'a> {
    pub(crate) fn new(data: &'a Encoded, classes: usize, size: usize, noise: Noise) -> Self {
        let order = (0..data.rows()).collect();
        Self {
            data,
            classes,
            size: size.clamp(1, data.rows().max(1)),
            order,
            at: usize::MAX,
            noise,
        }
    }

    /// The next batch, always of the same size: the rows left at the end of an epoch are skipped.
    pub(crate) fn next(&mut self) -> Batch {
        if self.at.saturating_add(self.size) > self.order.len() {
            self.noise.shuffle(&mut self.order);
            self.at = 0;
        }
        let rows = self.order.get(self.at..self.at + self.size).unwrap_or_default();
        self.at += self.size;
        Batch::of(&self.data.take(rows), self.classes)
    }
}
