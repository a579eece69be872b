//! What operators' tools ask.

use crate::support::{DANA, OMAR, Running, good_posture};
use std::sync::Arc;
use terms::SystemClock;

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_is_for_who_operates_over_a_certificate_alone() {
    let running = Running::new(Arc::new(SystemClock)).await;
    let bare = running.client(None, None);
    assert_eq!(bare.get("/health/live").await.0, 200);
    assert_eq!(bare.get("/health/ready").await.0, 200);
    assert_eq!(bare.get("/metrics").await.0, 401);

    // Whoever operates, by certificate; a device that never said how it is gets nothing.
    let sign_in = running.enrol(OMAR, "scraper").await;
    let scraper = running.client(Some(&sign_in), None);
    assert_eq!(scraper.get("/metrics").await.0, 403);
    assert_eq!(scraper.post("/v1/device/posture", good_posture()).await.0, 204);
    assert_eq!(scraper.get("/v1/posture").await.0, 401, "all else takes a token");
    let (status, text) = scraper.get("/metrics").await;
    assert_eq!(status, 200, "{text}");
    let number = |line: &str| -> f64 {
        let found = text.lines().find_map(|found| found.strip_prefix(line));
        found.unwrap_or_else(|| panic!("no {line} in\n{text}")).trim().parse().unwrap()
    };
    assert!(number("hygeia_ledger_entries ") > 3.0);
    let refused = r#"hygeia_requests_total{route="/metrics",method="GET",status="401"} "#;
    assert!((number(refused) - 1.0).abs() < f64::EPSILON);
    assert!(text.ends_with("# EOF\n"), "{text}");

    // Somebody without such a cell, however well their device is.
    let laptop = running.enrol(DANA, "laptop").await;
    let dana = running.client(Some(&laptop), None);
    assert_eq!(dana.post("/v1/device/posture", good_posture()).await.0, 204);
    assert_eq!(dana.get("/metrics").await.0, 404);
    // Paths that somebody makes up are no labels.
    for path in ["/a", "/b", "/c"] {
        assert_eq!(bare.get(path).await.0, 404);
    }
    let (_, text) = scraper.get("/metrics").await;
    assert!(text.contains(r#"route="none",method="GET",status="404"} 3"#), "{text}");
}
