//! What a workspace answers instead.

use crate::failure::Failure;

/// The error that the workspace answered with.
pub(super) fn refused(body: &[u8]) -> Failure {
    match serde_json::from_slice::<workspace::Error>(body) {
        Ok(error) => error.into(),
        Err(error) => Failure::internal(format!("the answer can't be read: {error}")),
    }
}
