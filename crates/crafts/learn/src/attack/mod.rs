//! Attacks on a classifier's inputs: each number moves by at most eps standard deviations within a box,
//! or one category becomes another of its column; missing values stay. Attackers know the true label. Where
//! there is a threat model, every row that they make keeps to it ([`constrained`]).

mod alarm;
mod black_box;
mod categories;
mod constrained;
mod constraints;
mod extraction;
mod labels;
mod membership;
mod oracle;
mod suite;
mod transfer;

pub(crate) use alarm::CONSTANT;
pub use alarm::alarms;
pub use black_box::{BlackBox, Outcome, black_box};
pub(crate) use constrained::attack_all_within;
pub use constrained::{Broken, Unconstrained};
pub use extraction::Extraction;
pub use labels::{LabelOnly, label_only};
pub use membership::Membership;
pub(crate) use membership::membership;
pub use oracle::LabelOracle;
pub use suite::{Attack, Evaluation, Survived};
pub(crate) use suite::{Subject, attack_all, worsen};
pub use transfer::transfer;
