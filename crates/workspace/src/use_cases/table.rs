//! Every use case in one table: what heads call, and the seam at which a test can do one of them
//! dishonestly and see it found out. The defaults are the honest ones.

use super::vault::{Activated, Activation, Point, Vault};
use super::*;
use crate::Error;
use crate::access::{Caller, SignIn};
use bytes::Bytes;
use gate::{May, Review, Share, Unused};
use ledger::Proof;
use serve::{InferRequest, InferResponse, ModelMetadata};
use std::path::Path;
use store::{EnrolledDevice, Permit};
use terms::{Action, Probed};

type Result<T> = std::result::Result<T, Error>;

/// What may be done to a workspace, and how it is done.
#[async_trait::async_trait]
pub trait UseCases: BreakingGlass {
    /// Shows what code would change; applies it, or proposes it where that takes two.
    async fn apply(&self, caller: &Caller, request: ApplyRequest) -> Result<ApplyResponse> {
        apply::apply(self.workspace(), caller, request).await
    }

    /// What somebody asked for: all that is open, or one of it.
    async fn approvals(&self, caller: &Caller, id: Option<&str>) -> Result<Vec<ApprovalShown>> {
        approvals::approvals(self.workspace(), caller, id).await
    }

    /// What somebody asked for, and what it would change.
    async fn proposal(&self, caller: &Caller, id: &str) -> Result<ProposalResponse> {
        proposals::proposal(self.workspace(), caller, id).await
    }

    /// Agrees to what somebody else asked for, as it lies in `folder`.
    async fn approve(
        &self,
        caller: &Caller,
        request: ApproveRequest,
        folder: &Path,
    ) -> Result<ApproveResponse> {
        approve::approve(self.workspace(), caller, request, folder).await
    }

    /// Says no to it.
    async fn refuse(&self, caller: &Caller, request: RefuseRequest) -> Result<ApprovalShown> {
        approve::refuse(self.workspace(), caller, request).await
    }

    /// Keeps the word of somebody who is consulted.
    async fn answer(&self, caller: &Caller, request: AnswerRequest) -> Result<AnswerResponse> {
        consult::answer(self.workspace(), caller, request).await
    }

    /// What the caller is request and told.
    async fn feed(&self, caller: &Caller, request: FeedRequest) -> Result<Vec<Notice>> {
        feed::feed(self.workspace(), caller, request).await
    }

    /// Enrols a device for somebody.
    async fn enrol(&self, caller: &Caller, request: EnrolRequest) -> Result<SignIn> {
        devices::enrol(self.workspace(), caller, request).await
    }

    /// Every enrolled device.
    async fn devices(&self, caller: &Caller) -> Result<Vec<EnrolledDevice>> {
        devices::devices(self.workspace(), caller).await
    }

    /// Keeps what a device says about itself.
    async fn report(&self, caller: &Caller, request: ReportRequest) -> Result<ReportResponse> {
        devices::report(self.workspace(), caller, request).await
    }

    /// Lets a device, a person or their tokens in no more.
    async fn revoke(&self, caller: &Caller, request: RevokeRequest) -> Result<RevokeResponse> {
        devices::revoke(self.workspace(), caller, request).await
    }

    /// Who is cut off now.
    async fn locks(&self, caller: &Caller) -> Result<Vec<LockShown>> {
        locks::locks(self.workspace(), caller).await
    }

    /// Cuts somebody off now, for a while.
    async fn lock(&self, caller: &Caller, request: LockRequest) -> Result<LockResponse> {
        locks::lock(self.workspace(), caller, request).await
    }

    /// Lets in again before it ends.
    async fn lift(&self, caller: &Caller, request: LiftRequest) -> Result<LockShown> {
        locks::lift(self.workspace(), caller, request).await
    }

    /// Every key of the workspace.
    async fn keys(&self, caller: &Caller) -> Result<Vec<KeyListed>> {
        keys::keys(self.workspace(), caller).await
    }

    /// Puts a new key in the place of the one in use.
    async fn rotate(&self, caller: &Caller, request: RotateRequest) -> Result<RotateResponse> {
        keys::rotate(self.workspace(), caller, request).await
    }

