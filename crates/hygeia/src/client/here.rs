//! What verbs ask a workspace by.

use super::refused::refused;
use super::way::Way;
use super::who::{Who, not_joined};
use super::{Kept, Lines, canonical, folder, is_url, parts};
use crate::failure::{At, Failure};
use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use terms::{Clock, PrincipalId, SystemClock};
use web::AS_HEADER;
use workspace::access::DEVICE_HEADER;

/// Asks a workspace, in somebody's name: the server that has it open, or this process.
pub struct Client {
    pub(super) way: Way,
    pub(super) who: Who,
}

impl Client {
    /// A client of the workspace in `folder`, for `who`; without a name, for whoever sits here.
    ///
    /// # Errors
    /// If there is no workspace, or neither way leads to it.
    pub async fn of(folder: &Path, who: Option<PrincipalId>) -> Result<Self, Failure> {
        let url = folder.to_str().filter(|text| is_url(text)).map(canonical).transpose()?;
        let kept = match (&url, &who) {
            (Some(url), _) => Some(Kept::of_url(url)?.ok_or_else(|| not_joined(url))?),
            (None, Some(_)) => None,
            // Where there is no workspace, the way to it tells so.
            (None, None) => match workspace::id_in(folder) {
                Ok(id) => Kept::of_workspace(&id)?,
                Err(_) => None,
            },
        };
        let way = match (&url, &kept) {
            (Some(url), Some(kept)) => Way::over(url, kept)?,
            _ => Way::to(folder).await?,
        };
        Self::signed_in(way, kept, who).await
    }

    /// A client for somebody who has joined no workspace, of the server at `url` that `authority` (PEM)
    /// vouches for.
    ///
    /// # Errors
    /// If `url` is none.
    pub fn unknown(url: &str, authority: &str) -> Result<Self, Failure> {
        Ok(Self { way: Way::unknown(url, authority)?, who: Who::Nobody })
    }

