//! Use cases as verbs: each is the shipped program, run for that one deed, as the person who calls; it
//! finds the server over the same workspace by its socket.

mod program;

use async_trait::async_trait;
use bytes::Bytes;
use program::{Done, Program};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Store, StoreConfig};
use terms::{Area, Probed, SystemClock};
use workspace::records::{InferRequest, InferResponse, ModelMetadata, Review};
use workspace::vault::{Activated, Activation, Point, Vault};
use workspace::{
    AnswerRequest, AnswerResponse, ApplyRequest, ApplyResponse, ApprovalShown, ApproveRequest,
    ApproveResponse, BreakingGlass, Caller, DeleteRequest, DeleteResponse, Error, FeedRequest,
    IngestRequest, IngestResponse, Joining, Notice, Origin, Permit, PostureRequest, Progress,
    PromoteRequest, PromoteResponse, PullRequest, PullResponse, QueryRequest, QueryResponse,
    RefuseRequest, ReportRequest, ReportResponse, ScreenRequest, ScreenResponse, Texts,
    TrainRequest, TrainResponse, UseCases, Workspace,
};

/// Who activates in the journey: its workspace is a trial when it is walked by verbs.
const VAULT_HEAD: &str = "vito@example.org";

/// A server over `inner` listens at the socket of its workspace. What is no verb (screening a dataset,
/// deleting one, inference), and a caller who is not at this host over their own laptop, is asked of
/// `inner` itself.
pub struct Verbs {
    pub inner: Arc<dyn UseCases>,
    /// Files that verbs read and write lie here.
    pub aside: PathBuf,
}

impl Verbs {
    fn home(&self) -> PathBuf {
        self.inner.workspace().store.folder().to_owned()
    }

    /// A verb of this workspace.
    fn verb(&self, words: &[&str]) -> Program {
        Program::of(words).with("--workspace", &self.home())
    }

    /// A verb in the name of `caller`, with JSON for an answer.
    fn verb_as(&self, words: &[&str], caller: &Caller) -> Program {
        self.verb(words).with("--as", caller.principal.as_str()).with("--format", "json")
    }

    /// Whether a verb says the same as `caller` does.
    fn speaks_for(caller: &Caller) -> bool {
        let laptop = format!("laptop/{}", caller.principal);
        match (&caller.origin, &caller.device) {
            (Origin::Terminal, _) => true,
            (Origin::Network(address), Some(device)) => {
                address.is_loopback() && device.as_str() == laptop
            }
            (Origin::Network(_), None) => false,
        }
    }

    /// Runs `program` while `texts` lie in the workspace's folder.
    async fn over(&self, texts: &Texts, program: Program) -> Done {
        let home = self.home();
        let before = Texts::read(&home).unwrap();
        texts.write(&home).unwrap();
        let done = program.run().await;
        before.write(&home).unwrap();
        done
    }
}

impl Joining for Verbs {
    fn workspace(&self) -> &Workspace {
        self.inner.workspace()
    }
}

impl BreakingGlass for Verbs {}

#[async_trait]
impl UseCases for Verbs {
    async fn apply(&self, caller: &Caller, request: ApplyRequest) -> Result<ApplyResponse, Error> {
        let program = self.verb_as(&["apply"], caller);
        self.over(&request.texts, program).await.json()
    }

    async fn approve(
        &self,
        caller: &Caller,
        request: ApproveRequest,
        folder: &Path,
    ) -> Result<ApproveResponse, Error> {
        // Whoever may not agree learns nothing of it by themselves.
        let terminal = Caller { origin: Origin::Terminal, ..caller.clone() };
        let asked = self.inner.approvals(&terminal, Some(&request.id)).await?.pop();
        let program = self.verb(&["approve", &request.id]);
        let program = program.with("--as", caller.principal.as_str());
        if request.id.starts_with("access-") {
            self.over(&Texts::read(folder).unwrap(), program).await.ok()?;
        } else {
            program.with("--folder", folder).run().await.ok()?;
        }
        let asked = asked.unwrap();
        Ok(ApproveResponse {
            id: asked.id,
            action: asked.action,
            asset: asked.asset,
            detail: asked.detail,
            asked_by: asked.asked_by,
            approved_by: caller.principal.clone(),
            widening: 0,
            loosened: 0,
        })
    }

    async fn refuse(
        &self,
        caller: &Caller,
        request: RefuseRequest,
    ) -> Result<ApprovalShown, Error> {
        let program = self.verb_as(&["refuse", &request.id, "--why", &request.reason], caller);
        program.run().await.json()
    }

    async fn answer(&self, caller: &Caller, asked: AnswerRequest) -> Result<AnswerResponse, Error> {
        let against: &[&str] = if asked.against { &["--against"] } else { &[] };
        let words = [&["answer", &asked.id, "--why", &asked.why], against].concat();
        self.verb_as(&words, caller).run().await.json()
    }

    async fn feed(&self, caller: &Caller, request: FeedRequest) -> Result<Vec<Notice>, Error> {
        let days = request.days.to_string();
        self.verb_as(&["feed", "--days", &days], caller).run().await.json()
    }

