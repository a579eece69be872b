//! Where a model comes from, and who let it pass: in-toto Statements v1.
//!
//! [`provenance`] writes a SLSA Provenance v1 predicate, [`promotion`] a SLSA Verification Summary
//! v1 predicate, [`robustness`] an in-toto Test Result v0.1 predicate. All return the statement; the
//! caller seals it (`terms::seal`) with the payload type [`PAYLOAD_TYPE`]. [`check`] holds those that
//! lie beside a model against it.

pub mod check;
mod robust;

pub use robust::{Robustness, Trial, robustness};

use serde::Serialize;
use serde_json::{Value, json};
use terms::{Digest, PrincipalId, Timestamp};

/// DSSE payload type of an in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
const PROVENANCE_TYPE: &str = "https://slsa.dev/provenance/v1";
const SUMMARY_TYPE: &str = "https://slsa.dev/verification_summary/v1";
/// What the external parameters of a training mean: those of [`Training`].
const BUILD_TYPE: &str = "urn:hygeia:build:training:v1";
/// The same of a registration: who brought the model, and what it was attacked on.
const REGISTRATION_TYPE: &str = "urn:hygeia:build:registration:v1";

/// Something with a digest: the model itself, a dataset version, a receipt, the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// `dataset:loans@3`, `receipt:loans@3` …
    pub name: String,
    pub digest: Digest,
}

impl Material {
    /// An in-toto resource descriptor.
    fn describe(&self) -> Value {
        json!({ "name": self.name, "digest": { "sha256": self.digest.hex() } })
    }
}

/// One training, as it ran.
#[derive(Debug, Clone, PartialEq)]
pub struct Training<P> {
    /// The run's id: unique in the workspace.
    pub run: String,
    /// What it made.
    pub models: Vec<Material>,
    /// What it used: dataset version, receipt, configuration.
    pub materials: Vec<Material>,
    /// Hyperparameters; a value that serialises to a JSON object.
    pub parameters: P,
    pub seed: u64,
    /// Who started it.
    pub author: PrincipalId,
    /// Id and version of the program that trained: `hygeia`, `0.1.0`.
    pub builder: String,
    pub code_version: String,
    pub started: Timestamp,
    pub finished: Timestamp,
}

/// The statement that says how a model was made.
///
/// # Errors
/// If the parameters do not serialise.
pub fn provenance<P: Serialize>(training: &Training<P>) -> Result<Value, serde_json::Error> {
    made(training, BUILD_TYPE, &training.builder)
}

/// The statement of a model that was made elsewhere: its `author` brought it, and its `materials` are the file as
/// it came and what it was attacked on. Who built it is not known, as nobody here saw its training.
///
/// # Errors
/// If the parameters do not serialise.
pub fn registration<P: Serialize>(brought: &Training<P>) -> Result<Value, serde_json::Error> {
    made(brought, REGISTRATION_TYPE, "unknown")
}

fn made<P: Serialize>(
    training: &Training<P>,
    build_type: &str,
    builder: &str,
) -> Result<Value, serde_json::Error> {
    let materials: Vec<Value> = training.materials.iter().map(Material::describe).collect();
    let predicate = json!({
        "buildDefinition": {
            "buildType": build_type,
            "externalParameters": {
                "parameters": serde_json::to_value(&training.parameters)?,
                // As text: JSON readers lose digits of integers beyond 2^53.
                "seed": training.seed.to_string(),
                "author": training.author,
            },
            "resolvedDependencies": materials,
        },
        "runDetails": {
            "builder": {
                "id": format!("urn:hygeia:builder:{builder}"),
                "version": { "hygeia": training.code_version },
            },
            "metadata": {
                "invocationId": training.run,
                "startedOn": training.started,
                "finishedOn": training.finished,
            },
        },
    });
    Ok(statement(&training.models, PROVENANCE_TYPE, predicate))
}

/// One pass of a model through the promotion gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// As the registry names it.
    pub model: Material,
    /// As its signature names it: over the digests of its files in their order.
    pub root: Digest,
    /// Where it may serve: `loans@production`.
    pub resource: String,
    pub author: PrincipalId,
    pub approver: PrincipalId,
    /// The policy that was asked, and its cell that allowed it.
    pub policy: Material,
    pub cell: String,
    /// What was looked at: scan report, signature bundle, bill of materials, provenance.
    pub evidence: Vec<Material>,
    /// Names of the checks that held: `scanned`, `signed`, `robust` …
    pub checks: Vec<String>,
    pub passed: bool,
    pub at: Timestamp,
    pub code_version: String,
}

