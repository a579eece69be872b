//! Advisories: the real bundles of RustSec and PyPA where they are, and hostile archives.

use crate::nothing;
use flate2::{Compression, write::GzEncoder};
use hygeia_surface::{Ecosystem, Options, Packages, SurfaceError, examine};
use std::fs;
use std::io::Write;

use terms::{FixedClock, State, Timestamp};

pub fn at(day: &str) -> Timestamp {
    Timestamp::try_from(format!("{day}T12:00:00Z")).unwrap()
}

pub fn judged(options: &Options, ecosystem: Ecosystem, now: Timestamp) -> Packages {
    let report = examine(options, &FixedClock::at(now)).unwrap();
    report.packages.into_iter().find(|packages| packages.ecosystem == ecosystem).unwrap()
}

/// A folder with a `Cargo.lock` of `crates` and a Python environment of `distributions`.
pub fn host(
    crates: &[(&str, &str)],
    distributions: &[(&str, &str)],
) -> (tempfile::TempDir, Options) {
    let folder = tempfile::tempdir().unwrap();
    let mut lock = "version = 4\n".to_owned();
    for (name, version) in crates {
        lock += &format!(
            "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"registry+x\"\n"
        );
    }
    fs::write(folder.path().join("Cargo.lock"), lock).unwrap();
    let site = folder.path().join("site");
    for (name, version) in distributions {
        let info = site.join(format!("{name}-{version}.dist-info"));
        fs::create_dir_all(&info).unwrap();
        fs::write(info.join("METADATA"), format!("Name: {name}\nVersion: {version}\n")).unwrap();
    }
    let mut options = nothing();
    options.lockfiles = vec![folder.path().join("Cargo.lock")];
    if !distributions.is_empty() {
        options.python = vec![site];
    }
    (folder, options)
}

pub fn ids(packages: &Packages) -> Vec<&str> {
    packages.vulnerable.iter().filter(|v| !v.informational).map(|v| v.advisory.as_str()).collect()
}

// proves M3
#[test]
fn rustsec_tells_a_vulnerable_crate_from_a_repaired_one() {
    let Some(bundle) = needs::shared("rustsec-advisories-2026-08-21.tar.gz") else { return };
    let (_folder, mut options) = host(&[("time", "0.2.7"), ("openssl", "0.10.54")], &[]);
    options.advisories = vec![bundle.clone()];
    let cargo = judged(&options, Ecosystem::Cargo, at("2026-08-25"));
    assert_eq!(cargo.state, State::Failed);
    assert!(
        ids(&cargo).contains(&"RUSTSEC-2020-0071") && ids(&cargo).contains(&"RUSTSEC-2023-0044"),
        "{:?}",
        ids(&cargo)
    );
    let data = cargo.data.unwrap();
    assert_eq!(data.unreadable, 0);
    assert!(data.advisories > 1_000);

    let (_folder, mut options) =
        host(&[("time", "0.3.47"), ("made-up-crate-of-ours", "1.0.0")], &[]);
    options.advisories = vec![bundle];
    let fresh = judged(&options, Ecosystem::Cargo, at("2026-08-25"));
    assert_eq!((fresh.state, ids(&fresh).len()), (State::Proven, 0), "{}", fresh.saw);
    let stale = judged(&options, Ecosystem::Cargo, at("2026-11-23"));
    assert_eq!(stale.state, State::Unknown, "{}", stale.saw);
    // The bundle says nothing of Python.
    assert_eq!(judged(&options, Ecosystem::Python, at("2026-08-25")).data, None);
}

// proves M3
#[test]
fn pypa_tells_a_vulnerable_distribution_from_a_repaired_one() {
    let Some(bundle) = needs::shared("pypa-advisories-2024-10-10.tar.gz") else { return };
    let (_folder, mut options) = host(&[], &[("Flask", "2.2.4")]);
    options.advisories = vec![bundle.clone()];
    let python = judged(&options, Ecosystem::Python, at("2024-10-20"));
    assert_eq!((python.state, ids(&python)), (State::Failed, vec!["PYSEC-2023-62"]));
    assert_eq!(python.data.unwrap().unreadable, 0);
    let (_folder, mut options) = host(&[], &[("flask", "2.2.5"), ("made-up-of-ours", "1")]);
    options.advisories = vec![bundle];
    let fresh = judged(&options, Ecosystem::Python, at("2024-10-20"));
    assert_eq!(fresh.state, State::Proven, "{}", fresh.saw);
    assert_eq!(judged(&options, Ecosystem::Python, at("2026-11-23")).state, State::Unknown);
}

// proves M3
#[test]
fn without_advisories_nothing_is_proven() {
    let (_folder, options) = host(&[("time", "0.2.7")], &[("flask", "3.0")]);
    for ecosystem in [Ecosystem::Cargo, Ecosystem::Python] {
        assert_eq!(judged(&options, ecosystem, at("2026-01-01")).state, State::Unknown);
    }
}

pub fn osv(id: &str, day: &str, extra: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"{day}T00:00:00Z",{extra}"affected":[{{"package":{{"ecosystem":"PyPI","name":"flask"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"2.0"}}]}}]}}]}}"#
    )
}

