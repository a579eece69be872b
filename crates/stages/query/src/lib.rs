//! SQL in place over encrypted datasets. The only crate that names DataFusion.
//!
//! The masks stand directly above the scan: what SQL calls a table is the reader's view of it. Filters,
//! sorts, limits, joins and statistics work on tokens and masks, so none of them can ask about
//! a value that the reader may not see. Nothing leaves the workspace but the answer.
//!
//! Invariants
//! - One statement, a query. No files, URLs, settings, table functions, catalogs or plans can be asked for.
//! - Each table takes a permit of its own, for exactly this text. A table without one reads *not found*, in the
//!   same words as one that does not exist.
//! - Decrypted data stays in memory: there is no spilling to disk, and memory, rows and time are limited.
//! - No error holds a value of a table, not even one that its reader may see.
//!
//! Limits: a permit covers columns by class, not rows. The memory limit holds for what DataFusion accounts for (sorts,
//! groups, joins, the answer); each thread of a scan decodes one batch at a time beside it. Equal values of one info
//! type have equal tokens, so counts by token are visible: that is what makes joins work.
#![forbid(unsafe_code)]

mod answer;
mod deep;
mod engine;
mod error;
mod governed;
mod limits;
mod masked;
mod object;
mod provider;
mod scan;
mod statement;
mod viewed;
mod weighed;

pub use answer::Answer;
pub use engine::Engine;
pub use error::QueryError;
pub use governed::Governed;
pub use limits::Limits;
pub use statement::tables_of;
pub use viewed::Viewed;
