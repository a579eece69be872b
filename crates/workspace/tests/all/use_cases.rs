//! Deeds, one after the other, in a real workspace.

use bytes::Bytes;
use hygeia_workspace::access::terminal;
use hygeia_workspace::config::Config;
use hygeia_workspace::records::KeyKind;
use hygeia_workspace::{
    AnswerRequest, ApplyRequest, ApproveRequest, AuditRequest, Caller, ConsistencyRequest,
    DeleteRequest, DetokeniseRequest, EnrolRequest, Error, FeedRequest, InclusionRequest,
    IngestRequest, Kind, LiftRequest, LockRequest, NoticeKind, Origin, PostureRequest, PullRequest,
    QueryRequest, RefuseRequest, ReportRequest, RestoreRequest, RetireKeyRequest, RetireRequest,
    ReviewHistoryRequest, ReviewRequest, RevokeRequest, RotateHow, RotateRequest, ScreenRequest,
    Setup, Texts, TrainRequest, UnusedRequest, UseCases, Workspace, set_up,
};
use std::sync::Arc;
use tempfile::TempDir;
use terms::{Clock, DeviceId, PrincipalId, SystemClock};

pub const OWNER: &str = "olga@example.org";
pub const STEWARD: &str = "stefan@example.org";
pub const SCIENTIST: &str = "dana@example.org";
pub const SECURITY: &str = "sam@example.org";
pub const SECURITY_HEAD: &str = "sven@example.org";
const NOBODY: &str = "nora@example.net";

pub struct Home {
    pub dir: TempDir,
    pub workspace: Workspace,
}

impl Home {
    /// A workspace to which nothing was applied.
    async fn made() -> Self {
        Self::made_at(Arc::new(SystemClock)).await
    }

    /// The same, by that clock.
    pub async fn made_at(clock: Arc<dyn Clock>) -> Self {
        let dir = TempDir::new().unwrap();
        let setup =
            Setup { config: trial(), dataset: "loans".to_owned(), founder: None, again: false };
        let store = set_up(dir.path(), &setup, clock).await.unwrap();
        let workspace = Workspace::over(Arc::new(store)).await.unwrap();
        Self { dir, workspace }
    }

    /// A workspace to which two people applied the sample's RACI, with devices for all who act.
    pub async fn applied() -> Self {
        Self::applied_at(Arc::new(SystemClock)).await
    }

    /// The same, by that clock.
    pub async fn applied_at(clock: Arc<dyn Clock>) -> Self {
        let home = Self::made_at(clock).await;
        let id = home.propose().await;
        home.approve(SECURITY_HEAD, &id).await.unwrap();
        for who in [OWNER, STEWARD, SCIENTIST, SECURITY, SECURITY_HEAD] {
            home.device(who).await;
        }
        home
    }

    pub async fn device(&self, who: &str) {
        let device = DeviceId::new(&format!("laptop/{who}")).unwrap();
        let request = EnrolRequest { device: device.clone(), owner: principal(who) };
        let officer = self.at_terminal(SECURITY).await;
        self.workspace.enrol(&officer, request).await.unwrap();
        self.report(who).await;
    }

    /// The device of `who` says that it is well.
    pub async fn report(&self, who: &str) {
        let device = DeviceId::new(&format!("laptop/{who}")).unwrap();
        let report = ReportRequest {
            device,
            disk_encrypted: true,
            firewall_on: true,
            patch_age_days: 3,
            measured: false,
        };
        let report = self.workspace.report(&self.at_terminal(who).await, report).await.unwrap();
        assert!(report.lacking.is_empty());
    }

    pub async fn at_terminal(&self, who: &str) -> Caller {
        terminal(&self.workspace.store, &principal(who)).await.unwrap()
    }

