//! What cannot be written: full disks, read-only folders, readers that went away.

use crate::support::{Ran, command, hygeia, names, sample};
use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

/// The program with `args` in `dir`, on which a tmpfs with `options` is mounted for it alone; and
/// what it left there. `None` where this user may not mount.
fn on_tmpfs(dir: &Path, options: &str, args: &str) -> Option<(Ran, String)> {
    let script = format!(
        "mount -t tmpfs -o {options} tmpfs '{dir}' 2>&1 || exit 77; cd '{dir}'; '{program}' {args}; \
         code=$?; echo left: $(ls -A '{dir}'); exit $code",
        dir = dir.display(),
        program = env!("CARGO_BIN_EXE_hygeia"),
    );
    let output = Command::new("unshare").args(["--mount", "sh", "-c", &script]).output().ok()?;
    let mounted = String::from_utf8_lossy(&output.stdout).contains("left:");
    if !mounted {
        needs::absent("the right to mount a tmpfs");
        return None;
    }
    let ran = Ran::of(output);
    let left = ran.out.lines().last().unwrap_or_default().to_owned();
    Some((ran, left))
}

// proves M22
#[test]
fn a_full_disk_is_told_and_nothing_half_written_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let told = on_tmpfs(dir.path(), "size=16k", "sample --rows 1000 --out loans.csv");
    if let Some((ran, left)) = told {
        assert_eq!(left, "left:");
        ran.ends(2).tells(&["loans.csv", "No space left", "check the space"]);
    }
}

// proves M22
#[test]
fn a_read_only_disk_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let told = on_tmpfs(dir.path(), "ro,size=16k", "sign --new-key signer.pem");
    if let Some((ran, left)) = told {
        assert_eq!(left, "left:");
        ran.ends(2).tells(&["signer.pem", "Read-only", "rights"]);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let closed = dir.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // Mode bits don't stop root; /proc does.
    let stops = File::create(closed.join("probe")).is_err();
    let folder = if stops { "closed" } else { "/proc/hygeia" };
    sample(dir.path(), 100);
    fs::create_dir(dir.path().join("model")).unwrap();
    fs::copy(dir.path().join("loans.csv"), dir.path().join("model/a")).unwrap();
    let out = |name: &str| format!("{folder}/{name}");
    let (csv, key, bill) = (out("loans.csv"), out("key.pem"), out("bill.json"));
    let verbs: [&[&str]; 3] = [
        &["sample", "--rows", "10", "--out", &csv],
        &["sign", "--new-key", &key],
        &["bom", "model", "--out", &bill],
    ];
    for verb in verbs {
        let path = verb.last().unwrap();
        hygeia(dir.path(), verb).ends(2).tells(&[path, "cannot be written", "rights"]);
    }
    assert_eq!(names(dir.path()), ["closed", "loans.csv", "model", "truth.json"]);
    hygeia(dir.path(), &["sample", "--rows", "10", "--out", "model"])
        .ends(2)
        .tells(&["model", "it is a folder"]);
}

#[test]
fn a_full_device_is_told_and_stays_a_device() {
    let dir = tempfile::tempdir().unwrap();
    let is_device = || fs::metadata("/dev/full").unwrap().file_type().is_char_device();
    if !Path::new("/dev/full").exists() || !is_device() {
        return needs::absent("/dev/full");
    }
    let args = ["sample", "--rows", "1000", "--out", "/dev/full"];
    hygeia(dir.path(), &args).ends(2).tells(&["/dev/full", "No space left", "check the space"]);
    assert!(is_device());

    sample(dir.path(), 100);
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let verbs: [&[&str]; 3] =
        [&["classify", "loans.csv", "--format", "json"], &["completions", "bash"], &["scan", "."]];
    for verb in verbs {
        let output = command(dir.path()).args(verb).stdout(full()).output().unwrap();
        Ran::of(output).ends(4).tells(&["standard output", "No space left"]);
        // Even if the error can't be told, the exit code is.
        let silent = command(dir.path()).args(verb).stdout(full()).stderr(full()).status();
        assert_eq!(silent.unwrap().code(), Some(4), "{verb:?}");
    }
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 100);
    let verbs: [&[&str]; 3] =
        [&["classify", "loans.csv", "--format", "json"], &["completions", "zsh"], &["scan", "."]];
    for verb in verbs {
        let mut child = command(dir.path())
            .args(verb)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ran = Ran::of(child.wait_with_output().unwrap()).ends(0);
        assert_eq!(ran.err, "", "{verb:?}");
    }
}

#[test]
fn a_pipe_is_written_where_it_stands() {
    let dir = tempfile::tempdir().unwrap();
    let script = format!(
        "'{}' sample --rows 10 --out /dev/stdout | head -n 1",
        env!("CARGO_BIN_EXE_hygeia")
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(dir.path()).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("application_id,"));
    assert!(names(dir.path()).is_empty());
}
