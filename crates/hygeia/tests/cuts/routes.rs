//! Use cases over HTTPS: each is asked of a server over the same workspace, as the person who calls.

use crate::https::{Https, archive};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};
use terms::{DeviceId, Probed};
use workspace::config::{CONFIG, PEOPLE, RACI};
use workspace::records::{InferRequest, InferResponse, ModelMetadata, Review};
use workspace::vault::{Activated, Activation, Point, Vault};
use workspace::{
    AnswerRequest, AnswerResponse, ApplyRequest, ApplyResponse, ApprovalShown, ApproveRequest,
    ApproveResponse, BreakingGlass, Caller, DeleteRequest, DeleteResponse, Error, FeedRequest,
    IngestRequest, IngestResponse, Joining, Notice, Origin, Permit, PostureRequest, Progress,
    PromoteRequest, PromoteResponse, PullRequest, PullResponse, QueryRequest, QueryResponse,
    RefuseRequest, ScreenRequest, ScreenResponse, SignIn, TrainRequest, TrainResponse, UseCases,
    Workspace,
};

/// What people sign in with, by device: kept when they join.
pub type SignIns = Mutex<BTreeMap<DeviceId, SignIn>>;

/// What is sent of a folder, where it is there.
const SENT: &[&str] = &[CONFIG, RACI, PEOPLE, "model", "evidence", "model.sig", "signer.pub.pem"];

/// The server at `address` is over `inner`. What does not come over the network (the terminal, a device
/// that signs in with nothing, an address that is not this host's) is asked of `inner` itself.
pub struct Routes {
    pub inner: Arc<dyn UseCases>,
    pub address: SocketAddr,
    pub sign_ins: Arc<SignIns>,
}

impl Routes {
    fn client(&self, caller: &Caller) -> Option<Https> {
        let here = Origin::Network(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let device = caller.device.as_ref().filter(|_| caller.origin == here)?;
        self.by_device(device)
    }

    fn by_device(&self, device: &DeviceId) -> Option<Https> {
        let sign_ins = self.sign_ins.lock().unwrap();
        sign_ins.get(device).map(|sign_in| Https::new(self.address, sign_in))
    }

    /// Who asked the journey's own server, and was permitted; nobody where a drill did, whose device
    /// is none of theirs.
    fn permitted(&self, permit: &Permit) -> Option<Https> {
        if permit.actor() != permit.principal() {
            return None;
        }
        let device = format!("laptop/{}", permit.principal());
        Some(self.by_device(&device.parse().unwrap()).unwrap())
    }
}

macro_rules! over {
    ($self:ident, $caller:ident, $client:ident => $asked:expr, else $inner:expr) => {
        match $self.client($caller) {
            Some($client) => $asked.await,
            None => $inner.await,
        }
    };
}

impl Joining for Routes {
    fn workspace(&self) -> &Workspace {
        self.inner.workspace()
    }
}

impl BreakingGlass for Routes {}

#[async_trait]
impl UseCases for Routes {
    async fn apply(&self, caller: &Caller, request: ApplyRequest) -> Result<ApplyResponse, Error> {
        over!(self, caller, client => client.post("/v1/apply", &request),
            else self.inner.apply(caller, request))
    }

    async fn approve(
        &self,
        caller: &Caller,
        request: ApproveRequest,
        folder: &Path,
    ) -> Result<ApproveResponse, Error> {
        let path = format!("/v1/approvals/{}/approve", request.id);
        let agreement = request.agreement.as_ref();
        over!(self, caller, client => client.agreeing(agreement).exchange(&path, &(), archive(folder, SENT), folder),
            else self.inner.approve(caller, request, folder))
    }

    async fn refuse(
        &self,
        caller: &Caller,
        request: RefuseRequest,
    ) -> Result<ApprovalShown, Error> {
        over!(self, caller, client => client.post("/v1/approvals/refuse", &request),
            else self.inner.refuse(caller, request))
    }

    async fn answer(&self, caller: &Caller, asked: AnswerRequest) -> Result<AnswerResponse, Error> {
        over!(self, caller, client => client.post("/v1/consultations/answer", &asked),
            else self.inner.answer(caller, asked))
    }

