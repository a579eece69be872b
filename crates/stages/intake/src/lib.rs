//! Intake: a table that was read is brought into order, signed for, protected, and used again.
//!
//! The way of a table: the tables craft reads it ([`read_options`] says how); [`prepare()`] gives what
//! its columns hold, the typed columns and the defects; [`receipt()`] is signed with [`sign()`];
//! [`protect()`] gives encrypted bytes, and looks at them again; [`reopen()`] gives the table back, in
//! memory; [`probes()`] look at what lies at rest.
//!
//! Nothing here touches a workspace: who may ingest, and where bytes and receipts are kept, is the
//! store's and the use cases' business.
//!
//! Invariants:
//! - No row is dropped silently: what does not fit is kept or withheld, and told as a defect.
//! - A value that does not belong in a column that is clear at rest is withheld from it; and a row that
//!   the classification did not see is empty.
//! - Errors and defects hold row numbers and column names, never a value.
#![forbid(unsafe_code)]

mod combined;
pub mod delivery;
mod prepare;
mod probes;
mod protection;
pub mod quality;
mod receipt;
mod reopen;
pub mod validate;

pub use combined::{combination_findings, combined, lay_over};
pub use prepare::{PrepareError, Prepared, prepare, read_options};
pub use probes::{AtRest, probes};
pub use protection::{
    Again, Measured, MeasuringError, ProtectError, Protected, measure, protect, protect_again,
    unprotected, viewer,
};
pub use receipt::{RECEIPT_TYPE, receipt, sign, verify};
pub use reopen::{ReopenError, reopen};
pub use validate::{ValidateError, Validated, validate};
