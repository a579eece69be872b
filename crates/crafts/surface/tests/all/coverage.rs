//! What a bundle of advisories leaves out: nothing is proven by a part, nor by old data.

use crate::patches::{at, host, judged, manifest, osv};
use flate2::{Compression, write::GzEncoder};
use hygeia_surface::{Ecosystem, Options, Packages};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use terms::{State, Timestamp};

/// What is said on `day` of Flask 2.0, under the advisories of `bundle`.
fn flask(bundle: &Path, day: &str) -> Packages {
    let (_folder, mut options) = host(&[], &[("flask", "2.0")]);
    options.advisories = vec![bundle.to_owned()];
    judged(&options, Ecosystem::Python, at(day))
}

fn bundle(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

// proves M3
#[test]
fn one_fresh_advisory_proves_nothing() {
    let folder = bundle(&[("PYSEC-1.json", osv("PYSEC-2026-1", "2026-11-25", ""))]);
    let told = flask(folder.path(), "2026-11-28");
    let data = told.data.unwrap();
    assert_eq!(
        (told.state, data.complete, data.fresh, data.as_of),
        (State::Unknown, false, false, None)
    );
    assert!(told.saw.contains("nothing says that these are all"), "{}", told.saw);
    // Nor does a date in the name.
    let named = folder.path().join("osv-2026-11-28.json");
    fs::rename(folder.path().join("PYSEC-1.json"), &named).unwrap();
    assert_eq!(flask(&named, "2026-11-28").state, State::Unknown);
}

// proves M3
#[test]
fn a_manifest_vouches_for_the_count_and_for_the_day() {
    let advisories = [
        ("a.json", osv("A", "2024-01-01", "")),
        ("b.json", osv("B", "2024-01-02", "")),
        ("manifest.json", manifest("2026-03-01", "PyPI", 2)),
    ];
    let folder = bundle(&advisories);
    let state = |day| flask(folder.path(), day).state;
    assert_eq!(state("2026-03-30"), State::Proven);
    assert_eq!(state("2026-04-01"), State::Unknown, "stale");
    assert_eq!(state("2026-02-27"), State::Unknown, "of the future");
    for (ecosystem, count) in [("PyPI", 3), ("PyPI", 1), ("PyPI", 0), ("npm", 2)] {
        fs::write(folder.path().join("manifest.json"), manifest("2026-03-01", ecosystem, count))
            .unwrap();
        assert_eq!(state("2026-03-02"), State::Unknown, "{ecosystem} {count}");
    }
    fs::write(folder.path().join("manifest.json"), "{}").unwrap();
    assert_eq!(state("2026-03-02"), State::Unknown);
}

/// OSV's dump of an ecosystem: 1,200 advisories, one a day until `day`, and their list.
fn dump(ecosystem: &str, last: Timestamp) -> Vec<(String, String)> {
    let mut list = String::new();
    let mut files = Vec::new();
    for number in 0..1_200 {
        let day = last.plus_days(-number).to_string();
        let id = format!("GHSA-{number}");
        list += &format!("{day},{id}\n");
        files.push((format!("{ecosystem}/{id}.json"), osv(&id, &day[..10], "")));
    }
    files.push((format!("{ecosystem}/modified_id.csv"), list));
    files
}

// proves M3
#[test]
fn the_list_of_a_dump_tells_what_is_missing() {
    let files = dump("PyPI", at("2026-11-20"));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let folder = bundle(&files);
    let told = flask(folder.path(), "2026-11-28");
    assert_eq!(told.state, State::Proven, "{}", told.saw);
    assert_eq!(flask(folder.path(), "2027-01-01").state, State::Unknown);
    // One of its advisories is lost.
    fs::remove_file(folder.path().join("PyPI/GHSA-7.json")).unwrap();
    assert_eq!(flask(folder.path(), "2026-11-28").state, State::Unknown);
    // A list of another ecosystem says nothing of this one.
    let folder = bundle(&files);
    fs::rename(folder.path().join("PyPI"), folder.path().join("npm")).unwrap();
    assert_eq!(flask(folder.path(), "2026-11-28").state, State::Unknown);
}

#[test]
fn a_list_that_is_short_is_not_that_of_a_dump() {
    let files = dump("PyPI", at("2026-11-20"));
    let few = files.iter().take(50).map(|(name, text)| (name.as_str(), text.clone()));
    let mut few: Vec<_> = few.collect();
    few.push(("PyPI/modified_id.csv", "2026-11-20T00:00:00Z,GHSA-0\n".to_owned()));
    assert_eq!(flask(bundle(&few).path(), "2026-11-28").state, State::Unknown);
}

/// The members of a real archive with their times, changed by `change`, packed anew.
fn repacked(
    archive: &Path,
    mut change: impl FnMut(usize, &str, &mut tar::Header) -> bool,
    more: &[(&str, String, u64)],
) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundle.tar.gz");
    let mut out =
        tar::Builder::new(GzEncoder::new(File::create(&path).unwrap(), Compression::fast()));
    let mut from = tar::Archive::new(flate2::read::GzDecoder::new(File::open(archive).unwrap()));
    for (index, entry) in from.entries().unwrap().enumerate() {
        let mut entry = entry.unwrap();
        let mut header = entry.header().clone();
        let name = entry.path().unwrap().display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if change(index, &name, &mut header) {
            out.append_data(&mut header, &name, bytes.as_slice()).unwrap();
        }
    }
    for (name, text, time) in more {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mtime(*time);
        header.set_mode(0o644);
        out.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    out.into_inner().unwrap().finish().unwrap();
    (folder, path)
}

fn python(bundle: &Path, day: &str) -> Packages {
    let (_folder, mut options) = host(&[], &[("made-up-of-ours", "1")]);
    options.advisories = vec![bundle.to_owned()];
    judged(&options, Ecosystem::Python, at(day))
}

// proves M3
#[test]
fn the_archive_of_a_database_is_as_old_as_it_is_whatever_is_added() {
    let Some(archive) = needs::shared("pypa-advisories-2024-10-10.tar.gz") else { return };
    let data = python(&archive, "2024-10-20").data.unwrap();
    assert_eq!((data.complete, data.age_days), (true, Some(9)), "the day of its commit");
    let now = u64::try_from(at("2026-11-27").unix()).unwrap();
    let keep = |_: usize, _: &str, _: &mut tar::Header| true;
    for (name, id) in [("PYSEC-2026-1", "PYSEC-2026-1"), ("PYSEC-2024-105", "PYSEC-2024-105")] {
        let fresh = (name, osv(id, "2026-11-27", ""), now);
        let (_kept, path) = repacked(&archive, keep, &[fresh]);
        let told = python(&path, "2026-11-28");
        let data = told.data.unwrap();
        assert_eq!((told.state, data.fresh), (State::Unknown, false), "{id}: {:?}", data.age_days);
    }
    // Packed today, with what was known then.
    let today = |_: usize, _: &str, header: &mut tar::Header| {
        header.set_mtime(now);
        true
    };
    let (_kept, path) = repacked(&archive, today, &[]);
    assert_eq!(python(&path, "2026-11-28").state, State::Unknown);
}

#[test]
fn half_of_a_database_is_not_the_database() {
    for (name, day, ecosystem) in [
        ("pypa-advisories-2024-10-10.tar.gz", "2024-10-20", Ecosystem::Python),
        ("rustsec-advisories-2026-08-21.tar.gz", "2026-08-25", Ecosystem::Cargo),
    ] {
        let Some(archive) = needs::shared(name) else { return };
        let judge = |bundle: &Path| {
            let (_folder, mut options): (_, Options) =
                host(&[("made-up", "1.0.0")], &[("made-up", "1")]);
            options.advisories = vec![bundle.to_owned()];
            judged(&options, ecosystem, at(day)).state
        };
        assert_eq!(judge(&archive), State::Proven, "{name}");
        let (_kept, half) = repacked(&archive, |index, _, _| index % 2 == 0, &[]);
        assert_eq!(judge(&half), State::Unknown, "{name}");
    }
}
