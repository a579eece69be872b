//! Inference behind a guard: promoted models, asked and answered in the words of the Open Inference
//! Protocol v2. How requests arrive is a head's business.
//!
//! Invariants:
//! - Only a model that the registry holds as promoted is served, from bytes whose digest was
//!   checked on this load ([`Served::load`]).
//! - This stage authorises nothing: every question comes with a permit to `infer` on its very model.
//! - A principal's rows are counted in the store, atomically, before the model runs; one that is
//!   over its budget takes nothing from another.
//! - What leaves is hardened: the label, and to whom the permit shows clear values the
//!   probabilities at two decimals; never a logit, nor the model's own suspicion.
#![forbid(unsafe_code)]

mod abuse;
mod binary;
mod decode;
mod error;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod guard;
mod harden;
mod model_file;
mod protocol;
mod served;
mod service;
mod values;

pub use abuse::Watched;
pub use error::ServeError;
pub use guard::Guard;
pub use model_file::MODEL_FILE;
pub use protocol::{
    InferRequest, InferResponse, InputParameters, InputTensor, ModelMetadata, OutputParameters,
    OutputTensor, RequestParameters, RequestedOutput, RequestedParameters, TensorMetadata,
};
pub use served::Served;
pub use service::Service;
