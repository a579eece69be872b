//! `cargo xtask bench`: measured figures, printed with what they are made of.

use crate::{journeys, run};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// Who asks: accountable for the sample's model, and so may have predictions.
const WHO: &str = "hugo@example.org";

/// Half of the requests took at most `p50`, all but one in a hundred at most `p99`; microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Latency {
    p50: f64,
    p99: f64,
}

/// Admission in process and over HTTPS, on a workspace that is made for this.
///
/// Over HTTPS, `whoami` shows what connection and token cost without admission; `infer` is admitted,
/// recorded durably and answered by a model.
pub fn access(requests: u32) -> Result<(), String> {
    let program = journeys::program()?;
    let folder = run::fresh("bench-access")?;
    let told = over_https(&program, &folder, requests)?;
    let inside = in_process(&folder.join("ws"), requests)?;
    println!("{requests} requests of each kind, one after the other; milliseconds\n");
    println!("{:<36}{:>9}{:>9}", "", "p50", "p99");
    let rows = [
        ("whoami over HTTPS (not admitted)", latency(&told, "whoami")?),
        ("infer, one row, over HTTPS", latency(&told, "infer")?),
        ("admission in process", latency(&inside, "")?),
    ];
    for (what, Latency { p50, p99 }) in rows {
        println!("{what:<36}{:>9.3}{:>9.3}", p50 / 1000.0, p99 / 1000.0);
    }
    Ok(())
}

/// A client with one connection; the workspace is in `folder/ws` afterwards, and its server stopped.
fn over_https(program: &Path, folder: &Path, requests: u32) -> Result<Value, String> {
    let script = run::root().join("xtask/clients/bench_access.py");
    let mut command = Command::new("python3");
    // -B: nothing is written beside the scripts.
    command.arg("-B").arg(script).arg(program).arg(folder).args([WHO, &requests.to_string()]);
    answer(&mut command)
}

/// What admission takes without a network: an example of the workspace's own crate.
fn in_process(workspace: &Path, requests: u32) -> Result<Value, String> {
    let mut command = run::cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "hygeia-workspace"])
        .args(["--example", "admission", "--"])
        .arg(workspace)
        .args([WHO, &requests.to_string()]);
    answer(&mut command)
}

/// Runs `command`, which prints JSON; what it says beside goes to our standard error.
fn answer(command: &mut Command) -> Result<Value, String> {
    let shown = format!("{command:?}");
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{shown} did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{shown} ended with {}", output.status));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{shown} printed no JSON: {error}"))
}

/// The latency called `name` in `told`, or `told` itself.
fn latency(told: &Value, name: &str) -> Result<Latency, String> {
    let one = if name.is_empty() { Some(told) } else { told.get(name) };
    let figure = |key: &str| one.and_then(|one| one.get(key)?.as_f64());
    match (figure("p50_us"), figure("p99_us")) {
        (Some(p50), Some(p99)) => Ok(Latency { p50, p99 }),
        _ => Err(format!("no p50_us and p99_us {name} in {told}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_are_read_by_name_and_missed() {
        let one = json!({ "p50_us": 10, "p99_us": 20.5 });
        let told = json!({ "infer": one });
        let expected = Latency { p50: 10.0, p99: 20.5 };
        assert_eq!(latency(&told, "infer"), Ok(expected));
        assert_eq!(latency(&one, ""), Ok(expected));
        assert!(latency(&told, "whoami").is_err());
    }
}
