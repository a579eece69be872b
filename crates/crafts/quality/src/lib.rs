//! Disorder in a table of text: hints what may be mended, mending what somebody picked, and rules that the
//! next delivery has to keep (M4).
//!
//! [`hints()`] looks, and changes nothing; [`mend()`] does what was picked of it and says of each cell that
//! it did; [`rules`] are suggested from one delivery and held against another.
//!
//! Invariants: pure and deterministic; hints, rules that are broken and errors hold rules, columns, rows and
//! counts, never a value. No cell is changed or dropped but by a fix that somebody picked, and each is told.
#![forbid(unsafe_code)]

mod column;
mod date;
mod hints;
mod mend;
pub mod rules;

pub use hints::{Hint, HintRule, findings, hints, hints_of};
pub use mend::{Became, MendError, Mended, MendedCell, Pick, mend};
