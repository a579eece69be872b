//! A feed-forward network: dense layers with ReLU between, and one output for each class.

use super::matrix::{Matrix, tensor, values};
use crate::noise::Noise;
use burn_tensor::{Tensor, activation};

/// One dense layer: `x · weight + bias`.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) weight: Tensor<2>,
    pub(crate) bias: Tensor<2>,
}

/// The network.
#[derive(Clone)]
pub(crate) struct Mlp {
    pub(crate) layers: Vec<Layer>,
}

impl Mlp {
    /// A network with weights drawn as He et al. 2015 ("Delving deep into rectifiers"): uniform,
    /// with variance 2 over the inputs of the layer; biases zero.
    pub(crate) fn new(inputs: usize, hidden: &[usize], classes: usize, noise: &mut Noise) -> Self {
        let sizes: Vec<usize> = [inputs].iter().chain(hidden).chain([&classes]).copied().collect();
        let layers = sizes
            .windows(2)
            .filter_map(|pair| match *pair {
                [from, to] => Some(Self::layer(from, to, noise)),
                _ => None,
            })
            .collect();
        Self { layers }
    }

    fn layer(from: usize, to: usize, noise: &mut Noise) -> Layer {
        let bound = (6.0 / from.max(1) as f32).sqrt();
        let weight = noise.signed(from * to).into_iter().map(|v| v * bound).collect();
        Layer { weight: tensor(weight, from, to), bias: tensor(vec![0.0; to], 1, to) }
    }

    /// One number for each row and class; the higher, the likelier.
    pub(crate) fn logits(&self, x: Tensor<2>) -> Tensor<2> {
        let last = self.layers.len().saturating_sub(1);
        self.layers.iter().enumerate().fold(x, |x, (at, layer)| {
            let x = x.matmul(layer.weight.clone()) + layer.bias.clone();
            if at < last { activation::relu(x) } else { x }
        })
    }

    /// The same network, whose weights gradients are asked for.
    pub(crate) fn tracked(&self) -> Self {
        self.map(|tensor| tensor.clone().autodiff().require_grad())
    }

    /// The same network as constants in a graph: only gradients of the input are computed.
    pub(crate) fn constant(&self) -> Self {
        self.map(|tensor| tensor.clone().autodiff())
    }

    fn map(&self, change: impl Fn(&Tensor<2>) -> Tensor<2>) -> Self {
        let layer = |l: &Layer| Layer { weight: change(&l.weight), bias: change(&l.bias) };
        Self { layers: self.layers.iter().map(layer).collect() }
    }

    /// All weights and biases, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Tensor<2>> {
        self.layers.iter().flat_map(|layer| [&layer.weight, &layer.bias])
    }

    /// All weights and biases, to change them.
    pub(crate) fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Tensor<2>> {
        self.layers.iter_mut().flat_map(|layer| [&mut layer.weight, &mut layer.bias])
    }

    /// Whether every weight is a finite number.
    pub(crate) fn is_finite(&self) -> bool {
        self.parameters().all(|tensor| values(tensor).iter().all(|v| v.is_finite()))
    }

    /// Weight and bias of each layer, as plain numbers for a file.
    pub(crate) fn matrices(&self) -> Vec<(Matrix, Matrix)> {
        self.layers.iter().map(|l| (Matrix::of(&l.weight), Matrix::of(&l.bias))).collect()
    }
}
