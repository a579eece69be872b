//! What is wrong with a table beside poison: rows that stand twice, columns that are the label, classes
//! written in several ways.

mod leaks;
mod spelling;
mod twins;

pub use leaks::Leak;
pub(super) use leaks::leaks;
pub use spelling::Spelling;
pub(super) use spelling::{Merged, merged};
pub(super) use twins::Twins;