    /// Everybody who is consulted on what `who` asked for answers.
    pub async fn heard(&self, who: &str) {
        let own = self.workspace.feed(&self.at_terminal(who).await, FeedRequest { days: 1 }).await;
        let own = own.unwrap().into_iter().filter(|notice| notice.kind == NoticeKind::Own);
        let mut asked = 0;
        for notice in own {
            for silent in &notice.silent {
                let id = notice.id.clone();
                let word = AnswerRequest { id, against: false, why: String::new() };
                let silent = self.at_terminal(silent.as_str()).await;
                self.workspace.answer(&silent, word).await.unwrap();
                asked += 1;
            }
        }
        assert!(asked > 0, "nobody was asked");
    }

    pub fn texts(&self) -> Texts {
        Texts::read(self.dir.path()).unwrap()
    }

    pub async fn propose(&self) -> String {
        let request = ApplyRequest { texts: self.texts(), plan: false };
        let told = self.workspace.apply(&self.at_terminal(SECURITY).await, request).await.unwrap();
        assert!(!told.applied, "it takes two");
        told.proposal.unwrap()
    }

    pub async fn approve(&self, who: &str, id: &str) -> Result<(), Error> {
        let request = ApproveRequest { id: id.to_owned(), agreement: None };
        let caller = self.at_terminal(who).await;
        self.workspace.approve(&caller, request, self.dir.path()).await.map(drop)
    }

    pub async fn ingest(&self, who: &str) -> Result<u64, Error> {
        self.ingest_as(who, "loans").await
    }

    /// The sample, as the dataset of that name.
    pub async fn ingest_as(&self, who: &str, dataset: &str) -> Result<u64, Error> {
        let sample = tables::sample::generate(400, 7).unwrap();
        let mut csv = Vec::new();
        tables::sample::write_csv(&sample.batch, &mut csv).unwrap();
        let request = IngestRequest {
            label: Some("defaulted".to_owned()),
            ..IngestRequest::new(dataset, principal(OWNER), "to decide about loans")
        };
        let caller = self.at_terminal(who).await;
        Ok(self.workspace.ingest(&caller, request, Bytes::from(csv)).await?.rows)
    }

    pub async fn sql(&self, who: &str, sql: &str) -> Result<serde_json::Value, Error> {
        let request = QueryRequest::rows(sql);
        let answer = self.workspace.query(&self.at_terminal(who).await, request).await?;
        Ok(answer.rows[0][0].clone())
    }
}

pub fn principal(name: &str) -> PrincipalId {
    PrincipalId::new(name).unwrap()
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_is_applied_decides_from_the_next_request_on() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    assert!(home.sql(SCIENTIST, "SELECT count(*) FROM loans").await.is_ok());
    let path = home.dir.path().join("people.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let without: String = text
        .lines()
        .filter(|line| !line.contains(SCIENTIST))
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(&path, without).unwrap();
    let request = ApplyRequest { texts: home.texts(), plan: false };
    let officer = home.at_terminal(SECURITY).await;
    assert!(home.workspace.apply(&officer, request).await.unwrap().applied, "it narrows");
    let refused = home.sql(SCIENTIST, "SELECT count(*) FROM loans").await.unwrap_err();
    assert_eq!(refused.kind, Kind::NotFound);
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_can_be_agreed_to_no_more() {
    let home = Home::made().await;
    let id = home.propose().await;
    let refuse = |who: &'static str| {
        let request = RefuseRequest { id: id.clone(), reason: "not yet".to_owned() };
        let home = &home;
        async move { home.workspace.refuse(&home.at_terminal(who).await, request).await }
    };
    assert_eq!(refuse(SECURITY_HEAD).await.unwrap().agreed, Some(false));
    assert_eq!(refuse(SECURITY_HEAD).await.unwrap_err().kind, Kind::Conflict, "answered");
    let late = home.approve(SECURITY_HEAD, &id).await.unwrap_err();
    assert!(late.kind == Kind::Conflict && late.message.contains("answered"), "{late}");
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_let_in_no_more_and_it_takes_one_person() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    let device = RevokeRequest::Device(DeviceId::new("laptop/dana@example.org").unwrap());
    let steward = home.at_terminal(STEWARD).await;
    let refused = home.workspace.revoke(&steward, device.clone()).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Refused, "neither theirs nor an officer");
    let owner = home.at_terminal(SCIENTIST).await;
    assert_eq!(home.workspace.revoke(&owner, device).await.unwrap().devices, 1);
    let refused = home.sql(SCIENTIST, "SELECT count(*) FROM loans").await.unwrap_err();
    assert!(refused.remedy.unwrap().contains("device enrol"));
    let officer = home.at_terminal(SECURITY).await;
    let person = RevokeRequest::Person(principal(OWNER));
    assert_eq!(home.workspace.revoke(&officer, person).await.unwrap().devices, 1);
    let unknown = RevokeRequest::Person(principal("olgo@example.org"));
    let unknown = home.workspace.revoke(&officer, unknown).await.unwrap_err();
    assert!(unknown.remedy.unwrap().contains(OWNER), "it is suggested who was meant");
}