    /// Destroys a key that nothing needs any more.
    async fn retire_key(
        &self,
        caller: &Caller,
        request: RetireKeyRequest,
    ) -> Result<RetireKeyResponse> {
        keys::retire_key(self.workspace(), caller, request).await
    }

    /// Takes a table in.
    async fn ingest(
        &self,
        caller: &Caller,
        request: IngestRequest,
        file: Bytes,
    ) -> Result<IngestResponse> {
        ingest::ingest(self.workspace(), caller, request, file).await
    }

    /// Protects a dataset anew, under the handling in force.
    async fn protect_again(
        &self,
        caller: &Caller,
        request: ProtectAgainRequest,
    ) -> Result<ProtectAgainResponse> {
        again::protect_again(self.workspace(), caller, request).await
    }

    /// The rules that deliveries of a dataset have to keep, and those that its live version suggests.
    async fn rules(&self, caller: &Caller, request: RulesRequest) -> Result<RulesResponse> {
        quality::rules(self.workspace(), caller, request).await
    }

    /// The rows of a dataset that nothing is learned from.
    async fn quarantine(
        &self,
        caller: &Caller,
        request: QuarantineRequest,
    ) -> Result<QuarantineResponse> {
        quarantine::quarantine(self.workspace(), caller, request).await
    }

    /// Puts rows under quarantine, or releases them.
    async fn change_quarantine(
        &self,
        caller: &Caller,
        request: ChangeQuarantineRequest,
    ) -> Result<QuarantineResponse> {
        quarantine::change_quarantine(self.workspace(), caller, request).await
    }

    /// What the columns of a dataset hold, and which of them wait for somebody.
    async fn columns(&self, caller: &Caller, request: ColumnsRequest) -> Result<ColumnsResponse> {
        columns::columns(self.workspace(), caller, request).await
    }

