//! What is counted of requests, in the words of OpenMetrics.

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::time::Instant;
use workspace::Observed;

/// The media type of the text (OpenMetrics 1.0).
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// The route of what no route is for: paths that people make up are no labels.
const NO_ROUTE: &str = "none";

/// Requests since the server began.
#[derive(Clone)]
pub(crate) struct Metrics {
    requests: Family<Answered, Counter>,
    seconds: Family<OfRoute, Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfArea {
    area: String,
    state: String,
}

impl Default for Metrics {
    fn default() -> Self {
        // From a millisecond to half a minute: what takes longer answers in parts.
        let histogram = || Histogram::new(exponential_buckets(0.001, 2.0, 16));
        Self { requests: Family::default(), seconds: Family::new_with_constructor(histogram) }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics(..)")
    }
}

impl Metrics {
    /// All of it as text, with what was `observed` of the workspace.
    ///
    /// # Errors
    /// Never: it is written into memory.
    pub(crate) fn text(&self, observed: &Observed) -> Result<String, fmt::Error> {
        let mut registry = Registry::with_prefix("hygeia");
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "Which version answers", Info::new(version));
        let told = "Requests that were answered, by route, method and status";
        registry.register("requests", told, self.requests.clone());
        let told = "Time until an answer began";
        registry.register_with_unit("request", told, Unit::Seconds, self.seconds.clone());
        for (name, told, value) in [
            ("ledger_entries", "Entries of the ledger", observed.entries),
            ("datasets", "Datasets that there are", observed.datasets),
            ("models_live", "Models that are served", observed.models_live),
            ("proposals_waiting", "Proposals that wait for a second person", observed.proposals),
            ("locks", "Locks that keep somebody out", observed.locks),
        ] {
            registry.register(name, told, ConstGauge::new(value));
        }
        let probes = Family::<OfArea, prometheus_client::metrics::gauge::Gauge>::default();
        for ((area, state), count) in &observed.probes {
            let of = OfArea { area: area.name().to_owned(), state: state.to_string() };
            probes.get_or_create(&of).set(i64::try_from(*count).unwrap_or(i64::MAX));
        }
        registry.register(
            "probes",
            "Probes of the posture, by area and state, as seen last",
            probes,
        );
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

/// Counts each request, and how long its answer took to begin.
pub(crate) async fn measured(
    State(metrics): State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let (method, began) = (method(request.method()), Instant::now());
    let response = next.run(request).await;
    let of = OfRoute { route: route.clone() };
    metrics.seconds.get_or_create(&of).observe(began.elapsed().as_secs_f64());
    let status = response.status().as_u16();
    metrics.requests.get_or_create(&Answered { route, method, status }).inc();
    response
}

/// The methods that routes have; of others there could be any number.
pub(crate) fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use terms::{Area, State};

    #[test]
    fn what_was_counted_stands_in_the_text_and_made_up_paths_do_not() {
        let metrics = Metrics::default();
        let answered = Answered { route: "/v1/sql".to_owned(), method: "POST", status: 200 };
        metrics.requests.get_or_create(&answered).inc_by(3);
        let of = OfRoute { route: "/v1/sql".to_owned() };
        metrics.seconds.get_or_create(&of).observe(0.02);
        let observed = Observed {
            entries: 41,
            probes: HashMap::from([((Area::ZeroTrust, State::Failed), 2)]),
            ..Observed::default()
        };
        let text = metrics.text(&observed).unwrap();
        for line in [
            r#"hygeia_requests_total{route="/v1/sql",method="POST",status="200"} 3"#,
            r#"hygeia_request_seconds_count{route="/v1/sql"} 1"#,
            "hygeia_ledger_entries 41",
            r#"hygeia_probes{area="zero-trust",state="failed"} 2"#,
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "no {line} in\n{text}");
        }
        assert_eq!(method(&Method::from_bytes(b"BREW").unwrap()), "other");
    }
}
