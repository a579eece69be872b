//! Files that hide something, and what is found in them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sentinel::{Planted, Report, search};
use std::path::Path;
use tempfile::TempDir;

pub const EMAIL: &str = "ada.o'keller@example.com";
pub const SSN: &str = "457-55-5462";
pub const CARD: &str = "4111111111111111";
pub const IBAN: &str = "DE89 3704 0044 0532 0130 00";
pub const PHONE: &str = "+1 212 555 0123";

/// The values above, each in a column of its name.
pub fn planted() -> Vec<Planted> {
    [("email", EMAIL), ("ssn", SSN), ("card", CARD), ("iban", IBAN), ("phone", PHONE)]
        .map(|(column, value)| plant(column, value))
        .to_vec()
}

pub fn plant(column: &str, value: &str) -> Planted {
    Planted { column: column.to_owned(), value: value.to_owned() }
}

/// A folder with one file.
pub fn folder(name: &str, bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    folder
}

/// What is found in a file of `bytes`, with noise around them: nothing begins where a file does.
pub fn found(bytes: &[u8]) -> Vec<String> {
    let around = noise(333, 1);
    let bytes = [&around[..], b"\0", bytes, b"\0", &around].concat();
    hits(&report(folder("file", &bytes).path()))
}

pub fn report(folder: &Path) -> Report {
    let report = search(folder, &planted(), &[]).unwrap();
    assert_eq!(report.cut, [""; 0]);
    report
}

/// `column: form` of each hit.
pub fn hits(report: &Report) -> Vec<String> {
    report.hits.iter().map(|hit| format!("{}: {}", hit.column, hit.form)).collect()
}

#[track_caller]
pub fn has(hits: &[String], wanted: &str) {
    assert!(hits.iter().any(|hit| hit == wanted), "{wanted} is not in {hits:?}");
}

/// Random bytes that are the same each time.
pub fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; length];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut bytes);
    bytes
}
