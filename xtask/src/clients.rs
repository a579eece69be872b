//! Real clients in Python, as the rooms' own tests call them: pyarrow, model_signing, onnxruntime,
//! CycloneDX. Those tests are ignored where there is no such Python, and fail without it.

use crate::suite::Campaign;
use crate::{environment, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The tests that ask a Python client, and are ignored without one.
const TESTS: &str = "package(hygeia-artifact) | package(hygeia-protect) | package(hygeia-tables) | test(onnxruntime) | test(python_requests)";

/// Runs those tests with a Python that has all clients.
pub fn run(campaign: &Campaign) -> Result<(), String> {
    let python = environment::python()?;
    let mut command = run::cargo();
    command.args([
        "nextest",
        "run",
        "--release",
        "--workspace",
        "--run-ignored",
        "all",
        "-E",
        TESTS,
    ]);
    run::must(campaign.tell(command.env("HYGEIA_PYTHON", &python)))?;
    demo(&python)?;
    schemas(&python)?;
    tables(&python)?;
    properties(&python)?;
    places(&python)?;
    crate::loaders::share(&python, campaign)?;
    models(&if campaign.long { environment::loaders()? } else { python.clone() })?;
    foreign(&python)?;
    inference(&python)?;
    sinks(&python)?;
    alone("lineage", &python)?;
    alone("admission", &python)?;
    alone("traces", &python)?;
    alone("fetched", &python)?;
    let ml = environment::named("python-ml", "requirements-ml.txt")?;
    alone("mlflow_plugin", &ml)?;
    alone("kserve_client", &ml)?;
    ci(&python)?;
    identity(&python)?;
    flood(campaign)
}

/// Predictions as Triton's client asks for them, and as KServe's and scikit-learn's do.
fn inference(python: &Path) -> Result<(), String> {
    let script = run::root().join("xtask/clients/inference.py");
    let (program, folder) = (crate::journeys::program()?, run::fresh("inference")?);
    // -B: nothing is written beside the scripts.
    run::must(Command::new(python).arg("-B").arg(script).arg(program).arg(folder))
}

/// What goes out of a workspace, as mailboxes, webhooks and rsyslog read it.
fn sinks(python: &Path) -> Result<(), String> {
    if !run::has("rsyslogd") {
        run::debian(&["rsyslog"])?;
    }
    let script = run::root().join("xtask/clients/sinks.py");
    let (program, folder) = (crate::journeys::program()?, run::fresh("sinks")?);
    run::must(Command::new(python).arg("-B").arg(script).arg(program).arg(folder))
}

/// A client that takes the program and an empty folder.
fn alone(name: &str, python: &Path) -> Result<(), String> {
    let script = run::root().join(format!("xtask/clients/{name}.py"));
    let (program, folder) = (crate::journeys::program()?, run::fresh(name)?);
    run::must(Command::new(python).arg("-B").arg(script).arg(program).arg(folder))
}

/// What a CI is made of: the examples, and what code scanning and CycloneDX's own validator say. The hooks
/// and the action's script are run by the part `packages`, with the program that was installed.
fn ci(python: &Path) -> Result<(), String> {
    let script = run::root().join("xtask/clients/ci.py");
    let (program, node) = (crate::journeys::program()?, environment::node()?);
    let parts = ["examples", "sarif", "bills", "once"];
    run::must(Command::new(python).arg(script).arg(program).arg(node).args(parts))
}

/// People sign in at providers that others wrote, and nobody else does.
fn identity(python: &Path) -> Result<(), String> {
    let script = run::root().join("xtask/clients/identity/suite.py");
    let (program, node) = (crate::journeys::program()?, environment::node()?);
    let folder = run::fresh("identity")?;
    run::must(Command::new(python).arg("-B").arg(script).arg(program).arg(node).arg(folder))
}

/// Thousands of silent connections: in long campaigns alone, with as many open files allowed.
fn flood(campaign: &Campaign) -> Result<(), String> {
    if !campaign.long {
        return Ok(());
    }
    let (cargo, mut command) = (run::cargo(), Command::new("sh"));
    command.current_dir(run::root()).args(["-c", "ulimit -n 8192 && exec \"$@\"", "sh"]);
    for (name, value) in cargo.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.arg(cargo.get_program());
    command.args(["nextest", "run", "--release", "--workspace", "--run-ignored", "only"]);
    command.args(["--no-capture", "-E", "test(a_thousand_silent_connections)"]);
    run::must(campaign.tell(&mut command))
}

/// The same clients, about what the demo on the sample has left.
fn demo(python: &Path) -> Result<(), String> {
    let folder = crate::journeys::folder("sample");
    if !folder.join("report.json").is_file() {
        return Err("there is no demo to look at: run the part `journeys` first".to_owned());
    }
    if !run::has("age") {
        run::debian(&["age"])?;
    }
    let script = run::root().join("xtask/clients/demo.py");
    let reader = run::root().join("crates/crafts/protect/tests");
    run::must(Command::new(python).arg(script).arg(folder).arg(reader))
}

/// What every verb prints as JSON, and the demo's report, against `docs/schema`.
fn schemas(python: &Path) -> Result<(), String> {
    let program = crate::journeys::program()?;
    let folder = crate::journeys::folder("sample");
    let script = run::root().join("xtask/clients/schemas.py");
    run::must(Command::new(python).arg(script).arg(program).arg(folder))
}

/// Tables of pyarrow's go in and come back equal; texts are read as DuckDB and Polars do.
fn tables(python: &Path) -> Result<(), String> {
    let script = run::root().join("xtask/clients/tables.py");
    run::must(Command::new(python).arg(script).arg(crate::journeys::program()?))
}

/// What columns hold, as dbt's properties, read by a reader of YAML that others wrote.
fn properties(python: &Path) -> Result<(), String> {
    let script = run::root().join("xtask/clients/dbt.py");
    run::must(Command::new(python).arg("-B").arg(script).arg(crate::journeys::program()?))
}

/// Models that libraries write are clean, and files that run code are not; the list of names is what
/// the installed packages make of it.
fn models(python: &Path) -> Result<(), String> {
    let folder = run::root().join("xtask/clients/models");
    run::must(Command::new(python).arg(folder.join("suite.py")).arg(crate::journeys::program()?))?;
    run::must(Command::new(python).arg(folder.join("allowlist.py")).arg(list()).arg("--check"))
}

/// Classifiers that people export are answered as onnxruntime answers them, and attacked, from files and
/// from servers.
fn foreign(python: &Path) -> Result<(), String> {
    let script = run::root().join("xtask/clients/foreign/suite.py");
    run::must(Command::new(python).arg(script).arg(crate::journeys::program()?))
}

/// Makes the list of names that pickles may import anew, with what is installed of the packages; what
/// was seen in earlier versions stays. `wheel` is one of torch, whose sources are read.
pub fn allowlist(wheel: Option<&Path>) -> Result<(), String> {
    let script = run::root().join("xtask/clients/models/allowlist.py");
    let mut command = Command::new(environment::python()?);
    command.arg(script).arg(list());
    if let Some(wheel) = wheel {
        command.arg("--torch").arg(wheel);
    }
    run::must(&mut command)
}

fn list() -> PathBuf {
    run::root().join("crates/crafts/artifact/data/allowlist.tsv")
}

/// Tables in PostgreSQL and MariaDB, through the verbs.
fn places(python: &Path) -> Result<(), String> {
    let script = run::root().join("xtask/clients/places.py");
    run::must(Command::new(python).arg(script).arg(crate::journeys::program()?))
}
