//! From a training run to a folder and a record in the registry.

use crate::{Handover, HandoverError, files, statement};
use artifact::bom::{self, Inputs, Library, Metric, Port};
use artifact::provenance::{
    Material, PAYLOAD_TYPE, Robustness, Training, Trial, provenance, registration, robustness,
};
use bytes::Bytes;
use learn::{Input, Runtime};
use serde_json::Value;
use store::{Accuracy, Evaluation, Held, NewModel, Permit, Trained, VersionRef};
use terms::{Action, Asset, Digest, Finding};

/// What training gives away of a model.
#[derive(Debug, Clone)]
pub struct Package {
    pub asset: Asset,
    /// Whether it was made elsewhere: then `training` tells of its registration, and `trained_on` of what it
    /// was attacked on.
    pub made_elsewhere: bool,
    /// One sentence on what the model is for.
    pub description: String,
    pub final_onnx: Bytes,
    pub trained_on: VersionRef,
    /// The same version, for the bill of materials.
    pub dataset: bom::Dataset,
    /// Who trained how on what; `models` is filled in here.
    pub training: Training<Value>,
    /// The rows of the table of attacks.
    pub accuracies: Vec<Accuracy>,
    pub metrics: Vec<Metric>,
    /// What blocks the promotion unless somebody accepts it.
    pub weaknesses: Vec<Finding>,
    /// More for the evidence folder: `plain.onnx`, `truth.json` … Never a personal value.
    pub evidence: Vec<(String, Bytes)>,
}

impl Handover<'_> {
    /// Writes `model/` and `evidence/` and registers the model. The permit is to train on its
    /// dataset, and of whoever trained it. The digest of what is held is what later permits name.
    ///
    /// # Errors
    /// If the permit is not for this, the model can't be run, or there is a package already.
    pub async fn package(
        &self,
        permit: &Permit,
        package: Package,
    ) -> Result<Held<Trained>, HandoverError> {
        let store = self.store;
        permit.covers(Action::Train, &package.trained_on.dataset, permit.detail(), store.now())?;
        if package.training.author != *permit.principal() {
            let (author, holder) = (package.training.author, permit.principal().clone());
            return Err(HandoverError::OtherAuthor { author, holder });
        }
        if self.model().exists() {
            return Err(HandoverError::Exists(self.model()));
        }
        let bill = serde_json::to_vec_pretty(&bom::bom(&self.bill(&package)?))?;
        let parts = [("final.onnx", package.final_onnx.clone()), ("bom.cdx.json", bill.into())];
        let (origin, stands) = statements(&package, &parts)?;
        let model = parts.iter().map(|(name, bytes)| (*name, bytes.as_ref()));
        files::write_folder(&self.model(), model)?;
        for (name, bytes) in &package.evidence {
            files::write(&self.evidence(), name, bytes)?;
        }
        self.attest("provenance.json", PAYLOAD_TYPE, &origin)?;
        self.attest("robustness.json", PAYLOAD_TYPE, &stands)?;
        let elsewhere = package.made_elsewhere;
        let new = NewModel {
            asset: package.asset,
            trained_on: vec![package.trained_on],
            evaluation: Some(Evaluation {
                accuracies: package.accuracies,
                weaknesses: Some(package.weaknesses),
                accepted_weak: None,
            }),
        };
        let parts = parts.map(|(name, bytes)| (name.to_owned(), bytes)).to_vec();
        if elsewhere {
            return Ok(store.model_registered(permit, new, parts).await?);
        }
        Ok(store.model_trained(permit, new, parts).await?)
    }

    fn bill(&self, package: &Package) -> Result<Inputs, HandoverError> {
        let training = &package.training;
        let runtime = Runtime::load(&package.final_onnx)?;
        let input = |input: &Input| Port {
            name: input.name().to_owned(),
            format: match input {
                Input::Number { .. } => "float32 [N,1]".to_owned(),
                Input::Category { vocabulary, .. } => {
                    format!("int64 [N,1], one of {}", vocabulary.len())
                }
            },
        };
        let output =
            |(name, format): (&str, &str)| Port { name: name.into(), format: format.into() };
        let own = [("probabilities", "float32 [N,classes]"), ("label", "int64 [N]")];
        let (outputs, architecture) = match package.made_elsewhere {
            true => (own.get(1..).unwrap_or_default(), "not known: made elsewhere"),
            false => (&own[..], "ensemble of multilayer perceptrons, adversarially trained"),
        };
        Ok(Inputs {
            name: package.asset.name().to_owned(),
            version: training.run.clone(),
            description: package.description.clone(),
            digest: Digest::of(&package.final_onnx),
            files: Vec::new(),
            task: "classification".to_owned(),
            architecture: architecture.to_owned(),
            inputs: runtime.schema().inputs.iter().map(input).collect(),
            outputs: outputs.iter().copied().map(output).collect(),
            datasets: vec![package.dataset.clone()],
            libraries: vec![Library {
                name: "hygeia-learn".to_owned(),
                version: training.code_version.clone(),
                ecosystem: "cargo".to_owned(),
            }],
            parameters: parameters(&training.parameters),
            metrics: package.metrics.clone(),
            limitations: package.weaknesses.iter().map(|weak| weak.message.clone()).collect(),
            described: bom::Described::default(),
            supplier: String::new(),
            contact: String::new(),
            phase: "build",
            at: self.store.now(),
        })
    }
}

fn parameters(parameters: &Value) -> Vec<(String, String)> {
    let pairs = parameters.as_object().into_iter().flatten();
    pairs.map(|(name, value)| (name.clone(), value.to_string())).collect()
}

/// How the model was made, and how it stands against attacks. Both name it as its signature will, and the
/// first its files too.
fn statements(package: &Package, parts: &[(&str, Bytes)]) -> Result<(Value, Value), HandoverError> {
    let digests: Vec<(&str, Digest)> =
        parts.iter().map(|(name, bytes)| (*name, Digest::of(bytes))).collect();
    let material = |name: &str, digest: Digest| Material { name: name.to_owned(), digest };
    let model = material(package.asset.name(), statement::root(digests.iter().copied()));
    let mut training = package.training.clone();
    training.models = digests.iter().map(|(name, digest)| material(name, *digest)).collect();
    training.models.push(model.clone());
    let own = package.accuracies.iter().filter(|row| row.model == "final");
    let trials = own.map(|row| Trial {
        name: format!("{} eps {}", row.attack, row.eps),
        accuracy: row.accuracy,
    });
    let seen = Robustness {
        model,
        trials: trials.collect(),
        weaknesses: package.weaknesses.iter().map(|weak| weak.message.clone()).collect(),
    };
    let origin = match package.made_elsewhere {
        true => registration(&training)?,
        false => provenance(&training)?,
    };
    Ok((origin, robustness(&seen)))
}
