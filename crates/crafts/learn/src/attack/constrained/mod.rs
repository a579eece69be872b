//! Attacks that keep to a threat model: every row that they leave can be.

mod black;
mod capgd;
mod categories;
mod moeva;
mod scored;
mod suite;
mod unconstrained;

pub(super) use black::{Asked, search};
pub(crate) use suite::attack_all_within;
pub use unconstrained::{Broken, Unconstrained};
