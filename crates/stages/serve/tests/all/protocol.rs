use crate::support::{Place, get, parts, send};
use axum::Router;
use hygeia_serve::{Guard, ServeError, router};
use serde_json::{Value, json};
use terms::{Asset, View};

const INFER: &str = "/v2/models/credit/infer";

fn credit() -> Asset {
    Asset::parse("model/credit").unwrap()
}

async fn ready(guard: Guard) -> Place {
    let place = Place::new(guard).await;
    place.promote(&credit()).await;
    place.service.serve(&credit()).await.unwrap();
    place
}

fn rows(income: Value, home: Value) -> Value {
    let count = income.as_array().map_or(0, Vec::len);
    json!({ "id": "7", "inputs": [
        { "name": "income", "shape": [count, 1], "datatype": "FP32", "data": income },
        { "name": "home", "shape": [count], "datatype": "BYTES", "data": home },
    ]})
}

async fn refused(router: &Router, body: Value) -> String {
    let (status, body) = parts(send(router, INFER, body).await).await;
    assert_eq!(status, 400, "{body}");
    body["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn metadata_and_health_are_as_the_protocol_writes_them() {
    let place = Place::new(Guard::default()).await;
    let open = router(place.service.clone());
    assert_eq!(get(&open, "/v2/health/ready").await, (200, json!({ "ready": false })));
    place.promote(&credit()).await;
    place.service.serve(&credit()).await.unwrap();
    assert_eq!(get(&open, "/v2/health/ready").await, (200, json!({ "ready": true })));
    assert_eq!(get(&open, "/v2/health/live").await, (200, json!({ "live": true })));
    let user = place.as_user("desk", View::Token).await;
    let golden = json!({
        "name": "credit", "versions": ["1"], "platform": "onnx",
        "inputs": [
            { "name": "income", "datatype": "FP32", "shape": [-1, 1] },
            { "name": "home", "datatype": "BYTES", "shape": [-1, 1] },
        ],
        "outputs": [{ "name": "label", "datatype": "BYTES", "shape": [-1] }],
    });
    assert_eq!(get(&user, "/v2/models/credit").await, (200, golden));
    let ready = json!({ "name": "credit", "ready": true });
    assert_eq!(get(&user, "/v2/models/credit/versions/1/ready").await, (200, ready));
    assert_eq!(get(&user, "/v2/models/credit/versions/2/ready").await.0, 404);
}

// proves M14
#[tokio::test]
async fn an_application_gets_labels_and_an_accountable_role_rounded_probabilities() {
    let place = ready(Guard::default()).await;
    let body = rows(json!([[100.0], [207.5], [null]]), json!(["rent", "own", "castle"]));
    let desk = place.as_user("desk", View::Token).await;
    let (status, answer) = parts(send(&desk, INFER, body.clone()).await).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!((&answer["model_name"], &answer["model_version"]), (&json!("credit"), &json!("1")));
    assert_eq!(answer["id"], "7");
    assert_eq!(answer["outputs"].as_array().unwrap().len(), 1);
    let label = &answer["outputs"][0];
    assert_eq!((&label["name"], &label["shape"]), (&json!("label"), &json!([3])));
    assert_eq!(label["data"][0], "no");
    assert_eq!(label["data"][1], "yes");
    let head = place.as_user("head", View::Clear).await;
    let (_, answer) = parts(send(&head, INFER, body.clone()).await).await;
    assert_eq!(answer["outputs"][1]["name"], "probabilities");
    assert_eq!(answer["outputs"][1]["shape"], json!([3, 2]));
    let mut asking = body;
    asking["outputs"] = json!([{ "name": "probabilities" }]);
    assert_eq!(parts(send(&head, INFER, asking.clone()).await).await.0, 200);
    refused(&desk, asking).await;
}

// proves M14
#[tokio::test]
async fn what_is_malformed_is_refused_by_the_name_of_the_input() {
    let place = ready(Guard::default()).await;
    let desk = place.as_user("desk", View::Token).await;
    for (income, home) in [
        (json!([1e39]), json!(["rent"])),
        (json!(["NaN"]), json!(["rent"])),
        (json!([[[1.0]]]), json!(["rent"])),
        (json!([[1.0, 2.0]]), json!(["rent"])),
    ] {
        let error = refused(&desk, rows(income, home)).await;
        assert!(error.contains("income"), "{error}");
    }
    assert!(refused(&desk, rows(json!([1.0]), json!([3]))).await.contains("home"));
    assert!(refused(&desk, rows(json!([1.0, 2.0]), json!(["rent"]))).await.contains("home"));
    assert!(refused(&desk, rows(json!([]), json!([]))).await.contains("rows"));
    let mut twice = rows(json!([1.0]), json!(["rent"]));
    twice["inputs"][1]["name"] = json!("income");
    assert!(refused(&desk, twice).await.contains("twice"));
    let mut unknown = rows(json!([1.0]), json!(["rent"]));
    unknown["inputs"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "ssn", "shape": [1], "datatype": "BYTES", "data": ["078-05-1120"] }));
    let error = refused(&desk, unknown).await;
    assert!(error.contains("ssn") && !error.contains("078"), "{error}");
    let mut bad = rows(json!([1.0]), json!(["rent"]));
    bad["inputs"][0]["shape"] = json!("078-05-1120");
    assert!(!refused(&desk, bad).await.contains("078"));
}

// proves M14
#[tokio::test]
async fn a_principal_over_its_budget_waits_and_another_does_not() {
    let place = ready(Guard { rows: 5, window: 3_600 }).await;
    let body = rows(json!([100.0, 200.0, 200.0]), json!(["rent", "own", "own"]));
    let mallory = place.as_user("mallory", View::Token).await;
    assert_eq!(send(&mallory, INFER, body.clone()).await.status(), 200);
    let over = send(&mallory, INFER, body.clone()).await;
    assert_eq!(over.status(), 429);
    let wait: i64 = over.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=3_600).contains(&wait));
    let events = place.store.events(0..u64::MAX).await.unwrap();
    let last = serde_json::to_string(events.last().unwrap()).unwrap();
    assert!(last.contains("inference-over-budget"), "{last}");
    let desk = place.as_user("desk", View::Token).await;
    assert_eq!(send(&desk, INFER, body.clone()).await.status(), 200);
    place.clock.advance(wait);
    let mallory = place.as_user("mallory", View::Token).await;
    assert_eq!(send(&mallory, INFER, body).await.status(), 200);
}

// proves M10, M20
#[tokio::test]
async fn nothing_is_served_without_promotion_nor_answered_without_its_permit() {
    let place = Place::new(Guard::default()).await;
    assert!(matches!(place.service.serve(&credit()).await, Err(ServeError::Store(_))));
    place.promote(&credit()).await;
    place.service.serve(&credit()).await.unwrap();
    let body = rows(json!([100.0]), json!(["rent"]));
    let open = router(place.service.clone());
    assert_eq!(send(&open, INFER, body.clone()).await.status(), 500, "no permit at all");
    let other = place.as_user("desk", View::Token).await;
    let path = "/v2/models/other/infer";
    assert_eq!(send(&other, path, body.clone()).await.status(), 403, "a permit for another model");
    place.clock.advance(61);
    assert_eq!(send(&other, INFER, body).await.status(), 403, "a permit that ran out");
}
