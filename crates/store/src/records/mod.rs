//! What the metadata database holds, as values.

mod access;
mod dataset;
mod model;

pub use access::{Approval, ConfigVersion, EnrolledDevice, ReviewDone, Token};
pub use dataset::{Dataset, NewVersion, Version, VersionRef};
pub use model::{Model, NewModel, Stage};
