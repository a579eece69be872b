//! A workspace, a really trained model, and permits of the people who hand it over.

use artifact::bom;
use artifact::provenance::{Material, Training};
use bytes::Bytes;
use hygeia_handover::{Handover, Package};
use learn::{Card, Categorical, Effort, Numeric, Table, train_all};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use store::{Permit, Store, StoreConfig, VersionRef};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, Digest, Finding, FixedClock,
    Location, Obligation, PrincipalId, Request, RoleId, Severity, Timestamp, View, ZoneClass,
};

pub struct Workspace {
    pub dir: TempDir,
    pub store: Store,
    pub clock: Arc<FixedClock>,
}

impl Workspace {
    pub async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
        let state = dir.path().join("workspace");
        let store = Store::create(&state, &StoreConfig::default(), clock.clone()).await.unwrap();
        Self { dir, store, clock }
    }
    pub fn handover(&self) -> Handover<'_> {
        Handover::new(&self.store, self.dir.path())
    }
    pub fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }
    /// A permit by way of the ledger, had the RACI a cell for it.
    pub async fn permit(&self, who: &str, action: Action, detail: Option<Digest>) -> Permit {
        let asset = match action {
            Action::Train => loans(),
            Action::ChangeAccess => Asset::parse("workspace/main").unwrap(),
            _ => credit(),
        };
        let cell = CellRef {
            activity: ActivityId::new(action.name()).unwrap(),
            asset: asset.clone(),
            role: RoleId::new("tester").unwrap(),
            letters: "R".into(),
        };
        let context = Context {
            device: None,
            zone: ZoneClass::Unknown,
            at: self.store.now(),
            egress_bytes: 0,
            egress_used: 0,
            class: Class::Confidential,
            behind_live_model: false,
            singled_out_percent: 0,
            lock: None,
            overdue: Vec::new(),
            break_glass: None,
            step_up: None,
            author: None,
        };
        let principal = PrincipalId::new(who).unwrap();
        let decision = Decision {
            request: Request { principal, action, asset, detail, context },
            cells: vec![cell],
            obligations: vec![Obligation::Show(View::Mask)],
            denial: None,
            policy: Digest::of(b"policy"),
        };
        self.store.passage(&decision).await.unwrap()
    }
    /// Packages a model of mia's; its digest.
    pub async fn packaged(&self, weaknesses: Vec<Finding>) -> Digest {
        let permit = self.permit("mia", Action::Train, None).await;
        self.handover().package(&permit, package(weaknesses)).await.unwrap().digest()
    }
    /// … scanned and signed, at mia's asking.
    pub async fn signed(&self, weaknesses: Vec<Finding>) -> Digest {
        let digest = self.packaged(weaknesses).await;
        let mia = self.permit("mia", Action::Promote, Some(digest)).await;
        self.handover().scan(&mia, &credit(), digest).await.unwrap();
        self.handover().sign(&mia, &credit(), digest).await.unwrap();
        digest
    }
    /// … and asked for.
    pub async fn asked(&self, who: &str) -> Digest {
        let digest = self.signed(Vec::new()).await;
        let asker = self.permit(who, Action::Promote, Some(digest)).await;
        self.handover().request(&asker, &credit(), digest, false, None).await.unwrap();
        digest
    }
    pub async fn last_operation(&self) -> String {
        let event = self.store.events(0..1_000).await.unwrap().pop().unwrap();
        event.api.operation
    }
}

pub fn credit() -> Asset {
    Asset::parse("model/credit").unwrap()
}

pub fn loans() -> Asset {
    Asset::parse("dataset/loans").unwrap()
}

pub fn weak() -> Finding {
    let at = Location::of("model/credit");
    Finding::new("train/weak-model", Severity::High, at, "worse than plain", "train longer")
}

pub fn package(weaknesses: Vec<Finding>) -> Package {
    let at = Timestamp::from_unix(1_800_000_000);
    Package {
        asset: credit(),
        made_elsewhere: false,
        description: "Tells whether a loan will default.".to_owned(),
        final_onnx: onnx(),
        trained_on: VersionRef { dataset: loans(), object: Digest::of(b"object") },
        dataset: bom::Dataset {
            name: "loans".to_owned(),
            version: "1".to_owned(),
            digest: Digest::of(b"content"),
            class: Class::Confidential,
            owner: "data-owner".to_owned(),
            sensitive: vec!["email".to_owned()],
        },
        training: Training {
            run: "run-1".to_owned(),
            models: Vec::new(),
            materials: vec![Material { name: "dataset:loans@1".into(), digest: Digest::of(b"o") }],
            parameters: serde_json::json!({ "width": 16 }),
            seed: 1,
            author: PrincipalId::new("mia").unwrap(),
            builder: "embedded".to_owned(),
            code_version: "0.1.0".to_owned(),
            started: at,
            finished: at,
        },
        accuracies: Vec::new(),
        metrics: Vec::new(),
        weaknesses,
        evidence: vec![("truth.json".to_owned(), Bytes::from_static(b"{}"))],
    }
}

/// A small network, trained once for all tests.
pub fn onnx() -> Bytes {
    static ONNX: OnceLock<Bytes> = OnceLock::new();
    ONNX.get_or_init(|| {
        let labels: Vec<u32> = (0..400).map(|row| u32::from(row % 3 == 0)).collect();
        let values = labels
            .iter()
            .enumerate()
            .map(|(row, label)| *label as f32 * 2.0 + (row % 17) as f32 / 17.0);
        let score = Numeric { name: "score".to_owned(), values: values.collect() };
        let homes = (0..400).map(|row| Some(if row % 2 == 0 { "own" } else { "rent" }));
        let home = Categorical::from_texts("home", homes);
        let classes = vec!["no".to_owned(), "yes".to_owned()];
        let table = Table::new(vec![score], vec![home], labels, classes).unwrap();
        let effort =
            Effort { width: 16, plain_steps: 60, robust_steps: 30, queries: 20, ..Effort::quick() };
        let trained = train_all(&table.split(1).unwrap(), &effort, 1, &|_| {}).unwrap();
        let card = Card { name: "final".into(), eps: 0.1, training: "00".into(), seed: 1 };
        trained.best.to_onnx(&card).into()
    })
    .clone()
}