    async fn report(&self, _: &Caller, request: ReportRequest) -> Result<ReportResponse, Error> {
        let days = request.patch_age_days.to_string();
        let said = ["--disk-encrypted", "--firewall-on", "--patch-age-days", &days];
        let words =
            [&["device", "report", "--device", request.device.as_str()][..], &said].concat();
        self.verb(&words).run().await.ok()?;
        Ok(ReportResponse { device: request.device, lacking: Vec::new() })
    }

    async fn ingest(
        &self,
        caller: &Caller,
        request: IngestRequest,
        file: Bytes,
    ) -> Result<IngestResponse, Error> {
        let path = self.aside.join("table.csv");
        std::fs::write(&path, &file).unwrap();
        let program = self.verb_as(&["ingest"], caller).and(&path);
        let program = program.with("--dataset", &request.dataset);
        let program = program.with("--owner", request.owner.as_str());
        let program = program.with("--purpose", &request.purpose);
        program.with("--label", &request.label.unwrap()).run().await.json()
    }

    async fn query(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        if !Self::speaks_for(caller) {
            return self.inner.query(caller, request).await;
        }
        self.verb_as(&["sql", &request.sql], caller).run().await.json()
    }

    async fn export(&self, caller: &Caller, request: QueryRequest) -> Result<QueryResponse, Error> {
        self.verb_as(&["sql", "--export", &request.sql], caller).run().await.json()
    }

    async fn screen(
        &self,
        caller: &Caller,
        request: ScreenRequest,
    ) -> Result<ScreenResponse, Error> {
        self.inner.screen(caller, request).await
    }

    async fn train(
        &self,
        caller: &Caller,
        request: TrainRequest,
        folder: &Path,
        _: Progress,
    ) -> Result<TrainResponse, Error> {
        let seed = request.seed.to_string();
        let quick: &[&str] = if request.quick { &["--quick"] } else { &[] };
        let program = self.verb_as(&[&["train", "--seed", &seed][..], quick].concat(), caller);
        let program = program.with("--dataset", &request.dataset).with("--label", &request.label);
        program.with("--model", &request.model).with("--out", folder).run().await.json()
    }

    async fn promote(
        &self,
        caller: &Caller,
        request: PromoteRequest,
        folder: &Path,
    ) -> Result<PromoteResponse, Error> {
        let weak: &[&str] = if request.accept_weak { &["--accept-weak"] } else { &[] };
        let program =
            self.verb_as(&[&["promote", "--model", &request.model][..], weak].concat(), caller);
        program.with("--folder", folder).run().await.json()
    }

    async fn delete(
        &self,
        caller: &Caller,
        request: DeleteRequest,
    ) -> Result<DeleteResponse, Error> {
        self.inner.delete(caller, request).await
    }

    async fn model_metadata(
        &self,
        permit: &Permit,
        version: Option<&str>,
    ) -> Result<ModelMetadata, Error> {
        self.inner.model_metadata(permit, version).await
    }

    async fn infer(
        &self,
        permit: &Permit,
        version: Option<&str>,
        request: InferRequest,
    ) -> Result<InferResponse, Error> {
        self.inner.infer(permit, version, request).await
    }

    async fn reviews(&self, caller: &Caller) -> Result<Vec<Review>, Error> {
        self.verb_as(&["review"], caller).run().await.json()
    }

    /// The verb looks at the host too, which the journey has done by itself.
    async fn posture(&self, _: &Caller, _: PostureRequest) -> Result<Vec<Probed>, Error> {
        let table: Value = self.verb(&["posture", "--format", "json"]).run().await.json()?;
        let areas = table["areas"].as_array().unwrap().iter();
        let probes = areas.flat_map(|row| row["probes"].as_array().unwrap());
        let probes = probes.map(|probe| serde_json::from_value(probe.clone()).unwrap());
        Ok(probes.filter(|probe: &Probed| probe.area != Area::Surface).collect())
    }

    async fn export_ledger(&self, caller: &Caller, folder: &Path) -> Result<(), Error> {
        let program = self.verb(&["audit", "export"]).and(folder);
        program.with("--as", caller.principal.as_str()).run().await.ok()
    }

    async fn pull(&self, caller: &Caller, _: PullRequest) -> Result<PullResponse, Error> {
        self.verb_as(&["vault", "pull"], caller).run().await.json()
    }

    /// In a process of its own: the workspace is lost.
    async fn activate(
        &self,
        vault: &Vault,
        point: &Point,
        into: &Path,
        _: &Activation<'_>,
    ) -> Result<Activated, Error> {
        let said = ["--disk-encrypted", "--firewall-on", "--patch-age-days", "3"];
        let program = Program::of(&["vault", "activate"]).with("--vault", vault.folder());
        let program = program.with("--point", &point.number.to_string()).with("--into", into);
        let program = said.into_iter().fold(program, Program::and);
        program.with("--as", VAULT_HEAD).run().await.ok()?;
        let store = Store::open(into, &StoreConfig::default(), Arc::new(SystemClock)).await?;
        Ok(Activated {
            store,
            point: point.digest,
            objects: 0,
            took: Duration::ZERO,
            unnoted: None,
        })
    }
}
