//! What a report did not see, it does not call proven, and it says so within a second.

use crate::nothing;
use hygeia_surface::{Options, SurfaceError, examine};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use terms::{FixedClock, Probed, State, Timestamp};

fn pipe(at: &Path) -> PathBuf {
    mknodat(CWD, at, FileType::Fifo, Mode::RWXU, 0).unwrap();
    at.to_owned()
}

fn look(options: &Options) -> Result<Vec<Probed>, SurfaceError> {
    let start = Instant::now();
    let clock = FixedClock::at(Timestamp::from_unix(1_795_000_000));
    let report = examine(options, &clock);
    assert!(start.elapsed() < Duration::from_secs(5), "held for {:?}", start.elapsed());
    report.map(|report| report.probes)
}

fn modes(guarded: &Path) -> Probed {
    let options = Options { guarded: vec![guarded.to_owned()], ..nothing() };
    let probes = look(&options).unwrap();
    probes.into_iter().find(|probe| probe.id == "surface/modes").unwrap()
}

// proves M3
#[test]
fn pipes_and_devices_in_the_place_of_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = pipe(&folder.path().join("pipe"));
    for odd in [pipe.as_path(), Path::new("/dev/zero"), Path::new("/dev/tty")] {
        let options = Options { advisories: vec![odd.to_owned()], ..nothing() };
        let error = look(&options).unwrap_err().to_string();
        assert!(error.contains("not a file") || error.contains("cannot read"), "{error}");
        let options = Options { lockfiles: vec![odd.to_owned()], ..nothing() };
        assert!(look(&options).is_err(), "{}", odd.display());
        let probe = modes(odd);
        assert_ne!(probe.state, State::Proven, "{}", probe.saw);
    }
    let options = Options { dpkg_status: pipe.clone(), os_release: pipe.clone(), ..nothing() };
    let options = Options { kernel: pipe.clone(), cargo_installed: Some(pipe), ..options };
    let probes = look(&options).unwrap();
    let told = probes.iter().find(|probe| probe.id == "surface/patches-debian").unwrap();
    assert!(told.state == State::Unknown && told.saw.contains("a named pipe"), "{}", told.saw);
}

#[test]
fn a_pipe_within_a_bundle_leaves_doubt() {
    let (folder, mut options) = crate::patches::host(&[], &[("flask", "2.0")]);
    let bundle = folder.path().join("bundle");
    fs::create_dir(&bundle).unwrap();
    fs::write(bundle.join("a.json"), crate::patches::osv("A", "2026-11-20", "")).unwrap();
    let whole = crate::patches::manifest("2026-11-20", "PyPI", 1);
    fs::write(bundle.join("manifest.json"), whole).unwrap();
    options.advisories = vec![bundle.clone()];
    let state = |options: &Options| {
        let now = crate::patches::at("2026-11-21");
        let python = crate::patches::judged(options, hygeia_surface::Ecosystem::Python, now);
        (python.state, python.data.unwrap().unreadable)
    };
    assert_eq!(state(&options), (State::Proven, 0));
    pipe(&bundle.join("b.json"));
    symlink("absent", bundle.join("c.json")).unwrap();
    assert_eq!(state(&options), (State::Unknown, 2));
    // Links to files and folders are followed, also in circles.
    let linked = folder.path().join("linked");
    fs::create_dir(&linked).unwrap();
    for name in ["a.json", "manifest.json"] {
        symlink(bundle.join(name), linked.join(name)).unwrap();
    }
    symlink(".", linked.join("again")).unwrap();
    options.advisories = vec![linked];
    assert_eq!(state(&options), (State::Proven, 0));
}

// proves M3
#[test]
fn a_guarded_link_is_followed_and_an_empty_folder_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["real", "d", "empty"] {
        fs::create_dir(at(name)).unwrap();
        fs::set_permissions(at(name), Permissions::from_mode(0o755)).unwrap();
    }
    fs::write(at("real/a.key"), "key").unwrap();
    fs::set_permissions(at("real/a.key"), Permissions::from_mode(0o644)).unwrap();
    symlink("real", at("link")).unwrap();
    symlink("../real/a.key", at("d/a.key")).unwrap();
    for guarded in ["link", "d"] {
        let probe = modes(&at(guarded));
        assert_eq!(probe.state, State::Failed, "{guarded}: {}", probe.saw);
    }
    fs::set_permissions(at("real/a.key"), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(modes(&at("link")).state, State::Proven);
    symlink("absent", at("d/b.key")).unwrap();
    let probe = modes(&at("d"));
    assert!(probe.state == State::Unknown && probe.saw.contains("b.key"), "{}", probe.saw);
    assert_eq!(modes(&at("empty")).state, State::Unknown);
    assert_eq!(modes(&at("absent")).state, State::Unknown);
}

#[test]
fn the_active_environment_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join(".venv/lib/python3.11/site-packages/fxo-4.1.dist-info");
    fs::create_dir_all(&site).unwrap();
    fs::write(site.join("METADATA"), "Name: fxo\nVersion: 4.1\n").unwrap();
    let clock = FixedClock::at(Timestamp::from_unix(0));
    let installed = |options: &Options| examine(options, &clock).unwrap().packages[1].installed;
    assert_eq!(installed(&nothing()), 0);
    let active = Some(folder.path().join(".venv"));
    assert_eq!(installed(&nothing().with_python(active.clone()).with_python(active)), 1);
}

// proves M3
#[test]
fn no_name_of_a_file_reaches_a_report_raw() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let key = folder.path().join("k\u{1b}[31mEVIL\u{9b}0m\n\u{202e}");
    fs::write(&key, "x").unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    symlink("absent", folder.path().join("l\u{1b}[1m")).unwrap();
    let options = Options { guarded: vec![folder.path().to_owned()], ..nothing() };
    let report = examine(&options, &FixedClock::at(Timestamp::from_unix(0))).unwrap();
    let mut texts: Vec<String> = report.modes.open.iter().map(|mode| mode.path.clone()).collect();
    texts.extend(report.modes.unreadable.clone());
    texts.extend(report.probes.iter().map(|probe| probe.saw.clone()));
    texts.extend(report.findings.iter().map(|f| format!("{}{}", f.location.subject, f.message)));
    assert!(texts.iter().any(|text| text.contains("EVIL")));
    for text in texts {
        assert_eq!(terms::printable(&text), text);
    }
    let absent = folder.path().join("a\u{1b}[31m");
    let options = Options { advisories: vec![absent], ..nothing() };
    let error = look(&options).unwrap_err().to_string();
    assert!(error.contains("\\u{1b}") && !error.contains('\u{1b}'), "{error}");
}
