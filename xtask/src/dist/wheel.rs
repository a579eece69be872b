//! The wheel: the program as a script, so that `pip install` puts it on the PATH, and a package by which
//! `python -m hygeia` finds it.
//!
//! Written here, as maturin packs only what it builds itself, and every package is to hold the same program.
//! Form: <https://packaging.python.org/en/latest/specifications/binary-distribution-format/>.

use super::program::Glibc;
use super::{Making, files};
use crate::run;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use zip::write::SimpleFileOptions;

/// A file in the wheel.
struct Entry {
    name: String,
    bytes: Vec<u8>,
    runs: bool,
}

/// Writes the wheel.
pub fn write(making: &Making) -> Result<PathBuf, String> {
    let version = &making.program.version;
    let tag = tag(making.program.glibc);
    let information = format!("hygeia-{version}.dist-info");
    let mut entries = package()?;
    entries.extend(installed(making)?);
    let text = |name: &str, text: String| Entry {
        name: format!("{information}/{name}"),
        bytes: text.into_bytes(),
        runs: false,
    };
    let documents = making.tree.join("share/doc/hygeia");
    for (from, to) in [
        ("LICENSE", "licenses/LICENSE"),
        ("licences.txt", "licenses/licences.txt"),
        // PEP 770.
        ("hygeia.cdx.json", "sboms/hygeia.cdx.json"),
    ] {
        let bytes = files::read(&documents.join(from))?;
        entries.push(Entry { name: format!("{information}/{to}"), bytes, runs: false });
    }
    let readme = std::fs::read_to_string(run::root().join("integrations/python/README.md"));
    entries.push(text("METADATA", metadata(version, &readme.map_err(|e| e.to_string())?)));
    entries.push(text("WHEEL", format!(
        "Wheel-Version: 1.0\nGenerator: hygeia-xtask {version}\nRoot-Is-Purelib: false\nTag: {tag}\n"
    )));
    // MLflow finds its plugin by these.
    let points = std::fs::read_to_string(run::root().join("integrations/python/entry_points.txt"));
    entries.push(text("entry_points.txt", points.map_err(|e| e.to_string())?));
    let record = record(&entries, &information);
    entries.push(text("RECORD", record));
    let path = making.out.join(format!("hygeia-{version}-{tag}.whl"));
    let bytes = zipped(&entries).map_err(|error| format!("{}: {error}", path.display()))?;
    files::put(&path, &bytes)?;
    Ok(path)
}

/// Of any Python, on hosts with this glibc or a newer one (PEP 600).
fn tag(glibc: Glibc) -> String {
    let Glibc { major, minor } = glibc;
    format!("py3-none-manylinux_{major}_{minor}_{}", std::env::consts::ARCH)
}

/// The Python package.
fn package() -> Result<Vec<Entry>, String> {
    let folder = run::root().join("integrations/python/hygeia");
    let sources = files::below(&folder)?;
    let sources = sources.into_iter().filter(|(name, _)| name.ends_with(".py"));
    let entry = |(name, path): (String, PathBuf)| {
        Ok(Entry { name: format!("hygeia/{name}"), bytes: files::read(&path)?, runs: false })
    };
    sources.map(entry).collect()
}

/// The program, and what lies in `share`: the documents lie with the wheel's own information.
fn installed(making: &Making) -> Result<Vec<Entry>, String> {
    let data = format!("hygeia-{}.data", making.program.version);
    let mut entries = Vec::new();
    for (name, path) in files::below(making.tree)? {
        let runs = name == "bin/hygeia";
        let place = if runs { "scripts/hygeia".to_owned() } else { format!("data/{name}") };
        if !name.starts_with("share/doc/") {
            let bytes = files::read(&path)?;
            entries.push(Entry { name: format!("{data}/{place}"), bytes, runs });
        }
    }
    Ok(entries)
}

fn metadata(version: &str, readme: &str) -> String {
    format!(
        "Metadata-Version: 2.4\n\
         Name: hygeia\n\
         Version: {version}\n\
         Summary: Keeps machine learning on sensitive data clean: classify, scan, sign, attack, guard\n\
         Keywords: machine-learning,security,data-classification,model-scanning,mlops\n\
         License-Expression: Apache-2.0\n\
         License-File: LICENSE\n\
         License-File: licences.txt\n\
         Classifier: Environment :: Console\n\
         Classifier: Operating System :: POSIX :: Linux\n\
         Classifier: Programming Language :: Rust\n\
         Classifier: Topic :: Security\n\
         Requires-Python: >=3.10\n\
         Description-Content-Type: text/markdown\n\n{readme}"
    )
}

/// Each file with its digest and its length; the list itself without.
fn record(entries: &[Entry], information: &str) -> String {
    let mut lines = String::new();
    for Entry { name, bytes, .. } in entries {
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(bytes));
        let _ = writeln!(lines, "{name},sha256={digest},{}", bytes.len());
    }
    let _ = writeln!(lines, "{information}/RECORD,,");
    lines
}

/// The same bytes for the same entries: all of 1980, the first year of a zip.
fn zipped(entries: &[Entry]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for Entry { name, bytes, runs } in entries {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(if *runs { 0o755 } else { 0o644 });
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_names_each_file_as_installers_read_it() {
        let entry = Entry { name: "a/b.py".to_owned(), bytes: b"abc".to_vec(), runs: false };
        let record = record(&[entry], "a-1.dist-info");
        let digest = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        assert_eq!(record, format!("a/b.py,sha256={digest},3\na-1.dist-info/RECORD,,\n"));
    }

    #[test]
    fn equal_entries_give_equal_bytes_and_the_program_may_be_run() {
        let entries = || {
            [("a", false), ("b", true)].map(|(name, runs)| Entry {
                name: name.to_owned(),
                bytes: vec![1, 2],
                runs,
            })
        };
        let bytes = zipped(&entries()).unwrap();
        assert_eq!(bytes, zipped(&entries()).unwrap());
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut mode = |at| archive.by_index(at).unwrap().unix_mode().unwrap() & 0o777;
        assert_eq!((mode(0), mode(1)), (0o644, 0o755));
    }
}
