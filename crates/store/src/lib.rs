//! The workspace on disk: metadata, objects, keys and ledger; and [`Store::passage`], the only
//! way from a powerless [`terms::Decision`] to a [`Permit`].
//!
//! Invariants:
//! - No permit without a durable entry: `passage` returns after the ledger's `fdatasync`.
//! - A permit can't be made, copied or kept: private fields, not `Clone`, valid for 60 seconds.
//! - Records, objects and keys are read by who has the store, and written by its deeds alone: one
//!   function each, by a permit or in somebody's name. A deed and its entry in the ledger are one, so
//!   that it is done or not done wherever it is cut.
//! - An asset moves one step at a time: [`Held`] has the step in its type, and each step takes a
//!   permit and leaves an entry.
//! - What is read back is unproven until it verifies: objects by their digest, metadata by the
//!   workspace's signature ([`Verified`]) and by being the newest that the ledger knows, keys by
//!   their check values, the ledger by its signed checkpoint and by its head, which lies beside the
//!   keys: an older ledger put back is refused, with or without its database.
//! - What is answered from memory is what the database would give: one process writes, and says so
//!   to memory only what the database has acknowledged. Probes read the database itself.
//! - What was acknowledged survives `kill -9`; what was not is gone after the next open.
//!
//! Limits: these hold within one process whose code is ours. Whoever owns the key files can forge
//! all of it; whoever puts back an older folder as a whole, with its keys, is seen only by a
//! checkpoint that is held elsewhere. Opening reads the ledger's tail alone: a changed bundle is
//! seen by the probe. What is spent of budgets is counted, not recorded: whoever writes to the
//! database can give some of a day's budget back.
//!
//! A permit can't be forged:
//! ```compile_fail
//! fn forge(asset: terms::Asset, who: terms::PrincipalId) -> hygeia_store::Permit {
//!     hygeia_store::Permit { principal: who, action: terms::Action::Query, asset }
//! }
//! ```
//! nor copied:
//! ```compile_fail,E0277
//! fn copy(permit: &hygeia_store::Permit) -> hygeia_store::Permit {
//!     hygeia_store::Permit::clone(permit)
//! }
//! ```
//! and no step can be left out:
//! ```compile_fail,E0308
//! async fn skip(store: &hygeia_store::Store, permit: &hygeia_store::Permit, held: hygeia_store::Held<hygeia_store::Trained>) {
//!     let _ = store.model_signed(held, permit, bytes::Bytes::new()).await;
//! }
//! ```
#![forbid(unsafe_code)]

mod applied;
mod boxed;
mod closed;
mod deeds;
mod error;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod held;
mod holder;
mod index;
mod keys;
mod layout;
mod line;
mod log;
mod meta;
mod object_file;
mod objects;
mod opening;
mod passage;
mod probes;
mod records;
mod refused;
mod restore;
#[cfg(doctest)]
mod sealed;
mod store;
mod strays;

pub use boxed::Boxed;
pub use deeds::{
    Deleting, Ended, Keep, Kept, KeyShown, ModelStep, NewConfig, NewKey, NewMember, NewProposal,
    NewReview, QuarantineChange, Rotated, SignedIn, Verdict,
};
pub use error::StoreError;
pub use held::{Committed, Held, Landed, Promoted, Protected, Scanned, Signed, Step, Trained};
pub use holder::{Holder, InUse};
pub use index::{CellName, Found, Wanted};
pub use keys::{KeyFiles, KeyKind, Keys, Secret, Secrets};
pub use layout::StoreConfig;
pub use line::Line;
pub use log::{LedgerProof, Pages};
pub use meta::{BudgetKind, Budgets, Docs, Over, Record, Verified};
pub use object_file::ObjectFile;
pub use objects::Objects;
pub use passage::{PERMIT_SECONDS, Permit, spender};
pub use records::{
    AcceptedWeak, Accuracy, Agreement, Approval, BreakGlass, BreakGlassReview, ConfigVersion,
    Consultation, Dataset, Deletion, EndedSession, EnrolledDevice, Evaluation, HandoverFolder,
    Invitation, Joined, KeyCheck, KeysUsed, Lock, Membership, Model, NewModel, NewVersion, Opinion,
    ProposedTexts, ProviderSession, Quarantine, Retention, ReviewDone, Stage, Token, Version,
    VersionRef,
};
pub use refused::Refused;
pub use restore::{Recovered, Restoring, Snapshot};
pub use store::Store;
