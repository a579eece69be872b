//! The best question to ask of a leaf.

use super::bins::Binned;
use super::histogram::{Histogram, MOST_STRIDE};
use super::tree::Mask;

/// What keeps trees from learning single rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rows on either side of a split, at least.
    pub(super) rows: f32,
    /// Added to the curvature on either side.
    pub(super) ridge: f32,
    /// Added for categories, whose order is chosen by the gradients themselves.
    pub(super) category_ridge: f32,
}

/// A question and what it gains.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    pub(super) column: usize,
    pub(super) left_if: Mask,
    pub(super) gain: f32,
}

/// Gradients by dimension, curvature, rows; as many as the most dimensions need.
type Sums = [f32; MOST_STRIDE];

/// The best split over the columns in `allowed`; `None` if none gains anything.
pub(super) fn best(
    data: &Binned,
    histogram: &Histogram,
    stride: usize,
    allowed: &[bool],
    limits: Limits,
) -> Option<Split> {
    let mut best: Option<Split> = None;
    let columns = histogram.0.chunks_exact(data.width * stride).enumerate();
    for (column, cells) in columns.filter(|(at, _)| allowed.get(*at).copied().unwrap_or(true)) {
        let category = data.categories.get(column).copied().unwrap_or(false);
        let found = of_column(cells, stride, category, limits);
        if let Some((left_if, gain)) = found
            && best.is_none_or(|best| gain > best.gain)
        {
            best = Some(Split { column, left_if, gain });
        }
    }
    best
}

fn of_column(cells: &[f32], stride: usize, category: bool, limits: Limits) -> Option<(Mask, f32)> {
    let ridge = if category { limits.category_ridge } else { limits.ridge };
    let mut scan = Scan::of(cells, stride, ridge, limits.rows);
    if category {
        for bin in by_slope(cells, stride, stride.saturating_sub(2)) {
            let cell = cells.get(bin * stride..(bin + 1) * stride).unwrap_or_default();
            if !scan.goes_on(bin, cell) {
                break;
            }
        }
    } else {
        let held = cells.chunks_exact(stride).enumerate().filter(|(_, cell)| rows(cell) > 0.5);
        for (bin, cell) in held {
            if !scan.goes_on(bin, cell) {
                break;
            }
        }
    }
    scan.best
}

/// Bins that go to the left, one after the other.
struct Scan {
    left: Sums,
    right: Sums,
    stride: usize,
    ridge: f32,
    /// Rows on either side, at least.
    least: f32,
    /// The gain of no split.
    whole: f32,
    mask: Mask,
    best: Option<(Mask, f32)>,
}

impl Scan {
    fn of(cells: &[f32], stride: usize, ridge: f32, least: f32) -> Self {
        let (left, mut right) = ([0.0; MOST_STRIDE], [0.0; MOST_STRIDE]);
        for cell in cells.chunks_exact(stride) {
            add(&mut right, cell);
        }
        let whole = gain(&right, stride, ridge);
        Self { left, right, stride, ridge, least, whole, mask: Mask::default(), best: None }
    }

    /// Takes one more bin to the left; whether there may be more.
    fn goes_on(&mut self, bin: usize, cell: &[f32]) -> bool {
        add(&mut self.left, cell);
        for (sum, value) in self.right.iter_mut().zip(cell) {
            *sum -= value;
        }
        self.mask.set(bin);
        let held = |sums: &Sums| rows(sums.get(..self.stride).unwrap_or_default());
        if held(&self.left) < self.least {
            return true;
        }
        if held(&self.right) < self.least {
            return false;
        }
        let sides =
            gain(&self.left, self.stride, self.ridge) + gain(&self.right, self.stride, self.ridge);
        let gained = sides - self.whole;
        if gained > 1e-6 && self.best.is_none_or(|(_, most)| gained > most) {
            self.best = Some((self.mask, gained));
        }
        true
    }
}

fn add(sums: &mut [f32], cell: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(cell) {
        *sum += value;
    }
}

fn rows(sums: &[f32]) -> f32 {
    sums.last().copied().unwrap_or(0.0)
}

/// How much a leaf of these sums lowers the loss, twice.
fn gain(sums: &Sums, stride: usize, ridge: f32) -> f32 {
    let dims = stride.saturating_sub(2);
    let squares: f32 = sums.iter().take(dims).map(|sum| sum * sum).sum();
    squares / (sums.get(dims).copied().unwrap_or(0.0) + ridge)
}

/// Rows of a category that count as much against its own slope as none (LightGBM's `cat_smooth`).
const SMOOTH: f32 = 10.0;

/// The bins that hold rows by their slope in the dimension that parts them most: for one dimension
/// the best split is among those in this order (Fisher 1958, "On grouping for maximum homogeneity").
fn by_slope(cells: &[f32], stride: usize, dims: usize) -> Vec<usize> {
    let slope =
        |cell: &[f32], dim: usize| cell.get(dim).copied().unwrap_or(0.0) / (rows(cell) + SMOOTH);
    let parts = |dim: usize| -> f32 {
        cells.chunks_exact(stride).map(|cell| slope(cell, dim).powi(2) * rows(cell)).sum()
    };
    let dim = (0..dims).max_by(|a, b| parts(*a).total_cmp(&parts(*b))).unwrap_or(0);
    let mut held: Vec<(usize, f32)> = cells
        .chunks_exact(stride)
        .enumerate()
        .filter(|(_, cell)| rows(cell) > 0.5)
        .map(|(bin, cell)| (bin, slope(cell, dim)))
        .collect();
    held.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    held.into_iter().map(|(bin, _)| bin).collect()
}
