//! The heads that people meet: the command line, the drills, and the journey that shows the whole
//! mission, over the use cases of a workspace.
//!
//! Inside, one direction too: `failure`, `rules`, `https`, `report`, `server`, `steps` <- `drills` <- `site`
//! <- `client` <- `journey` <- `cli`.
//!
//! Invariants: what is done to a workspace is done by its use cases, through the API's router; the
//! journey calls them and believes none: each step is proven by checks of its own.
#![forbid(unsafe_code)]
// The futures of use cases hold those of all that they call.
#![recursion_limit = "256"]

pub mod cli;
#[cfg(feature = "platform")]
pub mod client;
#[cfg(feature = "platform")]
pub mod drills;
pub mod failure;
#[cfg(feature = "platform")]
pub mod https;
#[cfg(feature = "platform")]
pub mod journey;
#[cfg(feature = "platform")]
pub mod report;
pub mod rules;
#[cfg(feature = "platform")]
pub mod server;
#[cfg(feature = "platform")]
pub mod site;
#[cfg(feature = "platform")]
pub mod steps;
