//! Intake: a table lands, is read where it stands, checked, protected, and committed as a dataset
//! version. Also the synthetic loan applications on which everything else is shown.
//!
//! The way of a table: [`read::table`] gives a [`Table`] of UTF-8 columns; the classify craft says
//! what they hold; [`validate()`] gives typed columns and the defects; [`receipt()`] is signed;
//! [`protect()`] gives encrypted bytes, and looks at them again;
//! [`reopen()`] gives the table back, in memory; [`probes()`] look at what lies at rest.
//!
//! Nothing here touches a workspace: who may ingest, and where bytes and receipts are kept, is the
//! store's and the journey's business.
//!
//! Invariants:
//! - The source is only ever read, never changed or copied; nothing is spooled to disk.
//! - No row is dropped silently: what does not fit is kept, padded or withheld, and told as a defect.
//! - A value that does not belong in a column that is clear at rest is withheld from it.
//! - Errors, defects and truth hold row numbers and column names, never a value.
#![forbid(unsafe_code)]

mod probes;
mod protection;
pub mod read;
mod receipt;
mod reopen;
mod rows;
pub mod sample;
pub mod validate;

pub use probes::{AtRest, probes};
pub use protection::{
    Measured, MeasuringError, ProtectError, Protected, measure, protect, unprotected, viewer,
};
pub use read::{ReadError, ReadOptions, Source, Table};
pub use receipt::{RECEIPT_TYPE, open, receipt, seal};
pub use reopen::{ReopenError, reopen};
pub use validate::{ValidateError, Validated, validate};
