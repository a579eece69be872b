//! All randomness of learning: streams of ChaCha8 that follow from a seed and a purpose.
//!
//! The tensor library has one generator for the whole process, which threads would share; so every
//! random number is drawn here and handed over as data.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// One stream of random numbers.
pub(crate) struct Noise(ChaCha8Rng);

impl Noise {
    /// The stream of `seed` for `purpose`; different purposes give independent streams.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(purpose.as_bytes());
        Self(ChaCha8Rng::from_seed(hash.finalize().into()))
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / (1u32 << 24) as f32
    }

    /// `count` numbers uniform in [-1, 1).
    pub(crate) fn signed(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| 2.0 * self.unit() - 1.0).collect()
    }

    /// `count` signs, -1 or 1.
    pub(crate) fn signs(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| if self.0.next_u32() & 1 == 0 { -1.0 } else { 1.0 }).collect()
    }

    /// Uniform in 0..`below`, or 0.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        // Multiply and shift (Lemire 2019); the bias is at most `below` / 2^64.
        ((u128::from(self.0.next_u64()) * below as u128) >> 64) as usize
    }

    /// Puts `items` in random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
