//! How much work training may be.

use crate::pgd::Pgd;
use crate::training::Recipe;
use serde::{Deserialize, Serialize};

/// How much work to put in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Units in each of the two hidden layers.
    pub width: usize,
    /// Optimiser steps of the plain network and the surrogate.
    pub plain_steps: usize,
    /// Optimiser steps of the adversarially trained networks.
    pub robust_steps: usize,
    /// Rows in each step.
    pub batch: usize,
    /// Passes over the training rows, at most, whatever the steps say.
    pub epochs: usize,
    /// Steps of the attack within training.
    pub attack_steps: usize,
    /// Restarts of pgd20, each with two losses.
    pub restarts: usize,
    /// Queries for each row of the label-only attack.
    pub queries: usize,
}

impl Effort {
    /// For models that go into service: some 15 seconds on two cores, whatever the rows.
    #[must_use]
    pub const fn full() -> Self {
        Self {
            width: 64,
            plain_steps: 6_000,
            robust_steps: 2_400,
            batch: 256,
            epochs: 50,
            attack_steps: 5,
            restarts: 2,
            queries: 400,
        }
    }

    /// What suits a table of `rows` rows that may be learned from: those that landed, less those that
    /// are excluded, before screening. On a small one, large networks learn rows by heart.
    #[must_use]
    pub const fn for_rows(rows: usize) -> Self {
        if rows < 10_000 { Self::quick() } else { Self::full() }
    }

    /// For small tables, tests and first looks.
    #[must_use]
    pub const fn quick() -> Self {
        Self {
            width: 32,
            plain_steps: 3_000,
            robust_steps: 500,
            batch: 128,
            epochs: 50,
            attack_steps: 4,
            restarts: 1,
            queries: 150,
        }
    }

    /// How a plain network over `rows` rows is trained.
    pub(crate) fn plain(&self, rows: usize) -> Recipe {
        self.recipe(rows, None)
    }

    /// How a network over `rows` rows is trained, on examples of `attack` if there is one.
    pub(crate) fn recipe(&self, rows: usize, attack: Option<Pgd>) -> Recipe {
        let batch = self.batch.min(rows.max(16) / 8);
        let most = (self.epochs * rows / batch.max(1)).max(50);
        let steps = if attack.is_some() { self.robust_steps } else { self.plain_steps };
        let hidden = vec![self.width, self.width];
        Recipe { hidden, steps: steps.min(most), batch, rate: 4e-3, decay: 1e-4, attack }
    }
}
