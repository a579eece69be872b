//! Learning that stands against attackers: tables are screened for poison, classifiers are trained
//! on adversarial examples and fused into one, attacked as an adversary would, and written as ONNX.
//!
//! The way through: [`Table::new`], [`screen()`], [`Table::split`], [`train_all`], [`Model::to_onnx`],
//! [`Runtime::load`], [`Runtime::predict`]; and for a model of somebody else,
//! [`black_box`] against its [`Runtime`], with rows by [`Schema::rows`].
//!
//! Invariants:
//! - The same table, effort and seed give the same model file, byte by byte, on one machine.
//! - An attacker knows the true label, moves numbers by at most eps standard deviations, and never
//!   moves a category or a missing value.
//! - Errors and findings name rows and columns, never a person's value.
#![forbid(unsafe_code)]

mod attack;
mod bootstrap;
mod effort;
mod encode;
mod error;
mod model;
mod net;
mod noise;
mod onnx;
mod rows;
mod run;
mod runtime;
mod schema;
mod screen;
mod split;
mod table;
#[cfg(test)]
mod testing;
mod trained;

pub use attack::{
    Attack, BlackBox, Evaluation, LabelOnly, LabelOracle, Outcome, Survived, alarms, black_box,
    label_only, transfer,
};
pub use bootstrap::{Difference, bootstrap};
pub use effort::Effort;
pub use error::LearnError;
pub use model::{Model, Prediction};
pub use onnx::Card;
pub use rows::{Rows, Texts};
pub use run::{EPSILONS, MEMBERS, Progress, TARGET_EPS, train_all};
pub use runtime::Runtime;
pub use schema::{Cells, Input, Schema};
pub use screen::{Flip, Screened, Trigger, screen};
pub use split::{MOST_TEST_ROWS, Split};
pub use table::{Categorical, MOST_CLASSES, Numeric, Table};
pub use trained::{Comparison, Rejection, Trained};
