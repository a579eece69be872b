//! Tables as people have them: text with any delimiter, JSON, Parquet, Arrow IPC and workbooks, compressed
//! or not, read where they stand or out of memory; and the synthetic loan applications on which everything
//! else is shown.
//!
//! The way of a table: [`read::table`] or [`read::bytes`] gives a [`Table`], typed as it is stored and as
//! UTF-8 text as it is classified; [`sample::generate`] makes one with planted defects.
//!
//! Invariants:
//! - A source is only ever read, never changed or copied; nothing is spooled to disk.
//! - No row or cell is dropped silently: what does not fit is padded and told, or nothing is read.
//! - Errors, defects and truth hold row numbers and column names, never a value; a first row that
//!   holds somebody's value is no header ([`read::ReadOptions::personal`]).
#![forbid(unsafe_code)]

mod defect_rows;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
pub mod read;
pub mod sample;
mod table;
pub mod write;

pub use arrow_array::RecordBatch;
pub use defect_rows::DefectRows;
pub use table::{Format, Naming, Note, Source, Table};
