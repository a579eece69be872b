//! Help, completions and wrong usage.

use crate::support::hygeia;
use std::process::Command;
use tempfile::tempdir;

/// The names under `Commands:`.
fn verbs(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect()
}

// proves M22
#[test]
fn every_verb_shows_an_example() {
    let dir = tempdir().unwrap();
    let mut ways: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = 0;
    while let Some(way) = ways.pop() {
        let mut args: Vec<&str> = way.iter().map(String::as_str).collect();
        args.push("--help");
        let help = hygeia(dir.path(), &args).ends(0).out;
        let below = verbs(&help);
        if !way.is_empty() {
            seen += 1;
            let example = format!("Example: hygeia {}", way.join(" "));
            assert!(help.contains(&example), "no {example:?} in:\n{help}");
        }
        ways.extend(below.into_iter().map(|verb| [way.clone(), vec![verb]].concat()));
    }
    assert!(seen >= 16, "only {seen} verbs were seen");
}

#[test]
fn completions_are_scripts_that_shells_accept() {
    let dir = tempdir().unwrap();
    for (shell, check) in [("bash", &["-n"]), ("zsh", &["-n"]), ("fish", &["-n"])] {
        let script = hygeia(dir.path(), &["completions", shell]).ends(0).out;
        for verb in ["screen", "attack", "sign", "verify", "bom", "surface"] {
            assert!(script.contains(verb), "{shell} does not know {verb}");
        }
        let path = dir.path().join(shell);
        std::fs::write(&path, script).unwrap();
        match Command::new(shell).args(check).arg(&path).output() {
            Ok(output) => assert!(output.status.success(), "{shell}: {output:?}"),
            Err(_) => needs::absent(shell),
        }
    }
}

// proves M22
#[test]
fn wrong_usage_is_told_with_a_suggestion() {
    let dir = tempdir().unwrap();
    let told = |args: &[&str], words: &[&str]| {
        let ran = hygeia(dir.path(), args).ends(2);
        for word in words {
            assert!(ran.err.contains(word), "no {word:?} in {}", ran.err);
        }
        assert_eq!(ran.out, "");
    };
    told(&["scan", "x", "--formatt", "json"], &["--formatt", "--format"]);
    told(&["scna"], &["scna", "scan"]);
    told(&["scan"], &["required", "--help"]);
    told(&["scan", "x", "--fail-on", "worst"], &["worst", "critical"]);
    told(&["screen", "x"], &["--label"]);
    told(&["attack", "m", "--label", "y"], &["--data"]);
    // Without a signature of its own, the statements in the folder are asked.
    told(&["verify", "m", "--key", "k"], &["k cannot be read", "next:"]);
    told(&["completions", "tcsh"], &["tcsh", "bash"]);
    told(&[], &["Usage:"]);
    let version = hygeia(dir.path(), &["--version"]).ends(0);
    assert_eq!(version.out.trim(), concat!("hygeia ", env!("CARGO_PKG_VERSION")));
}
