//! Inference behind a guard: promoted models, answered over the Open Inference Protocol v2 (REST).
//!
//! Invariants:
//! - Only a model that the registry holds as promoted is served, from bytes whose digest was
//!   checked on this load ([`Served::load`]).
//! - This stage authorises nothing: whoever mounts [`router`] puts an `Extension<Arc<Permit>>` for
//!   `infer` on the very model into each request; without one the answer is a refusal.
//! - A principal's rows are counted in the store, atomically, before the model runs; one that is
//!   over its budget takes nothing from another.
//! - What leaves is hardened: the label, and to whom the permit shows clear values the
//!   probabilities at two decimals; never a logit, nor the model's own suspicion.
#![forbid(unsafe_code)]

mod abuse;
mod decode;
mod error;
mod guard;
mod harden;
mod protocol;
mod router;
mod served;
mod service;

pub use error::ServeError;
pub use guard::Guard;
pub use router::router;
pub use served::{MODEL_FILE, Served};
pub use service::Service;
