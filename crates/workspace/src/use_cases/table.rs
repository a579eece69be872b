//! Every use case in one table: what heads call, and the seam at which a test can do one of them
//! dishonestly and see it found out. The defaults are the honest ones.

use super::vault::{Activated, Activation, Point, Vault};
use super::{
    AbuseResponse, ApplyRequest, ApplyResponse, ApprovalShown, ApproveRequest, ApproveResponse,
    AuditRequest, CanRequest, ColumnsRequest, ColumnsResponse, ConsistencyRequest, DeleteRequest,
    DeleteResponse, DetokeniseRequest, DetokeniseResponse, EnrolRequest, Entries, InclusionRequest,
    IngestRequest, IngestResponse, KeyListed, PostureRequest, Progress, PromoteRequest,
    PromoteResponse, ProtectAgainRequest, ProtectAgainResponse, PullRequest, PullResponse,
    QueryRequest, QueryResponse, RefuseRequest, ReportRequest, ReportResponse, RetireKeyRequest,
    RetireKeyResponse, RetireRequest, RetireResponse, ReviewRequest, ReviewResponse, RevokeRequest,
    RevokeResponse, RotateRequest, RotateResponse, RulesRequest, RulesResponse, ScreenRequest,
    ScreenResponse, TrainRequest, TrainResponse, UnusedRequest, WhoAmIResponse, WhoRequest, abuse,
    again, apply, approve, audit, columns, data, devices, infer, ingest, keys, posture, promote,
    quality, query, review, screen, shares, train, vault, who_am_i,
};
use crate::access::{Caller, SignIn};
use crate::{Error, Workspace};
use async_trait::async_trait;
use bytes::Bytes;
use gate::{May, Review, Share, Unused};
use ledger::Proof;
use serve::{InferRequest, InferResponse, ModelMetadata};
use std::path::Path;
use store::{EnrolledDevice, Permit};
use terms::{Action, Probed};

/// What may be done to a workspace, and how it is done.
#[async_trait]
pub trait UseCases: Send + Sync {
    /// The workspace that it is done to.
    fn workspace(&self) -> &Workspace;

    /// Whom the workspace takes the caller for.
    fn who_am_i(&self, caller: &Caller) -> WhoAmIResponse {
        who_am_i::who_am_i(self.workspace(), caller)
    }

    /// Shows what code would change; applies it, or proposes it where that takes two.
    async fn apply(&self, caller: &Caller, request: ApplyRequest) -> Result<ApplyResponse, Error> {
        apply::apply(self.workspace(), caller, request).await
    }

    /// What somebody asked for: all that is open, or one of it.
    async fn approvals(
        &self,
        caller: &Caller,
        id: Option<&str>,
    ) -> Result<Vec<ApprovalShown>, Error> {
        approve::approvals(self.workspace(), caller, id).await
    }

    /// Agrees to what somebody else asked for, as it lies in `folder`.
    async fn approve(
        &self,
        caller: &Caller,
        request: ApproveRequest,
        folder: &Path,
    ) -> Result<ApproveResponse, Error> {
        approve::approve(self.workspace(), caller, request, folder).await
    }

    /// Says no to it.
    async fn refuse(
        &self,
        caller: &Caller,
        request: RefuseRequest,
    ) -> Result<ApprovalShown, Error> {
        approve::refuse(self.workspace(), caller, request).await
    }

    /// Enrols a device for somebody.
    async fn enrol(&self, caller: &Caller, request: EnrolRequest) -> Result<SignIn, Error> {
        devices::enrol(self.workspace(), caller, request).await
    }

    /// Every enrolled device.
    async fn devices(&self, caller: &Caller) -> Result<Vec<EnrolledDevice>, Error> {
        devices::devices(self.workspace(), caller).await
    }

    /// Keeps what a device says about itself.
    async fn report(
        &self,
        caller: &Caller,
        request: ReportRequest,
    ) -> Result<ReportResponse, Error> {
        devices::report(self.workspace(), caller, request).await
    }

