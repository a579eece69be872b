//! A threat model: what an attacker may change in a row, in the data's own terms.
//!
//! A box of eps standard deviations knows nothing of the columns: it moves counts below zero and ages by
//! fractions, which no row can be. A [`ThreatModel`] says for each column how far, in which direction and
//! in which steps it moves, and what holds between columns. It is made from a table ([`derive()`]), read and
//! written as text ([`ThreatModel::parse`], [`ThreatModel::to_text`]), and held to a table's columns as a
//! [`Threat`], which tells what a row breaks ([`Threat::violations`]) and brings it back
//! ([`Threat::repair`]).
//!
//! After Simonetto et al. 2022 ("A unified framework for adversarial attack and defense in constrained
//! feature space") and 2024 ("Constrained adaptive attack", TabularBench): bounds, mutability, types and
//! relations between features.

mod bind;
mod column;
mod derive;
mod error;
mod expression;
mod model;
mod relation;
mod repair;
mod row;
mod violation;
mod written;

pub(crate) use bind::Threat;
pub use column::{ColumnRule, Moves};
pub use derive::{Draft, derive};
pub use error::ThreatError;
pub use model::ThreatModel;
pub use relation::Relation;
pub(crate) use row::Row;
pub(crate) use violation::Violation;

#[cfg(test)]
mod laws;
