//! What an HTTP server is and whether it asks for credentials, told by its answers.

use super::conn::plain;
use super::response::Response;
use super::{known, speaks};
use crate::report::{Auth, Service};

/// Describes the server whose answer to `/` is `root`; `fetch` asks for other paths.
pub(super) fn survey(
    root: &Response,
    encrypted: bool,
    fetch: impl Fn(&str) -> Option<Response>,
) -> Service {
    let mut service = speaks("http");
    service.encrypted = Some(encrypted);
    service.product = root.header("server").map(|value| plain(value.as_bytes()));
    let (path, answer) = match known::recognise(root, fetch) {
        Some(found) => {
            service.product = Some(found.product.to_owned());
            service.version = found.version;
            (found.guarded, found.answer)
        }
        None => ("/", Some(root.clone())),
    };
    (service.auth, service.saw) = match answer {
        Some(answer) => {
            (answer.auth(), format!("answers GET {path} with status {}", answer.status))
        }
        None => (Auth::Unknown, format!("does not answer GET {path}")),
    };
    service
}
