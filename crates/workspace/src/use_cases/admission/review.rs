//! The review as Kubernetes writes and reads it (`admission.k8s.io/v1`): what is needed of it, and nothing else.

use crate::Error;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const API_VERSION: &str = "admission.k8s.io/v1";
const KIND: &str = "AdmissionReview";
/// Characters of a request's id; Kubernetes gives a UUID.
const UID: usize = 128;
/// Why something is refused, as HTTP says it.
const FORBIDDEN: u16 = 403;

/// What a cluster asks.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AdmissionReview {
    #[serde(rename = "apiVersion")]
    api_version: String,
    kind: String,
    request: Option<AdmissionRequest>,
}

/// What it is about to do.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AdmissionRequest {
    pub uid: String,
    pub kind: GroupVersionKind,
    /// `CREATE`, `UPDATE`, `DELETE` or `CONNECT`.
    pub operation: String,
    /// The object as it is to be; null where it goes.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub object: Value,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GroupVersionKind {
    #[serde(default)]
    pub group: String,
    pub version: String,
    pub kind: String,
}

/// What is answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdmissionAnswer {
    #[serde(rename = "apiVersion")]
    api_version: &'static str,
    kind: &'static str,
    response: AdmissionResponse,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdmissionResponse {
    pub uid: String,
    pub allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<AdmissionStatus>,
    /// For the cluster's own audit log.
    #[serde(rename = "auditAnnotations")]
    pub audit_annotations: BTreeMap<String, String>,
}

/// Why not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdmissionStatus {
    pub code: u16,
    pub message: String,
}

impl AdmissionReview {
    /// What is asked.
    ///
    /// # Errors
    /// If it is no review of this version.
    pub fn request(&self) -> Result<&AdmissionRequest, Error> {
        let wrong =
            |what: &str| Err(Error::invalid(what).remedy("send a review of admission.k8s.io/v1"));
        if self.api_version != API_VERSION || self.kind != KIND {
            return wrong("the body is no AdmissionReview of admission.k8s.io/v1");
        }
        match &self.request {
            Some(request) if request.uid.is_empty() || request.uid.len() > UID => {
                wrong("the request has no uid, or one that is too long")
            }
            Some(request) => Ok(request),
            None => wrong("the review has no request"),
        }
    }
}

pub(super) fn allowed(uid: &str, audit_annotations: BTreeMap<String, String>) -> AdmissionAnswer {
    answer(AdmissionResponse {
        uid: uid.to_owned(),
        allowed: true,
        status: None,
        audit_annotations,
    })
}

pub(super) fn refused(
    uid: &str,
    why: &str,
    audit_annotations: BTreeMap<String, String>,
) -> AdmissionAnswer {
    let status = Some(AdmissionStatus { code: FORBIDDEN, message: format!("hygeia: {why}") });
    answer(AdmissionResponse { uid: uid.to_owned(), allowed: false, status, audit_annotations })
}

const fn answer(response: AdmissionResponse) -> AdmissionAnswer {
    AdmissionAnswer { api_version: API_VERSION, kind: KIND, response }
}
