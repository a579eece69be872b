//! The models that are served, and one request's way through the guard.

use crate::abuse::{Abuse, Watched};
use crate::error::wrong;
use crate::protocol::{InferRequest, InferResponse, ModelMetadata, TensorMetadata};
use crate::{Guard, ServeError, Served, binary, decode, harden};
use learn::Input;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Model, Permit, Stage, Store};
use terms::{Action, Asset, Finding, Timestamp};

/// Models behind a guard.
pub struct Service {
    store: Arc<Store>,
    guard: RwLock<Guard>,
    models: RwLock<BTreeMap<Asset, Arc<Served>>>,
    abuse: Abuse,
    since: Timestamp,
}

impl Service {
    /// A service without models.
    #[must_use]
    pub fn new(store: Arc<Store>, guard: Guard) -> Self {
        let (since, guard) = (store.now(), RwLock::new(guard));
        let (models, abuse) = Default::default();
        Self { store, guard, models, abuse, since }
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

    /// Counts rows by `guard` from now on.
    pub fn limit(&self, guard: Guard) {
        *self.guard.write().unwrap_or_else(PoisonError::into_inner) = guard;
    }

    /// Serves of `asset` what the registry says is live, whoever said so there: what a deed left unwritten
    /// is written by the next one, which knows of no service.
    ///
    /// # Errors
    /// As [`Served::load`], if another version is live than is in memory.
    pub async fn follow(&self, asset: &Asset) -> Result<(), ServeError> {
        let held = self.held(asset).map(|served| served.version());
        let models = match self.store.docs::<Model>().list_of(&asset.to_string()).await {
            Ok(models) => models,
            // It was live when the registry could be read last.
            Err(_) if held.is_some() => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let live = models.iter().filter(|model| model.stage == Stage::Promoted);
        match live.map(|model| model.number).max() {
            None => self.withdraw(asset),
            live if live == held => {}
            Some(_) => drop(self.serve(asset).await?),
        }
        Ok(())
    }

    fn held(&self, asset: &Asset) -> Option<Arc<Served>> {
        self.models.read().unwrap_or_else(PoisonError::into_inner).get(asset).cloned()
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

    /// How many rows were looked at for them.
    #[must_use]
    pub fn watched(&self) -> Watched {
        self.abuse.watched()
    }

    /// When the service began.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// The model that `permit` is for, in that version if one is named.
    ///
    /// # Errors
    /// If the permit is not to `infer`, or no such version is served.
    pub fn find(&self, permit: &Permit, version: Option<&str>) -> Result<Arc<Served>, ServeError> {
        permit.covers(Action::Infer, permit.asset(), permit.detail(), self.store.now())?;
        let missing = || ServeError::NotServed(permit.asset().clone());
        let served = self.held(permit.asset()).ok_or_else(missing)?;
        let same = version.is_none_or(|version| version == served.version().to_string());
        if same { Ok(served) } else { Err(missing()) }
    }

    /// What `served` takes and answers, as `permit` lets it be seen.
    #[must_use]
    pub fn metadata(&self, served: &Served, permit: &Permit) -> ModelMetadata {
        let schema = served.runtime().schema();
        let input = |input: &Input| TensorMetadata {
            name: input.name().to_owned(),
            datatype: match input {
                Input::Number { .. } => "FP32".to_owned(),
                Input::Category { .. } => "BYTES".to_owned(),
            },
            shape: vec![-1, 1],
        };
        ModelMetadata {
            name: served.asset().name().to_owned(),
            versions: vec![served.version().to_string()],
            platform: "onnx".to_owned(),
            inputs: schema.inputs.iter().map(input).collect(),
            outputs: harden::metadata(served.runtime(), permit.view()),
        }
    }

    /// Reads, charges, runs, hardens.
    ///
    /// # Errors
    /// If an input does not fit, the budget of who holds the permit is spent, or the model fails.
    pub async fn infer(
        &self,
        served: Arc<Served>,
        permit: &Permit,
        request: InferRequest,
    ) -> Result<InferResponse, ServeError> {
        let (cells, rows) = decode::cells(served.runtime().schema(), &request.inputs)?;
        if let Some(name) = served.runtime().lacking(&cells) {
            return Err(wrong(name, "lacks a whole number that the model can't do without"));
        }
        let guard = *self.guard.read().unwrap_or_else(PoisonError::into_inner);
        guard.charge(&self.store, permit, rows as u64).await?;
        let model = served.clone();
        let task = tokio::task::spawn_blocking(move || model.runtime().predict(&cells));
        let prediction = task.await.map_err(|_| ServeError::Cancelled)??;
        let schema = served.runtime().schema();
        match schema.suspicion_threshold {
            Some(threshold) => {
                let suspected = prediction.suspicion.iter().filter(|s| **s > threshold).count();
                self.abuse.note(permit.actor(), rows, suspected);
            }
            None => self.abuse.pass(rows),
        }
        let outputs = harden::outputs(schema, &prediction, permit.view());
        let outputs = harden::wanted(outputs, request.outputs.as_deref())?;
        Ok(InferResponse {
            model_name: served.asset().name().to_owned(),
            model_version: served.version().to_string(),
            outputs: binary::encoded(&request, outputs),
            id: request.id,
        })
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Service({:?}, {:?})", self.guard, self.models())
    }
}
