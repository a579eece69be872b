//! Training one network, plainly or on adversarial examples of itself.

use super::adam::Adam;
use super::held::Held;
use crate::encode::Encoded;
use crate::error::LearnError;
use crate::net::{Batches, Committee, Mlp};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use burn_tensor::{Tensor, activation};

/// How a network is trained.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    pub(crate) hidden: Vec<usize>,
    pub(crate) steps: usize,
    pub(crate) batch: usize,
    pub(crate) rate: f32,
    pub(crate) decay: f32,
    /// The attack that examples are made with; none trains plainly.
    pub(crate) attack: Option<Pgd>,
}

/// Mean cross-entropy of `logits` against one-hot `y`.
pub(crate) fn cross_entropy(logits: Tensor<2>, y: &Tensor<2>) -> Tensor<1> {
    let rows = y.dims()[0].max(1) as f32;
    -(activation::log_softmax(logits, 1) * y.clone()).sum() / rows
}

/// Trains a network on `data`, no longer than rows that are `held` out gain by it: with [`Recipe::attack`], on adversarial examples alone (Madry et
/// al. 2018, "Towards deep learning models resistant to adversarial attacks").
pub(crate) fn fit(
    data: &Encoded,
    held: Option<&Encoded>,
    classes: usize,
    recipe: &Recipe,
    seed: u64,
    purpose: &str,
) -> Result<Mlp, LearnError> {
    let mut noise = Noise::new(seed, purpose);
    let mut network = Mlp::new(data.width, &recipe.hidden, classes, &mut noise);
    let mut adam = Adam::new(&network, recipe.steps, recipe.rate, recipe.decay);
    let order = Noise::new(seed, &format!("{purpose} order"));
    let mut batches = Batches::new(data, classes, recipe.batch, order);
    let mut held = held.map(|rows| {
        let noise = Noise::new(seed, &format!("{purpose} held"));
        Held::new(rows, classes, recipe.attack, recipe.steps, noise)
    });
    for step in 0..recipe.steps {
        if held.as_mut().is_some_and(|held| held.is_done(&network, step)) {
            break;
        }
        let mut batch = batches.next();
        if let Some(attack) = &recipe.attack {
            let victim = Committee::of_one(network.clone());
            batch.x = attack.run(&victim, &batch, Loss::CrossEntropy, &mut noise);
        }
        let tracked = network.tracked();
        let loss = cross_entropy(tracked.logits(batch.x.autodiff()), &batch.y.autodiff());
        adam.update(&mut network, &tracked, &mut loss.backward());
    }
    let network = match held {
        Some(held) => held.best(network),
        None => network,
    };
    if network.is_finite() { Ok(network) } else { Err(LearnError::Diverged { what: "a weight" }) }
}
