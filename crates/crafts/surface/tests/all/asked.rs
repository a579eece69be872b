//! One service on all addresses: what it lets loopback do says nothing of the network.

use crate::nothing;
use hygeia_surface::{Auth, Listener, Options, examine};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use terms::{FixedClock, Probed, State, Timestamp};

/// A Redis on all addresses of this host, ended with the test; `None` where there is none.
struct Redis(Child, u16, #[allow(dead_code)] tempfile::TempDir);

impl Redis {
    fn start(arguments: &[&str]) -> Option<Self> {
        let free = TcpListener::bind("0.0.0.0:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "0.0.0.0", "--save", "", "--dir"]);
        command.arg(folder.path()).args(arguments).stdout(Stdio::null());
        let Ok(child) = command.spawn() else {
            eprintln!("skipped: no redis-server");
            return None;
        };
        let redis = Self(child, port, folder);
        for _ in 0..100 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Some(redis);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("redis-server takes no connections");
    }

    /// The listener as a report tells it that speaks to nothing else, and the claim on credentials.
    fn told(&self) -> (Listener, Probed) {
        let clock = FixedClock::at(Timestamp::from_unix(0));
        let listed = examine(&nothing(), &clock).unwrap().listeners;
        let ports = listed.iter().map(|listener| listener.address.port());
        let leave_ports = ports.filter(|port| *port != self.1).collect();
        let patience = Duration::from_secs(1);
        let options = Options { speak: true, leave_ports, patience, ..nothing() };
        let report = examine(&options, &clock).unwrap();
        let is_own = |l: &&Listener| l.address == SocketAddr::from(([0, 0, 0, 0], self.1));
        let probe = report.probes.iter().find(|probe| probe.id == "surface/credentials");
        (report.listeners.iter().find(is_own).unwrap().clone(), probe.unwrap().clone())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn auth(listener: &Listener) -> Auth {
    listener.service.as_ref().unwrap().auth
}

// proves M3
#[test]
fn a_protected_redis_is_open_to_loopback_and_unknown_to_the_network() {
    let Some(redis) = Redis::start(&[]) else { return };
    let (listener, probe) = redis.told();
    assert_ne!(auth(&listener), Auth::NotRequired, "{listener:?}");
    assert_eq!(listener.asked[0].auth, Auth::NotRequired, "{listener:?}");
    assert!(listener.asked[0].address.ip().is_loopback());
    assert!(listener.asked[1..].iter().all(|answer| answer.auth == Auth::Unknown), "{listener:?}");
    assert_eq!(probe.state, State::Failed, "loopback gets in: {}", probe.saw);
}

// proves M3
#[test]
fn a_redis_for_everybody_and_one_with_a_password_are_told_at_each_address() {
    let Some(open) = Redis::start(&["--protected-mode", "no"]) else { return };
    let (listener, _) = open.told();
    let beyond = listener.asked.iter().any(|answer| !answer.address.ip().is_loopback());
    let expected = if beyond { Auth::NotRequired } else { Auth::Unknown };
    assert_eq!(auth(&listener), expected, "{listener:?}");
    let Some(closed) = Redis::start(&["--requirepass", "of-this-test"]) else { return };
    let (listener, _) = closed.told();
    let expected = if beyond { Auth::Required } else { Auth::Unknown };
    assert_eq!(auth(&listener), expected, "{listener:?}");
}
