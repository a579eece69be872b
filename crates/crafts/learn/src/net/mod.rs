//! Networks and how they learn.

mod adam;
mod batches;
mod combine;
mod committee;
mod fit;
mod joint;
mod mlp;
mod watch;

pub(crate) use batches::Batch;
pub(crate) use combine::weights;
pub(crate) use committee::Committee;
pub(crate) use fit::{Recipe, fit};
pub(crate) use joint::fit_jointly;
pub(crate) use mlp::{Mlp, tensor, values};
pub(crate) use watch::Watch;

/// A matrix of plain numbers, row by row.
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) values: Vec<f32>,
}

impl Matrix {
    pub(crate) fn of(tensor: &burn::tensor::Tensor<2>) -> Self {
        let [rows, columns] = tensor.dims();
        Self { rows, columns, values: values(tensor) }
    }
}
