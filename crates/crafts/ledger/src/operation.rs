//! Everything that is entered and is no decision.

use std::fmt;

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What was done, where it is no decision of the gate (those bear the name of a
        /// [`terms::Action`]).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation { $($(#[$doc])* $variant),+ }

        impl Operation {
            /// Every operation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable name, in kebab case: `api.operation` of the entry.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
            /// The operation called `name`; none for an action of the gate.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

operations! {
    /// A table arrived and has a signed receipt.
    DatasetLanded = "dataset-landed",
    /// A dataset's encrypted bytes are at rest.
    DatasetProtected = "dataset-protected",
    /// A dataset version can be found.
    DatasetCommitted = "dataset-committed",
    /// Rows of a dataset came under quarantine, or out of it.
    QuarantineChanged = "quarantine-changed",
    /// A dataset was not deleted, because a live model stands on it.
    DatasetKept = "dataset-kept",
    /// A dataset was deleted: nobody reads it any more, and all versions go, at once or when the time is over for
    /// which that can be taken back.
    DatasetDeleted = "dataset-deleted",
    /// A deletion was taken back.
    DatasetRestored = "dataset-restored",
    /// Versions of a dataset went, as the time was over for which they may be kept.
    RetentionEnded = "retention-ended",
    /// A model's files are at rest.
    ModelTrained = "model-trained",
    /// A scan found nothing that stops the model.
    ModelScanned = "model-scanned",
    /// A scan found something that stops the model.
    ModelStopped = "model-stopped",
    /// A model's files are signed.
    ModelSigned = "model-signed",
    /// Somebody other than its author agreed to a model.
    ModelPromoted = "model-promoted",
    /// An author tried to agree to their own model.
    ModelSelfApproval = "model-self-approval",
    /// Somebody did not agree to a model.
    ModelPromotionRefused = "model-promotion-refused",
    /// A live model was taken out of service.
    ModelRetired = "model-retired",
    /// Somebody took it on themselves that a model is weak.
    ModelWeaknessAccepted = "model-weakness-accepted",
    /// More predictions were asked for than the budget covers.
    InferenceOverBudget = "inference-over-budget",
    /// An answer was withheld: the budget did not cover its bytes.
    EgressRefused = "egress-refused",
    /// A device got a certificate.
    DeviceEnrolled = "device-enrolled",
    /// Somebody signed what another asked for.
    AgreementSigned = "agreement-signed",
    /// Somebody may join, by a code.
    PersonInvited = "person-invited",
    /// Somebody joined, over a device whose key was made where they are.
    DeviceJoined = "device-joined",
    /// Somebody else let a device in that waited for it.
    DeviceConfirmed = "device-confirmed",
    /// Somebody who may not enrol devices tried to.
    DeviceEnrolmentRefused = "device-enrolment-refused",
    /// A device's certificate is believed no longer.
    DeviceRemoved = "device-removed",
    /// A device said how it is protected.
    DeviceReported = "device-reported",
    /// A token was issued over a device's certificate.
    TokenIssued = "token-issued",
    /// Tokens of a principal were revoked.
    TokensRevoked = "tokens-revoked",
    /// Somebody signed in at the identity provider.
    SignedIn = "signed-in",
    /// The identity provider ended a session, or all of somebody's.
    SessionsEnded = "sessions-ended",
    /// A token was shown over another certificate than its own: it was stolen.
    TokenOverOtherCertificate = "token-over-other-certificate",
    /// Who somebody is could not be established.
    SignInFailed = "sign-in-failed",
    /// Somebody asked for something that another has to agree to.
    ApprovalAsked = "approval-asked",
    /// An approval was refused.
    ApprovalRefused = "approval-refused",
    /// Who is consulted on something was asked, and it waits for them.
    ConsultationOpened = "consultation-opened",
    /// Somebody who is consulted said what they think of it.
    ConsultationAnswered = "consultation-answered",
    /// Somebody who is consulted said nothing until the deadline.
    ConsultationLapsed = "consultation-lapsed",
    /// What others were consulted on went on.
    ConsultationUsed = "consultation-used",
    /// Somebody who is consulted said what they think of what they were told of and did not wait.
    NoticeAnswered = "notice-answered",
    /// The RACI or the config was changed.
    AccessChanged = "access-changed",
    /// A change of the RACI or the config was refused.
    AccessChangeRefused = "access-change-refused",
    /// Somebody looked at who has access.
    AccessReviewed = "access-reviewed",
    /// Somebody who may not review access tried to.
    AccessReviewRefused = "access-review-refused",
    /// Somebody, a device or a role was cut off for a while.
    LockSet = "lock-set",
    /// A lock was ended before its time.
    LockLifted = "lock-lifted",
    /// Somebody who may not set or lift a lock tried to.
    LockRefused = "lock-refused",
    /// Somebody who is locked out asked for something all the same.
    LockedOut = "locked-out",
    /// Somebody asked to be let do for a while what they may not do.
    BreakGlassAsked = "break-glass-asked",
    /// Somebody else agreed: it is in force from then on.
    BreakGlassOpened = "break-glass-opened",
    /// Somebody ended what was opened, before its time.
    BreakGlassClosed = "break-glass-closed",
    /// The time was over for which it was opened.
    BreakGlassEnded = "break-glass-ended",
    /// Somebody looked at what was opened, and at what came of it.
    BreakGlassReviewed = "break-glass-reviewed",
    /// Somebody who may not tried to open, end or review it.
    BreakGlassRefused = "break-glass-refused",
    /// Keys of the workspace were made, or are known from now on: their check values are kept.
    KeysRecorded = "keys-recorded",
    /// A key of the workspace was made that takes the place of another.
    KeyRotated = "key-rotated",
    /// A key that nothing needs any more was destroyed.
    KeyRetired = "key-retired",
    /// All records of the workspace have the digest that this says.
    RecordsAttested = "records-attested",
    /// The records of a recovery point took the place of newer ones.
    RecordsRestored = "records-restored",
    /// The index of the ledger was not as it was written, and is made anew from the entries.
    LedgerIndexRejected = "ledger-index-rejected",
    /// Objects that no record named were removed: a deed that left them was cut.
    ObjectsSwept = "objects-swept",
    /// The vault took a recovery point.
    RecoveryPointTaken = "recovery-point-taken",
    /// The vault took the place of production.
    VaultActivated = "vault-activated",
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_operation_reads_back_what_it_writes() {
        for &operation in Operation::ALL {
            assert_eq!(Operation::parse(operation.as_str()), Some(operation));
        }
        assert_eq!(Operation::parse("Dataset-Landed"), None);
    }

    #[test]
    fn each_name_is_its_own_in_kebab_case_and_no_action_of_the_gate() {
        let names: BTreeSet<_> =
            Operation::ALL.iter().map(|operation| operation.as_str()).collect();
        assert_eq!(names.len(), Operation::ALL.len());
        for name in names {
            assert!(name.split('-').all(|word| {
                !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
            }));
            assert_eq!(terms::Action::parse(name), None, "{name} would read as a decision");
        }
    }
}
