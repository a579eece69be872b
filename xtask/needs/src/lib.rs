//! What a test needs beside the code: a service that runs, a program, a table of the shared data.
//!
//! Where it is missing, the test proves nothing, and says so. The suite sets `HYGEIA_COMPLETE`: then
//! that is a failure, as a test that passes because something is absent is none.
#![forbid(unsafe_code)]
// Only tests call this.
#![allow(clippy::panic, clippy::print_stderr)]

mod seeds;

pub use seeds::replay;

use std::env::var_os;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Set by the suite: whatever a test needs has to be there.
const COMPLETE: &str = "HYGEIA_COMPLETE";
/// Set where the shared data can't be, as on a hosted runner.
const SHARED_OPTIONAL: &str = "HYGEIA_SHARED_OPTIONAL";
/// The folder that holds `data/`; `../shared` beside the repository if it is not set.
const SHARED: &str = "HYGEIA_SHARED";

/// Says that `what` is not here, so that this test proves nothing.
///
/// # Panics
/// If the suite asks for a complete run.
pub fn absent(what: &str) {
    assert!(var_os(COMPLETE).is_none(), "{what} is not here, and {COMPLETE} is set");
    eprintln!("not run: {what} is not here");
}

/// A file of the shared data, by its path below `data/`.
///
/// # Panics
/// If it is missing from a complete run, but where the shared data are optional.
#[must_use]
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = shared_folder().join(name);
    if path.exists() {
        return Some(path);
    }
    let what = format!("{} ({SHARED} names the folder above data/)", path.display());
    if var_os(SHARED_OPTIONAL).is_some() {
        eprintln!("not run: {what} is not here");
    } else {
        absent(&what);
    }
    None
}

fn shared_folder() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    var_os(SHARED).map_or_else(beside, PathBuf::from).join("data")
}

/// The service called `name`, if something answers at `port` of this host.
///
/// # Panics
/// If nothing does in a complete run.
#[must_use]
pub fn service(name: &str, port: u16) -> Option<SocketAddr> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    if TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok() {
        return Some(address);
    }
    absent(&format!("{name} at {address}"));
    None
}

/// A program on the path that says its version, ready for arguments.
///
/// # Panics
/// If there is none in a complete run.
#[must_use]
pub fn program(name: &str) -> Option<Command> {
    let mut asked = Command::new(name);
    let asked = asked.arg("--version").stdin(Stdio::null()).output();
    if asked.is_ok() {
        return Some(Command::new(name));
    }
    absent(name);
    None
}
