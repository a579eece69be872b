//! Tables as people have them: CSV, TSV, space separated text and Parquet, gzipped or not, read where
//! they stand or out of memory; and the synthetic loan applications on which everything else is shown.
//!
//! The way of a table: [`read::table`] or [`read::bytes`] gives a [`Table`], whose columns are all
//! UTF-8 text; [`sample::generate`] makes one with planted defects.
//!
//! Invariants:
//! - A source is only ever read, never changed or copied; nothing is spooled to disk.
//! - No row is dropped silently: what does not fit is padded or cut, and told as a defect.
//! - Errors, defects and truth hold row numbers and column names, never a value; a first row that
//!   holds somebody's value is no header ([`read::ReadOptions::personal`]).
#![forbid(unsafe_code)]

mod defect_rows;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
pub mod read;
pub mod sample;
mod table;

pub use defect_rows::DefectRows;
pub use table::{Format, Naming, Source, Table};
