//! What is wrong with a table beside poison: rows that stand twice or nearly, columns that are the label, classes
//! written in several ways.

mod leaks;
mod nearly;
mod spelling;
mod together;
mod twins;

pub use leaks::Leak;
pub(super) use leaks::leaks;
pub(super) use nearly::nearly_equal;
pub use spelling::Spelling;
pub(super) use spelling::{Merged, form, merged};
pub(super) use together::leaking_pair;
pub(super) use twins::Twins;
