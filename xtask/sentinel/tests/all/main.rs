//! A value is found in every form and container, and nothing is found where there is none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod containers;
mod demos;
mod forms;
mod noise;
mod planting;
mod support;
mod tables;
