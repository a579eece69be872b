//! Whoever is locked is cut off at once: from the next request on, and in the middle of an answer.

use crate::support::{DANA, Running, SAM, who};
use axum::body::{Body, Bytes};
use axum::routing::get;
use futures::StreamExt;
use hygeia_web::{Known, router};
use std::convert::Infallible;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};
use terms::SystemClock;
use tokio::time::sleep;
use utoipa_axum::router::OpenApiRouter;
use workspace::access::terminal;
use workspace::{LockRequest, UseCases};

/// From when the lock is set.
const AT_ONCE: Duration = Duration::from_millis(100);

/// An answer that never ends, and one that never begins.
fn endless() -> OpenApiRouter<hygeia_web::Api> {
    let lines = |Known(_): Known| async {
        let lines = futures::stream::repeat(Bytes::from_static(b"line\n"));
        Body::from_stream(lines.then(|line| async {
            sleep(Duration::from_millis(5)).await;
            Ok::<_, Infallible>(line)
        }))
    };
    let silence = |Known(_): Known| std::future::pending::<String>();
    OpenApiRouter::new().route("/test/lines", get(lines)).route("/test/silence", get(silence))
}

async fn lock(running: &Running, what: &str) -> Instant {
    let officer = terminal(&running.workspace.store, &who(SAM)).await.unwrap();
    let request = LockRequest {
        what: what.to_owned(),
        kind: None,
        period: "1h".parse().unwrap(),
        why: "laptop stolen".to_owned(),
    };
    running.workspace.lock(&officer, request).await.unwrap();
    Instant::now()
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_locked_hears_no_more_of_an_answer_and_gets_no_other() {
    for what in [DANA, "laptop", "data-scientist"] {
        let running = Running::with(Arc::new(SystemClock), |api| router(api, endless())).await;
        let dana = running.ready(DANA, "laptop").await;
        let omar = running.ready("omar@example.org", "desk").await;
        let mut lines = dana.open("/test/lines").await;
        let mut others = omar.open("/test/lines").await;
        let waiting = tokio::spawn(async move { (dana.get("/test/silence").await, dana) });
        let heard = tokio::task::spawn_blocking(move || {
            let (mut heard, mut piece) = (0, [0; 5]);
            while lines.read(&mut piece).is_ok_and(|read| read > 0) {
                heard += 1;
            }
            (heard, Instant::now())
        });
        sleep(Duration::from_millis(300)).await;
        let locked = lock(&running, what).await;
        let ((status, answer), dana) = waiting.await.unwrap();
        assert!(status == 403 && answer.contains("locked"), "{what}: {status} {answer}");
        assert!(locked.elapsed() < AT_ONCE, "{what}: {:?}", locked.elapsed());
        let (heard, ended) = heard.await.unwrap();
        assert!(heard > 5, "{what}: it was being answered: {heard}");
        let took = ended.saturating_duration_since(locked);
        assert!(took < AT_ONCE, "{what}: {took:?}");
        for path in ["/v1/whoami", "/v1/feed", "/v1/openapi.json"] {
            let (status, answer) = dana.get(path).await;
            assert!(status == 403 && answer.contains("hygeia lock --lift"), "{path} {answer}");
        }
        // And nobody else.
        let mut piece = [0; 5];
        let more = tokio::task::spawn_blocking(move || others.read(&mut piece).unwrap());
        assert!(more.await.unwrap() > 0 && omar.get("/v1/whoami").await.0 == 200);
    }
}
