//! Attacks on a classifier's inputs within a box: each number moves by at most eps standard
//! deviations, categories and missing values stay. Attackers know the true label.

mod alarm;
mod black_box;
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
pub(crate) use suite::{Subject, attack_all};
pub use transfer::transfer;
