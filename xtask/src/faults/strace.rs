//! `strace`, as it is put before a verb.

use super::trace::{CHANGING, OPENING};

/// It notes in `log`, stops for these calls alone, and does what `inject` says.
pub fn strace(log: &str, inject: &str) -> Vec<String> {
    let all: Vec<String> = CHANGING.iter().chain(&OPENING).map(|call| format!("?{call}")).collect();
    let trace = format!("trace={}", all.join(","));
    let words = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-s", "0", "-o", log, "-e", &trace];
    let mut words = words.map(str::to_owned).to_vec();
    if !inject.is_empty() {
        words.extend(["-e".to_owned(), format!("inject={inject}")]);
    }
    words
}
