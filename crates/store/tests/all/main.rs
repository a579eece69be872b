//! The store against real files and, where one answers, a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod budgets;
mod datasets;
mod deeds;
mod deletion;
mod folder;
mod fresh;
mod handed_on;
mod ledger_faults;
mod ledger_index;
mod ledger_index_attacks;
mod ledger_kills;
mod ledger_looks;
mod ledger_reading;
mod memory;
mod metadata;
mod models;
mod passage;
mod restore;
mod retention;
mod rotation;
mod rotation_kills;
mod sessions;
mod strays;
mod support;
mod writer;
