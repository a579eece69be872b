//! AdamW (Kingma and Ba 2015; Loshchilov and Hutter 2019) with a cosine schedule.

use crate::net::Mlp;
use burn_tensor::{Gradients, Tensor};

const FIRST: f32 = 0.9;
const SECOND: f32 = 0.999;
const TINY: f32 = 1e-8;

/// Moments of one parameter's gradient.
struct Moments {
    first: Tensor<2>,
    second: Tensor<2>,
}

/// The optimiser of one network, for a known number of steps.
pub(crate) struct Adam {
    moments: Vec<Moments>,
    step: usize,
    steps: usize,
    rate: f32,
    decay: f32,
}

impl Adam {
    pub(crate) fn new(network: &Mlp, steps: usize, rate: f32, decay: f32) -> Self {
        let moments = network
            .parameters()
            .map(|p| Moments { first: p.zeros_like(), second: p.zeros_like() })
            .collect();
        Self { moments, step: 0, steps: steps.max(1), rate, decay }
    }

    /// Moves `network` against the gradients of `tracked`, the copy that the loss was computed on.
    pub(crate) fn update(&mut self, network: &mut Mlp, tracked: &Mlp, gradients: &mut Gradients) {
        self.step += 1;
        let done = self.step as f32 / self.steps as f32;
        let rate = self.rate * 0.5 * (1.0 + (std::f32::consts::PI * done.min(1.0)).cos());
        let warmth = |beta: f32| 1.0 - beta.powi(i32::try_from(self.step).unwrap_or(i32::MAX));
        let (first, second) = (warmth(FIRST), warmth(SECOND));
        let parameters = network.parameters_mut().zip(tracked.parameters());
        for ((parameter, tracked), moments) in parameters.zip(&mut self.moments) {
            let Some(gradient) = tracked.grad_remove(gradients) else { continue };
            moments.first = moments.first.clone() * FIRST + gradient.clone() * (1.0 - FIRST);
            moments.second =
                moments.second.clone() * SECOND + gradient.clone() * gradient * (1.0 - SECOND);
            let size = (moments.second.clone() / second).sqrt() + TINY;
            let step = (moments.first.clone() / first) / size;
            *parameter = parameter.clone() * (1.0 - rate * self.decay) - step * rate;
        }
    }
}
