//! A file far larger than memory: found armed or clean, digested, and within what a scan may hold.
//!
//! It is sparse: zeros between two ends; four gigabytes, and a hundred with `HYGEIA_LONG=1`.

use hygeia_artifact::scan::{self, Limits, Verdict};
use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::Command;

/// What a scan may hold in memory, in KiB, whatever the size.
const MEMORY: u64 = 128 << 10;
/// Tells the test that it is alone in its process, so that what is held is its own.
const ALONE: &str = "HYGEIA_SCAN_ALONE";
const TEST: &str =
    "sparse::a_file_far_larger_than_memory_is_judged_and_digested_within_128_mebibytes";
const WEAPON: &[u8] = b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.";

/// Values within a pickle, and what it calls behind them.
fn pickle(zeros: u64, armed: bool) -> (Vec<u8>, Vec<u8>) {
    let front = [&b"\x80\x05\x8e"[..], &zeros.to_le_bytes()].concat();
    (front, if armed { [&b"0"[..], &WEAPON[2..]].concat() } else { b".".to_vec() })
}

fn sparse(path: &Path, zeros: u64, armed: bool) -> u64 {
    let (front, back) = pickle(zeros, armed);
    let mut file = File::create(path).unwrap();
    file.write_all(&front).unwrap();
    let start = front.len() as u64 + zeros;
    file.set_len(start + back.len() as u64).unwrap();
    file.seek(SeekFrom::Start(start)).unwrap();
    file.write_all(&back).unwrap();
    start + back.len() as u64
}

/// What this process held at most, in KiB.
fn held() -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

// proves M10
#[cfg(target_os = "linux")]
#[test]
fn a_file_far_larger_than_memory_is_judged_and_digested_within_128_mebibytes() {
    if std::env::var_os(ALONE).is_none() {
        let mut alone = Command::new(std::env::current_exe().unwrap());
        let alone = alone.args(["--exact", TEST, "--nocapture"]).env(ALONE, "1");
        let output = alone.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        print!("{told}");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("1 passed"), "nothing was tried: {told}");
        return;
    }
    let long = std::env::var("HYGEIA_LONG").is_ok_and(|long| long == "1");
    let zeros = if long { 100_000_000_000 } else { 4_000_000_000 };
    judged(zeros, false);
    judged(zeros, true);
}

fn judged(zeros: u64, armed: bool) {
    let (name, root) = ("m.pkl", tempfile::tempdir().unwrap());
    let path = root.path().join(name);
    let size = sparse(&path, zeros, armed);
    let started = std::time::Instant::now();
    let scanned = scan::path(&path, &Limits::default()).unwrap();
    let (seconds, held) = (started.elapsed().as_secs_f64(), held());
    println!("{name}, {size} bytes, armed {armed}: {seconds:.1} s, {held} KiB held at most");
    let verdict = if armed { Verdict::Malicious } else { Verdict::Clean };
    assert_eq!(scanned.verdict, verdict, "{name}: {scanned:?}");
    assert!(scanned.unsure.is_empty() || armed, "{scanned:?}");
    assert_eq!(scanned.files[0].bytes, size);
    assert!(held <= MEMORY, "{name}: {held} KiB were held");
    if !armed {
        assert_eq!(scanned.files[0].digest.hex(), digest(&path), "{name}");
    }
}

/// As `sha256sum` has it.
fn digest(path: &Path) -> String {
    let output = Command::new("sha256sum").arg("-b").arg(path).output().unwrap();
    String::from_utf8(output.stdout).unwrap().split(' ').next().unwrap().to_owned()
}
