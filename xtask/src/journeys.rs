//! The demo, as a user runs it: on the sample, and on real data where it is at hand.

use crate::run;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many steps the journey has.
const STEPS: usize = 14;

/// A journey: its name, and what it is given beside the folder.
struct Journey {
    name: &'static str,
    arguments: Vec<String>,
}

/// Walks all journeys and checks each report.
pub fn run() -> Result<(), String> {
    let program = program()?;
    let mut faults = Vec::new();
    for journey in journeys() {
        let folder = folder(journey.name);
        let mut command = Command::new(&program);
        command.args(["demo", "--once", "--dir"]).arg(&folder).args(&journey.arguments);
        let outcome = run::must(&mut command).and_then(|()| check(journey.name, &folder));
        if let Err(why) = outcome {
            faults.push(format!("{}: {why}", journey.name));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// The report as a browser shows it: it renders, and holds every step.
pub fn browser() -> Result<(), String> {
    let report = folder("sample").join("report.html");
    if !report.is_file() {
        return Err("there is no report: run the part `journeys` first".to_owned());
    }
    if !run::has("chromium") {
        run::debian(&["chromium", "fonts-dejavu-core"])?;
    }
    let picture = run::cache().join("report.png");
    let profile = run::cache().join("chromium");
    let chromium = |extra: &[&str]| {
        let mut command = Command::new("chromium");
        command
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
            ])
            .args([
                "--disable-background-networking",
                "--disable-sync",
                "--disable-component-update",
            ])
            .args(["--hide-scrollbars", "--window-size=1150,1500"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(extra)
            .arg(format!("file://{}", report.display()));
        command
    };
    run::must(&mut chromium(&[&format!("--screenshot={}", picture.display())]))?;
    let size = std::fs::metadata(&picture).map_err(|e| format!("no picture was taken: {e}"))?.len();
    let page = chromium(&["--dump-dom"]).output().map_err(|e| e.to_string())?.stdout;
    let page = String::from_utf8_lossy(&page);
    let stations = page.matches("<circle").count();
    let steps = page.matches("<section id=").count();
    println!(
        "browser: {size} bytes of picture, {steps} steps, {stations} circles: {}",
        picture.display()
    );
    if size > 40_000 && steps == STEPS && stations > STEPS && !page.contains("<script") {
        Ok(())
    } else {
        Err(format!("the report does not render as it should: {steps} steps, {stations} circles"))
    }
}

/// Where the journey called `name` leaves its folder.
pub fn folder(name: &str) -> PathBuf {
    run::cache().join("journeys").join(name)
}

/// The built program.
pub fn program() -> Result<PathBuf, String> {
    run::must(run::cargo().args(["build", "--release", "--package", "hygeia"]))?;
    Ok(run::built("hygeia"))
}

fn journeys() -> Vec<Journey> {
    let mut all = vec![Journey { name: "sample", arguments: vec!["--keep-input".to_owned()] }];
    let mut real = |name, file: &str, extra: &[&str]| match run::shared(file) {
        Some(path) => {
            let mut arguments = vec!["--data".to_owned(), path.display().to_string()];
            arguments.extend(extra.iter().map(|&text| text.to_owned()));
            all.push(Journey { name, arguments });
        }
        None => println!("journeys: skipped {name}, {file} is not at hand (HYGEIA_SHARED)"),
    };
    let columns: Vec<String> = (1..=21).map(|column| format!("c{column}")).collect();
    real("adult", "adult.tsv.gz", &["--label", "label"]);
    real("german", "german.data", &["--names", &columns.join(","), "--label", "c21"]);
    all
}

/// Reads the report: all steps, none failed, and the files of the folder contract.
pub fn check(name: &str, folder: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(folder.join("report.json"))
        .map_err(|e| format!("report.json: {e}"))?;
    let report: Value = serde_json::from_str(&text).map_err(|e| format!("report.json: {e}"))?;
    let steps =
        report.get("steps").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ok = steps.iter().filter(|step| step.get("ok") == Some(&Value::Bool(true))).count();
    let seconds: f64 = steps.iter().filter_map(|step| step.get("seconds")?.as_f64()).sum();
    let memory = report.get("peak_rss_bytes").and_then(Value::as_u64).unwrap_or(0) >> 20;
    println!("journey {name}: {ok} of {} steps ok, {seconds:.1} s, {memory} MiB", steps.len());
    if steps.len() != STEPS || ok != STEPS {
        return Err(format!("{ok} of {} steps are ok, {STEPS} were to be", steps.len()));
    }
    let contract = [
        "report.html",
        "model/final.onnx",
        "model/bom.cdx.json",
        "model.sig",
        "signer.pub.pem",
        "evidence/provenance.json",
        "evidence/plain.onnx",
        "evidence/pgd.onnx",
        "ledger/checkpoint",
        "ledger.pub",
        "workspace/state",
        "vault/head.dsse.json",
    ];
    match contract.iter().find(|file| !folder.join(file).exists()) {
        Some(missing) => Err(format!("{missing} is missing from the folder")),
        None => Ok(()),
    }
}
