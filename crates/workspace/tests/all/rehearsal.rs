//! A vault is rehearsed: what an activation would do, to a prediction that is compared.

use bytes::Bytes;
use hygeia_workspace::access::terminal;
use hygeia_workspace::config::Config;
use hygeia_workspace::vault::{self, Vault};
use hygeia_workspace::{
    ApplyRequest, ApproveRequest, Ask, Caller, EnrolRequest, Kind, PullRequest, ReportRequest,
    Setup, Texts, UseCases, Workspace, set_up, vault_asset,
};
use learn::{Card, Categorical, Effort, Numeric, Table, train_all};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use store::{NewModel, Permit, VersionRef};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, DeviceId, Digest, PrincipalId,
    Request, RoleId, State, SystemClock, ZoneClass,
};

const SECURITY: &str = "sam@example.org";
const KEEPER: &str = "viktor@example.org";
const HEAD: &str = "vito@example.org";

struct Home {
    dir: TempDir,
    workspace: Workspace,
}

impl Home {
    /// The sample's code in force, and a vault.
    async fn vaulted() -> Self {
        let dir = TempDir::new().unwrap();
        let setup =
            Setup { config: trial(), dataset: "loans".to_owned(), founder: None, again: false };
        let ws = dir.path().join("ws");
        let store = set_up(&ws, &setup, Arc::new(SystemClock)).await.unwrap();
        let home = Self { dir, workspace: Workspace::over(Arc::new(store)).await.unwrap() };
        let w = &home.workspace;
        let request = ApplyRequest { texts: Texts::read(&ws).unwrap(), plan: false };
        let told = w.apply(&home.caller(SECURITY).await, request).await.unwrap();
        let request = ApproveRequest { id: told.proposal.unwrap(), agreement: None };
        w.approve(&home.caller("sven@example.org").await, request, &ws).await.unwrap();
        vault::init(&home.folder()).unwrap();
        home.device(KEEPER).await;
        home
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("vault")
    }

    fn vault(&self) -> Vault {
        vault::open(&self.folder()).unwrap()
    }

    async fn caller(&self, who: &str) -> Caller {
        terminal(&self.workspace.store, &PrincipalId::new(who).unwrap()).await.unwrap()
    }

    async fn device(&self, who: &str) {
        let device = DeviceId::new(&format!("laptop/{who}")).unwrap();
        let owner = PrincipalId::new(who).unwrap();
        let officer = self.caller(SECURITY).await;
        let request = EnrolRequest { device: device.clone(), owner };
        self.workspace.enrol(&officer, request).await.unwrap();
        let report = ReportRequest {
            device,
            disk_encrypted: true,
            firewall_on: true,
            patch_age_days: 3,
            measured: false,
        };
        self.workspace.report(&self.caller(who).await, report).await.unwrap();
    }

    async fn pull(&self) {
        let request = PullRequest { vault: Some(self.folder()) };
        let pulled = self.workspace.pull(&self.caller(KEEPER).await, request).await.unwrap();
        assert!(pulled.findings.is_empty(), "{:?}", pulled.findings);
    }

    async fn drill(&self) -> Result<vault::Rehearsal, hygeia_workspace::Error> {
        let scratch = TempDir::new().unwrap();
        let (vault, point) = (self.vault(), vault::point(&self.vault(), None)?);
        let done = vault::drill(&vault, &point, scratch.path()).await;
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "nothing stays");
        done
    }

    /// Registers and promotes a small model, as the stages before do.
    async fn promote(&self) {
        let store = &self.workspace.store;
        let asset = "model/credit";
        let dataset = Asset::parse("dataset/loans").unwrap();
        let trained_on = vec![VersionRef { dataset, object: Digest::of(b"rows") }];
        let new = NewModel { asset: Asset::parse(asset).unwrap(), trained_on, evaluation: None };
        let files = vec![(serve::MODEL_FILE.to_owned(), onnx())];
        let train = self.permit(Action::Train, "dataset/loans", None).await;
        let held = store.model_trained(&train, new, files).await.unwrap();
        let digest = Some(held.digest());
        let ask = self.permit(Action::Promote, asset, digest).await;
        let held = store.model_scanned(held, &ask, &[]).await.unwrap();
        let held = store.model_signed(held, &ask, Bytes::from_static(b"sig")).await.unwrap();
        let agree = self.permit(Action::Approve, asset, digest).await;
        store.model_promoted(held, &agree).await.unwrap();
    }

    async fn permit(&self, action: Action, on: &str, detail: Option<Digest>) -> Permit {
        let asset = Asset::parse(on).unwrap();
        let cell = CellRef {
            activity: ActivityId::new(action.name()).unwrap(),
            asset: asset.clone(),
            role: RoleId::new("tester").unwrap(),
            letters: "R".into(),
        };
        let context = Context {
            device: None,
            zone: ZoneClass::Unknown,
            at: self.workspace.store.now(),
            egress_bytes: 0,
            egress_used: 0,
            class: Class::Restricted,
            behind_live_model: false,
            singled_out_percent: 0,
            lock: None,
            overdue: Vec::new(),
            break_glass: None,
            step_up: None,
            author: None,
        };
        // Each somebody else: nobody agrees to their own work.
        let principal = PrincipalId::new(&format!("{}@example.org", action.name())).unwrap();
        let decision = Decision {
            request: Request { principal, action, asset, detail, context },
            cells: vec![cell],
            obligations: Vec::new(),
            denial: None,
            policy: Digest::of(b"policy"),
        };
        self.workspace.store.passage(&decision).await.unwrap()
    }
}

