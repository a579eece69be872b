//! The models that are served, and one request's way through the guard.

use crate::abuse::Abuse;
use crate::protocol::{InferRequest, InferResponse, ModelMetadata, TensorMetadata};
use crate::{Guard, ServeError, Served, decode, harden};
use learn::Input;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Permit, Store};
use terms::{Action, Asset, AssetKind, Finding};

/// Models behind a guard.
pub struct Service {
    store: Arc<Store>,
    guard: Guard,
    models: RwLock<BTreeMap<Asset, Arc<Served>>>,
    abuse: Abuse,
}

impl Service {
    /// A service without models.
    #[must_use]
    pub fn new(store: Arc<Store>, guard: Guard) -> Self {
        Self { store, guard, models: RwLock::default(), abuse: Abuse::default() }
    }

    /// Serves the promoted version of `asset` from now on; called again after each promotion.
    ///
    /// # Errors
    /// As [`Served::load`]; then what was served before stays.
    pub async fn serve(&self, asset: &Asset) -> Result<Arc<Served>, ServeError> {
        let served = Arc::new(Served::load(&self.store, asset).await?);
        let mut models = self.models.write().unwrap_or_else(PoisonError::into_inner);
        models.insert(asset.clone(), served.clone());
        Ok(served)
    }

    /// Serves `asset` no more.
    pub fn withdraw(&self, asset: &Asset) {
        self.models.write().unwrap_or_else(PoisonError::into_inner).remove(asset);
    }

    /// The models that are served.
    #[must_use]
    pub fn models(&self) -> Vec<Arc<Served>> {
        self.models.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Signs of extraction or evasion, by principal, since the service began.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.abuse.findings()
    }

    /// The model that `permit` is for, if it is called `name`.
    pub(crate) fn find(
        &self,
        permit: &Permit,
        name: &str,
        version: Option<&str>,
    ) -> Result<Arc<Served>, ServeError> {
        permit.covers(Action::Infer, permit.asset(), None, self.store.now())?;
        let missing = || ServeError::NotServed(permit.asset().clone());
        let asset = Asset::new(AssetKind::Model, name).map_err(|_| missing())?;
        permit.covers(Action::Infer, &asset, None, self.store.now())?;
        let models = self.models.read().unwrap_or_else(PoisonError::into_inner);
        let served = models.get(&asset).ok_or_else(missing)?;
        let same = version.is_none_or(|version| version == served.version().to_string());
        if same { Ok(served.clone()) } else { Err(missing()) }
    }

    pub(crate) fn metadata(served: &Served, permit: &Permit) -> ModelMetadata {
        let schema = served.runtime().schema();
        let input = |input: &Input| TensorMetadata {
            name: input.name().to_owned(),
            datatype: if matches!(input, Input::Number { .. }) { "FP32" } else { "BYTES" },
            shape: vec![-1, 1],
        };
        ModelMetadata {
            name: served.asset().name().to_owned(),
            versions: vec![served.version().to_string()],
            platform: "onnx",
            inputs: schema.inputs.iter().map(input).collect(),
            outputs: harden::metadata(schema, permit.view()),
        }
    }

    /// Reads, charges, runs, hardens.
    pub(crate) async fn infer(
        &self,
        served: Arc<Served>,
        permit: &Permit,
        request: InferRequest,
    ) -> Result<InferResponse, ServeError> {
        let (cells, rows) = decode::cells(served.runtime().schema(), &request.inputs)?;
        self.guard.charge(&self.store, permit, rows as u64).await?;
        let model = served.clone();
        let task = tokio::task::spawn_blocking(move || model.runtime().predict(&cells));
        let prediction = task.await.map_err(|_| ServeError::Cancelled)??;
        let schema = served.runtime().schema();
        if let Some(threshold) = schema.suspicion_threshold {
            let suspected = prediction.suspicion.iter().filter(|s| **s > threshold).count();
            self.abuse.note(permit.principal(), rows, suspected);
        }
        let outputs = harden::outputs(schema, &prediction, permit.view());
        Ok(InferResponse {
            model_name: served.asset().name().to_owned(),
            model_version: served.version().to_string(),
            id: request.id,
            outputs: harden::wanted(outputs, request.outputs.as_deref())?,
        })
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Service({:?}, {:?})", self.guard, self.models())
    }
}
