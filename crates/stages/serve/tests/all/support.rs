//! A workspace with a small promoted model: a real one, trained here.

use bytes::Bytes;
use hygeia_serve::{Guard, InferRequest, InferResponse, ServeError, Service};
use learn::{Card, Categorical, Effort, Numeric, Table, train_all};
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use store::{NewModel, Permit, Store, StoreConfig, VersionRef};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, Digest, FixedClock, Obligation,
    PrincipalId, Request, RoleId, Timestamp, View, ZoneClass,
};

pub struct Place {
    pub store: Arc<Store>,
    pub clock: Arc<FixedClock>,
    pub service: Arc<Service>,
    _dir: TempDir,
}

/// Whether an income is high decides.
fn income(labels: &[u32]) -> Numeric {
    let noise = |row: usize| (row * 37 % 101) as f32 / 10.0;
    let values = labels.iter().enumerate();
    let values = values.map(|(row, l)| 100.0 + 100.0 * (*l as f32) + noise(row)).collect();
    Numeric { name: "income".into(), values }
}

/// A model over `income` (a number) and `home` (a category) that answers `no` or `yes`.
fn onnx() -> Bytes {
    static MODEL: OnceLock<Vec<u8>> = OnceLock::new();
    Bytes::from_static(MODEL.get_or_init(|| {
        let labels: Vec<u32> = (0..400).map(|row| row % 2).collect();
        let home = labels.iter().enumerate();
        let home = home.map(|(row, l)| Some(if row % 7 == 0 || *l == 0 { "rent" } else { "own" }));
        trained(vec![income(&labels)], vec![Categorical::from_texts("home", home)], labels.clone())
    }))
}

/// A model over two numbers, `income` and `age`, of which the second tells little.
fn onnx_of_numbers() -> Bytes {
    static MODEL: OnceLock<Vec<u8>> = OnceLock::new();
    Bytes::from_static(MODEL.get_or_init(|| {
        let labels: Vec<u32> = (0..400).map(|row| row % 2).collect();
        let age = (0..400).map(|row| (row * 31 % 7) as f32).collect();
        let age = Numeric { name: "age".into(), values: age };
        trained(vec![income(&labels), age], Vec::new(), labels)
    }))
}

fn trained(numbers: Vec<Numeric>, texts: Vec<Categorical>, labels: Vec<u32>) -> Vec<u8> {
    let table = Table::new(numbers, texts, labels, vec!["no".into(), "yes".into()]);
    let split = table.unwrap().split(1).unwrap();
    let card = Card { name: "final".into(), eps: 0.1, training: String::new(), seed: 1 };
    let trained = train_all(&split, &Effort::quick(), 1, &|_| ()).unwrap();
    trained.best.to_onnx(&card)
}

impl Place {
    pub async fn new(guard: Guard) -> Self {
        let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
        let dir = TempDir::new().unwrap();
        let store =
            Store::create(dir.path(), &StoreConfig::default(), clock.clone()).await.unwrap();
        let store = Arc::new(store);
        let service = Arc::new(Service::new(store.clone(), guard));
        Self { store, clock, service, _dir: dir }
    }

    /// Registers and promotes the model, as the stages before this one do.
    pub async fn promote(&self, asset: &Asset) -> Digest {
        self.promote_beside(asset, &[]).await
    }

    /// The model over numbers alone.
    pub async fn promote_numbers(&self, asset: &Asset) -> Digest {
        self.promote_file(asset, onnx_of_numbers(), &[]).await
    }

    /// The same model with other notes beside it is another version; its digest.
    pub async fn promote_beside(&self, asset: &Asset, notes: &'static [u8]) -> Digest {
        self.promote_file(asset, onnx(), notes).await
    }

    async fn promote_file(&self, asset: &Asset, onnx: Bytes, notes: &'static [u8]) -> Digest {
        let dataset = Asset::parse("dataset/loans").unwrap();
        let trained_on = vec![VersionRef { dataset, object: Digest::of(b"rows") }];
        let new = NewModel { asset: asset.clone(), trained_on, evaluation: None };
        let model = (hygeia_serve::MODEL_FILE.to_owned(), onnx);
        let files = vec![model, ("notes.txt".to_owned(), Bytes::from_static(notes))];
        let train = self.permit("emil", Action::Train, "dataset/loans", None, View::Token).await;
        let held = self.store.model_trained(&train, new, files).await.unwrap();
        let digest = Some(held.digest());
        let name = asset.to_string();
        let ask = self.permit("lena", Action::Promote, &name, digest, View::Token).await;
        let held = self.store.model_scanned(held, &ask, &[]).await.unwrap();
        let held = self.store.model_signed(held, &ask, Bytes::from_static(b"sig")).await.unwrap();
        let agree = self.permit("rita", Action::Approve, &name, digest, View::Token).await;
        self.store.model_promoted(held, &agree).await.unwrap().digest()
    }

    pub async fn permit(
        &self,
        who: &str,
        action: Action,
        on: &str,
        detail: Option<Digest>,
        view: View,
    ) -> Permit {
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
            at: self.store.now(),
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
        let principal = PrincipalId::new(who).unwrap();
        let decision = Decision {
            request: Request { principal, action, asset, detail, context },
            cells: vec![cell],
            obligations: vec![Obligation::Show(view)],
            denial: None,
            policy: Digest::of(b"policy"),
        };
        self.store.passage(&decision).await.unwrap()
    }

    /// Somebody with a permit to ask the model.
    pub async fn as_user(&self, who: &str, view: View) -> Asker {
        let permit = self.permit(who, Action::Infer, "model/credit", None, view).await;
        Asker { service: self.service.clone(), permit }
    }
}

pub struct Asker {
    service: Arc<Service>,
    permit: Permit,
}

impl Asker {
    pub fn metadata(&self, version: Option<&str>) -> Result<Value, ServeError> {
        let served = self.service.find(&self.permit, version)?;
        Ok(serde_json::to_value(self.service.metadata(&served, &self.permit)).unwrap())
    }

    pub async fn infer(&self, body: Value) -> Result<Value, ServeError> {
        Ok(serde_json::to_value(self.infer_with(body, Vec::new()).await?).unwrap())
    }

    /// With tensors as bytes behind the JSON.
    pub async fn infer_with(
        &self,
        head: Value,
        tensors: Vec<u8>,
    ) -> Result<InferResponse, ServeError> {
        let served = self.service.find(&self.permit, None)?;
        let request: InferRequest = serde_json::from_value(head).unwrap();
        let request = request.with_bytes(tensors.into())?;
        self.service.infer(served, &self.permit, request).await
    }
}
