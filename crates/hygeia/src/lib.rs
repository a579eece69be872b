//! Hygeia keeps machine learning clean: the command line, the config, and the journey that
//! composes the stages.
//!
//! Invariants: only this crate knows all rooms; stages meet nowhere else. The journey does what a
//! [`journey::Hands`] does and believes none of it: each step is proven by checks of its own.
#![forbid(unsafe_code)]

pub mod cli;
pub mod config;
pub mod failure;
pub mod journey;
pub mod report;
