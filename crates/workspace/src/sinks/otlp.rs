//! Spans to a collector: OTLP over HTTP, in JSON (OpenTelemetry Protocol specification 1.9, *OTLP/HTTP* and *JSON
//! Protobuf Encoding*), by the names of the semantic conventions for HTTP servers (1.37).

use super::openlineage::Api;
use crate::config::JsonApi;
use crate::traces::span::Span;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// `SPAN_KIND_SERVER`
const SERVER: u8 = 2;
/// `STATUS_CODE_ERROR`
const ERROR: u8 = 2;

/// Sends `spans` of the workspace called `name`, whose paths are below `folder`. Blocks.
///
/// # Errors
/// If it can't be asked, or does not take them; in words.
pub(crate) fn send(folder: &Path, to: &JsonApi, name: &str, spans: &[Span]) -> Result<(), String> {
    let sent = Api::new(folder, to.clone()).post([&document(name, spans)]);
    sent.map_err(|error| error.to_string())
}

/// `ExportTraceServiceRequest`
fn document(name: &str, spans: &[Span]) -> Value {
    let version = env!("CARGO_PKG_VERSION");
    let resource = [
        text("service.name", "hygeia"),
        text("service.namespace", name),
        text("service.version", version),
    ];
    let spans: Vec<Value> = spans.iter().map(span).collect();
    let scoped = json!({ "scope": { "name": "hygeia", "version": version }, "spans": spans });
    json!({
        "resourceSpans": [{ "resource": { "attributes": resource }, "scopeSpans": [scoped] }]
    })
}

fn span(span: &Span) -> Value {
    let mut all = json!({
        "traceId": hex(&span.trace),
        "spanId": hex(&span.id),
        "name": format!("{} {}", span.method, span.route),
        "kind": SERVER,
        // 64-bit numbers are strings in this encoding.
        "startTimeUnixNano": nanoseconds(span.began),
        "endTimeUnixNano": nanoseconds(span.ended),
        "attributes": [
            text("http.request.method", span.method),
            text("http.route", &span.route),
            json!({
                "key": "http.response.status_code",
                "value": { "intValue": span.status.to_string() },
            }),
        ],
        // What a caller did wrong is no error of the server's.
        "status": if span.status >= 500 { json!({ "code": ERROR }) } else { json!({}) },
    });
    if let (Some(parent), Some(fields)) = (span.parent, all.as_object_mut()) {
        fields.insert("parentSpanId".to_owned(), hex(&parent).into());
    }
    all
}

fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn nanoseconds(at: SystemTime) -> String {
    at.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}
