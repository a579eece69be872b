//! People on machines of their own, and the workspace that they join.

use crate::home::{Home, SCIENTIST, SECURITY, SECURITY_HEAD};
use crate::server::Server;
use crate::support::{Ran, command};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

pub const SECOND_HEAD: &str = "selma@example.org";
pub const HEALTHY: [&str; 4] = ["--disk-encrypted", "--firewall-on", "--patch-age-days", "3"];

/// Somebody's own machine: a home with nothing in it.
pub struct Machine {
    dir: TempDir,
    /// The name of the network that it stands in, if that is not this host's.
    network: Option<String>,
}

impl Machine {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), network: None }
    }

    /// One that stands in a network namespace.
    pub fn within(network: &str) -> Self {
        Self { network: Some(network.to_owned()), ..Self::new() }
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        let mut program = command(self.dir.path());
        if let Some(network) = &self.network {
            program = Command::new("ip");
            program.args(["netns", "exec", network]).arg(command(self.dir.path()).get_program());
            program.current_dir(self.dir.path()).env("HOME", self.dir.path());
        }
        Ran::of(program.args(args).output().unwrap())
    }

    /// Runs a verb on the server at `url`.
    pub fn at(&self, url: &str, args: &[&str]) -> Ran {
        self.run(&[args, &["--workspace", url]].concat())
    }

    /// Where its sign-in is kept.
    pub fn sign_in(&self) -> PathBuf {
        let all = fs::read_dir(self.dir.path().join(".config/hygeia/sign-in")).unwrap();
        let mut all: Vec<PathBuf> = all.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }
}

/// A workspace that somebody founded, with the sample's people on its list, and its server.
pub fn founded() -> (Home, Server) {
    let home = Home::empty();
    home.run(&["init", "ws", "--founder", SECURITY]).ends(0);
    let listed = [
        (SECURITY, "security-officer"),
        (SECURITY_HEAD, "security-head"),
        (SECOND_HEAD, "security-head"),
        (SCIENTIST, "data-scientist"),
    ];
    let listed: String =
        listed.iter().map(|(who, role)| format!("\"{who}\" = [\"{role}\"]\n")).collect();
    fs::write(home.path("ws/people.toml"), format!("[people]\n{listed}")).unwrap();
    let told = home.run(&["apply"]).ends(0);
    assert!(told.out.contains("applied"), "{}", told.out);
    let server = Server::start(&home);
    (home, server)
}

/// What `who` is told to join by: address and code.
pub fn invited(home: &Home, who: &str) -> (String, String) {
    let told = home.run(&["invite", who, "--format", "json"]).ends(0).json();
    let text = |key: &str| told[key].as_str().unwrap().to_owned();
    (text("url"), text("code"))
}

pub fn joined(home: &Home, who: &str) -> (Machine, String) {
    let (machine, (url, code)) = (Machine::new(), invited(home, who));
    machine.run(&["join", &url, &code]).ends(0);
    (machine, url)
}

/// Copies a folder with all that is in it.
pub fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copied(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}
