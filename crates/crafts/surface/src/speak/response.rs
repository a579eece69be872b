//! HTTP/1.1 (RFC 9112), in clear or inside TLS: harmless GETs alone.

use super::Peer;
use crate::report::Auth;
use std::io::{Read, Write};

/// Bytes of a response that are kept: enough for a title and for short JSON.
const RESPONSE_BYTES: usize = 32 << 10;

/// One response; header names are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    pub fn read(heard: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(heard);
        let (head, body) = text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n"))?;
        let mut lines = head.lines();
        let mut status = lines.next()?.split(' ');
        if !status.next()?.starts_with("HTTP/1.") {
            return None;
        }
        let status = status.next()?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .take(100)
            .collect();
        Some(Self { status, headers, body: body.to_owned() })
    }

    /// The header called `name`, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Headers and body as one text in lower case, to look for signs in.
    pub fn lower_text(&self) -> String {
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
        format!("{}{}", headers.collect::<String>(), self.body).to_lowercase()
    }

    /// A refusal or a way to a sign-in page means that it asks; a success, that it does not.
    pub fn auth(&self) -> Auth {
        let leads = self.header("location").unwrap_or_default().to_ascii_lowercase();
        let to_sign_in =
            ["login", "signin", "sign_in", "auth", "sso"].iter().any(|word| leads.contains(word));
        match self.status {
            401 | 403 | 407 => Auth::Required,
            300..=399 if to_sign_in => Auth::Required,
            200..=299 => Auth::NotRequired,
            _ => Auth::Unknown,
        }
    }

    fn is_whole(heard: &[u8]) -> bool {
        let Some(end) = heard.windows(4).position(|window| window == b"\r\n\r\n") else {
            return false;
        };
        let length =
            Self::read(heard).and_then(|r| r.header("content-length")?.parse::<usize>().ok());
        length.is_some_and(|length| heard.len() >= (end + 4).saturating_add(length))
    }
}

/// One GET; `None` if the answer is not HTTP.
pub(super) fn get(stream: &mut (impl Read + Write), peer: Peer, path: &str) -> Option<Response> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: hygeia-surface\r\nAccept: */*\r\nConnection: close\r\n\r\n",
        peer.address
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut heard = Vec::new();
    let mut buffer = [0; 4_096];
    while heard.len() < RESPONSE_BYTES && !Response::is_whole(&heard) {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => heard.extend(buffer.iter().take(count)),
            _ => break,
        }
    }
    Response::read(&heard)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn auth(reply: &str) -> Auth {
        Response::read(reply.as_bytes()).unwrap().auth()
    }

    #[test]
    fn the_status_tells_whether_it_asks() {
        assert_eq!(auth("HTTP/1.1 200 OK\r\n\r\nhello"), Auth::NotRequired);
        assert_eq!(
            auth("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n\r\n"),
            Auth::Required
        );
        assert_eq!(auth("HTTP/1.0 302 Found\r\nLocation: /login?next=%2F\r\n\r\n"), Auth::Required);
        assert_eq!(auth("HTTP/1.0 302 Found\r\nLocation: /graph\r\n\r\n"), Auth::Unknown);
        assert_eq!(auth("HTTP/1.1 404 Not Found\r\n\r\n"), Auth::Unknown);
        assert_eq!(Response::read(b"-ERR unknown command\r\n\r\n"), None);
    }

    proptest! {
        #[test]
        fn no_reply_makes_it_panic(heard: Vec<u8>) {
            let reply = [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", &heard[..]].concat();
            let _ = (Response::read(&heard), Response::is_whole(&reply), Response::read(&reply).map(|r| r.auth()));
        }
    }
}
