//! Any text as an advisory, any bytes as a bundle of them.

use super::coverage::{Contents, Manifest};
use super::{Affected, Host, Verdict, cvss, moment, osv, rustsec, source};
use crate::packages::Release;
use crate::report::Ecosystem;
use crate::version::Version;

/// Versions that every advisory is asked about.
const VERSIONS: [&str; 5] = ["0", "1.0.0", "1.2.3-rc.1", "1:2.0~rc1-1", "9999"];

/// In each of its forms; what it says of a version is said again, and a repair is safe and newer.
pub(crate) fn advisory(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let release = Release { id: "debian".to_owned(), version: "12".to_owned() };
    let host = Host { release: &release };
    let read = [rustsec::parse(&text), osv::parse_json(&text, host), osv::parse_yaml(&text, host)];
    for advisory in read.into_iter().flatten() {
        assert!(!advisory.id.is_empty() || advisory.ecosystems.contains("crates.io"));
        assert!(advisory.title.chars().count() <= 1_000);
        for affected in &advisory.affected {
            VERSIONS.iter().for_each(|version| asked(affected, version));
        }
    }
    for line in text.lines().take(20) {
        let _ = (cvss::severity(line), moment(line));
    }
    let _ = (Release::parse(&text), Manifest::read(bytes));
    Contents::default().list("PyPI/modified_id.csv", bytes);
}

fn asked(affected: &Affected, version: &str) {
    let verdict = affected.verdict(version);
    assert_eq!(verdict, affected.verdict(version));
    if Version::parse(affected.ecosystem, version).is_none()
        && affected.ecosystem == Ecosystem::Cargo
    {
        assert_ne!(verdict, Verdict::Safe, "{version} is no version, and is called safe");
    }
    if let Some(repair) = affected.repair(version) {
        assert!(affected.fixed.contains(&repair), "{repair} repairs nothing");
    }
}

/// A tar archive: names and bytes that were in it, and no more than it may be.
pub(crate) fn bundle(bytes: &[u8]) {
    let mut seen = 0;
    let _ = source::archive(bytes, &mut |met| {
        if let source::Met::File { bytes: member, .. } = met {
            seen += member.len();
        }
    });
    assert!(seen <= bytes.len(), "more came out than went in");
}
