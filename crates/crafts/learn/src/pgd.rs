//! Attacks that follow the gradient of the input.

use crate::net::{Batch, Committee, tensor};
use crate::noise::Noise;
use crate::objective::{Loss, objective};
use crate::swap;
use burn_tensor::Tensor;

/// Projected gradient descent in a box (Madry et al. 2018).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pgd {
    /// Half the side of the box, in standard deviations.
    pub(crate) eps: f32,
    pub(crate) steps: usize,
    /// The length of a step, in eps.
    pub(crate) stride: f32,
    /// Whether to start anywhere in the box, or at its centre.
    pub(crate) random_start: bool,
    /// The share of rows in which one category is changed before.
    pub(crate) swaps: f32,
}

impl Pgd {
    /// The fast gradient sign method (Goodfellow et al. 2015): one step to the box's edge.
    pub(crate) const fn fgsm(eps: f32) -> Self {
        Self { eps, steps: 1, stride: 1.0, random_start: false, swaps: 0.0 }
    }

    /// Twenty steps from a random start.
    pub(crate) const fn twenty(eps: f32) -> Self {
        Self { eps, steps: 20, stride: 0.15, random_start: true, swaps: 0.0 }
    }

    /// The attacked inputs. Weights are constants here: only the input's gradient is computed.
    pub(crate) fn run(
        &self,
        victim: &Committee,
        batch: &Batch,
        loss: Loss,
        noise: &mut Noise,
    ) -> Tensor<2> {
        let victim = victim.constant();
        let [rows, width] = batch.x.dims();
        let start = match self.swaps > 0.0 && !batch.groups.is_empty() {
            true => swap::some(&victim, batch, self.swaps, noise),
            false => batch.x.clone(),
        };
        let mut moves = if self.random_start {
            tensor(noise.signed(rows * width), rows, width) * batch.movable.clone() * self.eps
        } else {
            batch.x.zeros_like()
        };
        let y = batch.y.clone().autodiff();
        for _ in 0..self.steps {
            let x = (start.clone() + moves.clone()).autodiff().require_grad();
            let climbed = objective(&victim, &x, &y, loss);
            let mut gradients = climbed.backward();
            let Some(gradient) = x.grad_remove(&mut gradients) else { break };
            let step = gradient.sign() * batch.movable.clone() * (self.stride * self.eps);
            moves = (moves + step).clamp(-self.eps, self.eps);
        }
        start + moves
    }
}
