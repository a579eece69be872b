//! Pickles: nothing that runs code is ever called clean, whichever way it is written.

use crate::corpus;
use hygeia_artifact::scan::{self, Format, Limits, Scanned};
use proptest::prelude::*;
use std::process::Command;
use terms::{Severity, State};

fn look(name: &str, bytes: &[u8]) -> Scanned {
    scan::bytes(name, bytes, &Limits::default())
}

fn worst(scanned: &Scanned) -> Option<Severity> {
    scanned.findings.iter().map(|finding| finding.severity).max()
}

// proves M10
#[test]
fn every_path_to_a_weapon_is_critical() {
    for (what, bytes) in corpus::weapons() {
        for name in ["model.pkl", "model.bin", "model.txt", "model"] {
            let scanned = look(name, &bytes);
            assert_eq!(worst(&scanned), Some(Severity::Critical), "{what} as {name}: {scanned:?}");
            assert_eq!(scanned.state(Severity::Critical), State::Failed);
        }
    }
}

// proves M10
#[test]
fn an_attribute_that_is_looked_up_by_name_is_judged_as_an_import_of_it() {
    let pickle = |class: &str, name: &str, rest: &str| {
        format!("cbuiltins\ngetattr\n(c{class}\nV{name}\ntR(VEurope/Berlin\nI01\ntR{rest}.")
            .into_bytes()
    };
    // A zone, as Python's own `zoneinfo` pickles it.
    let zone = look("m.pkl", &pickle("zoneinfo\nZoneInfo", "_unpickle", ""));
    assert_eq!(zone.state(Severity::Low), State::Proven, "{zone:?}");
    for (class, name) in [
        ("zoneinfo\nZoneInfo", "__init__"),
        ("collections\nOrderedDict", "fromkeys"),
        ("builtins\ngetattr", "__call__"),
        ("os\nsystem", "__call__"),
    ] {
        let scanned = look("m.pkl", &pickle(class, name, ""));
        assert_ne!(scanned.state(Severity::Medium), State::Proven, "{class} {name}: {scanned:?}");
    }
    // Once more on the stack, where nothing is known of what it is called with.
    let more = pickle("zoneinfo\nZoneInfo", "_unpickle", "0cbuiltins\ngetattr\n");
    assert_eq!(worst(&look("m.pkl", &more)), Some(Severity::Critical));
    let hidden = b"cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\n(VaVb\nttR(ttR.";
    assert_ne!(look("m.pkl", hidden).state(Severity::Medium), State::Proven);
}

#[test]
fn what_is_not_understood_is_never_clean() {
    for (what, bytes) in corpus::doubtful() {
        let scanned = look("model.pkl", &bytes);
        assert_ne!(scanned.state(Severity::Medium), State::Proven, "{what}: {scanned:?}");
    }
}

#[test]
fn a_finding_says_where_and_names_its_catalogues() {
    let scanned = look("m.pkl", b"\x80\x02N0cos\nsystem\n(S'x'\ntR.");
    let finding = &scanned.findings[0];
    assert_eq!(finding.rule, "artifact/pickle-dangerous-import");
    assert_eq!(finding.location.offset, Some(4));
    assert_eq!(finding.location.subject, "m.pkl");
    assert!(finding.message.contains("calls os.system"), "{}", finding.message);
    assert!(finding.references.contains(&"AML.T0011.000".to_owned()));
    assert!(finding.references.contains(&"CWE-502".to_owned()));
}

// proves M10
#[test]
fn no_prefix_of_a_pickle_is_clean() {
    let samples = corpus::weapons().into_iter().chain(corpus::doubtful());
    for (what, bytes) in samples {
        // A prefix that happens to be a whole pickle is one: skip those that end with STOP.
        for cut in (0..bytes.len()).filter(|&cut| cut == 0 || bytes[cut - 1] != b'.') {
            let scanned = look("model.pkl", &bytes[..cut]);
            assert_ne!(scanned.state(Severity::Medium), State::Proven, "{what} cut at {cut}");
        }
    }
}

#[test]
fn deep_nesting_and_floods_stay_bounded() {
    let mut deep = vec![b')'; 300_000];
    deep.fill(0x85);
    deep.insert(0, b'N');
    deep.push(b'.');
    assert_eq!(look("deep.pkl", &deep).state(Severity::Medium), State::Proven);
    let limits = Limits { operations: 1_000, ..Limits::default() };
    let scanned = scan::bytes("deep.pkl", &deep, &limits);
    assert_eq!(scanned.state(Severity::Critical), State::Unknown);

    // A thousand harmless-looking findings must not push the weapon off the list.
    let mut flood: Vec<u8> = b"\x80\x02".to_vec();
    for i in 0..2_000 {
        flood.extend(format!("cacme\nf{i}\n0").bytes());
    }
    flood.extend(b"cos\nsystem\n.");
    assert_eq!(worst(&look("flood.pkl", &flood)), Some(Severity::Critical));
}

/// What `python3` prints for `program`, as bytes; `None` where there is no Python.
fn python(program: &str) -> Option<Vec<u8>> {
    let program = format!("import sys, pickle\nout = sys.stdout.buffer\n{program}");
    let output = Command::new("python3").args(["-c", &program]).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

// proves M10
#[test]
fn pickles_that_python_writes_are_told_apart_in_every_protocol() {
    for protocol in 0..=5 {
        let weapon = "import os\nclass W:\n def __reduce__(self): return (os.system, ('echo',))\n";
        let Some(bytes) = python(&format!("{weapon}out.write(pickle.dumps([1, W()], {protocol}))"))
        else {
            return;
        };
        assert_eq!(worst(&look("w.pkl", &bytes)), Some(Severity::Critical), "protocol {protocol}");
        let harmless = "import collections, datetime\nd = collections.OrderedDict(a=[1.5, (2, b'x')], \
             b={'k': {1, 2}}, c=frozenset('xy'), d=datetime.date(2024, 1, 2), e=2**80, f=-1, g='é\\n')\n";
        let bytes = python(&format!("{harmless}out.write(pickle.dumps(d, {protocol}))")).unwrap();
        let scanned = look("d.pkl", &bytes);
        assert_eq!(
            scanned.state(Severity::Info),
            State::Proven,
            "protocol {protocol}: {scanned:?}"
        );
        assert_eq!(scanned.files[0].format, Format::Pickle);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_scanned_without_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
        magic in 0usize..12,
        suffix in 0usize..6,
    ) {
        let magics: [&[u8]; 12] = [b"", b"\x80\x04", b"PK\x03\x04", b"\x93NUMPY\x01\0", b"\x1f\x8b\x08\0",
            b"\x78\x9c", b"\x08\x08\x3a", b"\x40\0\0\0\0\0\0\0{", b"\x89HDF\r\n\x1a\n", b"(", b"GGUF", b"PK\x05\x06"];
        let suffixes = ["pkl", "pt", "onnx", "npy", "safetensors", "bin"];
        let whole = [magics[magic], &bytes].concat();
        look(&format!("file.{}", suffixes[suffix]), &whole);
    }

    /// Any one byte of a weapon changed, inserted or removed: no panic, and it stays bounded.
    #[test]
    fn mutated_weapons_are_scanned_without_panic(which in 0usize..31, at in 0usize..64, byte: u8) {
        let weapons = corpus::weapons();
        let mut bytes = weapons[which % weapons.len()].1.clone();
        let at = at % bytes.len();
        bytes[at] = byte;
        let scanned = look("model.pkl", &bytes);
        prop_assert_eq!(scanned.files.len(), 1);
    }
}