    /// Asks for `path`, with `query` behind it.
    ///
    /// # Errors
    /// What the workspace answers instead.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<T, Failure> {
        let query = serde_urlencoded::to_string(query).internal("writing a request")?;
        let request = self.request(Method::GET, &with_query(path, &query), Body::empty())?;
        answer(self.way.send(request).await?).await
    }

    /// Asks for `path`, whose answer is a text.
    ///
    /// # Errors
    /// What the workspace answers instead.
    pub async fn get_text(&self, path: &str, query: &impl Serialize) -> Result<String, Failure> {
        let query = serde_urlencoded::to_string(query).internal("writing a request")?;
        let request = self.request(Method::GET, &with_query(path, &query), Body::empty())?;
        text(self.way.send(request).await?).await
    }

    /// Sends `body` as JSON to `path`, whose answer is a text.
    ///
    /// # Errors
    /// What the workspace answers instead.
    pub async fn post_text(&self, path: &str, body: &impl Serialize) -> Result<String, Failure> {
        text(self.way.send(self.json(path, body)?).await?).await
    }

    /// Asks for `path`, whose answer comes in lines.
    ///
    /// # Errors
    /// What the workspace answers instead.
    pub async fn lines<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<Lines<T>, Failure> {
        let query = serde_urlencoded::to_string(query).internal("writing a request")?;
        let mut request = self.request(Method::GET, &with_query(path, &query), Body::empty())?;
        let lines = hyper::header::HeaderValue::from_static("application/x-ndjson");
        request.headers_mut().insert(ACCEPT, lines);
        Lines::of(self.way.send(request).await?).await
    }

    /// Sends `body` as JSON to `path`.
    ///
    /// # Errors
    /// What the workspace answers instead.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        answer(self.way.send(self.json(path, body)?).await?).await
    }

    /// Sends the file at `file` to `path`, as a stream.
    ///
    /// # Errors
    /// If it can't be read; what the workspace answers instead.
    pub async fn upload<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
        file: &Path,
    ) -> Result<T, Failure> {
        let query = serde_urlencoded::to_string(query).internal("writing a request")?;
        let body = folder::stream(file).await?;
        let request = self.request(Method::POST, &with_query(path, &query), body)?;
        answer(self.way.send(request).await?).await
    }

    /// Sends the file at `file` to `path`, as a stream, and writes the files that come back into `into`.
    ///
    /// # Errors
    /// As [`Client::upload`]; if a file can't be written.
    pub async fn upload_for_files<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
        file: &Path,
        into: &Path,
    ) -> Result<T, Failure> {
        let query = serde_urlencoded::to_string(query).internal("writing a request")?;
        let body = folder::stream(file).await?;
        let request = self.request(Method::POST, &with_query(path, &query), body)?;
        parts::read(self.way.send(request).await?, Some(into)).await
    }

    /// Sends `bytes` to `path`.
    ///
    /// # Errors
    /// What the workspace answers instead.
    pub async fn upload_bytes<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
        bytes: bytes::Bytes,
    ) -> Result<T, Failure> {
        let query = serde_urlencoded::to_string(query).internal("writing a request")?;
        let request = self.request(Method::POST, &with_query(path, &query), Body::from(bytes))?;
        answer(self.way.send(request).await?).await
    }

    /// Sends `body` as JSON to `path`, and writes the files that come back into `into`.
    ///
    /// # Errors
    /// What the workspace answers instead; if a file can't be written.
    pub async fn post_for_files<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        into: &Path,
    ) -> Result<T, Failure> {
        parts::read(self.way.send(self.json(path, body)?).await?, Some(into)).await
    }

    /// Sends the files called `names` in `folder`, as an archive, to `path`, and writes those that
    /// come back there (nowhere, if `keep` is false).
    ///
    /// # Errors
    /// If one can't be read or written; what the workspace answers instead.
    pub async fn exchange<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
        sent: Option<(&Path, &[&str])>,
        into: Option<&Path>,
    ) -> Result<T, Failure> {
        let request = self.archive(path, query, sent)?;
        parts::read(self.way.send(request).await?, into).await
    }

    pub(super) fn archive(
        &self,
        path: &str,
        query: &impl Serialize,
        sent: Option<(&Path, &[&str])>,
    ) -> Result<Request<Body>, Failure> {
        let query = serde_urlencoded::to_string(query).internal("writing a request")?;
        let body = match sent {
            Some((folder, names)) => folder::archive(folder, names),
            None => Body::empty(),
        };
        self.request(Method::POST, &with_query(path, &query), body)
    }

    /// Lets go of the workspace, in order.
    pub async fn close(self) {
        self.way.close().await;
    }

    fn json(&self, path: &str, body: &impl Serialize) -> Result<Request<Body>, Failure> {
        let bytes = serde_json::to_vec(body).internal("writing a request")?;
        let mut request = self.request(Method::POST, path, Body::from(bytes))?;
        let json = hyper::header::HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        Ok(request)
    }

    fn request(&self, method: Method, path: &str, body: Body) -> Result<Request<Body>, Failure> {
        let proof = match &self.who {
            Who::SignedIn(signed_in) if !self.way.is_remote() => {
                let (kept, proof) = signed_in.as_ref();
                let token = kept.token.as_ref().map_or("", |token| token.as_str());
                Some(proof.header(method.as_str(), path, token, SystemClock.now()))
            }
            _ => None,
        };
        let mut request = Request::builder().method(method).uri(path).header(HOST, "workspace");
        match &self.who {
            Who::Nobody => {}
            // Names of people are of any script: bytes of UTF-8, as the other end of the socket reads them.
            Who::Named(who) => request = request.header(AS_HEADER, who.as_str().as_bytes()),
            Who::SignedIn(signed_in) => {
                if let Some(token) = &signed_in.0.token {
                    request = request.header(AUTHORIZATION, format!("Bearer {}", token.as_str()));
                }
            }
        }
        if let Some(proof) = proof {
            request = request.header(DEVICE_HEADER, proof);
        }
        request.body(body).internal("writing a request")
    }
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The body of an answer, or the error that it is.
async fn answer<T: DeserializeOwned>(response: Response<Body>) -> Result<T, Failure> {
    serde_json::from_slice(&body(response).await?).internal("reading the answer")
}

async fn text(response: Response<Body>) -> Result<String, Failure> {
    String::from_utf8(body(response).await?.into()).internal("reading the answer")
}

async fn body(response: Response<Body>) -> Result<Bytes, Failure> {
    let ok = response.status().is_success();
    let body = response.into_body().collect().await.internal("reading the answer")?.to_bytes();
    if ok { Ok(body) } else { Err(refused(&body)) }
}
