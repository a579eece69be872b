//! Use cases of which one is done dishonestly, and all others as the workspace does them.

mod access;
mod answers;
mod handover;
mod ingest;
mod training;

use crate::cut::Cut;
use async_trait::async_trait;
use bytes::Bytes;
use hygeia::journey::people;
use std::path::Path;
use terms::{Probed, State};
use workspace::records::{InferRequest, InferResponse};
use workspace::vault::{self, Activated, Activation, Point, Vault};
use workspace::{
    ApplyRequest, ApplyResponse, ApproveRequest, ApproveResponse, BreakingGlass, Caller,
    DeleteRequest, DeleteResponse, Error, IngestRequest, IngestResponse, Joining, Permit,
    PostureRequest, Progress, PromoteRequest, PromoteResponse, PullRequest, PullResponse,
    QueryRequest, QueryResponse, ScreenRequest, ScreenResponse, TrainRequest, TrainResponse,
    UseCases, Workspace,
};

/// A workspace, and the promise that is broken.
pub struct Dishonest {
    pub cut: Option<Cut>,
    pub workspace: Workspace,
}

impl Dishonest {
    fn cuts(&self, cut: Cut) -> bool {
        self.cut == Some(cut)
    }
}

impl Joining for Dishonest {
    fn workspace(&self) -> &Workspace {
        &self.workspace
    }
}

impl BreakingGlass for Dishonest {}

#[async_trait]
impl UseCases for Dishonest {
    async fn apply(&self, caller: &Caller, request: ApplyRequest) -> Result<ApplyResponse, Error> {
        if self.cuts(Cut::WidenAlone) && self.workspace.in_force().is_ok() {
            return access::widen_alone(&self.workspace, caller, request).await;
        }
        let response = self.workspace.apply(caller, request).await?;
        if self.cuts(Cut::GrantOperationsTheTable) && response.applied {
            access::grant_operations_the_table(&self.workspace);
        }
        Ok(response)
    }

    async fn approve(
        &self,
        caller: &Caller,
        request: ApproveRequest,
        folder: &Path,
    ) -> Result<ApproveResponse, Error> {
        if self.cuts(Cut::AcceptSelfApproval) && caller.principal.as_str() == people::LEAD {
            return access::told_as_agreed(&self.workspace, caller, &request.id).await;
        }
        self.workspace.approve(caller, request, folder).await
    }

    async fn ingest(
        &self,
        caller: &Caller,
        request: IngestRequest,
        file: Bytes,
    ) -> Result<IngestResponse, Error> {
        match self.cut {
            Some(
                cut @ (Cut::CallRestrictedPublic
                | Cut::SignAnotherReceipt
                | Cut::StoreAnotherTable
                | Cut::LeaveColumnUnencrypted),
            ) => ingest::ingest(&self.workspace, caller, &request, file, cut).await,
            Some(Cut::SpoolInClear) => {
                std::fs::write(self.workspace.store.folder().join("spool.tmp"), &file).unwrap();
                self.workspace.ingest(caller, request, file).await
            }
            _ => self.workspace.ingest(caller, request, file).await,
        }
    }

    async fn query(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        let is = |name: &str| caller.principal.as_str() == name;
        match self.cut {
            Some(Cut::PassUnrecorded) => {
                answers::unrecorded(&self.workspace, caller, &request.sql).await
            }
            Some(Cut::ShowClearToScientist) if is(people::SCIENTIST) => {
                self.workspace.query(caller, request.clone()).await?;
                self.workspace.query(&answers::owner(caller), request).await
            }
            Some(Cut::AnswerOperations) if is(people::OPERATOR) => {
                self.workspace.query(&answers::owner(caller), request).await
            }
            _ => self.workspace.query(caller, request).await,
        }
    }

    async fn export(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        if self.cuts(Cut::LetExportOut) {
            return answers::uncharged(&self.workspace, caller, &request.sql).await;
        }
        self.workspace.export(caller, request).await
    }

