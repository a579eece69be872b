//! Archives: what is hidden in them, and what two readers would see differently.

use crate::corpus::{npy, tar, weapons, zip};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use hygeia_artifact::scan::{self, Limits, Scanned};
use std::io::Write as _;
use terms::{Severity, State};

fn look(name: &str, bytes: &[u8]) -> Scanned {
    scan::bytes(name, bytes, &Limits::default())
}

fn rules(scanned: &Scanned) -> Vec<&str> {
    scanned.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

fn has(scanned: &Scanned, rule: &str) {
    assert!(rules(scanned).contains(&rule), "no {rule} in {scanned:?}");
}

const WEAPON: &str = "artifact/pickle-dangerous-import";
const CLEAN: &[u8] = b"\x80\x02ccollections\nOrderedDict\n)R.";

// proves M10
#[test]
fn a_weapon_is_found_in_every_archive() {
    let weapon = &weapons()[0].1;
    let object = npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", weapon);
    let zipped = zip(&[("archive/data.pkl", weapon), ("archive/version", b"3\n")]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(weapon).unwrap();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(weapon).unwrap();
    for (name, bytes) in [
        ("m.pt", zipped.clone()),
        ("m.npy", object.clone()),
        ("m.npz", zip(&[("a.npy", &object)])),
        ("m.tar", tar("data.pkl", weapon)),
        ("m.pkl.gz", gzip.finish().unwrap()),
        ("m.joblib", zlib.finish().unwrap()),
        ("m.zip", zip(&[("inner/m.pt", &zipped)])),
    ] {
        has(&look(name, &bytes), WEAPON);
        for cut in 0..bytes.len() {
            let scanned = look(name, &bytes[..cut]);
            assert_ne!(scanned.state(Severity::Medium), State::Proven, "{name} cut at {cut}");
        }
    }
}

#[test]
fn an_honest_pytorch_archive_is_clean() {
    let members: [(&str, &[u8]); 4] = [
        ("m/data.pkl", CLEAN),
        ("m/byteorder", b"little"),
        ("m/data/0", b"\x80\x04\xff\x00"),
        ("m/version", b"3\n"),
    ];
    let scanned = look("m.pt", &zip(&members));
    assert_eq!(scanned.state(Severity::Info), State::Proven, "{scanned:?}");
    // Raw bytes are excused as a tensor only there.
    let scanned = look("m.zip", &zip(&[("data/0", b"\xff\xfe\x00")]));
    assert_eq!(scanned.state(Severity::Info), State::Unknown);
    has(
        &look("m.pt", &zip(&[("m/data.pkl", CLEAN), ("m/data/0", b"\x7fELF....")])),
        "artifact/executable",
    );
}

// proves M10
#[test]
fn what_two_zip_readers_see_differently_is_a_finding() {
    let honest = zip(&[("data.pkl", CLEAN), ("a", b"text")]);
    assert_eq!(look("m.zip", &honest).state(Severity::Info), State::Proven);

    let mut renamed = honest.clone();
    renamed[30] = b'X';
    has(&look("m.zip", &renamed), "artifact/zip-mismatch");

    let mut wrong_sum = honest.clone();
    let content = 30 + "data.pkl".len();
    wrong_sum[content] = 0x80;
    wrong_sum[content + 1] = 0x03;
    has(&look("m.zip", &wrong_sum), "artifact/zip-mismatch");

    has(&look("m.zip", &zip(&[("a", b"1"), ("A", b"2")])), "artifact/zip-duplicate");
    has(&look("m.zip", &zip(&[("../../etc/cron.d/x", b"1")])), "artifact/path-traversal");
    has(&look("m.tar", &tar("../x", b"1")), "artifact/path-traversal");

    // A pickle in front of an archive: PyTorch's loader takes the one, `unzip` the other.
    let polyglot = [CLEAN, &honest].concat();
    assert_ne!(look("m.pt", &polyglot).state(Severity::Medium), State::Proven);

    // A tar whose first member's name is a pickle.
    has(&look("m.tar", &tar("cos\nsystem\n(S'x'\ntR.", b"1")), WEAPON);

    // A member that only its own header tells of.
    let two = zip(&[("a", b"1"), ("b", b"2")]);
    let at = two.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    let end = two.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let mut hidden = [&two[..at], &two[end..]].concat();
    let tail = hidden.len() - 22;
    hidden[tail + 8] = 1;
    hidden[tail + 10] = 1;
    has(&look("m.zip", &hidden), "artifact/zip-hidden-member");
}

#[test]
fn bombs_and_nests_are_told_and_cost_little() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 64 << 20]).unwrap();
    let bomb = encoder.finish().unwrap();
    has(&look("m.gz", &bomb), "artifact/bomb");
    let mut deep = zip(&[("a", b"1")]);
    for _ in 0..8 {
        deep = zip(&[("n.zip", &deep)]);
    }
    has(&look("m.zip", &deep), "artifact/limit");
    assert_ne!(look("m.zip", &deep).state(Severity::Critical), State::Proven);

    let many: Vec<String> = (0..50).map(|i| format!("f{i}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let limits = Limits { members: 10, ..Limits::default() };
    let scanned = scan::bytes("m.zip", &zip(&many), &limits);
    assert_ne!(scanned.state(Severity::Critical), State::Proven);
}

#[test]
fn encrypted_and_exotic_members_are_not_clean() {
    let mut encrypted = zip(&[("a", b"1")]);
    let central = encrypted.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    encrypted[6] |= 1;
    encrypted[central + 8] |= 1;
    has(&look("m.zip", &encrypted), "artifact/encrypted-member");
    let mut exotic = zip(&[("a", b"1")]);
    exotic[8] = 12;
    exotic[central + 10] = 12;
    assert_eq!(look("m.zip", &exotic).state(Severity::Critical), State::Unknown);
}
