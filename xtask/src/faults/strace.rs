//! `strace`, as it is put before a verb.

use super::trace::{CHANGING, OPENING};

/// It notes in `log` and does what `inject` says. With a filter it stops for these calls alone, and is
/// faster; but then it sends no signal (strace 6.1).
pub fn strace(log: &str, inject: &str) -> Vec<String> {
    let all: Vec<String> = CHANGING.iter().chain(&OPENING).map(|call| format!("?{call}")).collect();
    let trace = format!("trace={}", all.join(","));
    let words = ["strace", "-f", "-qq", "-y", "-s", "0", "-o", log, "-e", &trace];
    let mut words = words.map(str::to_owned).to_vec();
    if !inject.contains("signal=") {
        words.push("--seccomp-bpf".to_owned());
    }
    if !inject.is_empty() {
        words.extend(["-e".to_owned(), format!("inject={inject}")]);
    }
    words
}
