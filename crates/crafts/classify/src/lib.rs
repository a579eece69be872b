//! Columns in; info types, classes, criticality and regimes out, each with masked evidence (M16).
//!
//! Three witnesses are heard: the values by checksum and structure, the column's name, and
//! dictionaries. A check that little else passes decides alone; a form that much else has counts
//! only when the name says the same, so that a column of nine-digit amounts is not taken for
//! social security numbers. A telling name is believed whatever the values are.
//!
//! What is known of an info type is one row of `terms::info` and its rules in `check::rules`; users add
//! their own ([`Recognisers`]).
//!
//! Invariants: pure and deterministic (no clock, no randomness, no I/O); never panics on hostile
//! input; no value leaves in clear, neither in evidence nor in errors. What is not recognised is
//! not called harmless: that takes evidence of its own, and what has none is unconfirmed
//! ([`terms::ColumnState`]). In a table of people, what looks harmless by itself is so only if its name says
//! that it is nothing of theirs (`beside`). One odd cell decides nothing: it is told by row.
//!
//! Limits: a name that no list has, that opens its sentence and that nothing announces is not found, which is
//! why free text is confidential whatever is found in it.
#![forbid(unsafe_code)]

mod beside;
mod check;
mod combine;
mod controls;
mod decide;
mod demand;
mod fallback;
mod findings;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod harmless;
mod hidden;
mod mask;
mod name;
mod number;
mod odd;
mod profile;
mod recognisers;
mod share;
mod table;
mod text;
mod verdict;
mod words;

pub use check::{Validity, is_valid};
pub use combine::{
    Passes, Show, combination_findings, combinations, combinations_reaching, combined, lay_over,
};
pub use controls::controls;
pub use findings::{odd_values, reaching};
pub use mask::masked_example;
pub use number::parse_number;
pub use recognisers::{RecogniserError, Recognisers};
pub use table::{ClassifyError, Options, classify};
pub use text::{Hit, find_in_text, find_to_hide, names_somebody};
