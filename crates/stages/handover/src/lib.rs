//! The hand-over from learning to operations: a model is packaged, scanned, signed, asked for and
//! agreed to by somebody else; each step takes a permit and leaves an entry in the ledger.
//!
//! ```text
//! DIR/model/           final.onnx, bom.cdx.json: what is signed
//! DIR/model.sig        OpenSSF Model Signing bundle
//! DIR/signer.pub.pem   whose it is
//! DIR/evidence/        original.onnx of a model that was made elsewhere; statements, sealed by the workspace, and the key that they are verified with
//! ```
//!
//! The way through: [`Handover::package`], [`Handover::scan`], [`Handover::sign`],
//! [`Handover::request`], [`Handover::approve`], [`load_promoted`].
//!
//! Invariants:
//! - Nothing unscanned, unsigned or weak is promoted; who accepts a weak model is on record.
//! - Author, asker and approver: the last is somebody other than the first two. The gate says so,
//!   and it is checked here and in the store again.
//! - What is promoted is verified from the bytes on disk and from the objects at that moment, and
//!   what is served from the objects again.
//! - A file is never loaded before it is scanned and known to the registry by its digest.
#![forbid(unsafe_code)]

mod approve;
mod error;
mod files;
mod folder;
mod package;
mod probes;
mod request;
mod scan;
mod sign;
mod statement;
mod verify;

pub use error::HandoverError;
pub use folder::Handover;
pub use package::Package;
pub use probes::probes;
pub use request::Asked;
pub use scan::SCAN_TYPE;
pub use sign::{make_signer, rotate_signer, signer_public};
pub use verify::{Live, load_promoted};
