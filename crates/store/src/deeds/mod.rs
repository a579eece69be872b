//! Everything that changes a record, an object or a key of a workspace.
//!
//! Each deed is one function. What the gate decides takes a [`crate::Permit`], which is held against
//! what is done. What no cell of the RACI decides alone (a change of the RACI takes two people; the
//! first device comes before anybody can be admitted; a device speaks for itself) is done `by`
//! somebody: the use case judges that they may, and the entry in the ledger says that they did. There is no
//! third way but one: what its own signed record says may be kept no longer goes by itself (see
//! [`retention`]). Documents, objects and keys can be read by everyone who has the store, and written here
//! alone.
//!
//! A deed and its entry are one (see [`deed`]): no record changes that the ledger does not know of,
//! and nothing is entered as done that is not.

mod agreements;
mod approvals;
mod break_glass;
mod config;
mod consultations;
mod datasets;
pub(crate) mod deed;
mod deletion;
mod devices;
mod invitations;
mod keys;
mod locks;
mod models;
mod quarantine;
mod receipts;
mod retention;
mod reviews;
mod rotation;
mod sessions;
mod tokens;

pub use approvals::NewProposal;
pub use config::{Keep, NewConfig};
pub use deletion::Deleting;
pub use invitations::NewMember;
pub use keys::KeyShown;
pub use models::ModelStep;
pub use quarantine::QuarantineChange;
pub use retention::{Ended, Kept};
pub use reviews::{NewReview, Verdict};
pub use rotation::{NewKey, Rotated};
pub use sessions::SignedIn;

use crate::StoreError;
use ledger::Operation;
use terms::{Asset, AssetKind, PrincipalId};

/// What only a deed enters, as the records follow from it.
const OWN: [Operation; 43] = [
    Operation::AccessChanged,
    Operation::AccessReviewed,
    Operation::AgreementSigned,
    Operation::ApprovalAsked,
    Operation::ApprovalRefused,
    Operation::BreakGlassAsked,
    Operation::BreakGlassClosed,
    Operation::BreakGlassEnded,
    Operation::BreakGlassOpened,
    Operation::BreakGlassReviewed,
    Operation::ConsultationAnswered,
    Operation::ConsultationLapsed,
    Operation::ConsultationOpened,
    Operation::ConsultationUsed,
    Operation::DatasetCommitted,
    Operation::DatasetDeleted,
    Operation::DatasetRestored,
    Operation::DeviceConfirmed,
    Operation::DeviceEnrolled,
    Operation::DeviceJoined,
    Operation::DeviceRemoved,
    Operation::DeviceReported,
    Operation::KeyRetired,
    Operation::KeyRotated,
    Operation::KeysRecorded,
    Operation::LockLifted,
    Operation::LockSet,
    Operation::ModelPromoted,
    Operation::ModelRetired,
    Operation::ModelScanned,
    Operation::ModelSigned,
    Operation::ModelTrained,
    Operation::ModelWeaknessAccepted,
    Operation::ObjectsSwept,
    Operation::PersonInvited,
    Operation::QuarantineChanged,
    Operation::RecordsAttested,
    Operation::RecordsRestored,
    Operation::RetentionEnded,
    Operation::SessionsEnded,
    Operation::SignedIn,
    Operation::TokenIssued,
    Operation::TokensRevoked,
];

/// Whether only a deed enters `operation`.
pub(crate) fn is_own(operation: Operation) -> bool {
    OWN.contains(&operation)
}

/// The workspace as an asset of its own ledger.
pub(crate) fn main() -> Result<Asset, StoreError> {
    Asset::new(AssetKind::Workspace, "main").map_err(|e| StoreError::Dump(e.to_string()))
}

/// The store itself, where it acts for nobody.
pub(crate) fn itself() -> Result<PrincipalId, StoreError> {
    PrincipalId::new("hygeia").map_err(|e| StoreError::Dump(e.to_string()))
}
