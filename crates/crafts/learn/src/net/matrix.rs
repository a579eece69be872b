//! Numbers on the learning device, and back.

use burn_tensor::{Device, Tensor, TensorData};

/// A matrix on the learning device.
pub(crate) fn tensor(values: Vec<f32>, rows: usize, columns: usize) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, [rows, columns]), &Device::flex())
}

/// The values of a matrix, row by row.
pub(crate) fn values(tensor: &Tensor<2>) -> Vec<f32> {
    tensor.to_data().iter::<f32>().collect()
}

/// A matrix of plain numbers, row by row.
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) values: Vec<f32>,
}

impl Matrix {
    pub(crate) fn of(tensor: &Tensor<2>) -> Self {
        let [rows, columns] = tensor.dims();
        Self { rows, columns, values: values(tensor) }
    }
}
