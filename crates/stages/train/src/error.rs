//! Why nothing is trained.

use learn::{FeatureError, LearnError};
use store::Refused;

/// Why nothing is trained. Holds names and counts, never a value.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// An input is forbidden by the classification of what is trained on.
    #[error(transparent)]
    Features(#[from] FeatureError),
    #[error(transparent)]
    Learn(#[from] LearnError),
    #[error(transparent)]
    Refused(#[from] Refused),
}
