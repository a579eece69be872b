//! What an HTTP server is and whether it asks for credentials, told by its answers. That a page is
//! there says nothing of what is behind it: only a product that is known, and gives its data to
//! anybody, is open.

use super::conn::plain;
use super::response::Response;
use super::{known, speaks};
use crate::report::{Auth, Service};
use std::net::SocketAddr;

/// Redirects that are followed.
const REDIRECTS: usize = 5;

/// Describes the server at `address` whose answer to `/` is `root`; `fetch` asks for other paths.
pub(super) fn survey(
    address: SocketAddr,
    root: &Response,
    encrypted: bool,
    fetch: impl Fn(&str) -> Option<Response>,
) -> Service {
    let mut service = speaks("http");
    service.encrypted = Some(encrypted);
    service.product = root.header("server").map(|value| plain(value.as_bytes()));
    if let Some(found) = known::recognise(root, &fetch) {
        service.product = Some(found.product.to_owned());
        service.version = found.version;
        (service.auth, service.saw) = of_known(found.guarded, found.answer.as_ref());
    } else {
        (service.auth, service.saw) = of_stranger(address, root, fetch);
    }
    service
}

/// By the answer of a product that is known to the path that it should guard.
fn of_known(path: &str, answer: Option<&Response>) -> (Auth, String) {
    let Some(answer) = answer else {
        return (Auth::Unknown, format!("does not answer GET {path}"));
    };
    let auth = match answer.status {
        403 => Auth::Required,
        _ if answer.asks() => Auth::Required,
        _ if answer.gives_data() => Auth::NotRequired,
        _ => Auth::Unknown,
    };
    (auth, format!("answers GET {path} with status {}", answer.status))
}

/// Follows where it leads, until it asks for credentials.
fn of_stranger(
    address: SocketAddr,
    root: &Response,
    fetch: impl Fn(&str) -> Option<Response>,
) -> (Auth, String) {
    let mut path = "/".to_owned();
    let mut answer = root.clone();
    for _ in 0..REDIRECTS {
        if answer.asks() {
            break;
        }
        let Some(next) = answer.leads_to(address, &path) else { break };
        let Some(led) = fetch(&next) else { break };
        (path, answer) = (next, led);
    }
    let (path, status) = (plain(path.as_bytes()), answer.status);
    if answer.asks() {
        return (Auth::Required, format!("asks for credentials at GET {path} (status {status})"));
    }
    let saw = format!(
        "answers GET {path} with status {status}, which does not tell whether it asks elsewhere"
    );
    (Auth::Unknown, saw)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn own() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 80))
    }

    fn response(text: &str) -> Response {
        Response::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_page_proves_nothing_and_a_redirect_is_followed() {
        let told = |root: &str, next: Option<&str>| {
            survey(own(), &response(root), false, |_| next.map(response)).auth
        };
        assert_eq!(told("HTTP/1.1 200 OK\r\n\r\n<div id=app></div>", None), Auth::Unknown);
        let lab = "HTTP/1.1 302 Found\r\nLocation: /lab\r\n\r\n";
        let refused = "HTTP/1.1 403 Forbidden\r\n\r\n{\"message\": \"token required\"}";
        assert_eq!(told(lab, Some(refused)), Auth::Required);
        assert_eq!(told(lab, Some("HTTP/1.1 200 OK\r\n\r\n{}")), Auth::Unknown);
        assert_eq!(told(lab, Some(lab)), Auth::Unknown);
    }

    #[test]
    fn a_known_product_is_open_only_if_it_gives_data() {
        let root = response("HTTP/1.1 200 OK\r\n\r\n<title>MLflow</title>");
        let told = |guarded: &str| survey(own(), &root, false, |_| Some(response(guarded))).auth;
        assert_eq!(told("HTTP/1.1 200 OK\r\n\r\n{\"experiment\": {}}"), Auth::NotRequired);
        assert_eq!(told("HTTP/1.1 200 OK\r\n\r\n<title>MLflow</title>"), Auth::Unknown);
        assert_eq!(told("HTTP/1.1 401 Unauthorized\r\n\r\n"), Auth::Required);
        assert_eq!(told("HTTP/1.1 403 Forbidden\r\n\r\n"), Auth::Required);
    }
}
