//! Any answers of any service: what is shown of them is short and plain, and only who said so lets
//! anybody in.

use super::bytes::Bytes;
use super::response::Response;
use super::{
    amqp, banner, epmd, erlang, http, memcached, mongodb, mqtt, mysql, nats, postgres, redis,
};
use crate::report::{Auth, Service};
use std::cell::RefCell;
use std::net::SocketAddr;

/// The longest text that is shown of an answer.
const SHOWN: usize = 1_000;

/// The same bytes as the answer in every protocol.
pub(crate) fn answers(bytes: &[u8]) {
    for service in [nats::read(bytes), banner::line(bytes)].into_iter().flatten() {
        plain(&service);
    }
    if let Some(answer) = postgres::read(bytes) {
        shown([Some(answer.saw), answer.version]);
    }
    let _ = (postgres::is_settled(bytes), mongodb::is_whole(bytes), mongodb::is_reply(bytes));
    if let Some((_, body)) = mysql::packet(&mut Bytes(bytes)) {
        assert!(mysql::is_whole(bytes));
        shown([mysql::Greeting::read(body).map(|greeting| greeting.version), None]);
        let _ = mysql::refusal(body);
    }
    if let Some(start) = amqp::Start::read(bytes) {
        shown([start.property(b"product"), start.property(b"version")]);
    }
    if let Some((auth, _)) = redis::read(bytes) {
        assert_eq!(auth == Auth::NotRequired, bytes.starts_with(b"+PONG"));
    }
    let _ = redis::is_whole(bytes);
    shown(<[_; 2]>::from(redis::product(bytes)));
    shown([memcached::read(bytes).and_then(|(_, version)| version), epmd::read(bytes, 4369)]);
    let _ = (mqtt::read(bytes), erlang::status(bytes));
    shown([erlang::challenge(bytes), None]);
}

/// A server that gives these responses one after the other, over and over; parted by a zero byte.
pub(crate) fn http(bytes: &[u8]) {
    let responses: Vec<&[u8]> = bytes.split(|&byte| byte == 0).take(8).collect();
    let mut whole = responses.iter().cycle();
    let Some(root) = whole.next().and_then(|first| Response::read(first)) else { return };
    let whole = RefCell::new(whole);
    let fetch = |_: &str| whole.borrow_mut().next().and_then(|next| Response::read(next));
    let service = http::survey(SocketAddr::from(([127, 0, 0, 1], 80)), &root, false, fetch);
    plain(&service);
    assert!(service.auth != Auth::DefaultAccepted, "nobody signed in");
    let opens = responses.iter().filter_map(|heard| Response::read(heard)).any(|r| r.gives_data());
    assert!(service.auth != Auth::NotRequired || opens, "open, though nothing was given away");
    for heard in responses {
        let _ = Response::is_whole(heard);
    }
}

fn plain(service: &Service) {
    shown([service.product.clone(), service.version.clone()]);
    shown([Some(service.saw.clone()), Some(service.protocol.clone())]);
}

fn shown(texts: [Option<String>; 2]) {
    for text in texts.into_iter().flatten() {
        assert!(text.len() <= SHOWN && !text.contains(char::is_control), "{text:?}");
    }
}