/// Vouches on `day` for a bundle of `count` advisories.
pub fn manifest(day: &str, ecosystem: &str, count: usize) -> String {
    format!(r#"{{"as_of": "{day}T00:00:00Z", "advisories": {{"{ecosystem}": {count}}}}}"#)
}

/// A host with Flask `version`, and a folder of OSV advisories, which is vouched for on the first of
/// March.
fn flask(version: &str, advisories: &[(&str, String)]) -> (tempfile::TempDir, Options) {
    let (folder, mut options) = host(&[], &[("flask", version)]);
    let bundle = folder.path().join("bundle");
    fs::create_dir_all(&bundle).unwrap();
    for (name, text) in advisories {
        fs::write(bundle.join(name), text).unwrap();
    }
    let whole = manifest("2026-03-01", "PyPI", advisories.len());
    fs::write(bundle.join("manifest.json"), whole).unwrap();
    options.advisories = vec![bundle];
    (folder, options)
}

#[test]
fn names_of_one_weakness_count_once_and_withdrawn_ones_not_at_all() {
    let now = at("2026-03-02");
    let twice = [
        ("PYSEC-1.json", osv("PYSEC-1", "2026-02-20", r#""aliases":["CVE-1"],"#)),
        ("GHSA-1.json", osv("GHSA-1", "2026-02-20", r#""aliases":["CVE-1"],"#)),
    ];
    let (_folder, options) = flask("1.0", &twice);
    assert_eq!(ids(&judged(&options, Ecosystem::Python, now)), ["GHSA-1"]);
    let withdrawn = [
        ("PYSEC-1.json", osv("PYSEC-1", "2026-02-20", r#""withdrawn":"2026-02-21T00:00:00Z","#)),
        ("PYSEC-2.json", osv("PYSEC-2", "2026-02-20", "")),
    ];
    let (_folder, options) = flask("2.0", &withdrawn);
    let python = judged(&options, Ecosystem::Python, now);
    assert_eq!((python.state, python.data.unwrap().advisories), (State::Proven, 1));
}

#[test]
fn an_advisory_that_cannot_be_read_leaves_doubt() {
    let (_folder, options) = flask(
        "2.0",
        &[("A.json", osv("A", "2026-02-20", "")), ("PYSEC-9.yaml", "id: [".to_owned())],
    );
    let whole = manifest("2026-03-01", "PyPI", 1);
    fs::write(options.advisories[0].join("manifest.json"), whole).unwrap();
    let python = judged(&options, Ecosystem::Python, at("2026-03-02"));
    assert_eq!((python.state, python.data.unwrap().unreadable), (State::Unknown, 1));
}

#[test]
fn paths_that_hold_no_advisories_are_errors_with_a_way_out() {
    let (folder, mut options) = host(&[], &[]);
    let clock = FixedClock::at(at("2026-01-01"));
    options.advisories = vec![folder.path().join("absent.tar.gz")];
    assert!(matches!(examine(&options, &clock), Err(SurfaceError::Unreadable { .. })));
    let text = folder.path().join("notes.txt");
    fs::write(&text, "nothing").unwrap();
    options.advisories = vec![text];
    assert!(matches!(examine(&options, &clock), Err(SurfaceError::NoAdvisory { .. })));
}

#[test]
fn a_torn_archive_is_an_error_and_a_bomb_is_refused() {
    let (folder, mut options) = host(&[], &[]);
    let clock = FixedClock::at(at("2026-01-01"));
    let bomb = folder.path().join("bomb.tar.gz");
    let mut writer = GzEncoder::new(fs::File::create(&bomb).unwrap(), Compression::fast());
    let mut header = tar::Header::new_gnu();
    header.set_path("RUSTSEC-1.md").unwrap();
    header.set_size(2 << 30);
    header.set_cksum();
    writer.write_all(header.as_bytes()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..1_100 {
        writer.write_all(&zeros).unwrap();
    }
    writer.finish().unwrap();
    options.advisories = vec![bomb.clone()];
    assert!(matches!(examine(&options, &clock), Err(SurfaceError::TooLarge { .. })));
    let torn = folder.path().join("torn.tar.gz");
    fs::write(&torn, &fs::read(&bomb).unwrap()[..100]).unwrap();
    options.advisories = vec![torn];
    assert!(matches!(examine(&options, &clock), Err(SurfaceError::Unreadable { .. })));
}

#[test]
fn a_mere_warning_does_not_hide_the_vulnerability_that_it_is_also_known_as() {
    let (folder, mut options) = host(&[("made-up", "1.0.0")], &[]);
    let warning = "```toml\n[advisory]\nid = \"A-1\"\npackage = \"made-up\"\ndate = \"2026-02-20\"\naliases = [\"B-1\"]\ninformational = \"unsound\"\n[versions]\npatched = []\n```\n# T\n";
    let vulnerability =
        osv("B-1", "2026-02-20", "").replace("PyPI", "crates.io").replace("flask", "made-up");
    let bundle = folder.path().join("bundle");
    fs::create_dir_all(&bundle).unwrap();
    fs::write(bundle.join("A-1.md"), warning).unwrap();
    let whole = manifest("2026-03-01", "crates.io", 1);
    fs::write(bundle.join("manifest.json"), whole).unwrap();
    options.advisories = vec![bundle.clone()];
    let cargo = judged(&options, Ecosystem::Cargo, at("2026-03-02"));
    assert_eq!((cargo.state, cargo.vulnerable.len()), (State::Proven, 1));
    let semver = vulnerability.replace("\"2.0\"", "\"2.0.0\"");
    fs::write(bundle.join("B-1.json"), semver).unwrap();
    let cargo = judged(&options, Ecosystem::Cargo, at("2026-03-02"));
    assert_eq!((cargo.state, ids(&cargo)), (State::Failed, vec!["B-1"]));
}
