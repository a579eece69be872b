//! A model file, before it is known whose it is.

use crate::error::LearnError;
use prost::Message;
use terms::limits::RUN_BYTES;
use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::TractError;

/// Bytes of the largest model that is run.
const MOST_BYTES: usize = RUN_BYTES as usize;

/// Reads ONNX of a bearable size.
pub(crate) fn decode(bytes: &[u8]) -> Result<ModelProto, LearnError> {
    if bytes.len() > MOST_BYTES {
        return Err(refused(format!("it has {} bytes, the limit is {MOST_BYTES}", bytes.len())));
    }
    match ModelProto::decode(bytes) {
        Ok(proto) if proto.graph.is_some() => Ok(proto),
        _ => Err(refused("it is not ONNX")),
    }
}

/// What stands under `key` in the metadata.
pub(crate) fn entry<'a>(proto: &'a ModelProto, key: &str) -> Option<&'a str> {
    proto.metadata_props.iter().find(|entry| entry.key == key).map(|entry| entry.value.as_str())
}

pub(crate) fn refused(reason: impl Into<String>) -> LearnError {
    LearnError::Model { reason: reason.into() }
}

pub(crate) fn failed(error: TractError) -> LearnError {
    refused(format!("it failed on these rows: {error:#}"))
}