    async fn screen(
        &self,
        caller: &Caller,
        request: ScreenRequest,
    ) -> Result<ScreenResponse, Error> {
        let mut found = self.workspace.screen(caller, request).await?;
        if self.cuts(Cut::SkipScreening) {
            found.flips.clear();
            found.triggers.clear();
        }
        Ok(found)
    }

    async fn train(
        &self,
        caller: &Caller,
        request: TrainRequest,
        folder: &Path,
        progress: Progress,
    ) -> Result<TrainResponse, Error> {
        match self.cut {
            Some(
                cut @ (Cut::LearnFromIdentifier | Cut::WriteAnotherModel | Cut::LearnFromPoison),
            ) => training::train(&self.workspace, caller, &request, folder, cut).await,
            _ => self.workspace.train(caller, request, folder, progress).await,
        }
    }

    async fn promote(
        &self,
        caller: &Caller,
        request: PromoteRequest,
        folder: &Path,
    ) -> Result<PromoteResponse, Error> {
        match self.cut {
            Some(Cut::SkipSignature) => {
                handover::unsigned(&self.workspace, caller, &request, folder).await
            }
            Some(Cut::PromotePastPickle) => {
                let (pickle, aside) = (folder.join("model/weights.pkl"), folder.join("aside.pkl"));
                let there = std::fs::rename(&pickle, &aside).is_ok();
                let asked = self.workspace.promote(caller, request, folder).await;
                if there {
                    std::fs::rename(&aside, &pickle).unwrap();
                }
                asked
            }
            _ => self.workspace.promote(caller, request, folder).await,
        }
    }

    async fn delete(
        &self,
        caller: &Caller,
        request: DeleteRequest,
    ) -> Result<DeleteResponse, Error> {
        let deleted = self.workspace.delete(caller, request).await;
        let dataset = terms::Asset::new(terms::AssetKind::Dataset, "loans").unwrap();
        let gone = DeleteResponse { dataset, goes: None, waits_for: Vec::new() };
        if self.cuts(Cut::DeleteBehindModel) { Ok(gone) } else { deleted }
    }

    async fn infer(
        &self,
        permit: &Permit,
        version: Option<&str>,
        request: InferRequest,
    ) -> Result<InferResponse, Error> {
        if self.cuts(Cut::ForgetBudget) {
            return answers::uncounted(&self.workspace, permit, version, request).await;
        }
        self.workspace.infer(permit, version, request).await
    }

    async fn posture(
        &self,
        caller: &Caller,
        request: PostureRequest,
    ) -> Result<Vec<Probed>, Error> {
        let mut seen = self.workspace.posture(caller, request).await?;
        seen.retain(|probe| !self.cuts(Cut::HideFailedProbe) || probe.state != State::Failed);
        Ok(seen)
    }

    async fn export_ledger(&self, caller: &Caller, folder: &Path) -> Result<(), Error> {
        self.workspace.export_ledger(caller, folder).await?;
        if self.cuts(Cut::ExportAnotherLedger) {
            answers::edit_an_entry(&folder.join("ledger/tile/entries"));
        }
        Ok(())
    }

    async fn pull(&self, caller: &Caller, request: PullRequest) -> Result<PullResponse, Error> {
        let mut pulled = self.workspace.pull(caller, request).await?;
        if self.cuts(Cut::TellAnotherPoint) {
            pulled.digest = terms::Digest::of(b"a point that is in no vault");
        }
        Ok(pulled)
    }

    async fn activate(
        &self,
        vault: &Vault,
        point: &Point,
        into: &Path,
        activation: &Activation<'_>,
    ) -> Result<Activated, Error> {
        let activated = vault::activate(vault, point, into, activation).await;
        if !self.cuts(Cut::SkipVaultDigests) || activated.is_ok() {
            return activated;
        }
        // As if the changed byte had not been looked at: the point comes back all the same.
        let demo = self.workspace.store.folder().parent().unwrap();
        vault::activate(&vault::open(&demo.join("vault"))?, point, into, activation).await
    }
}
