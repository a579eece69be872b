//! Hygeia keeps machine learning clean: the command line, the config, and the journey that
//! composes the stages.
//!
//! Inside, one direction too: `files`, `failure`, `config`, `steps` <- `client`, `platform`,
//! `report` <- `drills` <- `journey` <- `cli`.
//!
//! Invariants: only this crate knows all rooms; stages meet nowhere else. The journey has its deeds
//! done by [`journey::Hands`] and believes none of it: each step is proven by checks of its own.
#![forbid(unsafe_code)]

pub mod cli;
pub mod client;
pub mod config;
pub mod drills;
pub mod failure;
pub mod files;
pub mod journey;
pub mod platform;
pub mod report;
pub mod steps;
