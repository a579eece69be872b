//! An open workspace, and one use case for each deed that may be done to it: what every head (CLI,
//! HTTPS, journey, drills) stands on.
//!
//! Invariants:
//! - [`access::Enforcer::admit`] is the only way to a [`store::Permit`] from outside; every request
//!   that reaches it leaves a decision in the ledger.
//! - What the store can't tell counts as the worst, and a fault is a refusal.
//! - Who has no cell of the RACI reads the same as who asks for what does not exist.
//! - What was applied is one snapshot ([`Applied`]); a request is decided by one, never by parts of two.
//! - No use case knows an exit code, a status or a path of a caller's, but for the folder that its
//!   head made for it.
//! - Clock and randomness come in from outside; the clock is the store's.
#![forbid(unsafe_code)]
// The futures of use cases hold those of all that they call.
#![recursion_limit = "256"]

pub mod access;
mod assets;
mod code;
pub mod config;
mod error;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod probes;
mod queries;
mod setup;
mod sinks;
mod traces;
mod use_cases;
mod work;
mod workspace;

pub use access::{Applied, Ask, Caller, Origin, Refusal, SignIn};
pub use code::{Code, Texts, store_config};
pub use config::Changed;
pub use error::{Context, Error, Kind};
pub use probes::{HostLook, Watch, closed_probes, host_probes, own_device};
pub use setup::{Setup, set_up};
pub use traces::{Span, Traces};
pub use use_cases::*;
/// A table brought into order, as every verb and use case does it: standalone verbs may name this, and
/// nothing else of this crate.
pub mod prepare {
    pub use intake::validate::learnable;
    pub use intake::{PrepareError, Prepared, prepare};
}

/// The threat model and what came of playing it.
pub mod threats {
    pub use posture::{Observation, Outcome, Played, SCENARIOS, Scenario, scenario};
}

/// Types of lower rooms that a use case takes or gives.
pub mod records {
    pub use gate::{
        CadenceRule, Diff, Grant, HolderReview, May, Missing, Pattern, Review, Reviewed, Share,
        Unused,
    };
    pub use ledger::Proof;
    pub use posture::{
        AreaRow, Observation, Outcome, Played, SCENARIOS, Scenario, Table, scenario,
    };
    pub use quality::rules::Rule as DeliveryRule;
    pub use serve::{InferRequest, InferResponse, ModelMetadata};
    pub use store::{Accuracy, EnrolledDevice, KeyKind, Model};
    pub use surface::{Measure, Measured};
}
pub use assets::{vault_asset, workspace_asset};
pub use store::{Permit, Store};
pub use workspace::{Workspace, id_in};