// proves M17
#[tokio::test(flavor = "multi_thread")]
async fn a_token_goes_back_to_its_value_for_who_sees_clear_values_alone() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    let sql = "SELECT ssn FROM loans WHERE ssn IS NOT NULL ORDER BY ssn LIMIT 1";
    let token = home.sql(SCIENTIST, sql).await.unwrap();
    let token = token.as_str().unwrap().to_owned();
    let ask = |who: &'static str, tokens: Vec<String>| {
        let (dataset, column) = ("loans".to_owned(), "ssn".to_owned());
        let request = DetokeniseRequest { dataset, column, tokens, version: None };
        let home = &home;
        async move { home.workspace.detokenise(&home.at_terminal(who).await, request).await }
    };
    let tokens = vec![token.clone(), "no token".to_owned()];
    let values = ask(OWNER, tokens.clone()).await.unwrap().values;
    let value = values[0].clone().unwrap();
    assert_ne!(value, token);
    assert_eq!(values[1], None);
    let found = format!("SELECT count(*) FROM loans WHERE ssn = '{value}'");
    assert!(home.sql(OWNER, &found).await.unwrap().as_u64().unwrap() >= 1);
    assert_eq!(ask(SCIENTIST, tokens).await.err().unwrap().kind, Kind::Refused);
    assert_eq!(ask(OWNER, vec![token; 1_001]).await.err().unwrap().kind, Kind::Invalid);
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_cell_does_nothing_at_all_and_who_has_one_deletes() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    let mut nobody = home.at_terminal(NOBODY).await;
    nobody.origin = Origin::Network([127, 0, 0, 1].into());
    let (name, label) = ("loans".to_owned(), "defaulted".to_owned());
    let w = &home.workspace;
    let sql = QueryRequest::rows("SELECT count(*) FROM loans");
    let train = TrainRequest {
        dataset: name.clone(),
        label: label.clone(),
        model: "m".to_owned(),
        seed: 1,
        quick: true,
        columns: Vec::new(),
        eps: None,
        width: None,
        epochs: None,
        threat: None,
        membership: false,
    };
    let screen = ScreenRequest { dataset: name.clone(), label, seed: 1, quarantine: false };
    let detokenise = DetokeniseRequest {
        dataset: name.clone(),
        column: "ssn".to_owned(),
        tokens: Vec::new(),
        version: None,
    };
    let apply = ApplyRequest { texts: home.texts(), plan: false };
    let enrol = EnrolRequest { device: DeviceId::new("d").unwrap(), owner: principal(OWNER) };
    let review = ReviewRequest::keeping(
        terms::ActivityId::new("query").unwrap(),
        terms::Asset::parse("dataset/loans").unwrap(),
    );
    let lock = LockRequest {
        what: OWNER.to_owned(),
        kind: None,
        period: terms::Period::hours(1),
        why: "x".to_owned(),
    };
    let out = home.dir.path().join("out");
    let silent: hygeia_workspace::Progress = Arc::new(|_: &str| {});
    let revoke = RevokeRequest::Person(principal(OWNER));
    let refused = [
        w.query(&nobody, sql.clone()).await.err(),
        w.export(&nobody, sql).await.err(),
        w.train(&nobody, train, &out, silent).await.err(),
        w.screen(&nobody, screen).await.err(),
        w.detokenise(&nobody, detokenise).await.err(),
        w.delete(&nobody, DeleteRequest { dataset: name.clone(), now: false }).await.err(),
        w.retire(&nobody, RetireRequest { model: "credit".to_owned() }).await.err(),
        w.enrol(&nobody, enrol).await.err(),
        w.revoke(&nobody, revoke).await.err(),
        w.devices(&nobody).await.err(),
        w.lock(&nobody, lock).await.err(),
        w.lift(&nobody, LiftRequest { id: "lock-1".to_owned(), why: String::new() }).await.err(),
        w.keys(&nobody).await.err(),
        w.rotate(&nobody, RotateRequest { kind: KeyKind::Kek, how: RotateHow::default() })
            .await
            .err(),
        w.retire_key(&nobody, RetireKeyRequest { id: "kek-0".to_owned() }).await.err(),
        w.audit(&nobody, AuditRequest::default()).await.err(),
        w.inclusion(&nobody, InclusionRequest { entry: 0 }).await.err(),
        w.consistency(&nobody, ConsistencyRequest { checkpoint: String::new() }).await.err(),
        w.checkpoint(&nobody).await.err(),
        w.export_ledger(&nobody, &out).await.err(),
        w.reviews(&nobody).await.err(),
        w.review(&nobody, review).await.err(),
        w.review_history(&nobody, ReviewHistoryRequest { days: None }).await.err(),
        w.unused(&nobody, UnusedRequest { days: 1 }).await.err(),
        w.posture(&nobody, PostureRequest::default()).await.err(),
        w.pull(&nobody, PullRequest { vault: Some("/tmp".into()) }).await.err(),
        home.ingest(NOBODY).await.err(),
    ];
    for (at, error) in refused.iter().enumerate() {
        let kind = error.as_ref().unwrap_or_else(|| panic!("{at} was done")).kind;
        let told = matches!(kind, Kind::NotFound | Kind::Refused | Kind::Invalid | Kind::Conflict);
        assert!(told, "{at}: {error:?}");
    }
    // What stands is not theirs to see, nor other code theirs to propose.
    assert_eq!(w.apply(&nobody, apply).await.unwrap_err().kind, Kind::NotFound);
    assert!(home.sql(OWNER, "SELECT count(*) FROM loans").await.is_ok(), "all of it is there");
    let steward = home.at_terminal(STEWARD).await;
    // It waits for who is consulted on it.
    let waits =
        w.delete(&steward, DeleteRequest { dataset: name.clone(), now: false }).await.unwrap_err();
    assert_eq!(waits.kind, Kind::Refused, "{waits}");
    home.heard(STEWARD).await;
    w.delete(&steward, DeleteRequest { dataset: name.clone(), now: false }).await.unwrap();
    let count = "SELECT count(*) FROM loans";
    assert_eq!(home.sql(OWNER, count).await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(home.ingest(STEWARD).await.unwrap_err().kind, Kind::Conflict);
    // Who may bring data in there brings it back, and nobody else.
    let back = || RestoreRequest { dataset: name.clone() };
    assert_eq!(w.restore(&nobody, back()).await.unwrap_err().kind, Kind::NotFound);
    w.restore(&steward, back()).await.unwrap();
    assert!(home.sql(OWNER, count).await.is_ok());
    assert_eq!(w.restore(&steward, back()).await.unwrap_err().kind, Kind::NotFound);
}

/// One person plays the parts of all.
fn trial() -> Config {
    let mut config = Config::new("test");
    config.identity.trial = true;
    config
}
