//! What clusters ask before they start something.

use crate::caller::Certified;
use crate::{Api, Failed, Read};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workspace::{AdmissionAnswer, AdmissionReview, Error};

pub(crate) fn admission() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(review))
}

/// Whether a pod or an InferenceService may start: Kubernetes' AdmissionReview (`admission.k8s.io/v1`). For a
/// device whose owner may operate the workspace, by its certificate, as no API server renews a token.
#[utoipa::path(post, path = "/v1/admission", operation_id = "admission", tag = "models", security(()),
    request_body = AdmissionReview,
    responses((status = 200, description = "Whether it may", body = AdmissionAnswer),
        (status = "default", description = "Why that is not known", body = Error)))]
async fn review(
    State(api): State<Api>,
    Certified(caller): Certified,
    Read(review): Read<AdmissionReview>,
) -> Result<Json<AdmissionAnswer>, Failed> {
    Ok(Json(api.use_cases.admission(&caller, review).await?))
}
