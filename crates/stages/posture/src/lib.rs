//! Posture: the threat model, the drills that play it, and one table over every probe that ran,
//! with zoom.
//!
//! Invariants: nothing here probes or attacks anything itself, and nothing here can make a state
//! better than the probe said. The journey runs probes and attacks and brings what they saw.
#![forbid(unsafe_code)]

mod drill;
mod table;
mod threats;

pub use drill::{Observation, Outcome, Played};
pub use table::{AreaRow, Table};
pub use threats::{SCENARIOS, Scenario, scenario};
