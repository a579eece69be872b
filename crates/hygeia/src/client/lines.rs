//! A long answer, read as it comes.

use super::refused::refused;
use crate::failure::{At, Failure};
use axum::body::Body;
use futures::TryStreamExt;
use http_body_util::BodyExt;
use hyper::Response;
use serde::de::DeserializeOwned;
use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio_util::io::StreamReader;

/// Values that come one by one, a line each.
pub struct Lines<T> {
    lines: tokio::io::Lines<Pin<Box<dyn AsyncBufRead>>>,
    of: PhantomData<T>,
}

impl<T: DeserializeOwned> Lines<T> {
    /// The lines of `response`.
    pub(super) async fn of(response: Response<Body>) -> Result<Self, Failure> {
        if !response.status().is_success() {
            let body = response.into_body().collect().await.internal("reading the answer")?;
            return Err(refused(&body.to_bytes()));
        }
        let stream =
            TryStreamExt::map_err(response.into_body().into_data_stream(), io::Error::other);
        let reader: Pin<Box<dyn AsyncBufRead>> = Box::pin(StreamReader::new(stream));
        Ok(Self { lines: reader.lines(), of: PhantomData })
    }

    /// The next; `None` after the last.
    ///
    /// # Errors
    /// If the answer breaks off: then what came is not the whole.
    pub async fn next(&mut self) -> Result<Option<T>, Failure> {
        let line = self.lines.next_line().await.map_err(|_| {
            Failure::internal("the answer broke off: what was shown is not all of it")
                .hint("ask again; if it stays, `hygeia posture --zoom audit` tells why")
        })?;
        line.map(|line| serde_json::from_str(&line).internal("reading the answer")).transpose()
    }
}
