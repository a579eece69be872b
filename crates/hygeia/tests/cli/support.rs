//! Running the program, and tables to run it on.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The built program, standing in `dir`, with no home but `dir`.
pub fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hygeia"));
    command.current_dir(dir).env("HOME", dir).env_remove("NO_COLOR");
    command
}

/// Runs the program in `dir`.
pub fn hygeia(dir: &Path, args: &[&str]) -> Ran {
    Ran::of(command(dir).args(args).output().unwrap())
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The same run, which must have ended with `code`.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{e}\nout: {}\nerr: {}", self.out, self.err))
    }

    /// The error must hold each of `words`, say what to do next, and be no panic.
    #[track_caller]
    pub fn tells(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {}", self.err);
        }
        assert!(self.err.starts_with("hygeia: "), "{}", self.err);
        let advises = self.err.contains("next: ") || self.err.contains("; ");
        assert!(advises, "it doesn't say what to do next: {}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }
}

/// The keys of a JSON object, in order.
pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The rules of the results of a SARIF document.
pub fn sarif_rules(document: &Value) -> Vec<&str> {
    assert_eq!(document["version"], "2.1.0");
    assert_eq!(document["runs"][0]["tool"]["driver"]["name"], "hygeia");
    let results = document["runs"][0]["results"].as_array().unwrap();
    results.iter().map(|result| result["ruleId"].as_str().unwrap()).collect()
}

/// The names in `dir`, in order.
pub fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Makes `loans.csv` and `truth.json` in `dir`.
pub fn sample(dir: &Path, rows: usize) {
    let rows = rows.to_string();
    let args = ["sample", "--rows", &rows, "--out", "loans.csv", "--truth", "truth.json"];
    hygeia(dir, &args).ends(0);
}
