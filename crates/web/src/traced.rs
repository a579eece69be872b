//! Each request has an id: that of its trace (W3C Trace Context), which its answer names, its lines in the log show,
//! and its span is sent under, where somebody collects them.

use crate::Api;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::time::SystemTime;
use tracing::Instrument as _;
use workspace::Span;

/// What an answer names its request by.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Who asks says by it which trace it belongs to, and which span of theirs it is of.
const PARENT: &str = "traceparent";

/// The trace of a request, and the caller's span that it is part of.
type Parent = ([u8; 16], Option<[u8; 8]>);

/// Gives a request its id, and its span to whoever collects them.
pub(crate) async fn traced(State(api): State<Api>, request: Request, next: Next) -> Response {
    let (trace, parent) = parent(request.headers()).unwrap_or_else(|| (drawn(), None));
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let method = crate::metrics::method(request.method());
    let (began, id) = (SystemTime::now(), hex(&trace));
    let span = tracing::error_span!("request", id, method, route);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let status = response.status().as_u16();
    let (id, ended) = (drawn(), SystemTime::now());
    api.traces.push(Span { trace, id, parent, route, method, status, began, ended });
    response
}

/// What a valid `traceparent` says (W3C Trace Context, section 3.2): anything else begins a trace of its own.
fn parent(headers: &HeaderMap) -> Option<Parent> {
    let mut all = headers.get_all(PARENT).iter();
    let (Some(value), None) = (all.next(), all.next()) else { return None };
    let mut parts = value.to_str().ok()?.split('-');
    let [version, trace, span, flags] =
        [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    let known = version == "00" && parts.next().is_none() && bytes::<1>(flags).is_some();
    let (trace, span) = (bytes::<16>(trace)?, bytes::<8>(span)?);
    (known && trace != [0; 16] && span != [0; 8]).then_some((trace, Some(span)))
}

/// Of lower-case hexadecimal digits, as many as it takes.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let digits: Option<Vec<u8>> = text.as_bytes().iter().map(digit).collect();
    let pairs = digits?;
    let bytes: Vec<u8> =
        pairs.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect();
    if pairs.len() == 2 * N { bytes.try_into().ok() } else { None }
}

/// An id that nobody has yet; never all zeros, which would be none.
fn drawn<const N: usize>() -> [u8; N] {
    let mut id = [0; N];
    // Where the system gives no randomness, requests are told apart no more, and answered all the same.
    if getrandom::fill(&mut id).is_err() || id == [0; N] {
        id = [1; N];
    }
    id
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_goes_on_only_where_its_parent_is_written_as_the_standard_says() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(PARENT, HeaderValue::from_str(value).unwrap());
            }
            parent(&headers)
        };
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let (trace, span) = read(&[good]).unwrap();
        assert_eq!(hex(&trace), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(span.map(|span| hex(&span)).as_deref(), Some("b7ad6b7169203331"));
        for wrong in [
            "",
            "00",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-0af7651916cd43dd8448eb211c8031-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        ] {
            assert_eq!(read(&[wrong]), None, "{wrong}");
        }
        assert_eq!(read(&[good, good]), None, "two say nothing");
        assert_ne!(drawn::<16>(), drawn::<16>());
    }
}
