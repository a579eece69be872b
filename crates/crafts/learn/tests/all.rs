//! The promises of the room, through its public API alone.

extern crate hygeia_learn as learn;

#[path = "all/support.rs"]
mod support;

#[path = "all/attacks.rs"]
mod attacks;
#[path = "all/hostile.rs"]
mod hostile;
#[path = "all/promises.rs"]
mod promises;
#[path = "all/real.rs"]
mod real;
#[path = "all/screening.rs"]
mod screening;
