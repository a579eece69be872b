//! A workspace `ws` in a folder of its own, and people who act in it.

use crate::support::{Ran, command};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

pub const OWNER: &str = "olga@example.org";
pub const STEWARD: &str = "stefan@example.org";
pub const SCIENTIST: &str = "dana@example.org";
pub const ENGINEER: &str = "emil@example.org";
pub const LEAD: &str = "lena@example.org";
pub const RISK: &str = "rita@example.org";
pub const RISK_HEAD: &str = "hugo@example.org";
pub const OPERATOR: &str = "omar@example.org";
pub const SECURITY: &str = "sam@example.org";
pub const SECURITY_HEAD: &str = "sven@example.org";
pub const AUDITOR: &str = "anna@example.org";
pub const KEEPER: &str = "viktor@example.org";
pub const VAULT_HEAD: &str = "vito@example.org";

pub struct Home {
    dir: TempDir,
}

impl Home {
    /// A folder, with nothing in it.
    pub fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A workspace that was made to be tried alone, and to which nothing was applied.
    pub fn made() -> Self {
        let home = Self::empty();
        let told = home.run(&["init", "--try", "ws"]).ends(0);
        assert!(told.out.contains("hygeia apply"), "{}", told.out);
        home
    }

    /// A workspace to which two people applied the sample's RACI.
    pub fn applied() -> Self {
        let home = Self::made();
        let id = home.proposed();
        home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs the program beside the workspace.
    pub fn run(&self, args: &[&str]) -> Ran {
        let mut command = command(self.dir.path());
        let ran = command.env("HYGEIA_WORKSPACE", "ws").env_remove("HYGEIA_AS").args(args);
        Ran::of(ran.output().unwrap())
    }

    /// Runs it in the name of `who`.
    pub fn by(&self, who: &str, args: &[&str]) -> Ran {
        self.run(&[args, &["--as", who]].concat())
    }

    /// Runs a verb that waits for who is consulted: all of them answer, and it is run again.
    pub fn heard(&self, place: &[&str], who: &str, args: &[&str]) -> Ran {
        let args = [args, place].concat();
        self.by(who, &args).ends(1).tells(&["waits for those who are consulted", "hygeia answer"]);
        let feed = [&["feed", "--format", "json"], place].concat();
        let feed = self.by(who, &feed).ends(0).json();
        let notices = feed.as_array().unwrap().iter();
        for notice in notices.filter(|notice| notice["kind"] == "own") {
            for silent in notice["silent"].as_array().unwrap() {
                let id = notice["id"].as_str().unwrap();
                self.by(silent.as_str().unwrap(), &[&["answer", id], place].concat()).ends(0);
            }
        }
        self.by(who, &args).ends(0)
    }

    /// Lets the security officer propose what is there; gives the proposal's id.
    pub fn proposed(&self) -> String {
        let told = self.by(SECURITY, &["apply"]).ends(1).tells(&["two people", SECURITY_HEAD]);
        told.err.split_whitespace().find(|word| word.starts_with("access-")).unwrap().to_owned()
    }

    /// Enrols a device for `owner`, which passes.
    pub fn enrol(&self, owner: &str) {
        self.by(SECURITY, &["device", "enrol", "--owner", owner]).ends(0);
        let device = format!("laptop/{owner}");
        let how = ["--disk-encrypted", "--firewall-on", "--patch-age-days", "3"];
        self.run(&[&["device", "report", "--device", &device][..], &how].concat()).ends(0);
    }

    /// One cell of the first row that `who` gets for `sql`.
    pub fn cell(&self, who: &str, sql: &str) -> Value {
        let answer = self.by(who, &["sql", sql, "--format", "json"]).ends(0).json();
        answer["rows"][0][0].clone()
    }

    /// Replaces text in a file of the workspace.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.path("ws").join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "no {from:?} in {name}:\n{text}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }
}
