//! Learning that stands against attackers: features are chosen from a typed table, screened for poison,
//! classifiers are trained on adversarial examples and fused into one, attacked as an adversary would,
//! and written as ONNX.
//!
//! The way through: [`features()`], [`Features::part`], [`screen()`] of the part to train on,
//! [`Screening::without_suspects`], [`Parts::split`], [`train_all`], [`Model::to_onnx`] ([`training_run()`] is all of
//! these), [`Runtime::load`], [`Runtime::predict`]; and for a model file that is there, [`black_box`] against
//! its [`Runtime`], with rows by [`Schema::rows`]. One that was made elsewhere is a [`Foreign`], asked
//! as an [`Understood`] stranger; so is what answers over a network.
//!
//! Invariants:
//! - What points at somebody, free text, secrets and restricted columns are never features: columns
//!   are chosen by [`features()`], and what was chosen is held against the classification again
//!   ([`check_inputs`]).
//! - A category that fewer than [`LEAST_ROWS_OF_A_CATEGORY`] rows share is not in the vocabulary, so
//!   that a model's file names no value of a single person.
//! - The same table, effort and seed give the same model file, byte by byte, on one machine.
//! - An attacker knows the true label, moves numbers by at most eps standard deviations, or changes one
//!   category as well ([`Attack::Category`]), and never moves a missing value. Where there is a
//!   [`ThreatModel`], every row that counts as attacked keeps to it.
//! - Errors and findings name rows and columns, never a person's value.
#![forbid(unsafe_code)]

mod arrangement;
mod attack;
mod bootstrap;
mod choice;
mod effort;
mod encode;
mod error;
mod features;
mod file;
mod foreign;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod guarded;
mod lower;
mod model;
mod nearest;
mod net;
mod noise;
mod objective;
mod onnx;
mod operators;
mod pgd;
mod plan;
mod rows;
mod run;
mod runtime;
mod schema;
mod screen;
mod split;
mod swap;
mod table;
#[cfg(test)]
mod testing;
mod threat;
mod trained;
mod training;
mod training_run;
mod trees;

pub use arrangement::Arrangement;
pub use attack::{
    Attack, BlackBox, Broken, Evaluation, Extraction, LabelOnly, LabelOracle, Membership, Outcome,
    Survived, Unconstrained, alarms, black_box, label_only, transfer,
};
pub use bootstrap::{Difference, bootstrap};
pub use choice::{Candidate, Choice, Made};
pub use effort::Effort;
pub use error::LearnError;
pub use features::{
    By, FeatureError, Features, LEAST_ROWS_OF_A_CATEGORY, LeftOut, MOST_CATEGORIES, Pooled,
    Unconfirmed, check_inputs, features, features_to_screen,
};
pub use foreign::{
    Answer, Binding, Cell, Described, Foreign, ForeignRuntime, Gathered, Named, OTHER, OwnClasses,
    Port, PortKind, Stranger, Understood, describe,
};
pub use model::{Model, Prediction};
pub use onnx::Card;
pub use plan::{Choices, EPSILONS, Plan, TARGET_EPS};
pub use rows::{Rows, Texts};
pub use run::{MEMBERS, Progress, memberships, train_all, train_within};
pub use runtime::Runtime;
pub use schema::{Cells, Input, Schema};
pub use screen::{
    FlippedRow, Judge, Knowledge, LabelNoise, Leak, RareClass, Rate, Removal, Score, Screening,
    Spelling, Suspects, TriggerRows, screen, screen_with,
};
pub use split::{MOST_TEST_ROWS, Parts, Split};
pub use swap::Changes;
pub use table::{Categorical, MOST_CLASSES, Numeric, Table};
pub use threat::{ColumnRule, Draft, Moves, Relation, ThreatError, ThreatModel, derive};
pub use trained::{Comparison, Rejection, Trained};
pub use training_run::{TrainingRun, training_run};
