//! Others who decide: Cedar through `cedarpy`, by our own compiled policies, and `casbin`, by the same
//! cells as a model of its own.

use super::world::Request;
use super::{answer, client};
use crate::{environment, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each as it is called in the answer, and for people.
pub const NAMES: [(&str, &str); 3] = [
    ("cedarpy", "cedarpy, policies parsed before"),
    ("casbin", "casbin, all policies walked"),
    ("casbin_indexed", "casbin, indexed by asset and action"),
];

/// A Python that has both.
pub fn python() -> Result<PathBuf, String> {
    environment::named("python-bench", "requirements-bench.txt")
}

/// What each answers to the requests in `folder`, and how long it takes.
pub fn answers(program: &Path, python: &Path, folder: &Path) -> Result<Value, String> {
    let compiled = folder.join("policies.cedar");
    let file =
        std::fs::File::create(&compiled).map_err(|e| format!("{}: {e}", compiled.display()))?;
    let mut compile = Command::new(program);
    run::must(compile.args(["raci", "compile"]).arg(folder.join("raci.csv")).stdout(file))?;
    answer(client(&python.display().to_string(), "bench_peers.py").arg(folder))
}

/// All agree on every request that they were asked, and none was left out but by the slowest.
pub fn agree(inside: &Value, peers: &Value, requests: &[Request]) -> Result<(), String> {
    let ours = allowed(inside)?;
    if ours.len() != requests.len() {
        return Err(format!("{} of {} requests were decided", ours.len(), requests.len()));
    }
    for (name, _) in NAMES {
        let theirs = allowed(peers.get(name).unwrap_or(&Value::Null))?;
        let whole = theirs.len() == ours.len() || name == "casbin";
        if theirs.is_empty() || !whole {
            return Err(format!("{name} answered {} of {} requests", theirs.len(), ours.len()));
        }
        let mut pairs = requests.iter().zip(ours.iter().zip(&theirs));
        if let Some((request, (us, them))) = pairs.find(|(_, (us, them))| us != them) {
            return Err(format!("{request:?}: the gate says {us}, {name} says {them}"));
        }
    }
    let count = ours.iter().filter(|allowed| **allowed).count();
    println!("  all agree: {count} of {} requests are allowed\n", ours.len());
    Ok(())
}

fn allowed(told: &Value) -> Result<Vec<bool>, String> {
    let all = told.get("allowed").and_then(Value::as_array);
    let all = all.ok_or("nobody says what was allowed")?;
    Ok(all.iter().map(|one| one.as_bool().unwrap_or(false)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(casbin: &[bool], cedarpy: &[bool]) -> Result<(), String> {
        let request = |n: usize| Request {
            principal: format!("p{n}"),
            action: "query".to_owned(),
            asset: "dataset/d".to_owned(),
        };
        let inside = json!({ "allowed": [true, false] });
        let peers = json!({
            "cedarpy": { "allowed": cedarpy },
            "casbin": { "allowed": casbin },
            "casbin_indexed": { "allowed": [true, false] },
        });
        agree(&inside, &peers, &[request(0), request(1)])
    }

    #[test]
    fn whoever_answers_otherwise_or_not_at_all_is_told() {
        assert_eq!(told(&[true], &[true, false]), Ok(()));
        assert!(told(&[true, false], &[true, true]).is_err_and(|why| why.contains("cedarpy says")));
        assert!(told(&[true, false], &[true]).is_err_and(|why| why.contains("1 of 2")));
        assert!(told(&[], &[true, false]).is_err_and(|why| why.contains("0 of 2")));
    }
}
