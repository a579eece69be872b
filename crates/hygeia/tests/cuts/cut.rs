//! The promises that are broken, one at a time.

macro_rules! cuts {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// One promise that is broken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Cut { $($(#[$doc])* $name,)+ }

        impl Cut {
            /// Every cut.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
        }
    };
}

cuts! {
    /// The scan of the host does not see this process.
    BlindSurface,
    /// The table that is taken in is copied to disk in clear.
    SpoolInClear,
    /// Social security numbers are called public.
    CallRestrictedPublic,
    /// The receipt is signed for another number of rows.
    SignAnotherReceipt,
    /// A value is another than the one that came; receipt and object agree.
    StoreAnotherTable,
    /// A restricted column is not encrypted.
    LeaveColumnUnencrypted,
    /// Once a RACI is agreed to, the gate grants operations more.
    GrantOperationsTheTable,
    /// A widening change is applied on the word of one person.
    WidenAlone,
    /// A query is answered by a decision that is in no ledger of the workspace.
    PassUnrecorded,
    /// The data scientist gets the owner's answer.
    ShowClearToScientist,
    /// Operations gets the owner's answer.
    AnswerOperations,
    /// An export is not charged to the budget.
    LetExportOut,
    /// Screening suspects nothing.
    SkipScreening,
    /// An identifier is called a feature, and learned from.
    LearnFromIdentifier,
    /// The plain network is handed out as the final one.
    WriteAnotherModel,
    /// Nothing is left out of training.
    LearnFromPoison,
    /// The scanner of model files finds nothing.
    TrustPickles,
    /// A pickle beside the model is set aside while the model is scanned and signed.
    PromotePastPickle,
    /// A model is asked for that nobody signed.
    SkipSignature,
    /// Who asked for a model agrees to it.
    AcceptSelfApproval,
    /// A deletion that is refused is told as done.
    DeleteBehindModel,
    /// Predictions are not counted.
    ForgetBudget,
    /// Every exported ledger is whole and authentic.
    BelieveAnyLedger,
    /// Another recovery point is told than was taken.
    TellAnotherPoint,
    /// What does not verify is restored from a sound copy.
    SkipVaultDigests,
    /// The table of the posture leaves out what failed.
    HideFailedControl,
    /// The workspace's own probes leave out what failed.
    HideFailedProbe,
    /// The exported ledger has another byte.
    ExportAnotherLedger,
}
