//! Attacks on a classifier's inputs: each number moves by at most eps standard deviations within a box,
//! or one category becomes another of its column; missing values stay. Attackers know the true label.

mod alarm;
mod black_box;
mod categories;
mod labels;
mod oracle;
mod suite;
mod transfer;

pub(crate) use alarm::CONSTANT;
pub use alarm::alarms;
pub use black_box::{BlackBox, Outcome, black_box};
pub use labels::{LabelOnly, label_only};
pub use oracle::LabelOracle;
pub use suite::{Attack, Evaluation, Survived};
pub(crate) use suite::{Subject, attack_all, worsen};
pub use transfer::transfer;
