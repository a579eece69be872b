//! What a request says, read within limits; what can't be read is told by its place, never by its
//! value.

use crate::Failed;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use workspace::Error;

/// A body of JSON.
#[derive(Debug)]
pub struct Read<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Read<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        json(&body(request, state).await?).map(Self).map_err(Failed::from)
    }
}

/// The whole body, if it is not too large.
pub(crate) async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Failed> {
    Bytes::from_request(request, state).await.map_err(|rejected| {
        let error = Error::invalid("the body can't be taken").remedy("send less at once");
        Failed::with(rejected.status(), error)
    })
}

/// Parses JSON. The parser's own message may quote a value, so of a wrong value only the place is
/// told, and what is expected there; of a wrong key, its name.
pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        let words = error.to_string();
        let key = ["unknown field", "missing field"].iter().any(|start| words.starts_with(start));
        let what = if key {
            words
        } else {
            format!(
                "the body is not the JSON that is asked for ({place}{})",
                expected(&words).map(|kind| format!(": expected {kind}")).unwrap_or_default()
            )
        };
        Error::invalid(what).at(place).remedy("see /v1/openapi.json")
    })
}

/// What the parser expects in the place of a value of another type: words of ours, or of its own.
fn expected(words: &str) -> Option<&str> {
    let (_, kind) = words.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    Some(kind.rsplit_once(" at line ").map_or(kind, |(kind, _)| kind))
}

/// The path of the field that does not fit, where JSON is well-formed.
pub(crate) fn misfit<T: DeserializeOwned>(bytes: &[u8]) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let error = serde_path_to_error::deserialize::<_, T>(&mut reader).err()?;
    error.inner().is_data().then(|| error.path().to_string())
}

/// The parameters of a query.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejected) => {
                let error = Error::invalid(rejected.body_text()).at("query");
                Err(error.remedy("see /v1/openapi.json").into())
            }
        }
    }
}
