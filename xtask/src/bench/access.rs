//! What a decision, an admission, a request and a change of access take, at three sizes.

use super::latency::{Latency, bar, number};
use super::world::World;
use super::{answer, client, examples, load, peers, write};
use crate::{journeys, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who asks over HTTPS: accountable for the sample's model, and so may have predictions.
const WHO: &str = "hugo@example.org";
/// Rows and people.
const SIZES: [(usize, usize); 3] = [(10, 19), (1_000, 10_000), (10_000, 100_000)];
/// The size at which two standings are compared within a second.
const COMPARED: (usize, usize) = (1_000, 10_000);

/// Measures at each size, beside others who answer the same requests by the same policy.
pub fn access(requests: usize) -> Result<(), String> {
    let program = journeys::program()?;
    let bench = Bench {
        admission: examples()?.join("admission"),
        python: peers::python()?,
        folder: run::fresh("bench-access")?,
        program,
        requests,
    };
    let made = client("python3", "bench_access.py");
    run::must(&mut bench.over(made, "make"))?;
    println!("{requests} requests of each kind, one after the other; p50 and p99\n");
    for (rows, people) in SIZES {
        bench.at(rows, people)?;
    }
    Ok(())
}

/// What measures, and where.
struct Bench {
    program: PathBuf,
    admission: PathBuf,
    python: PathBuf,
    folder: PathBuf,
    requests: usize,
}

impl Bench {
    /// `command` about the workspace, with what it is to do.
    fn over(&self, mut command: Command, what: &str) -> Command {
        command.arg(&self.program).arg(&self.folder).arg(what);
        command
    }

    fn at(&self, rows: usize, people: usize) -> Result<(), String> {
        let world = World::of(rows, people, self.requests);
        let folder = run::fresh(&format!("bench-world-{rows}"))?;
        write(folder.join("raci.csv"), &world.raci)?;
        write(folder.join("people.toml"), &world.people)?;
        write(folder.join("changed.toml"), &world.changed)?;
        let asked = serde_json::to_string(&world.requests).map_err(|e| e.to_string())?;
        write(folder.join("requests.json"), &asked)?;
        self.airtight(&folder)?;
        println!("{rows} rows, {people} people");
        let mut command = self.over(client("python3", "bench_access.py"), "world");
        let verbs = answer(command.arg(&folder).args([WHO, &self.requests.to_string()]))?;
        let inside = self.inside(&folder)?;
        let peers = peers::answers(&self.program, &self.python, &folder)?;
        println!("{}", table(&verbs, &inside, &peers)?);
        println!("  {}", load()?);
        let difference = number(&inside, "difference_ms")?.max(number(&inside, "first_ms")?);
        if (rows, people) == COMPARED {
            let what = "decisions before and after a change are compared within a second";
            println!("{}\n", bar(what, difference < 1_000.0));
        }
        peers::agree(&inside, &peers, &world.requests)
    }

    /// The RACI is one that a workspace takes.
    fn airtight(&self, folder: &Path) -> Result<(), String> {
        let mut command = Command::new(&self.program);
        // Not every step in the life of its assets has a row, and not everybody a deputy.
        command.args(["raci", "check", "--fail-on", "high", "--people"]);
        command.arg(folder.join("people.toml")).arg(folder.join("raci.csv"));
        let output = command.output().map_err(|error| format!("raci check: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stdout).chars().take(2_000).collect::<String>();
        Err(format!("the RACI that was made is not airtight:\n{said}"))
    }

    /// What it takes without a network.
    fn inside(&self, folder: &Path) -> Result<Value, String> {
        let mut command = Command::new(&self.admission);
        command.arg(self.folder.join("ws")).arg(folder).arg(format!("laptop/{WHO}"));
        answer(&mut command)
    }
}

/// All figures of one size.
fn table(verbs: &Value, inside: &Value, peers: &Value) -> Result<String, String> {
    let ours = Latency::named(inside, "decide")?;
    let mut lines = Vec::new();
    let mut row = |what: &str, Latency { p50, p99 }: Latency, times: bool| {
        let ratio = if times { format!("{:>9.1}x", p50 / ours.p50) } else { String::new() };
        lines.push(format!("  {what:<48}{:>12.3}{:>12.3} ms{ratio}", p50 / 1e3, p99 / 1e3));
    };
    row("decision by the gate", ours, true);
    for (name, what) in peers::NAMES {
        row(what, Latency::named(peers, name)?, true);
    }
    row("admission in process (decided, durable, permit)", Latency::named(inside, "admit")?, false);
    row("whoami over HTTPS (not admitted)", Latency::named(verbs, "whoami")?, false);
    row("infer over HTTPS (admitted, answered)", Latency::named(verbs, "infer")?, false);
    for (name, what) in [
        ("parse_ms", "both texts are read"),
        ("check_ms", "the RACI is checked"),
        ("compile_ms", "it is compiled"),
        ("difference_ms", "decisions before and after one more role"),
        ("first_ms", "the same where nothing stood before"),
        ("proof_ms", "the gate is proven to be the RACI"),
        ("opens_ms", "the workspace is opened"),
    ] {
        lines.push(format!("  {what:<48}{:>12.1} ms", number(inside, name)?));
    }
    for (name, what) in [
        ("applied_s", "the verb `apply`, of this size"),
        ("agreed_s", "the verb `approve`, of this size"),
        ("change_planned_s", "`apply --plan` of one more role"),
        ("change_applied_s", "`apply` of one more role"),
        ("change_agreed_s", "`approve` of one more role"),
        ("posture_s", "`posture`"),
        ("up_s", "`up`, until it answers"),
    ] {
        lines.push(format!("  {what:<48}{:>12.2} s", number(verbs, name)?));
    }
    lines.push(format!(
        "  {:<48}{:>12.0} MiB",
        "memory in process, peak",
        number(inside, "peak_mib")?
    ));
    Ok(lines.join("\n"))
}
