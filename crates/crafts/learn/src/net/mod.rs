//! Networks and what they answer.

mod answers;
mod batches;
mod committee;
mod matrix;
mod mlp;

pub(crate) use answers::{answers, likeliest, survives};
pub(crate) use batches::{Batch, Batches};
pub(crate) use committee::Committee;
pub(crate) use matrix::{tensor, values};
pub(crate) use mlp::Mlp;
