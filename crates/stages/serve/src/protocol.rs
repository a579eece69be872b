//! The JSON of the Open Inference Protocol v2 (KServe, *Predict Protocol version 2*), and the parameters of
//! its binary tensor data extension. Parameters that nobody here knows change nothing, as the protocol says.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InferRequest {
    #[serde(default)]
    pub id: Option<String>,
    pub inputs: Vec<InputTensor>,
    /// All that may be seen, if missing.
    #[serde(default)]
    pub outputs: Option<Vec<RequestedOutput>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<RequestParameters>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RequestParameters {
    /// Whether outputs that say nothing of it are answered as bytes.
    #[serde(default)]
    pub binary_data_output: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InputTensor {
    pub name: String,
    pub shape: Vec<u64>,
    pub datatype: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<InputParameters>,
    /// Flat, or nested by rows; missing where the values come as bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Vec<Value>>,
    /// The values as they came behind the JSON ([`InferRequest::with_bytes`]).
    #[serde(skip)]
    pub bytes: Option<Bytes>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct InputParameters {
    /// How many of the bytes behind the JSON are this tensor's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_data_size: Option<u64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestedOutput {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<RequestedParameters>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestedParameters {
    /// Whether it is answered as bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_data: Option<bool>,
    /// Triton's best classes in the place of the tensor: not offered, so it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Value>,
    /// Triton's memory of the server's host: not offered, so it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_memory_region: Option<Value>,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InferResponse {
    pub model_name: String,
    pub model_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub outputs: Vec<OutputTensor>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutputTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub datatype: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<OutputParameters>,
    /// Missing where the values come as bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<Value>,
    /// The values as they go behind the JSON, output by output.
    #[serde(skip)]
    pub bytes: Option<Bytes>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputParameters {
    /// How many of the bytes behind the JSON are this tensor's.
    pub binary_data_size: usize,
}

/// What a model takes and answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelMetadata {
    pub name: String,
    pub versions: Vec<String>,
    pub platform: String,
    pub inputs: Vec<TensorMetadata>,
    pub outputs: Vec<TensorMetadata>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TensorMetadata {
    pub name: String,
    pub datatype: String,
    /// -1 for the number of rows.
    pub shape: Vec<i64>,
}
