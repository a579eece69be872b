//! Asking what listens, at each address of this host that reaches it.

use crate::addresses::Addresses;
use crate::options::Options;
use crate::report::{Listener, Owner, Service, Transport};
use crate::settle::settle;
use crate::speak;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Services that are spoken to at once.
const VOICES: usize = 8;

/// One service at one of its addresses.
struct Question {
    listener: usize,
    address: SocketAddr,
}

/// Speaks to every service that may be spoken to, at each of its addresses, a few at a time.
pub(crate) fn speak_to(listeners: &mut [Listener], options: &Options) {
    for listener in &mut *listeners {
        listener.untold = reason_to_leave(listener, options);
    }
    let own = Addresses::read();
    let mut whole = Vec::with_capacity(listeners.len());
    let mut questions = Vec::new();
    for (index, listener) in listeners.iter().enumerate() {
        let (addresses, all) = own.to_ask(listener.address, has_twin(listeners, listener));
        whole.push(all);
        if listener.untold.is_none() {
            let ask = |address| Question { listener: index, address };
            questions.extend(addresses.into_iter().map(ask));
        }
    }
    let mut heard: Vec<Vec<(SocketAddr, Service)>> = vec![Vec::new(); listeners.len()];
    let mut late = BTreeSet::new();
    for Answered { listener, address, reply } in ask_all(&questions, options) {
        match (reply, heard.get_mut(listener)) {
            (Reply::Service(service), Some(heard)) => heard.push((address, service)),
            (Reply::NoTime, _) => _ = late.insert(listener),
            _ => {}
        }
    }
    let each = listeners.iter_mut().zip(heard).zip(whole).enumerate();
    for (index, ((listener, mut heard), whole)) in each {
        let late = late.contains(&index);
        heard.sort_by_key(|(address, _)| (!address.ip().is_loopback(), *address));
        if heard.is_empty() && late {
            listener.untold = Some("there was no time left to ask it".to_owned());
        } else if listener.untold.is_none() {
            settle(listener, heard, whole && !late);
        }
    }
}

/// Whether another socket has the port of this one in IPv4, so that it is for IPv6 alone.
fn has_twin(listeners: &[Listener], of: &Listener) -> bool {
    let is_twin = |other: &Listener| {
        other.transport == of.transport
            && other.address.port() == of.address.port()
            && other.address.is_ipv4()
    };
    of.address.is_ipv6() && listeners.iter().any(is_twin)
}

/// What came of a question.
struct Answered {
    listener: usize,
    address: SocketAddr,
    reply: Reply,
}

enum Reply {
    Service(Service),
    /// What listens on `[::]` may take no IPv4: where nobody takes connections, nothing is said.
    Nobody,
    NoTime,
}

fn ask_all(questions: &[Question], options: &Options) -> Vec<Answered> {
    let answers = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let until = Instant::now() + options.speaking;
    std::thread::scope(|scope| {
        for _ in 0..VOICES.min(questions.len()) {
            scope.spawn(|| {
                while let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let &Question { listener, address } = question;
                    let reply = if Instant::now() >= until {
                        Reply::NoTime
                    } else {
                        let told = speak::ask(address, options.patience);
                        told.map_or(Reply::Nobody, Reply::Service)
                    };
                    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                    answers.push(Answered { listener, address, reply });
                }
            });
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Why a listener is not spoken to, if it isn't.
fn reason_to_leave(listener: &Listener, options: &Options) -> Option<String> {
    let reason = match &listener.owner {
        _ if !options.speak => "only listing was asked for",
        _ if listener.transport == Transport::Udp => {
            "datagram services are listed and not spoken to"
        }
        _ if options.leave_ports.contains(&listener.address.port()) => {
            "this port was to be left alone"
        }
        Owner::Program { pid, .. } if *pid == std::process::id() => "it is this program's own",
        Owner::Outside { .. } => {
            "no process on this host holds it, so it is not this host's to be spoken to"
        }
        _ => return None,
    };
    Some(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Reach;
    use std::time::Duration;

    #[test]
    fn whom_there_was_no_time_to_ask_is_told() {
        let address = SocketAddr::from(([127, 0, 0, 1], 9));
        let mut listeners = [Listener {
            transport: Transport::Tcp,
            address,
            reach: Reach::Loopback,
            owner: Owner::Program { pid: 1, name: "x".to_owned(), executable: None },
            service: None,
            asked: Vec::new(),
            untold: None,
        }];
        let options = Options { speaking: Duration::ZERO, ..Options::of_host(None) };
        speak_to(&mut listeners, &options);
        let [listener] = listeners;
        assert_eq!(listener.service, None);
        assert_eq!(listener.untold.as_deref(), Some("there was no time left to ask it"));
    }
}