/// A model over `income` (a number) and `home` (a category) that answers `no` or `yes`.
fn onnx() -> Bytes {
    let labels: Vec<u32> = (0..400).map(|row| row % 2).collect();
    let noise = |row: usize| (row * 37 % 101) as f32 / 10.0;
    let income = labels.iter().enumerate();
    let income = income.map(|(row, l)| 100.0 + 100.0 * (*l as f32) + noise(row)).collect();
    let home = labels.iter().enumerate();
    let home = home.map(|(row, l)| Some(if row % 7 == 0 || *l == 0 { "rent" } else { "own" }));
    let table = Table::new(
        vec![Numeric { name: "income".into(), values: income }],
        vec![Categorical::from_texts("home", home)],
        labels.clone(),
        vec!["no".into(), "yes".into()],
    );
    let split = table.unwrap().split(1).unwrap();
    let card = Card { name: "final".into(), eps: 0.1, training: String::new(), seed: 1 };
    let trained = train_all(&split, &Effort::quick(), 1, &|_| ()).unwrap();
    Bytes::from(trained.best.to_onnx(&card))
}

// proves M9
#[tokio::test(flavor = "multi_thread")]
async fn a_drill_compares_a_prediction_and_says_what_it_did_not_see() {
    let home = Home::vaulted().await;
    home.pull().await;
    let drilled = home.drill().await.unwrap();
    // The keeper's own device is one that the point knows.
    assert_eq!((drilled.models, drilled.compared, drilled.can_be_activated), (0, 0, true));
    assert!(drilled.unproven.iter().any(|why| why.contains("no model is live")), "{drilled:?}");

    home.promote().await;
    home.device(HEAD).await;
    home.pull().await;
    let drilled = home.drill().await.unwrap();
    assert_eq!((drilled.models, drilled.compared, drilled.can_be_activated), (1, 1, true));
    assert!(drilled.unproven.is_empty(), "{drilled:?}");

    // Another answer than was recorded, and a model that was live and is not.
    let vault = home.vault();
    let newest = vault::point(&vault, None).unwrap();
    let recorded = vault.predictions(&newest).unwrap().unwrap();
    assert_eq!(recorded[0].answered.len(), 3);
    let mut other = recorded.clone();
    other[0].answered[1].reverse();
    let mut lost = recorded;
    lost[0].model = Asset::parse("model/other").unwrap();
    for (predictions, why) in [(other, "answers otherwise"), (lost, "did not come back")] {
        let ask = Ask::of(Action::Pull, vault_asset().unwrap());
        let permit = home.workspace.admit(&home.caller(KEEPER).await, ask).await.unwrap();
        vault.pull(&home.workspace.store, &permit, &predictions).await.unwrap();
        let refused = home.drill().await.unwrap_err();
        assert!(refused.kind == Kind::Refused && refused.message.contains(why), "{refused}");
    }
}

// proves M21
#[tokio::test(flavor = "multi_thread")]
async fn posture_compares_the_vault_with_the_ledger() {
    let home = Home::vaulted().await;
    let state = async || {
        let seen = home.workspace.look_with(&home.folder()).await;
        let ledger = seen.into_iter().find(|probed| probed.id == "recovery/vault-ledger").unwrap();
        (ledger.state, ledger.saw)
    };
    assert_eq!(state().await.0, State::Unknown);
    home.pull().await;
    home.pull().await;
    assert_eq!(state().await.0, State::Proven);
    // As a copy of before has it.
    fs::remove_file(home.folder().join("points/00000002.dsse.json")).unwrap();
    fs::remove_file(home.folder().join("head.dsse.json")).unwrap();
    let (failed, saw) = state().await;
    assert!(failed == State::Failed && saw.contains("1 of 2") && saw.contains("00000002"), "{saw}");
}

// proves M9
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_point_is_refused_by_name_and_the_others_are_found() {
    let home = Home::vaulted().await;
    home.pull().await;
    home.pull().await;
    fs::write(home.folder().join("points/00000002.dsse.json"), "{}").unwrap();
    let vault = home.vault();
    assert_eq!(vault::point(&vault, None).unwrap().number, 1);
    assert_eq!(vault::point(&vault, Some(1)).unwrap().number, 1);
    let refused = vault::point(&vault, Some(2)).unwrap_err();
    assert!(refused.kind == Kind::Refused && refused.message.contains("00000002"), "{refused}");
    assert_eq!(vault::point(&vault, Some(3)).unwrap_err().kind, Kind::Invalid);
    let contents = vault::contents(&vault).unwrap();
    assert_eq!((contents.points.len(), contents.of), (1, 2));
    let report = vault::verify(&vault, &contents.points[0]).unwrap();
    assert!(report.findings.is_empty() && !report.vault.is_empty(), "{report:?}");
    assert!(home.drill().await.is_ok(), "of the newest that is whole");
}

/// One person plays the parts of all.
fn trial() -> Config {
    let mut config = Config::new("test");
    config.identity.trial = true;
    config
}
