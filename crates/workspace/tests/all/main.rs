//! A workspace and its use cases, as heads call them.

// A test that panics has failed, as it should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod abuse;
mod breaking_glass;
mod clock;
mod consulting;
mod drills;
mod enforcer;
mod key_ages;
mod lineage;
mod locking;
mod proposals;
mod quarantine;
mod rehearsal;
mod retention;
mod reviewing;
mod rotation;
mod set_up;
mod sinks;
mod stepping_up;
mod support;
mod syslog;
mod use_cases;
mod widening;