    /// Lets a device, a person or their tokens in no more.
    async fn revoke(
        &self,
        caller: &Caller,
        request: RevokeRequest,
    ) -> Result<RevokeResponse, Error> {
        devices::revoke(self.workspace(), caller, request).await
    }

    /// Every key of the workspace.
    async fn keys(&self, caller: &Caller) -> Result<Vec<KeyListed>, Error> {
        keys::keys(self.workspace(), caller).await
    }

    /// Puts a new key in the place of the one in use.
    async fn rotate(
        &self,
        caller: &Caller,
        request: RotateRequest,
    ) -> Result<RotateResponse, Error> {
        keys::rotate(self.workspace(), caller, request).await
    }

    /// Destroys a key that nothing needs any more.
    async fn retire_key(
        &self,
        caller: &Caller,
        request: RetireKeyRequest,
    ) -> Result<RetireKeyResponse, Error> {
        keys::retire_key(self.workspace(), caller, request).await
    }

    /// Takes a table in.
    async fn ingest(
        &self,
        caller: &Caller,
        request: IngestRequest,
        file: Bytes,
    ) -> Result<IngestResponse, Error> {
        ingest::ingest(self.workspace(), caller, request, file).await
    }

    /// Protects a dataset anew, under the handling in force.
    async fn protect_again(
        &self,
        caller: &Caller,
        request: ProtectAgainRequest,
    ) -> Result<ProtectAgainResponse, Error> {
        again::protect_again(self.workspace(), caller, request).await
    }

    /// The rules that deliveries of a dataset have to keep, and those that its live version suggests.
    async fn rules(&self, caller: &Caller, request: RulesRequest) -> Result<RulesResponse, Error> {
        quality::rules(self.workspace(), caller, request).await
    }

    /// What the columns of a dataset hold, and which of them wait for somebody.
    async fn columns(
        &self,
        caller: &Caller,
        request: ColumnsRequest,
    ) -> Result<ColumnsResponse, Error> {
        columns::columns(self.workspace(), caller, request).await
    }

    /// Answers SQL in place.
    async fn query(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        query::query(self.workspace(), caller, request, Action::Query).await
    }

    /// Answers SQL with rows that may leave: an activity of its own, and never in clear.
    async fn export(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        query::query(self.workspace(), caller, request, Action::Export).await
    }

    /// Looks for flipped labels and trigger rows in a dataset.
    async fn screen(
        &self,
        caller: &Caller,
        request: ScreenRequest,
    ) -> Result<ScreenResponse, Error> {
        screen::screen(self.workspace(), caller, request).await
    }

    /// Trains a model, registers it, and writes its files into `folder`.
    async fn train(
        &self,
        caller: &Caller,
        request: TrainRequest,
        folder: &Path,
        progress: Progress,
    ) -> Result<TrainResponse, Error> {
        train::train(self.workspace(), caller, request, folder, progress).await
    }

    /// Scans and signs the model in `folder`, and asks for its promotion.
    async fn promote(
        &self,
        caller: &Caller,
        request: PromoteRequest,
        folder: &Path,
    ) -> Result<PromoteResponse, Error> {
        promote::promote(self.workspace(), caller, request, folder).await
    }

    /// Takes the live version of a model out of service.
    async fn retire(
        &self,
        caller: &Caller,
        request: RetireRequest,
    ) -> Result<RetireResponse, Error> {
        promote::retire(self.workspace(), caller, request).await
    }

    /// Deletes a dataset.
    async fn delete(
        &self,
        caller: &Caller,
        request: DeleteRequest,
    ) -> Result<DeleteResponse, Error> {
        data::delete(self.workspace(), caller, request).await
    }

