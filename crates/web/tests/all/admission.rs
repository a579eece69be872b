//! What a cluster asks, and who may ask it.

use crate::support::{DANA, OMAR, Running, good_posture, trial};
use serde_json::{Value, json};
use std::sync::Arc;
use terms::SystemClock;
use utoipa_axum::router::OpenApiRouter;

const PLACE: &str = "https://models.example.org/";

fn review(kind: Value, object: Value, operation: &str) -> Value {
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "705ab4f5", "kind": kind, "operation": operation, "object": object,
            "userInfo": {"username": "admin"}, "dryRun": false,
        },
    })
}

fn service(uri: &str) -> Value {
    let kind =
        json!({"group": "serving.kserve.io", "version": "v1beta1", "kind": "InferenceService"});
    review(kind, json!({"spec": {"predictor": {"model": {"storageUri": uri}}}}), "CREATE")
}

// proves M10
#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_answered_over_a_certificate_that_may_operate_and_admits_no_version_that_is_not_promoted()
 {
    let mut config = trial();
    config.admission.from = vec![PLACE.to_owned().try_into().unwrap()];
    let router = |api| hygeia_web::router(api, OpenApiRouter::new());
    let running = Running::of(config, Arc::new(SystemClock), router).await;
    let asked = service(&format!("{PLACE}credit/1"));
    let bare = running.client(None, None);
    assert_eq!(bare.post("/v1/admission", asked.clone()).await.0, 401);
    let laptop = running.enrol(DANA, "laptop").await;
    let dana = running.client(Some(&laptop), None);
    assert_eq!(dana.post("/v1/device/posture", good_posture()).await.0, 204);
    assert_eq!(dana.post("/v1/admission", asked.clone()).await.0, 404);

    let sign_in = running.enrol(OMAR, "cluster").await;
    let cluster = running.client(Some(&sign_in), None);
    assert_eq!(
        cluster.post("/v1/admission", asked.clone()).await.0,
        403,
        "it never said how it is"
    );
    assert_eq!(cluster.post("/v1/device/posture", good_posture()).await.0, 204);
    let pod = json!({"group": "", "version": "v1", "kind": "Pod"});
    for (asked, why) in [
        (asked.clone(), "has no version 1 in this workspace"),
        (service("s3://elsewhere/credit/1"), "no version of a model"),
        (review(pod.clone(), json!({"spec": {}}), "CREATE"), "no storageUri"),
        (
            review(json!({"group": "apps", "version": "v1", "kind": "Job"}), json!({}), "CREATE"),
            "is no Pod",
        ),
        (review(pod.clone(), Value::Null, "CONNECT"), "CONNECT"),
    ] {
        let (status, body) = cluster.post("/v1/admission?timeout=10s", asked).await;
        let told: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &told["kind"]), (200, &json!("AdmissionReview")), "{body}");
        assert_eq!(told["response"]["uid"], "705ab4f5");
        assert_eq!(
            (&told["response"]["allowed"], &told["response"]["status"]["code"]),
            (&json!(false), &json!(403))
        );
        assert!(told["response"]["status"]["message"].as_str().unwrap().contains(why), "{body}");
    }
    let (status, body) = cluster.post("/v1/admission", review(pod, Value::Null, "DELETE")).await;
    assert!(status == 200 && body.contains("\"allowed\":true"), "{body}");
    for wrong in [
        json!({}),
        json!({"apiVersion": "admission.k8s.io/v1beta1", "kind": "AdmissionReview", "request": asked["request"]}),
        json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}),
    ] {
        assert_eq!(cluster.post("/v1/admission", wrong.clone()).await.0, 400, "{wrong}");
    }
}
