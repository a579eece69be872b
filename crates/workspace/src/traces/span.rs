//! What is told of one request.

use std::time::SystemTime;

/// One request that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Of the trace that it belongs to: what the answer's `x-request-id` says.
    pub trace: [u8; 16],
    pub id: [u8; 8],
    /// The span of whoever asked, if it said one (W3C Trace Context, `traceparent`).
    pub parent: Option<[u8; 8]>,
    /// As the OpenAPI document has it.
    pub route: String,
    pub method: &'static str,
    pub status: u16,
    /// By the machine's clock, which decides nothing here.
    pub began: SystemTime,
    pub ended: SystemTime,
}
