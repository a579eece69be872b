//! Signing in at the identity provider of a workspace: in a browser, whose code comes back to loopback
//! (RFC 8252), or by a code that is typed at another device (RFC 8628). The workspace redeems what comes back:
//! nothing here ever holds a token of the provider.

use super::here::Client;
use super::who::Who;
use crate::failure::{At, Failure};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::routing::get;
use std::collections::BTreeMap;
use std::future::IntoFuture;
use std::net::Ipv4Addr;
use std::time::Duration;
use terms::printable;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};
use workspace::{
    BeginSignInRequest, BeginSignInResponse, FinishSignInRequest, FinishSignInResponse,
    RenewResponse, SignInResponse,
};
use zeroize::Zeroizing;

/// How long somebody has to sign in in a browser.
const BROWSER: Duration = Duration::from_secs(600);
/// How long the browser has to read that it is done.
const LAST_WORD: Duration = Duration::from_secs(2);

/// What comes back to loopback, by the names of its parameters.
type Returned = BTreeMap<String, String>;

impl Client {
    /// Whether the workspace is asked over the network.
    #[must_use]
    pub const fn is_remote(&self) -> bool {
        self.way.is_remote()
    }

    /// Where people sign in; none, if a device's key does.
    ///
    /// # Errors
    /// What the workspace answers instead.
    pub async fn issuer(&self) -> Result<Option<String>, Failure> {
        let ways: SignInResponse = self.get("/v1/sign-in", &()).await?;
        Ok(ways.issuer)
    }

    /// Signs in in a browser, anew if it has to be `fresh`: `open` is told where it has to go. Gives what keeps
    /// the device out.
    ///
    /// # Errors
    /// If nothing comes back in ten minutes; what provider or workspace answer instead.
    pub async fn sign_in_by_browser(
        &mut self,
        fresh: bool,
        open: impl FnOnce(&str),
    ) -> Result<Vec<String>, Failure> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.internal("listening for the browser")?;
        let port = listener.local_addr().internal("listening for the browser")?.port();
        let redirect = Some(format!("http://127.0.0.1:{port}/"));
        let request = BeginSignInRequest { redirect, fresh };
        let begun: BeginSignInResponse = self.post("/v1/sign-in", &request).await?;
        open(&begun.url);
        let returned = returned(listener, &begun.id).await?;
        if let Some(error) = returned.get("error") {
            let why = returned.get("error_description").unwrap_or(error);
            let why: String = why.chars().take(300).collect();
            return Err(Failure::refused(format!(
                "the identity provider refuses: {}",
                printable(&why)
            ))
            .hint("sign in again: hygeia login"));
        }
        let code = returned.get("code").cloned().map(Zeroizing::new);
        let (id, issuer) = (begun.id, returned.get("iss").cloned());
        let request = FinishSignInRequest { id, code, issuer };
        let finished: FinishSignInResponse = self.post("/v1/sign-in/finish", &request).await?;
        match finished.done {
            Some(done) => self.signed_in_as(done),
            None => Err(Failure::refused("the workspace waits for another sign-in")
                .hint("sign in again: hygeia login")),
        }
    }

    /// Signs in at another device: `tell` is told where, and the code. Gives what keeps this device out.
    ///
    /// # Errors
    /// If the code runs out; what provider or workspace answer instead.
    pub async fn sign_in_by_code(
        &mut self,
        fresh: bool,
        tell: impl FnOnce(&str, &str),
    ) -> Result<Vec<String>, Failure> {
        let begun: BeginSignInResponse =
            self.post("/v1/sign-in", &BeginSignInRequest { redirect: None, fresh }).await?;
        tell(&begun.url, begun.user_code.as_deref().unwrap_or_default());
        let mut wait = begun.interval.unwrap_or(5);
        loop {
            sleep(Duration::from_secs(u64::try_from(wait).unwrap_or(5).clamp(1, 60))).await;
            let request = FinishSignInRequest { id: begun.id.clone(), code: None, issuer: None };
            let finished: FinishSignInResponse = self.post("/v1/sign-in/finish", &request).await?;
            match (finished.done, finished.wait) {
                (Some(done), _) => return self.signed_in_as(done),
                (None, next) => wait = next.unwrap_or(5),
            }
        }
    }

    fn signed_in_as(&mut self, done: RenewResponse) -> Result<Vec<String>, Failure> {
        let lacking = done.lacking.clone();
        if let Who::SignedIn(signed_in) = &mut self.who {
            signed_in.0.renewed(done)?;
        }
        Ok(lacking)
    }
}

#[derive(Clone)]
struct Waiting {
    state: String,
    tell: mpsc::Sender<Returned>,
}

/// Waits for what comes back with `state`; whatever else comes is told that nobody waits for it.
async fn returned(listener: TcpListener, state: &str) -> Result<Returned, Failure> {
    let (tell, mut told) = mpsc::channel(1);
    let (stop, stopped) = oneshot::channel::<()>();
    let waiting = Waiting { state: state.to_owned(), tell };
    let router = Router::new().route("/", get(take)).with_state(waiting);
    let serves = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = stopped.await;
    });
    let serves = tokio::spawn(serves.into_future());
    let back = timeout(BROWSER, told.recv()).await.ok().flatten();
    let _ = stop.send(());
    let _ = timeout(LAST_WORD, serves).await;
    back.ok_or_else(|| Failure::refused("nobody signed in within ten minutes").hint("hygeia login"))
}

/// What a browser is told, and keeps to itself.
async fn take(
    State(waiting): State<Waiting>,
    Query(mut all): Query<Returned>,
) -> (StatusCode, [(HeaderName, &'static str); 2], &'static str) {
    let quiet = [(header::REFERRER_POLICY, "no-referrer"), (header::CACHE_CONTROL, "no-store")];
    if all.remove("state").as_ref() != Some(&waiting.state) {
        return (StatusCode::NOT_FOUND, quiet, "Nobody waits for this sign-in.\n");
    }
    // Whoever comes first is heard.
    let _ = waiting.tell.try_send(all);
    (StatusCode::OK, quiet, "The terminal goes on from here; this window can be closed.\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    // proves M20
    #[tokio::test]
    async fn only_the_sign_in_that_was_begun_comes_back() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let waits = tokio::spawn(async move { returned(listener, "s-1").await.ok() });
        let ask = async |query: &str| {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let text = format!("GET /?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
            stream.write_all(text.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        for other in ["code=stolen", "code=stolen&state=s-2", "state=", ""] {
            assert!(ask(other).await.starts_with("HTTP/1.1 404"), "{other}");
        }
        let done = ask("code=c%2F1&state=s-1&iss=https%3A%2F%2Fidp").await;
        assert!(done.starts_with("HTTP/1.1 200") && done.contains("no-referrer"), "{done}");
        let back = waits.await.unwrap().unwrap();
        assert_eq!((back["code"].as_str(), back["iss"].as_str()), ("c/1", "https://idp"));
    }
}
