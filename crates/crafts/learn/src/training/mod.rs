//! How networks learn: one alone, several together, and one beside them that watches.

mod adam;
mod combine;
mod held;
mod joint;
mod network;
mod watch;

pub(crate) use combine::weights;
pub(crate) use joint::fit_jointly;
pub(crate) use network::{Recipe, fit};
pub(crate) use watch::Watch;
