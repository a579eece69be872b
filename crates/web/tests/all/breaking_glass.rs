//! Break-glass over the network: what one person's device and token get, and what was answered once.

use crate::support::{DANA, OMAR, Running, SAM};
use serde_json::{Value, json};
use std::sync::Arc;
use terms::{Clock, FixedClock, SystemClock};

const HEAD: &str = "sven@example.org";

fn asked() -> Value {
    json!({ "asset": "workspace/main", "action": "audit", "for": "1h", "why": "incident 4711" })
}

fn parsed(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap_or_default()
}

// proves M7, M20
#[tokio::test(flavor = "multi_thread")]
async fn one_device_and_token_open_nothing_and_what_was_opened_is_opened_once() {
    let clock = Arc::new(FixedClock::at(SystemClock.now()));
    let running = Running::new(clock.clone()).await;
    let omar = running.ready(OMAR, "desk").await;
    let dana = running.ready(DANA, "laptop").await;
    let head = running.ready(HEAD, "laptop-2").await;
    let audit = "/v1/audit?limit=1";
    assert_eq!(omar.get(audit).await.0, 404);
    let (status, answer) = omar.post("/v1/break-glass", asked()).await;
    assert_eq!(status, 200, "{answer}");
    let id = parsed(&answer)["id"].as_str().unwrap().to_owned();
    let approve = format!("/v1/approvals/{id}/approve");
    assert_eq!(omar.get(audit).await.0, 404, "it waits");
    let own = omar.post_nothing(&approve).await;
    assert!(own.1.contains("\"failed\""), "who may not change access agrees to nothing: {own:?}");
    let other = dana.post_nothing(&approve).await;
    assert_eq!(other.0, 404, "to who can't answer it, it is not there: {}", other.1);
    assert_eq!(omar.get(audit).await.0, 404);

    let (status, answer) = head.post_nothing(&approve).await;
    assert!(status == 200 && answer.contains("\"done\""), "{status} {answer}");
    let (status, answer) = omar.get(audit).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(dana.get(audit).await.0, 404, "and to nobody else");
    let (_, listed) = head.get("/v1/break-glass").await;
    assert_eq!(parsed(&listed)[0]["state"], "open", "{listed}");
    assert_eq!(dana.get("/v1/break-glass").await.1, "[]", "it is no matter of theirs");
    // Neither again, nor once it is over.
    let again = head.post_nothing(&approve).await;
    assert!(again.1.contains("answered"), "{again:?}");
    clock.advance(3_600);
    assert_eq!(omar.get(audit).await.0, 404, "it ended by itself");
    let late = head.post_nothing(&approve).await;
    assert!(late.1.contains("answered"), "{late:?}");
    let close = json!({ "id": id, "why": "found it" });
    assert_eq!(head.post("/v1/break-glass/close", close).await.0, 409, "it is over");
    let review = json!({ "id": id, "why": "as was agreed" });
    assert_eq!(omar.post("/v1/break-glass/review", review.clone()).await.0, 403);
    assert_eq!(head.post("/v1/break-glass/review", review.clone()).await.0, 403, "they agreed");
    let auditor = running.ready("anna@example.org", "laptop-3").await;
    let (status, answer) = auditor.post("/v1/break-glass/review", review.clone()).await;
    assert!(status == 200 && answer.contains("reviewed"), "{status} {answer}");
    assert_eq!(auditor.post("/v1/break-glass/review", review).await.0, 409);
    // No more than a shift, and nothing that stays.
    let mut more = asked();
    more["for"] = json!("9h");
    assert_eq!(omar.post("/v1/break-glass", more).await.0, 400);
    let access =
        json!({ "asset": "workspace/main", "action": "change-access", "for": "1h", "why": "x" });
    assert_eq!(running.ready(SAM, "pc").await.post("/v1/break-glass", access).await.0, 403);
}