    async fn feed(&self, caller: &Caller, request: FeedRequest) -> Result<Vec<Notice>, Error> {
        over!(self, caller, client => client.get("/v1/feed", &request),
            else self.inner.feed(caller, request))
    }

    async fn ingest(
        &self,
        caller: &Caller,
        request: IngestRequest,
        file: Bytes,
    ) -> Result<IngestResponse, Error> {
        over!(self, caller, client => client.upload("/v1/datasets", &request, file.to_vec()),
            else self.inner.ingest(caller, request, file))
    }

    async fn query(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        over!(self, caller, client => client.post("/v1/sql", &request),
            else self.inner.query(caller, request))
    }

    async fn export(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        over!(self, caller, client => client.post("/v1/export", &request),
            else self.inner.export(caller, request))
    }

    async fn screen(
        &self,
        caller: &Caller,
        request: ScreenRequest,
    ) -> Result<ScreenResponse, Error> {
        over!(self, caller, client => client.post("/v1/screen", &request),
            else self.inner.screen(caller, request))
    }

    async fn train(
        &self,
        caller: &Caller,
        request: TrainRequest,
        folder: &Path,
        progress: Progress,
    ) -> Result<TrainResponse, Error> {
        let body = serde_json::to_vec(&request).unwrap();
        over!(self, caller, client => client.exchange("/v1/train", &(), body, folder),
            else self.inner.train(caller, request, folder, progress))
    }

    async fn promote(
        &self,
        caller: &Caller,
        request: PromoteRequest,
        folder: &Path,
    ) -> Result<PromoteResponse, Error> {
        let sent = archive(folder, SENT);
        over!(self, caller, client => client.exchange("/v1/promote", &request, sent, folder),
            else self.inner.promote(caller, request, folder))
    }

    async fn delete(
        &self,
        caller: &Caller,
        request: DeleteRequest,
    ) -> Result<DeleteResponse, Error> {
        over!(self, caller, client => client.post("/v1/datasets/delete", &request),
            else self.inner.delete(caller, request))
    }

    async fn model_metadata(
        &self,
        permit: &Permit,
        version: Option<&str>,
    ) -> Result<ModelMetadata, Error> {
        let path = format!("/v2/models/{}", permit.asset().name());
        match self.permitted(permit) {
            Some(client) => client.get(&path, &()).await,
            None => self.inner.model_metadata(permit, version).await,
        }
    }

    async fn infer(
        &self,
        permit: &Permit,
        version: Option<&str>,
        request: InferRequest,
    ) -> Result<InferResponse, Error> {
        let path = format!("/v2/models/{}/infer", permit.asset().name());
        match self.permitted(permit) {
            Some(client) => client.post(&path, &request).await,
            None => self.inner.infer(permit, version, request).await,
        }
    }

    async fn reviews(&self, caller: &Caller) -> Result<Vec<Review>, Error> {
        over!(self, caller, client => client.get("/v1/reviews", &()),
            else self.inner.reviews(caller))
    }

    async fn posture(
        &self,
        caller: &Caller,
        request: PostureRequest,
    ) -> Result<Vec<Probed>, Error> {
        over!(self, caller, client => client.get("/v1/posture", &request),
            else self.inner.posture(caller, request))
    }

    async fn export_ledger(&self, caller: &Caller, folder: &Path) -> Result<(), Error> {
        over!(self, caller, client => client.exchange("/v1/audit/export", &(), Vec::new(), folder),
            else self.inner.export_ledger(caller, folder))
    }

    async fn pull(&self, caller: &Caller, request: PullRequest) -> Result<PullResponse, Error> {
        over!(self, caller, client => client.post("/v1/vault/pull", &request),
            else self.inner.pull(caller, request))
    }

    /// No route: the workspace is lost, and with it its server.
    async fn activate(
        &self,
        vault: &Vault,
        point: &Point,
        into: &Path,
        activation: &Activation<'_>,
    ) -> Result<Activated, Error> {
        self.inner.activate(vault, point, into, activation).await
    }
}
