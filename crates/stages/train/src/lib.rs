//! Training: a run by permit, whose result says what it was made of and whether it is good enough.
//!
//! Features and their screening are the learn craft's; [`run()`] takes both, [`probes()`] look at the
//! model files that came of it.
//!
//! Invariants:
//! - Nothing is trained without a permit to train on that very dataset, nor on a suspected row.
//! - What was chosen as features is held against the classification of what is trained on again
//!   ([`learn::check_inputs`]), in the model and in its file.
//! - Tables are in memory alone: nothing here writes.
//! - Results name rows of the dataset and columns, never a value of a row.
#![forbid(unsafe_code)]

mod error;
mod probes;
mod run;

pub use error::TrainError;
pub use learn::Plan;
pub use probes::{Registered, probes};
pub use run::{Facts, Run, TrainedOn, run};
