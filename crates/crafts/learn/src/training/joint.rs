//! Several networks trained together, each on the adversarial examples of all.
//!
//! An ensemble that only hardens each member against itself still falls to examples that transfer;
//! so at every step each member attacks itself on the same batch, hands its examples to the
//! others, and learns from all of them (Tramèr et al. 2018, "Ensemble adversarial training", where
//! the other models were fixed; here they learn too). Members run in threads of their own and
//! meet once a step, so the result doesn't depend on how threads are scheduled.

use super::adam::Adam;
use super::held::Held;
use super::network::{Recipe, cross_entropy};
use crate::encode::Encoded;
use crate::error::LearnError;
use crate::net::{Batches, Committee, Mlp};
use crate::noise::Noise;
use crate::objective::Loss;
use burn_tensor::Tensor;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The ways between one member and the others.
struct Links {
    to: Vec<SyncSender<Tensor<2>>>,
    from: Vec<Receiver<Tensor<2>>>,
}

/// Trains a network of each of the `recipes` together on `data`, each as it was when rows that are `held`
/// out gained most. The recipes have an attack each, and the same steps and batch.
pub(crate) fn fit_jointly(
    data: &Encoded,
    held: &Encoded,
    classes: usize,
    recipes: &[Recipe],
    seed: u64,
) -> Result<Vec<Mlp>, LearnError> {
    let links = mesh(recipes.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = links
            .into_iter()
            .zip(recipes)
            .enumerate()
            .map(|(member, (links, recipe))| {
                scope.spawn(move || fit_member((data, held), classes, recipe, seed, member, &links))
            })
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.map(|result| result.unwrap_or(Err(LEFT))).collect()
    })
}

const LEFT: LearnError = LearnError::Worker { doing: "training the ensemble" };

/// A channel from each member to each other member; one that ends early closes its channels, and
/// so ends the others too.
fn mesh(count: usize) -> Vec<Links> {
    let mut links: Vec<Links> =
        (0..count).map(|_| Links { to: Vec::new(), from: Vec::new() }).collect();
    for from in 0..count {
        for to in (0..count).filter(|&to| to != from) {
            let (sender, receiver) = sync_channel(1);
            if let Some(link) = links.get_mut(from) {
                link.to.push(sender);
            }
            if let Some(link) = links.get_mut(to) {
                link.from.push(receiver);
            }
        }
    }
    links
}

fn fit_member(
    (data, held): (&Encoded, &Encoded),
    classes: usize,
    recipe: &Recipe,
    seed: u64,
    member: usize,
    links: &Links,
) -> Result<Mlp, LearnError> {
    let Some(attack) = &recipe.attack else { return Err(LEFT) };
    let mut noise = Noise::new(seed, &format!("member {member}"));
    let mut network = Mlp::new(data.width, &recipe.hidden, classes, &mut noise);
    let mut adam = Adam::new(&network, recipe.steps, recipe.rate, recipe.decay);
    // Every member sees the same batches, so that examples can be exchanged.
    let mut batches = Batches::new(data, classes, recipe.batch, Noise::new(seed, "joint order"));
    let own_noise = Noise::new(seed, &format!("member {member} held"));
    let mut held = Held::new(held, classes, recipe.attack, recipe.steps, own_noise);
    for step in 0..recipe.steps {
        // Nobody ends early: the others wait for each member at every step.
        held.is_done(&network, step);
        let batch = batches.next();
        let victim = Committee::of_one(network.clone());
        let own = attack.run(&victim, &batch, Loss::CrossEntropy, &mut noise);
        for link in &links.to {
            link.send(own.clone()).map_err(|_| LEFT)?;
        }
        let mut examples = vec![own];
        for link in &links.from {
            examples.push(link.recv().map_err(|_| LEFT)?);
        }
        let y = Tensor::cat(vec![batch.y; examples.len()], 0);
        let x = Tensor::cat(examples, 0);
        let tracked = network.tracked();
        let loss = cross_entropy(tracked.logits(x.autodiff()), &y.autodiff());
        adam.update(&mut network, &tracked, &mut loss.backward());
    }
    let network = held.best(network);
    if network.is_finite() { Ok(network) } else { Err(LearnError::Diverged { what: "a weight" }) }
}
