//! What tables cost, beside others who do the same work in the same run.

use super::latency::{bar, number};
use super::{answer, client, peers};
use crate::run;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Times of pyarrow's wall that an ingest may take.
const INGEST: f64 = 3.0;
/// Megabytes that one core classifies in a second, at least.
const CLASSIFY: f64 = 89.0;
/// Times of plain DataFusion that all questions together may take.
const QUESTIONS: f64 = 1.15;

/// Measures on a CSV of so many megabytes and on TPC-H tables of `scale`, in programs built as `profile`.
pub fn data(megabytes: u32, scale: &str, profile: &str) -> Result<(), String> {
    let (program, example) = (built(profile, &[])?, built(profile, &["--example", "questions"])?);
    let python = peers::python()?;
    let folder = run::fresh("bench-data")?;
    std::fs::create_dir(folder.join("home")).map_err(|error| error.to_string())?;
    let mut command = client(&python.display().to_string(), "bench_data.py");
    command.arg(program).arg(example).arg(&folder).args([&megabytes.to_string(), scale]);
    let told = answer(&mut command)?;
    println!("{}", tables(&told)?);
    println!("{}\n{}", questions(&told, scale)?, super::load()?);
    remove(&folder)
}

/// Builds the program, or the example that `what` names; where it then is.
fn built(profile: &str, what: &[&str]) -> Result<PathBuf, String> {
    let (package, name) = match what {
        [] => ("hygeia", PathBuf::from("hygeia")),
        _ => ("hygeia-query", Path::new("examples").join("questions")),
    };
    let mut command = run::cargo();
    command.args(["build", "--locked", "--profile", profile, "--package", package]).args(what);
    run::must(&mut command)?;
    let name = name.display().to_string();
    Ok(run::built_as(profile, &name))
}

fn remove(folder: &Path) -> Result<(), String> {
    std::fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Classifying, ingesting and counting.
fn tables(told: &Value) -> Result<String, String> {
    let of = |path: &str| told.pointer(path).and_then(Value::as_f64).ok_or(path.to_owned());
    let row = |what: &str, at: &str| -> Result<String, String> {
        let (seconds, cpu) = (of(&format!("{at}/seconds"))?, of(&format!("{at}/cpu"))?);
        Ok(format!(
            "  {what:<40}{seconds:>9.2} s{cpu:>10.2} s{:>8.0} MiB",
            of(&format!("{at}/mib"))?
        ))
    };
    let (size, rate) =
        (of("/ingest/megabytes")?, of("/classify/megabytes")? / of("/classify/cpu")?);
    let times = of("/ingest/hygeia/seconds")? / of("/ingest/pyarrow/seconds")?;
    let cpu = of("/ingest/hygeia/cpu")? / of("/ingest/pyarrow/cpu")?;
    let lines = [
        format!("{size:.0} MB of CSV{:>39} {:>11} {:>12}", "wall", "processor", "memory"),
        row("classify", "/classify")?,
        row("ingest", "/ingest/hygeia")?,
        row("pyarrow: read, write with column keys", "/ingest/pyarrow")?,
        row("count(*) of it", "/count")?,
        format!("  ingest is {times:.1} x pyarrow by the wall, {cpu:.1} x by processor time"),
        bar(&format!("at most {INGEST} x by the wall"), times <= INGEST),
        bar(&format!("{CLASSIFY} MB/s a core classified: {rate:.0}"), rate >= CLASSIFY),
    ];
    Ok(lines.join("\n"))
}

/// Who answers the questions, as the columns of the table.
const WHO: [&str; 4] = ["datafusion", "duckdb", "encrypted", "masked"];

/// Seconds of each question, and of all that everybody answered.
fn questions(told: &Value, scale: &str) -> Result<String, String> {
    let all = told.get("questions").ok_or("nobody was asked")?;
    let names = all.get("duckdb").and_then(Value::as_object).ok_or("nobody was asked")?;
    let mut names: Vec<&String> = names.keys().collect();
    names.sort_by_key(|name| name.trim_start_matches('q').parse::<u32>().unwrap_or(0));
    let mut lines = vec![
        format!("TPC-H at scale {scale}, seconds; ratios to DataFusion on the tables in clear"),
        format!("  {:<5}{:>12}{:>10}{:>12}{:>10}", "", WHO[0], WHO[1], WHO[2], WHO[3]),
    ];
    let mut sums = [0.0; WHO.len()];
    for name in &names {
        let taken =
            WHO.map(|who| all.get(who).and_then(|told| number(told.get(name)?, "seconds").ok()));
        let shown = taken.map(|one| one.map_or("failed".to_owned(), |one| format!("{one:.3}")));
        lines.push(format!(
            "  {name:<5}{:>12}{:>10}{:>12}{:>10}",
            shown[0], shown[1], shown[2], shown[3]
        ));
        if let [Some(a), Some(b), Some(c), Some(d)] = taken {
            for (sum, one) in sums.iter_mut().zip([a, b, c, d]) {
                *sum += one;
            }
        } else {
            lines.push(format!("        {name} is left out of the sums"));
        }
    }
    let [plain, duckdb, encrypted, masked] = sums;
    lines.push(format!("  sum  {plain:>12.3}{duckdb:>10.3}{encrypted:>12.3}{masked:>10.3}"));
    let times = encrypted / plain;
    lines.push(format!(
        "  encrypted: {times:.2} x DataFusion, {:.2} x DuckDB; masked: {:.2} x DataFusion",
        encrypted / duckdb,
        masked / plain
    ));
    lines.push(bar(&format!("at most {QUESTIONS} x DataFusion"), times <= QUESTIONS));
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_somebody_failed_at_is_told_and_not_summed() {
        let of = |a: Option<f64>, b: f64| json!({ "q1": { "seconds": a }, "q2": { "seconds": b } });
        let told = json!({ "questions": {
            "datafusion": of(Some(1.0), 2.0), "duckdb": of(Some(1.0), 1.0),
            "encrypted": of(None, 3.0), "masked": of(Some(1.0), 4.0),
        } });
        let shown = questions(&told, "0.1").unwrap_or_default();
        assert!(
            shown.contains("failed") && shown.contains("q1 is left out of the sums"),
            "{shown}"
        );
        assert!(
            shown.contains("encrypted: 1.50 x DataFusion, 3.00 x DuckDB; masked: 2.00"),
            "{shown}"
        );
    }
}
