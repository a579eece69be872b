//! HTTP/1.1 (RFC 9112), in clear or inside TLS: harmless GETs alone.

use super::sign_in;
use std::io::{Read, Write};
use std::net::SocketAddr;

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

    /// Whether it asks for credentials: by its status, by where it leads, or by the form that it
    /// shows. That a page is there proves nothing: see [`super::http`].
    pub fn asks(&self) -> bool {
        match self.status {
            401 | 407 => true,
            // Also said of what nobody may see, whoever they are.
            403 => {
                self.header("www-authenticate").is_some()
                    || sign_in::is_spoken_of(&self.body.to_lowercase())
            }
            300..=399 => sign_in::is_place(self.header("location").unwrap_or_default()),
            200..=299 => sign_in::is_page(&self.body),
            _ => false,
        }
    }

    /// The path on the same server, at `address`, to which the answer of `path` leads, if it does.
    pub fn leads_to(&self, address: SocketAddr, path: &str) -> Option<String> {
        let place = self.header("location").filter(|_| (300..=399).contains(&self.status))?;
        if let Some((_, rest)) = place.split_once("://") {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (host, local) = rest.split_at_checked(end)?;
            let named = format!("localhost:{}", address.port());
            let own = host == named || host == address.to_string();
            return own.then(|| format!("/{}", local.trim_start_matches('/')));
        }
        if place.starts_with('/') {
            return (!place.starts_with("//")).then(|| place.to_owned());
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Some(format!("{folder}/{}", place.trim_start_matches("./")))
    }

    /// Whether a program was given what it asked for: JSON, and not a page for whatever path.
    pub fn gives_data(&self) -> bool {
        let body = self.body.trim_start();
        (200..=299).contains(&self.status) && body.starts_with(['{', '['])
    }

    pub fn is_whole(heard: &[u8]) -> bool {
        let Some(end) = heard.windows(4).position(|window| window == b"\r\n\r\n") else {
            return false;
        };
        let length =
            Self::read(heard).and_then(|r| r.header("content-length")?.parse::<usize>().ok());
        length.is_some_and(|length| heard.len() >= (end + 4).saturating_add(length))
    }
}

/// One GET; `None` if the answer is not HTTP.
pub(super) fn get(
    stream: &mut (impl Read + Write),
    address: SocketAddr,
    path: &str,
) -> Option<Response> {
    let path = path.split('#').next().filter(|path| !path.contains([' ', '\r', '\n']))?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: hygeia-surface\r\nAccept: */*\r\nConnection: close\r\n\r\n"
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

    fn read(reply: &str) -> Response {
        Response::read(reply.as_bytes()).unwrap()
    }

    #[test]
    fn the_status_tells_whether_it_asks() {
        let asks = |reply: &str| read(reply).asks();
        assert!(asks("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n\r\n"));
        assert!(asks("HTTP/1.0 302 Found\r\nLocation: /login?next=%2F\r\n\r\n"));
        assert!(asks("HTTP/1.1 403 Forbidden\r\n\r\n{\"message\": \"token required\"}"));
        assert!(!asks("HTTP/1.1 403 Forbidden\r\n\r\n<title>403 Forbidden</title>nginx"));
        assert!(!asks("HTTP/1.1 200 OK\r\n\r\nhello"));
        assert!(!asks("HTTP/1.0 302 Found\r\nLocation: /graph\r\n\r\n"));
        assert!(!asks("HTTP/1.0 302 Found\r\nLocation: /authors\r\n\r\n"));
        assert!(!asks("HTTP/1.1 404 Not Found\r\n\r\n"));
        assert_eq!(Response::read(b"-ERR unknown command\r\n\r\n"), None);
    }

    #[test]
    fn redirects_are_followed_on_the_same_server_alone() {
        let own: SocketAddr = "127.0.0.1:8888".parse().unwrap();
        let leads = |to: &str| {
            let text = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n");
            read(&text).leads_to(own, "/hub/")
        };
        for (to, path) in [
            ("/lab", "/lab"),
            ("lab", "/hub/lab"),
            ("./lab?next=1", "/hub/lab?next=1"),
            ("http://127.0.0.1:8888/lab", "/lab"),
            ("https://localhost:8888/lab", "/lab"),
            ("http://localhost:8888", "/"),
        ] {
            assert_eq!(leads(to).as_deref(), Some(path), "{to}");
        }
        for elsewhere in ["//elsewhere/lab", "https://elsewhere/lab", "http://127.0.0.1:9/lab"] {
            assert_eq!(leads(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn data_is_json_and_not_a_page_for_any_path() {
        let gives = |body: &str| read(&format!("HTTP/1.1 200 OK\r\n\r\n{body}")).gives_data();
        assert!(gives(" {\"jobs\": []}") && gives("[]"));
        assert!(!gives("<html></html>") && !gives(""));
    }

    proptest! {
        #[test]
        fn no_reply_makes_it_panic(heard: Vec<u8>) {
            let reply = [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", &heard[..]].concat();
            let _ = (Response::read(&heard), Response::is_whole(&reply), Response::read(&reply).map(|r| r.asks()));
        }
    }
}
