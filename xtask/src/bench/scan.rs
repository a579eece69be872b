//! How long a scan takes: one read of each byte, so hardly longer than a digest.

use super::client;
use crate::{environment, journeys, run};

/// The smaller file of each format, in megabytes.
const SMALL: u64 = 200;

/// Prints the ratio to `openssl dgst -sha256` for each format and size, 10,000 small files, memory, how often
/// signing reads each byte, and what picklescan, modelscan, fickling and modelaudit take for the same.
pub fn scan(megabytes: u64) -> Result<(), String> {
    for program in ["openssl", "strace"] {
        // OpenSSL before 3.2 knows no `--version`.
        if !run::has(program) && !std::path::Path::new("/usr/bin").join(program).is_file() {
            run::debian(&[program])?;
        }
    }
    let python = environment::named("python-scanners", "requirements-scanners.txt")?;
    let folder = run::fresh("bench-scan")?;
    let mut command = client(&python.display().to_string(), "bench_scan.py");
    command.arg(journeys::program()?).arg(&folder);
    let measured = run::must(command.args([SMALL.to_string(), megabytes.to_string()]));
    std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    measured
}
