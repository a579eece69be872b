//! The best question to ask of a leaf.

use super::bins::Binned;
use super::histogram::Histogram;
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

/// Gradients by dimension, curvature, rows.
type Sums = Vec<f32>;

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
    let dims = stride.saturating_sub(2);
    let mut total: Sums = vec![0.0; stride];
    for cell in cells.chunks_exact(stride) {
        add(&mut total, cell);
    }
    let ridge = if category { limits.category_ridge } else { limits.ridge };
    let order = if category { by_slope(cells, stride, dims) } else { in_order(cells, stride) };
    let whole = gain(&total, dims, ridge);
    let (mut left, mut right) = (vec![0.0; stride], total);
    let (mut mask, mut best) = (Mask::default(), None);
    for bin in order {
        let Some(cell) = cells.get(bin * stride..(bin + 1) * stride) else { continue };
        add(&mut left, cell);
        for (sum, value) in right.iter_mut().zip(cell) {
            *sum -= value;
        }
        mask.set(bin);
        if rows(&left) < limits.rows {
            continue;
        }
        if rows(&right) < limits.rows {
            break;
        }
        let gained = gain(&left, dims, ridge) + gain(&right, dims, ridge) - whole;
        if gained > 1e-6 && best.is_none_or(|(_, most)| gained > most) {
            best = Some((mask, gained));
        }
    }
    best
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
fn gain(sums: &[f32], dims: usize, ridge: f32) -> f32 {
    let squares: f32 = sums.iter().take(dims).map(|sum| sum * sum).sum();
    squares / (sums.get(dims).copied().unwrap_or(0.0) + ridge)
}

/// The bins that hold rows, ascending.
fn in_order(cells: &[f32], stride: usize) -> Vec<usize> {
    let held = cells.chunks_exact(stride).enumerate().filter(|(_, cell)| rows(cell) > 0.5);
    held.map(|(bin, _)| bin).collect()
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
