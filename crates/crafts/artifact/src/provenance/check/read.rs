//! Reading statements, before anything of them is believed.

use super::Kind;
use crate::sign::{decode, pre_authentication};
use serde_json::Value;
use terms::Digest;

const BUNDLE: &str = "dsseEnvelope";
const IN_TOTO: &str = "application/vnd.in-toto+json";
/// As the hand-over names its reports.
const SCAN: &str = "application/vnd.hygeia.scan+json";
/// Statements in one file of lines.
const LINES: usize = 1_024;

/// A statement in the form that it has in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// A signature over files: the text of the bundle.
    Bundle(String),
    Envelope(Envelope),
}

/// A DSSE envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope(Value);

/// What an envelope holds.
pub(super) struct Read {
    pub kind: Kind,
    /// What was signed.
    pub message: Vec<u8>,
    /// Names and digests that it is about.
    pub subjects: Vec<(String, Digest)>,
    pub digests: Vec<Digest>,
    body: Value,
}

/// The statements in a text: a bundle, an envelope, or one of either on each line.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let one = |text: &str| -> Option<Statement> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value.get(BUNDLE).is_some() {
            return Some(Statement::Bundle(text.to_owned()));
        }
        let envelope = value.get("payloadType").is_some() && value.get("payload").is_some();
        envelope.then_some(Statement::Envelope(Envelope(value)))
    };
    match one(text) {
        Some(statement) => vec![statement],
        None => text.lines().take(LINES).filter_map(one).collect(),
    }
}

impl Envelope {
    fn text(&self, key: &str) -> Result<&str, String> {
        let text = self.0.get(key).and_then(Value::as_str);
        text.ok_or_else(|| format!("the envelope has no {key}"))
    }

    pub(super) fn signatures(&self) -> Vec<Vec<u8>> {
        let all = self.0.get("signatures").and_then(Value::as_array).into_iter().flatten();
        all.filter_map(|one| decode(one.get("sig")?.as_str()?).ok()).collect()
    }

    pub(super) fn read(&self) -> Result<Read, String> {
        let kind = self.text("payloadType")?;
        let payload = decode(self.text("payload")?).map_err(|error| error.to_string())?;
        let body: Value = serde_json::from_slice(&payload).map_err(|error| error.to_string())?;
        let (kind, subjects, digests) = match kind {
            IN_TOTO => in_toto(&body)?,
            SCAN => scan(&body),
            other => return Err(format!("statements of the type {other:?} are not known here")),
        };
        let message = pre_authentication(self.text("payloadType")?, &payload);
        Ok(Read { kind, message, subjects, digests, body })
    }
}

type About = (Kind, Vec<(String, Digest)>, Vec<Digest>);

fn in_toto(body: &Value) -> Result<About, String> {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    if text("_type") != "https://in-toto.io/Statement/v1" {
        return Err(format!("the statement {:?} is not known here", text("_type")));
    }
    let kind = match text("predicateType") {
        "https://slsa.dev/provenance/v1" => Kind::Provenance,
        "https://slsa.dev/verification_summary/v1" => Kind::Promotion,
        "https://in-toto.io/attestation/test-result/v0.1" => Kind::Robustness,
        _ => Kind::Other,
    };
    let subjects = body.get("subject").and_then(Value::as_array).into_iter().flatten();
    let subjects: Vec<(String, Digest)> = subjects
        .filter_map(|subject| {
            let name = subject.get("name").and_then(Value::as_str).unwrap_or_default();
            let digest = subject.get("digest")?.get("sha256")?.as_str()?.parse().ok()?;
            Some((name.to_owned(), digest))
        })
        .collect();
    let digests = subjects.iter().map(|(_, digest)| *digest).collect();
    Ok((kind, subjects, digests))
}

/// The files that were scanned are what a report is about.
fn scan(body: &Value) -> About {
    let root = body.get("root").and_then(Value::as_str).and_then(|root| root.parse().ok());
    let files = body.get("report").and_then(|report| report.get("files"));
    let files = files.and_then(Value::as_array).into_iter().flatten();
    let subjects = files
        .filter_map(|file| {
            let digest = file.get("digest").or(file.get("sha256"))?.as_str()?.parse().ok()?;
            Some((file.get("name")?.as_str()?.to_owned(), digest))
        })
        .collect();
    (Kind::Scan, subjects, root.into_iter().collect())
}

impl Read {
    fn is_registration(&self) -> bool {
        let kind = self.body.pointer("/predicate/buildDefinition/buildType");
        kind.and_then(Value::as_str) == Some(super::super::REGISTRATION_TYPE)
    }

    /// What it says, in short.
    ///
    /// # Errors
    /// If it says that the model may not be used.
    pub(super) fn says(&self) -> Result<String, String> {
        let at = |path: &str| {
            let found = self.body.pointer(path).and_then(Value::as_str).unwrap_or("nobody told");
            terms::printable(found).into_owned()
        };
        Ok(match self.kind {
            Kind::Provenance if self.is_registration() => format!(
                "made elsewhere, its training not seen; brought by {} in {}",
                at("/predicate/buildDefinition/externalParameters/author"),
                at("/predicate/runDetails/metadata/invocationId")
            ),
            Kind::Provenance => format!(
                "made by {} in {}",
                at("/predicate/buildDefinition/externalParameters/author"),
                at("/predicate/runDetails/metadata/invocationId")
            ),
            Kind::Promotion => {
                let result = at("/predicate/verificationResult");
                if result != "PASSED" {
                    return Err(format!("it did not pass: {result}"));
                }
                format!("passed for {}", at("/predicate/resourceUri"))
            }
            Kind::Scan => {
                let found = self.body.pointer("/report/findings").and_then(Value::as_array);
                format!("{} findings at {}", found.map_or(0, Vec::len), at("/at"))
            }
            Kind::Robustness => format!("under attack: {}", at("/predicate/result")),
            Kind::Signature | Kind::Other => at("/predicateType"),
        })
    }
}
