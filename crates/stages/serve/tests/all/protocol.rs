use crate::support::{Asker, Place};
use hygeia_serve::{Guard, ServeError};
use serde_json::{Value, json};
use terms::{Action, Asset, View};

pub fn credit() -> Asset {
    Asset::parse("model/credit").unwrap()
}

pub async fn ready(guard: Guard) -> Place {
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

async fn refused(asker: &Asker, body: Value) -> String {
    match asker.infer(body).await {
        Err(error @ (ServeError::Request(_) | ServeError::Input { .. })) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn metadata_are_as_the_protocol_writes_them() {
    let place = ready(Guard::default()).await;
    let user = place.as_user("desk", View::Token).await;
    let golden = json!({
        "name": "credit", "versions": ["1"], "platform": "onnx",
        "inputs": [
            { "name": "income", "datatype": "FP32", "shape": [-1, 1] },
            { "name": "home", "datatype": "BYTES", "shape": [-1, 1] },
        ],
        "outputs": [{ "name": "label", "datatype": "BYTES", "shape": [-1] }],
    });
    assert_eq!(user.metadata(None).unwrap(), golden);
    assert_eq!(user.metadata(Some("1")).unwrap(), golden);
    assert!(matches!(user.metadata(Some("2")), Err(ServeError::NotServed(_))));
}

// proves M14
#[tokio::test]
async fn an_application_gets_labels_and_an_accountable_role_rounded_probabilities() {
    let place = ready(Guard::default()).await;
    let body = rows(json!([[100.0], [207.5], [null]]), json!(["rent", "own", "castle"]));
    let desk = place.as_user("desk", View::Token).await;
    let answer = desk.infer(body.clone()).await.unwrap();
    assert_eq!((&answer["model_name"], &answer["model_version"]), (&json!("credit"), &json!("1")));
    assert_eq!(answer["id"], "7");
    assert_eq!(answer["outputs"].as_array().unwrap().len(), 1);
    let label = &answer["outputs"][0];
    assert_eq!((&label["name"], &label["shape"]), (&json!("label"), &json!([3])));
    assert_eq!(label["data"][0], "no");
    assert_eq!(label["data"][1], "yes");
    let head = place.as_user("head", View::Clear).await;
    let answer = head.infer(body.clone()).await.unwrap();
    assert_eq!(answer["outputs"][1]["name"], "probabilities");
    assert_eq!(answer["outputs"][1]["shape"], json!([3, 2]));
    let mut asking = body;
    asking["outputs"] = json!([{ "name": "probabilities" }]);
    assert!(head.infer(asking.clone()).await.is_ok());
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
}

// proves M14
#[tokio::test]
async fn a_principal_over_its_budget_waits_and_another_does_not() {
    let place = ready(Guard { rows: 5, window: 3_600 }).await;
    let body = rows(json!([100.0, 200.0, 200.0]), json!(["rent", "own", "own"]));
    let mallory = place.as_user("mallory", View::Token).await;
    assert!(mallory.infer(body.clone()).await.is_ok());
    let over = mallory.infer(body.clone()).await;
    let Err(ServeError::OverBudget { retry: wait, .. }) = over else { panic!("{over:?}") };
    assert!((1..=3_600).contains(&wait));
    let events = place.store.events(0..u64::MAX).await.unwrap();
    let last = serde_json::to_string(events.last().unwrap()).unwrap();
    assert!(last.contains("inference-over-budget"), "{last}");
    let desk = place.as_user("desk", View::Token).await;
    assert!(desk.infer(body.clone()).await.is_ok());
    place.clock.advance(i64::try_from(wait).unwrap());
    let mallory = place.as_user("mallory", View::Token).await;
    assert!(mallory.infer(body).await.is_ok());
}

#[tokio::test]
async fn a_new_limit_counts_from_the_next_request_on() {
    let place = ready(Guard { rows: 2, window: 3_600 }).await;
    let body = rows(json!([100.0, 200.0]), json!(["rent", "own"]));
    let desk = place.as_user("desk", View::Token).await;
    assert!(desk.infer(body.clone()).await.is_ok());
    assert!(matches!(desk.infer(body.clone()).await, Err(ServeError::OverBudget { .. })));
    place.service.limit(Guard { rows: 4, window: 3_600 });
    assert!(desk.infer(body).await.is_ok());
}

// proves M10, M20
#[tokio::test]
async fn nothing_is_served_without_promotion_nor_answered_without_its_permit() {
    let place = Place::new(Guard::default()).await;
    assert!(matches!(place.service.serve(&credit()).await, Err(ServeError::Store(_))));
    place.promote(&credit()).await;
    place.service.serve(&credit()).await.unwrap();
    let body = rows(json!([100.0]), json!(["rent"]));
    let other = place.permit("desk", Action::Infer, "model/other", None, View::Token).await;
    assert!(matches!(place.service.find(&other, None), Err(ServeError::NotServed(_))));
    let query = place.permit("desk", Action::Query, "model/credit", None, View::Token).await;
    assert!(matches!(place.service.find(&query, None), Err(ServeError::Refused(_))));
    let desk = place.as_user("desk", View::Token).await;
    place.clock.advance(61);
    assert!(matches!(desk.infer(body).await, Err(ServeError::Refused(_))), "it ran out");
}

// proves M10
#[tokio::test]
async fn what_the_registry_retired_or_replaced_is_served_no_more_whoever_did_it() {
    let place = ready(Guard::default()).await;
    let desk = place.as_user("desk", View::Token).await;
    let versions = || desk.metadata(None).map(|told| told["versions"].clone());
    let digest = place.promote_beside(&credit(), b"other").await;
    assert_eq!(versions().unwrap(), json!(["1"]), "nobody said so here");
    place.service.follow(&credit()).await.unwrap();
    assert_eq!(versions().unwrap(), json!(["2"]));
    let lead = place.permit("lena", Action::Promote, "model/credit", Some(digest), View::Token);
    place.store.model_retired(&lead.await).await.unwrap();
    place.service.follow(&credit()).await.unwrap();
    assert!(matches!(versions(), Err(ServeError::NotServed(_))));
}
