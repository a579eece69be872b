//! Training: features from a decrypted table, screening for poison, and a run whose result says
//! what it was made of and whether it is good enough.
//!
//! The way through: [`features()`], [`screen()`], [`run()`].
//!
//! Invariants:
//! - What points at somebody, free text, secrets and restricted columns are never features: columns
//!   are chosen by [`features()`], and what was chosen is held against the classification again
//!   ([`check_inputs`]), in the table and in the model's file.
//! - A category that fewer than [`LEAST_ROWS_OF_A_CATEGORY`] rows share is not in the vocabulary, so
//!   that a model's file names no value of a single person.
//! - Tables are in memory alone: nothing here writes.
//! - Results name rows of the dataset and columns, never a value of a row.
#![forbid(unsafe_code)]

mod error;
mod features;
mod guard;
mod probes;
mod run;
mod screening;

pub use error::TrainError;
pub use features::{Features, LEAST_ROWS_OF_A_CATEGORY, LeftOut, MOST_CATEGORIES, features};
pub use guard::check_inputs;
pub use probes::{Registered, probes};
pub use run::{Accuracy, Facts, Plan, Run, Source, run};
pub use screening::{FlippedRow, Score, Screening, Suspects, TriggerRows, screen};
