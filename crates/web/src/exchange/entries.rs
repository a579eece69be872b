//! Entries of the ledger, written as they are found: neither side holds all of them.

use crate::Failed;
use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures::stream::try_unfold;
use std::io;
use workspace::{Entries, LedgerEntry};

const LINES: &str = "application/x-ndjson";

/// Answers with `entries` as one JSON array, or in lines where `headers` ask for them. An answer that
/// breaks off is no JSON, and its connection is cut: nobody takes a part for the whole.
pub(crate) async fn in_entries(
    mut entries: Entries,
    headers: &HeaderMap,
) -> Result<Response, Failed> {
    let lines = headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes() == LINES.as_bytes());
    // What fails at once is an answer of its own.
    let first = entries.next().await?;
    let writing = Writing { entries, first: Some(first), lines, began: false, ended: false };
    let kind = HeaderValue::from_static(if lines { LINES } else { "application/json" });
    let body = Body::from_stream(try_unfold(writing, Writing::next));
    Ok(([(CONTENT_TYPE, kind)], body).into_response())
}

/// An answer that is being written.
struct Writing {
    entries: Entries,
    first: Option<Option<Vec<LedgerEntry>>>,
    lines: bool,
    began: bool,
    ended: bool,
}

impl Writing {
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        if self.ended {
            return Ok(None);
        }
        let page = match self.first.take() {
            Some(first) => first,
            None => self.entries.next().await.map_err(|error| {
                tracing::error!(error = %error.message, "an answer from the ledger broke off");
                io::Error::other("the answer broke off")
            })?,
        };
        let mut text = Vec::new();
        match page {
            Some(page) => self.write(&page, &mut text)?,
            None => self.end(&mut text),
        }
        Ok(Some((text.into(), self)))
    }

    fn write(&mut self, page: &[LedgerEntry], text: &mut Vec<u8>) -> io::Result<()> {
        for entry in page {
            if !self.lines {
                text.push(if self.began { b',' } else { b'[' });
            }
            self.began = true;
            serde_json::to_writer(&mut *text, entry)?;
            if self.lines {
                text.push(b'\n');
            }
        }
        Ok(())
    }

    fn end(&mut self, text: &mut Vec<u8>) {
        self.ended = true;
        match (self.lines, self.began) {
            (true, _) => {}
            (false, true) => text.push(b']'),
            (false, false) => text.extend(b"[]"),
        }
    }
}
