//! Statements that the workspace seals.

use crate::HandoverError;
use serde_json::Value;
use store::Store;

/// The DSSE envelope of a statement, as JSON.
pub(crate) fn sealed(
    store: &Store,
    payload_type: &str,
    statement: &Value,
) -> Result<Vec<u8>, HandoverError> {
    Ok(serde_json::to_vec_pretty(&store.seal().seal(payload_type, statement)?)?)
}
