//! Which file of a registered model is run.

/// The file of a registered model that is run.
pub const MODEL_FILE: &str = "final.onnx";
