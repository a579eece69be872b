//! How our crates are compiled so that libFuzzer sees what they do: rustc on the stable channel, with
//! LLVM's own pass for coverage (SanitizerCoverage), as `cargo fuzz --sanitizer none` does it.
//!
//! Cargo calls this program instead of rustc, but for our own crates alone (`RUSTC_WORKSPACE_WRAPPER`),
//! and keeps what comes of it apart from ordinary builds.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

/// Set if this program is called in the place of rustc.
const SWITCH: &str = "HYGEIA_FUZZ_COMPILER";

/// Counters at each edge, comparisons seen, and what overflows or breaks an assertion is a panic.
const FLAGS: [&str; 11] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Copt-level=2",
    "-Ccodegen-units=16",
    "-Coverflow-checks=on",
    "-Cdebug-assertions=on",
    "-Cdebuginfo=line-tables-only",
];

/// Has `cargo` compile our crates so.
pub fn counting(cargo: &mut Command) -> Result<&mut Command, String> {
    let own = std::env::current_exe().map_err(|error| format!("where is xtask? {error}"))?;
    Ok(cargo.env("RUSTC_WORKSPACE_WRAPPER", own).env(SWITCH, "1"))
}

/// Does what rustc was called for, if this program stands in its place.
pub fn as_compiler() -> Option<ExitCode> {
    std::env::var_os(SWITCH)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next()?);
    let arguments: Vec<OsString> = arguments.collect();
    if compiles(&arguments) {
        rustc.args(whole(&arguments)).args(FLAGS);
    } else {
        rustc.args(&arguments);
    }
    let code = rustc.status().ok().and_then(|status| status.code());
    Some(code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Whether a crate is compiled, and not only something asked; cargo asks in the name of `___`.
fn compiles(arguments: &[OsString]) -> bool {
    let mut names = arguments.iter().skip_while(|argument| *argument != "--crate-name").skip(1);
    names.next().is_some_and(|name| name != "___" && name != "build_script_build")
}

/// Without what would keep pieces for the next time: they take more room than they save time.
fn whole(arguments: &[OsString]) -> impl Iterator<Item = &OsString> {
    let pieces = |at: usize| {
        let named = |argument: &OsString| argument.to_string_lossy().starts_with("incremental=");
        arguments.get(at).is_some_and(named)
    };
    let kept = move |at: &usize| {
        let flag = arguments.get(*at).is_some_and(|argument| argument == "-C");
        !(pieces(*at) || flag && pieces(at + 1))
    };
    (0..arguments.len()).filter(kept).filter_map(|at| arguments.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_kept_in_pieces() {
        let text = "-C opt-level=1 -C incremental=/x/y -C strip=debuginfo --out-dir z";
        let arguments: Vec<OsString> = text.split(' ').map(Into::into).collect();
        let whole: Vec<&str> = whole(&arguments).filter_map(|a| a.to_str()).collect();
        assert_eq!(whole.join(" "), text.replace(" -C incremental=/x/y", ""));
    }

    #[test]
    fn crates_are_counted_and_questions_are_not() {
        let asked = |text: &str| compiles(&text.split(' ').map(Into::into).collect::<Vec<_>>());
        assert!(asked("--crate-name hygeia_gate --edition=2024 src/lib.rs"));
        assert!(!asked("- --crate-name ___ --print=file-names"));
        assert!(!asked("--crate-name build_script_build build.rs"));
        assert!(!asked("-vV"));
    }
}
