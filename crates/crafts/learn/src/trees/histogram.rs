//! Sums of gradients by column and bin, for the rows of a leaf.

use super::bins::Binned;

/// What trees are grown on: for each row `dims` gradients and one curvature.
pub(super) struct Slopes {
    /// `[row * (dims + 1) + dim]`, the curvature last; rows count as in [`super::boost`]'s training rows.
    pub(super) values: Vec<f32>,
    pub(super) dims: usize,
}

impl Slopes {
    /// Numbers in each bin: gradients, curvature, rows.
    pub(super) const fn stride(&self) -> usize {
        self.dims + 2
    }
}

/// `[(column * width + bin) * stride + …]`.
#[derive(Clone)]
pub(super) struct Histogram(pub(super) Vec<f32>);

impl Histogram {
    /// Sums over `rows`: pairs of a row's position in the training rows and in the table.
    pub(super) fn of(data: &Binned, slopes: &Slopes, rows: &[(u32, u32)]) -> Self {
        let stride = slopes.stride();
        let mut sums = vec![0.0f32; data.columns * data.width * stride];
        for (position, row) in rows {
            let from = *position as usize * (slopes.dims + 1);
            let slope = slopes.values.get(from..=from + slopes.dims).unwrap_or_default();
            let columns = sums.chunks_exact_mut(data.width * stride);
            for (column, bin) in columns.zip(data.row(*row as usize)) {
                let at = usize::from(*bin) * stride;
                let Some(cell) = column.get_mut(at..at + stride) else { continue };
                if let ([sum, curvature, count], [gradient, curve]) = (&mut *cell, slope) {
                    *sum += gradient;
                    *curvature += curve;
                    *count += 1.0;
                    continue;
                }
                for (sum, value) in cell.iter_mut().zip(slope.iter().chain(&[1.0])) {
                    *sum += value;
                }
            }
        }
        Self(sums)
    }

    /// The sums of the rows that are in `self` and not in `part`.
    pub(super) fn less(mut self, part: &Self) -> Self {
        for (sum, less) in self.0.iter_mut().zip(&part.0) {
            *sum -= less;
        }
        self
    }
}
