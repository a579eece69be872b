//! One use case for each deed. Each takes a caller and a request, and gives a response with the
//! evidence, or one [`crate::Error`]. Heads translate; nothing here knows an exit code or a status.

mod abuse;
mod again;
mod apply;
mod approve;
mod audit;
mod before;
mod columns;
mod data;
mod devices;
pub mod drill;
mod infer;
mod ingest;
mod ingest_request;
mod keys;
mod learnable;
mod posture;
mod promote;
mod quality;
mod query;
pub(crate) mod review;
mod screen;
mod shares;
mod sign_in_failed;
mod table;
mod train;
pub mod vault;
mod who_am_i;

pub use abuse::AbuseResponse;
pub use again::{Affected, ProtectAgainRequest, ProtectAgainResponse};
pub use apply::{ApplyRequest, ApplyResponse};
pub use approve::{ApprovalShown, ApproveRequest, ApproveResponse, RefuseRequest};
pub use audit::{
    AuditOutcome, AuditRequest, ConsistencyRequest, Entries, InclusionRequest, LedgerEntry,
};
pub use columns::{ColumnShown, ColumnsRequest, ColumnsResponse};
pub use data::{DeleteRequest, DeleteResponse, DetokeniseRequest, DetokeniseResponse};
pub use devices::{EnrolRequest, ReportRequest, ReportResponse, RevokeRequest, RevokeResponse};
pub use ingest::IngestResponse;
pub use ingest_request::IngestRequest;
pub use keys::{
    KeyListed, RetireKeyRequest, RetireKeyResponse, RotateHow, RotateRequest, RotateResponse,
};
pub use posture::PostureRequest;
pub use promote::{PromoteRequest, PromoteResponse, RetireRequest, RetireResponse};
pub use quality::{RulesRequest, RulesResponse};
pub use query::{AnswerColumn, AnswerFormat, QueryRequest, QueryResponse};
pub use review::{ReviewRequest, ReviewResponse, UnusedRequest};
pub use screen::{ScreenRequest, ScreenResponse};
pub use shares::{CanRequest, WhoRequest};
pub use table::UseCases;
pub use train::{Progress, TrainRequest, TrainResponse};
pub use vault::{PullRequest, PullResponse};
pub use who_am_i::WhoAmIResponse;

/// The seed of learning that is taken if none is given: keys never come from it.
const fn seed() -> u64 {
    21
}
