//! What proves a promise: checks that look at what lies on disk with the crafts' own verifying
//! functions (Parquet footer, receipt, model file, signature, ledger), and never ask the use case that
//! they check.

mod clear;
mod columns;
mod content;
mod holdout;
mod host;
mod ledger;
mod model;
mod policy;
mod signature;
mod source;
mod stored;
mod tools;

pub use clear::{long_cells, planted_values, spooled};
pub use columns::{checksums, controls};
pub use content::{missing_rows, shown, strangers};
pub use holdout::Holdout;
pub use host::Host;
pub use ledger::{denied, durable, entries, export, granted, others, withheld};
pub use model::{promoted, registered};
pub use policy::Policy;
pub use signature::{changed_byte, signed};
pub use source::Source;
pub use stored::{Committed, Stored};
pub use tools::{Crafts, Tools};