    /// Turns tokens back into values.
    async fn detokenise(
        &self,
        caller: &Caller,
        request: DetokeniseRequest,
    ) -> Result<DetokeniseResponse, Error> {
        data::detokenise(self.workspace(), caller, request).await
    }

    /// What the model that the permit is for takes and answers.
    async fn model_metadata(
        &self,
        permit: &Permit,
        version: Option<&str>,
    ) -> Result<ModelMetadata, Error> {
        infer::metadata(self.workspace(), permit, version).await
    }

    /// Predictions of the model that the permit is for.
    async fn infer(
        &self,
        permit: &Permit,
        version: Option<&str>,
        request: InferRequest,
    ) -> Result<InferResponse, Error> {
        infer::infer(self.workspace(), permit, version, request).await
    }

    /// When which access has to be looked at again.
    async fn reviews(&self, caller: &Caller) -> Result<Vec<Review>, Error> {
        review::reviews(self.workspace(), caller).await
    }

    /// Records that cells were looked at, and stay.
    async fn review(
        &self,
        caller: &Caller,
        request: ReviewRequest,
    ) -> Result<ReviewResponse, Error> {
        review::review(self.workspace(), caller, request).await
    }

    /// Access that nobody has needed.
    async fn unused(&self, caller: &Caller, request: UnusedRequest) -> Result<Vec<Unused>, Error> {
        review::unused(self.workspace(), caller, request).await
    }

    /// Who may do what to an asset.
    async fn who(&self, caller: &Caller, request: WhoRequest) -> Result<Vec<Share>, Error> {
        shares::who(self.workspace(), caller, request).await
    }

    /// Whether somebody may do something, and what is missing if not.
    async fn can(&self, caller: &Caller, request: CanRequest) -> Result<May, Error> {
        shares::can(self.workspace(), caller, request).await
    }

    /// Entries of the ledger.
    async fn audit(&self, caller: &Caller, request: AuditRequest) -> Result<Entries, Error> {
        audit::audit(self.workspace(), caller, request).await
    }

    /// That an entry is in the ledger.
    async fn inclusion(&self, caller: &Caller, request: InclusionRequest) -> Result<Proof, Error> {
        audit::inclusion(self.workspace(), caller, request).await
    }

    /// That the ledger only grew since a checkpoint.
    async fn consistency(
        &self,
        caller: &Caller,
        request: ConsistencyRequest,
    ) -> Result<Proof, Error> {
        audit::consistency(self.workspace(), caller, request).await
    }

    /// The ledger's checkpoint, to be held elsewhere.
    async fn checkpoint(&self, caller: &Caller) -> Result<String, Error> {
        audit::checkpoint(self.workspace(), caller).await
    }

    /// Who asks models as attackers do.
    async fn abuse(&self, caller: &Caller) -> Result<AbuseResponse, Error> {
        abuse::abuse(self.workspace(), caller).await
    }

    /// Writes a copy of the ledger, and its key, into `folder`.
    async fn export_ledger(&self, caller: &Caller, folder: &Path) -> Result<(), Error> {
        audit::export_ledger(self.workspace(), caller, folder).await
    }

    /// What the probes of the workspace saw.
    async fn posture(
        &self,
        caller: &Caller,
        request: PostureRequest,
    ) -> Result<Vec<Probed>, Error> {
        posture::posture(self.workspace(), caller, request).await
    }

    /// Takes a recovery point into the vault.
    async fn pull(&self, caller: &Caller, request: PullRequest) -> Result<PullResponse, Error> {
        vault::pull(self.workspace(), caller, request).await
    }

    /// Puts a recovery point in production's place: of a workspace that is lost, so this one has no
    /// part in it.
    async fn activate(
        &self,
        vault: &Vault,
        point: &Point,
        into: &Path,
        activation: &Activation<'_>,
    ) -> Result<Activated, Error> {
        vault::activate(vault, point, into, activation).await
    }
}

impl UseCases for Workspace {
    fn workspace(&self) -> &Workspace {
        self
    }
}
