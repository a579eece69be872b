//! What screening found, before it is told.

use super::chance::Knowledge;
use super::hygiene::Leak;
use super::judges::Judge;
use super::noise_matrix::Rate;
use super::suspects::{Flip, Trigger};
use serde::{Deserialize, Serialize};

/// What was found, in positions of the judged part.
pub(super) struct Found {
    pub(super) flips: Vec<Flip>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) copies: Vec<usize>,
    pub(super) conflicts: Vec<usize>,
    /// Pairs of rows that nearly equal one another, the earlier first.
    pub(super) near: Vec<(u32, u32)>,
    pub(super) leaks: Vec<Leak>,
    pub(super) knowledge: Knowledge,
    pub(super) noise: LabelNoise,
    pub(super) judges: (Judge, Vec<(Judge, f64)>),
}

/// How many labels are wrong, by estimate, whether their rows can be named or not.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LabelNoise {
    /// The share of labels that were given in place of another, from the rows whose class is surest.
    #[serde(flatten)]
    pub rate: Rate,
    /// The share of rows that are confidently of another class (confident learning), which takes rows
    /// that are hard to tell for wrong ones, too.
    pub confidently_other: f64,
}
