//! An asset on its way, with the step that it has reached in its type.

use ledger::Operation;
use std::marker::PhantomData;
use terms::{Asset, Digest};

mod sealed {
    pub trait Sealed {}
}

/// A step of the journey of a dataset or a model.
pub trait Step: sealed::Sealed {
    /// What is entered when it is taken.
    const OPERATION: Operation;
}

macro_rules! steps {
    ($($(#[$doc:meta])* $step:ident = $operation:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $step {}
        impl sealed::Sealed for $step {}
        impl Step for $step {
            const OPERATION: Operation = Operation::$operation;
        }
    )+};
}

steps! {
    /// A dataset arrived, and has a signed receipt. Nothing of it is at rest.
    Landed = DatasetLanded,
    /// A dataset's encrypted bytes are at rest.
    Protected = DatasetProtected,
    /// A dataset version can be found, queried and trained on.
    Committed = DatasetCommitted,
    /// A model's files are at rest.
    Trained = ModelTrained,
    /// A model was scanned, and nothing was found that stops it.
    Scanned = ModelScanned,
    /// A model's files are signed.
    Signed = ModelSigned,
    /// A model was agreed to by somebody other than its author.
    Promoted = ModelPromoted,
}

/// An asset at step `S`. Made only by the store's transitions; moved by value, so that a step
/// can't be taken twice.
#[derive(Debug)]
pub struct Held<S: Step> {
    pub(crate) asset: Asset,
    pub(crate) digest: Digest,
    pub(crate) ledger_index: u64,
    pub(crate) step: PhantomData<S>,
}

impl<S: Step> Held<S> {
    pub(crate) const fn new(asset: Asset, digest: Digest, ledger_index: u64) -> Self {
        Self { asset, digest, ledger_index, step: PhantomData }
    }

    /// Which asset.
    #[must_use]
    pub const fn asset(&self) -> &Asset {
        &self.asset
    }

    /// Of the table's values when landed, of the encrypted object from then on; of the model's
    /// file list.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The entry that this step left in the ledger.
    #[must_use]
    pub const fn ledger_index(&self) -> u64 {
        self.ledger_index
    }
}