/// The statement that says whether a model may serve, by whom and on what evidence.
#[must_use]
pub fn promotion(promotion: &Promotion) -> Value {
    let checks: Vec<String> =
        promotion.checks.iter().map(|check| format!("HYGEIA_{}", check.to_uppercase())).collect();
    let policy = &promotion.policy;
    let predicate = json!({
        "verifier": {
            "id": "urn:hygeia:verifier:promotion-gate",
            "version": { "hygeia": promotion.code_version },
        },
        "timeVerified": promotion.at,
        "resourceUri": promotion.resource,
        "policy": {
            "uri": format!("urn:hygeia:policy:{}", policy.name),
            "digest": { "sha256": policy.digest.hex() },
        },
        "inputAttestations": promotion.evidence.iter().map(Material::describe).collect::<Vec<_>>(),
        "verificationResult": if promotion.passed { "PASSED" } else { "FAILED" },
        "verifiedLevels": if promotion.passed { checks } else { Vec::new() },
        "urn:hygeia:promotion:v1": {
            "author": promotion.author,
            "approver": promotion.approver,
            "cell": promotion.cell,
        },
    });
    let signed = Material { name: promotion.model.name.clone(), digest: promotion.root };
    statement(&[promotion.model.clone(), signed], SUMMARY_TYPE, predicate)
}

fn statement(subjects: &[Material], predicate_type: &str, predicate: Value) -> Value {
    json!({
        "_type": STATEMENT_TYPE,
        "subject": subjects.iter().map(Material::describe).collect::<Vec<_>>(),
        "predicateType": predicate_type,
        "predicate": predicate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::seal::SealKey;

    fn material(name: &str) -> Material {
        Material { name: name.to_owned(), digest: Digest::of(name.as_bytes()) }
    }

    // proves M10
    #[test]
    fn a_sealed_provenance_names_the_model_and_all_that_went_into_it() {
        let training = Training {
            run: "run-1".to_owned(),
            models: vec![material("final.onnx")],
            materials: vec![material("dataset:loans@1"), material("receipt:loans@1")],
            parameters: json!({ "epochs": 5 }),
            seed: u64::MAX,
            author: "ana".parse().unwrap(),
            builder: "embedded".to_owned(),
            code_version: "0.1.0".to_owned(),
            started: Timestamp::from_unix(10),
            finished: Timestamp::from_unix(20),
        };
        let key = SealKey::generate().unwrap();
        let sealed = key.seal(PAYLOAD_TYPE, &provenance(&training).unwrap()).unwrap();
        let opened: Value = sealed.open(&key.public(), PAYLOAD_TYPE).unwrap();
        let digest = |name: &str| Value::from(Digest::of(name.as_bytes()).hex());
        assert_eq!(opened["subject"][0]["digest"]["sha256"], digest("final.onnx"));
        let used = &opened["predicate"]["buildDefinition"]["resolvedDependencies"];
        assert_eq!(used[1]["digest"]["sha256"], digest("receipt:loans@1"));
        let given = &opened["predicate"]["buildDefinition"]["externalParameters"];
        assert_eq!(given["seed"], "18446744073709551615");
        assert_eq!(given["author"], "ana");
    }

    // proves M10
    #[test]
    fn a_model_that_was_brought_is_not_said_to_have_been_trained_here() {
        let brought = Training {
            run: "registration-1".to_owned(),
            models: vec![material("final.onnx")],
            materials: vec![material("original.onnx"), material("dataset:loans@1")],
            parameters: json!({ "columns": ["age"] }),
            seed: 1,
            author: "ana".parse().unwrap(),
            builder: "embedded".to_owned(),
            code_version: "0.1.0".to_owned(),
            started: Timestamp::from_unix(10),
            finished: Timestamp::from_unix(20),
        };
        let told = registration(&brought).unwrap();
        let predicate = &told["predicate"];
        assert_eq!(predicate["runDetails"]["builder"]["id"], "urn:hygeia:builder:unknown");
        let kind = &predicate["buildDefinition"]["buildType"];
        assert_eq!(kind, "urn:hygeia:build:registration:v1");
        assert_ne!(
            kind,
            &provenance(&brought).unwrap()["predicate"]["buildDefinition"]["buildType"]
        );
    }

    #[test]
    fn a_failed_promotion_claims_no_level() {
        let mut asked = Promotion {
            model: material("final.onnx"),
            root: Digest::of(b"files"),
            resource: "loans@production".to_owned(),
            author: "ana".parse().unwrap(),
            approver: "omar".parse().unwrap(),
            policy: material("raci"),
            cell: "promote-model/operations/A".to_owned(),
            evidence: vec![material("bom.cdx.json")],
            checks: vec!["scanned".to_owned()],
            passed: true,
            at: Timestamp::from_unix(10),
            code_version: "0.1.0".to_owned(),
        };
        assert_eq!(promotion(&asked)["predicate"]["verifiedLevels"], json!(["HYGEIA_SCANNED"]));
        asked.passed = false;
        let refused = promotion(&asked);
        assert_eq!(refused["predicate"]["verificationResult"], "FAILED");
        assert_eq!(refused["predicate"]["verifiedLevels"], json!([]));
    }
}
