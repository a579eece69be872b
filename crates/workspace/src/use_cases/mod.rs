//! One use case for each deed. Each takes a caller and a request, and gives a response with the
//! evidence, or one [`crate::Error`]. Heads translate; nothing here knows an exit code or a status.

mod abuse;
mod admission;
mod again;
mod apply;
mod approvals;
mod approve;
mod audit;
mod before;
pub(crate) mod break_glass;
mod columns;
mod consult;
mod data;
mod deletion;
mod devices;
pub mod drill;
mod feed;
mod held;
mod in_order;
mod infer;
mod ingest;
mod ingest_request;
pub mod joining;
mod keys;
mod learnable;
mod locks;
mod observe;
mod posture;
mod promote;
mod proposals;
mod quality;
mod quarantine;
mod query;
mod register;
mod retention;
pub(crate) mod review;
mod screen;
mod shares;
mod sign_in_failed;
mod table;
mod train;
pub mod vault;
mod waiting;
mod who_am_i;

pub use abuse::AbuseResponse;
pub use admission::{
    AdmissionAnswer, AdmissionRequest, AdmissionResponse, AdmissionReview, GroupVersionKind,
};
pub use again::{Affected, ProtectAgainRequest, ProtectAgainResponse};
pub use apply::{ApplyRequest, ApplyResponse};
pub use approvals::ApprovalShown;
pub use approve::{ApproveRequest, ApproveResponse, RefuseRequest, expect_may_answer};
pub use audit::{
    AuditOutcome, AuditRequest, ConsistencyRequest, Entries, InclusionRequest, LedgerEntry,
};
pub use break_glass::{
    BreakGlassRequest, BreakGlassShown, BreakGlassState, BreakingGlass, CloseRequest, OpenedShown,
    ReviewBreakGlassRequest, ReviewedShown,
};
pub use columns::{ColumnShown, ColumnsRequest, ColumnsResponse};
pub use consult::{AnswerRequest, AnswerResponse};
pub use data::{DetokeniseRequest, DetokeniseResponse};
pub use deletion::{DeleteRequest, DeleteResponse, RestoreRequest, RestoreResponse};
pub use devices::{EnrolRequest, ReportRequest, ReportResponse, RevokeRequest, RevokeResponse};
pub use feed::{FeedRequest, Notice, NoticeKind, OpinionShown};
pub use ingest::IngestResponse;
pub use ingest_request::IngestRequest;
pub use joining::{
    BeginSignInRequest, BeginSignInResponse, ConfirmRequest, ConfirmResponse, FinishSignInRequest,
    FinishSignInResponse, InviteRequest, InviteResponse, JoinRequest, JoinResponse, Joining,
    RenewRequest, RenewResponse, SignInResponse, found,
};
pub use keys::{
    KeyListed, RetireKeyRequest, RetireKeyResponse, RotateHow, RotateRequest, RotateResponse,
};
pub use locks::{LiftRequest, LockKind, LockRequest, LockResponse, LockShown};
pub use observe::Observed;
pub use posture::PostureRequest;
pub use promote::{PromoteRequest, PromoteResponse, RetireRequest, RetireResponse};
pub use proposals::{AskedFor, ChangeShown, PromotionShown, ProposalResponse};
pub use quality::{RulesRequest, RulesResponse};
pub use quarantine::{ChangeQuarantineRequest, QuarantineRequest, QuarantineResponse};
pub use query::{AnswerColumn, AnswerFormat, QueryRequest, QueryResponse};
pub use register::{RegisterRequest, RegisterResponse};
pub use review::{
    ReviewHistoryRequest, ReviewOutcome, ReviewRequest, ReviewResponse, ReviewShown, ReviewVerdict,
    UnusedRequest,
};
pub use screen::{ScreenRequest, ScreenResponse};
pub use shares::{CanRequest, WhoRequest};
pub use table::UseCases;
pub use train::{Progress, TrainRequest, TrainResponse};
pub use vault::{PullRequest, PullResponse};
pub use who_am_i::WhoAmIResponse;

impl Joining for crate::Workspace {
    fn workspace(&self) -> &crate::Workspace {
        self
    }
}

impl BreakingGlass for crate::Workspace {}

impl UseCases for crate::Workspace {}

/// The seed of learning that is taken if none is given: keys never come from it.
pub(crate) const fn seed() -> u64 {
    21
}
