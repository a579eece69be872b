//! One classifier of several networks: the weighted mean of their probabilities.

use super::mlp::Mlp;
use burn_tensor::{Tensor, activation};

/// Networks and their weights, which are positive and sum to 1. One network is a committee of one.
#[derive(Clone)]
pub(crate) struct Committee {
    pub(crate) members: Vec<Mlp>,
    pub(crate) weights: Vec<f32>,
}

impl Committee {
    /// One network alone.
    pub(crate) fn of_one(member: Mlp) -> Self {
        Self { members: vec![member], weights: vec![1.0] }
    }

    /// The logarithm of each row's probability of each class.
    ///
    /// Computed as a log-sum-exp over members, so that gradients stay alive where a probability
    /// rounds to 0 or 1: else an attack would see a flat surface and look weak.
    pub(crate) fn log_probabilities(&self, x: &Tensor<2>) -> Tensor<2> {
        let logs: Vec<Tensor<2>> = self
            .members
            .iter()
            .zip(&self.weights)
            .map(|(member, weight)| {
                activation::log_softmax(member.logits(x.clone()), 1) + weight.max(1e-6).ln()
            })
            .collect();
        let mut logs = logs.into_iter();
        let Some(first) = logs.next() else { return x.clone() };
        logs.fold(first, |sum, next| {
            // ln(e^a + e^b) = max + ln(1 + e^-|a - b|)
            let apart = (sum.clone() - next.clone()).abs();
            sum.max_pair(next) + (-apart).exp().log1p()
        })
    }

    /// Each row's probability of each class.
    pub(crate) fn probabilities(&self, x: Tensor<2>) -> Tensor<2> {
        let parts = self.members.iter().zip(&self.weights);
        parts
            .map(|(member, weight)| activation::softmax(member.logits(x.clone()), 1) * *weight)
            .reduce(|sum, next| sum + next)
            .unwrap_or(x)
    }

    /// The same committee as constants in a graph.
    pub(crate) fn constant(&self) -> Self {
        Self {
            members: self.members.iter().map(Mlp::constant).collect(),
            weights: self.weights.clone(),
        }
    }
}