    /// Answers SQL in place.
    async fn query(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse> {
        query::query(self.workspace(), caller, request, Action::Query).await
    }

    /// Answers SQL with rows that may leave: an activity of its own, and never in clear.
    async fn export(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse> {
        query::query(self.workspace(), caller, request, Action::Export).await
    }

    /// Looks for flipped labels and trigger rows in a dataset.
    async fn screen(&self, caller: &Caller, request: ScreenRequest) -> Result<ScreenResponse> {
        screen::screen(self.workspace(), caller, request).await
    }

    /// Trains a model, registers it, and writes its files into `folder`.
    async fn train(
        &self,
        caller: &Caller,
        request: TrainRequest,
        folder: &Path,
        progress: Progress,
    ) -> Result<TrainResponse> {
        train::train(self.workspace(), caller, request, folder, progress).await
    }

    /// Registers a model that was made elsewhere, and writes its files into `folder`.
    async fn register(
        &self,
        caller: &Caller,
        request: RegisterRequest,
        file: Bytes,
        folder: &Path,
        progress: Progress,
    ) -> Result<RegisterResponse> {
        register::register(self.workspace(), caller, request, file, folder, progress).await
    }

    /// Scans and signs the model in `folder`, and asks for its promotion.
    async fn promote(
        &self,
        caller: &Caller,
        request: PromoteRequest,
        folder: &Path,
    ) -> Result<PromoteResponse> {
        promote::promote(self.workspace(), caller, request, folder).await
    }

    /// Takes the live version of a model out of service.
    async fn retire(&self, caller: &Caller, request: RetireRequest) -> Result<RetireResponse> {
        promote::retire(self.workspace(), caller, request).await
    }

    /// Deletes a dataset.
    async fn delete(&self, caller: &Caller, request: DeleteRequest) -> Result<DeleteResponse> {
        deletion::delete(self.workspace(), caller, request).await
    }

    /// Brings a dataset back that was deleted.
    async fn restore(&self, caller: &Caller, request: RestoreRequest) -> Result<RestoreResponse> {
        deletion::restore(self.workspace(), caller, request).await
    }

    /// Whether a cluster may start what it is about to.
    async fn admission(&self, caller: &Caller, review: AdmissionReview) -> Result<AdmissionAnswer> {
        admission::admission(self.workspace(), caller, review).await
    }

    /// Turns tokens back into values.
    async fn detokenise(
        &self,
        caller: &Caller,
        request: DetokeniseRequest,
    ) -> Result<DetokeniseResponse> {
        data::detokenise(self.workspace(), caller, request).await
    }

    /// What the model that the permit is for takes and answers.
    async fn model_metadata(&self, permit: &Permit, number: Option<&str>) -> Result<ModelMetadata> {
        infer::metadata(self.workspace(), permit, number).await
    }

    /// Predictions of the model that the permit is for.
    async fn infer(
        &self,
        permit: &Permit,
        version: Option<&str>,
        request: InferRequest,
    ) -> Result<InferResponse> {
        infer::infer(self.workspace(), permit, version, request).await
    }

    /// When which access has to be looked at again.
    async fn reviews(&self, caller: &Caller) -> Result<Vec<Review>> {
        review::reviews(self.workspace(), caller).await
    }

    /// What came of every review.
    async fn review_history(
        &self,
        caller: &Caller,
        request: ReviewHistoryRequest,
    ) -> Result<Vec<ReviewShown>> {
        review::review_history(self.workspace(), caller, request).await
    }

    /// Records that cells were looked at; proposes to take away what is not to stay.
    async fn review(&self, caller: &Caller, request: ReviewRequest) -> Result<ReviewResponse> {
        review::review(self.workspace(), caller, request).await
    }

    /// Access that nobody has needed.
    async fn unused(&self, caller: &Caller, request: UnusedRequest) -> Result<Vec<Unused>> {
        review::unused(self.workspace(), caller, request).await
    }

    /// Who may do what to an asset.
    async fn who(&self, caller: &Caller, request: WhoRequest) -> Result<Vec<Share>> {
        shares::who(self.workspace(), caller, request).await
    }

    /// Whether somebody may do something, and what is missing if not.
    async fn can(&self, caller: &Caller, request: CanRequest) -> Result<May> {
        shares::can(self.workspace(), caller, request).await
    }

    /// Entries of the ledger.
    async fn audit(&self, caller: &Caller, request: AuditRequest) -> Result<Entries> {
        audit::audit(self.workspace(), caller, request).await
    }

    /// That an entry is in the ledger.
    async fn inclusion(&self, caller: &Caller, request: InclusionRequest) -> Result<Proof> {
        audit::inclusion(self.workspace(), caller, request).await
    }

    /// That the ledger only grew since a checkpoint.
    async fn consistency(&self, caller: &Caller, request: ConsistencyRequest) -> Result<Proof> {
        audit::consistency(self.workspace(), caller, request).await
    }

    /// The ledger's checkpoint, to be held elsewhere.
    async fn checkpoint(&self, caller: &Caller) -> Result<String> {
        audit::checkpoint(self.workspace(), caller).await
    }

    /// Who asks models as attackers do.
    async fn abuse(&self, caller: &Caller) -> Result<AbuseResponse> {
        abuse::abuse(self.workspace(), caller).await
    }

    /// Writes a copy of the ledger, and its key, into `folder`.
    async fn export_ledger(&self, caller: &Caller, folder: &Path) -> Result<()> {
        audit::export_ledger(self.workspace(), caller, folder).await
    }

    /// What the probes of the workspace saw.
    async fn posture(&self, caller: &Caller, request: PostureRequest) -> Result<Vec<Probed>> {
        posture::posture(self.workspace(), caller, request).await
    }

    /// What operators count.
    async fn observe(&self, caller: &Caller) -> Result<Observed> {
        observe::observe(self.workspace(), caller).await
    }

    /// Whether requests can be answered now.
    fn is_ready(&self) -> bool {
        observe::is_ready(self.workspace())
    }

    /// Takes a recovery point into the vault.
    async fn pull(&self, caller: &Caller, request: PullRequest) -> Result<PullResponse> {
        vault::pull(self.workspace(), caller, request).await
    }

    /// Puts a recovery point in the place of a workspace that is lost, in which this one has no part.
    async fn activate(
        &self,
        vault: &Vault,
        point: &Point,
        into: &Path,
        activation: &Activation<'_>,
    ) -> Result<Activated> {
        vault::activate(vault, point, into, activation).await
    }
}
