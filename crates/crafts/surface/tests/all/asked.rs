//! One service on all addresses: what it lets loopback do says nothing of the network.

use crate::nothing;
use hygeia_surface::{Auth, Listener, Options, examine};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use terms::{FixedClock, Probed, State, Timestamp};

/// A server on all addresses of this host, ended with the test.
struct Server {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Server {
    /// Starts `command`, which listens on `port`; `None` where there is no such program.
    fn start(mut command: Command, port: u16, folder: TempDir) -> Option<Self> {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let Ok(child) = child else {
            needs::absent(&command.get_program().display().to_string());
            return None;
        };
        let server = Self { child, port, _folder: folder };
        for _ in 0..200 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{} takes no connections", command.get_program().display());
    }

    fn redis(arguments: &[&str]) -> Option<Self> {
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "0.0.0.0", "--save", "", "--dir"]);
        command.arg(folder.path()).args(arguments);
        Self::start(command, port, folder)
    }

    /// A PostgreSQL with `rules` (`pg_hba.conf`), under an account that it runs under.
    fn postgresql(rules: &str) -> Option<Self> {
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let Some(programs) = postgresql_programs() else {
            needs::absent("PostgreSQL");
            return None;
        };
        let account = account();
        let run = |program: &str| {
            let mut command = Command::new(programs.join(program));
            if let Some(uid) = account {
                command.uid(uid);
            }
            command.current_dir(folder.path());
            command
        };
        if let Some(uid) = account {
            std::os::unix::fs::chown(folder.path(), Some(uid), None).unwrap();
        }
        let data = folder.path().join("data");
        let mut make = run("initdb");
        make.arg("-D").arg(&data).args(["-A", "trust", "-U", "postgres"]).stdout(Stdio::null());
        assert!(make.status().unwrap().success());
        fs::write(data.join("pg_hba.conf"), rules).unwrap();
        let mut command = run("postgres");
        command.arg("-D").arg(&data).args(["-p", &port.to_string(), "-k"]).arg(folder.path());
        command.args(["-c", "listen_addresses=0.0.0.0"]);
        Self::start(command, port, folder)
    }

    /// The listener as a report tells it that speaks to nothing else, and the claim on credentials.
    fn told(&self) -> (Listener, Probed) {
        let clock = FixedClock::at(Timestamp::from_unix(0));
        let listed = examine(&nothing(), &clock).unwrap().listeners;
        let ports = listed.iter().map(|listener| listener.address.port());
        let leave_ports = ports.filter(|port| *port != self.port).collect();
        let patience = Duration::from_secs(1);
        let options = Options { speak: true, leave_ports, patience, ..nothing() };
        let report = examine(&options, &clock).unwrap();
        let is_own = |l: &&Listener| l.address == SocketAddr::from(([0, 0, 0, 0], self.port));
        let probe = report.probes.iter().find(|probe| probe.id == "surface/credentials");
        (report.listeners.iter().find(is_own).unwrap().clone(), probe.unwrap().clone())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to end, so that PostgreSQL takes its processes and shared memory along.
        let _ = kill_process(Pid::from_child(&self.child), Signal::INT);
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port()
}

/// Debian's folder of the newest programs.
fn postgresql_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").exists()).max()
}

/// The account `postgres`, if this runs as root, under which it refuses to start.
fn account() -> Option<u32> {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").unwrap();
    let own = accounts.lines().find(|line| line.starts_with("postgres:"))?;
    own.split(':').nth(2)?.parse().ok()
}

fn auth(listener: &Listener) -> Auth {
    listener.service.as_ref().unwrap().auth
}

/// Whether this host has another address than loopback's at which it can be asked.
fn beyond(listener: &Listener) -> bool {
    listener.asked.iter().any(|answer| !answer.address.ip().is_loopback())
}

// proves M3
#[test]
fn a_protected_redis_is_open_to_loopback_and_unknown_to_the_network() {
    let Some(redis) = Server::redis(&[]) else { return };
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
    let Some(open) = Server::redis(&["--protected-mode", "no"]) else { return };
    let (listener, _) = open.told();
    let expected = if beyond(&listener) { Auth::NotRequired } else { Auth::Unknown };
    assert_eq!(auth(&listener), expected, "{listener:?}");
    let Some(closed) = Server::redis(&["--requirepass", "of-this-test"]) else { return };
    let (listener, _) = closed.told();
    let expected = if beyond(&listener) { Auth::Required } else { Auth::Unknown };
    assert_eq!(auth(&listener), expected, "{listener:?}");
}

// proves M3
#[test]
fn a_postgresql_that_trusts_the_network_is_never_told_by_what_it_asks_of_loopback() {
    let loopback = "host all all 127.0.0.1/32 scram-sha-256\n";
    let Some(trusting) = Server::postgresql(&format!("{loopback}host all all all trust\n")) else {
        return;
    };
    let (listener, _) = trusting.told();
    let expected = if beyond(&listener) { Auth::NotRequired } else { Auth::Unknown };
    assert_eq!(auth(&listener), expected, "{listener:?}");
    drop(trusting);
    // Addresses of this host are asked for passwords as well, others are trusted: that is not seen.
    let rules = format!("{loopback}host all all samehost scram-sha-256\nhost all all all trust\n");
    let Some(hidden) = Server::postgresql(&rules) else { return };
    let (listener, probe) = hidden.told();
    assert!(listener.asked.iter().all(|answer| answer.auth == Auth::Required), "{listener:?}");
    assert_eq!((auth(&listener), probe.state), (Auth::Unknown, State::Unknown), "{}", probe.saw);
}
