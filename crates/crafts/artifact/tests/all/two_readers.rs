//! Bytes that two readers read differently: what one of them would run is never clean.

use crate::corpus::{self, npy, tar, zip};
use hygeia_artifact::scan::{self, Limits, Scanned, Verdict};

fn look(name: &str, bytes: &[u8]) -> Scanned {
    scan::bytes(name, bytes, &Limits::default())
}

fn told(name: &str, bytes: &[u8]) {
    let scanned = look(name, bytes);
    assert!(scanned.verdict >= Verdict::Inconclusive, "{name}: {scanned:#?}");
    assert!(!scanned.findings.is_empty() || !scanned.unsure.is_empty());
}

fn clean(name: &str, bytes: &[u8]) {
    let scanned = look(name, bytes);
    assert_eq!(scanned.verdict, Verdict::Clean, "{name}: {scanned:#?}");
}

fn put(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

fn find(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).rposition(|window| window == needle).unwrap()
}

const STATE: &[u8] = b"\x80\x02ccollections\nOrderedDict\n)R.";
const WEAPON: &[u8] = b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.";
/// On no list of weapons.
const QUIET: &[u8] = b"cimaplib\nIMAP4_stream\n(S'true'\ntR";

// proves M10
#[test]
fn a_zip_whose_end_can_be_read_in_two_ways_is_told() {
    let honest = zip(&[("m/data.pkl", STATE), ("m/version", b"3\n")]);
    clean("m.pt", &honest);
    let comment = |text: &[u8]| {
        let mut bytes = honest.clone();
        let at = bytes.len() - 2;
        bytes.splice(at.., (text.len() as u16).to_le_bytes());
        [bytes, text.to_vec()].concat()
    };
    clean("m.pt", &comment(b"made by a tool"));
    // A whole archive in the comment: Python and PyTorch take the last end record.
    told("m.pt", &comment(&zip(&[("m/data.pkl", WEAPON)])));
    told("m.pt", &comment(b"PK\x05\x06 and so on"));
    let end = honest.len() - 22;
    told("m.pt", &put(&honest, end + 20, b"\x07"));
    told("m.pt", &put(&honest, end + 4, b"\x01"));
    told("m.pt", &put(&honest, end + 8, b"\x01"));
    told("m.pt", &put(&put(&honest, end + 8, b"\x01"), end + 10, b"\x01"));
    told("m.pt", &put(&honest, end + 12, b"\x2e"));
    // Prepended: some count offsets from the file's start, some from the archive's.
    told("m.pt", &[b"0123", &honest[..]].concat());
    told("m.bin", &[WEAPON, &honest[..]].concat());
    // 64-bit records that say something else.
    let (front, back) = honest.split_at(end);
    let wide = [b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0".to_vec(), vec![0; 32]];
    let locator = [b"PK\x06\x07\0\0\0\0", &(end as u64).to_le_bytes()[..], b"\x01\0\0\0"].concat();
    told("m.pt", &[front, &wide.concat(), &locator, back].concat());
}

// proves M10
#[test]
fn a_member_that_two_readers_see_differently_is_told() {
    let honest = zip(&[("m/data.pkl", STATE), ("m/version", b"3\n")]);
    let entry = find(&honest, b"PK\x01\x02");
    for (at, new) in [
        (6, &b"\x08"[..]),    // a flag
        (8, b"\x08"),         // the method
        (14, b"\xff"),        // the checksum
        (18, b"\xff"),        // a size
        (30, b"n"),           // the name
        (entry + 8, b"\x20"), // a flag that changes how it is read
        (entry + 16, b"\xff"),
        (entry + 20, b"\x01"),
        (entry + 34, b"\x01"), // another disk
        (entry + 42, b"\x01"),
        (entry + 46, b"\\"),
    ] {
        told("m.pt", &put(&honest, at, new));
    }
    // A name that Python ends at its NUL.
    told("m.pt", &zip(&[("m/data.pkl", STATE), ("m/x\0.py", b"3\n")]));
    // Two pickles: which root is PyTorch's?
    told(
        "m.pt",
        &zip(&[("a/data.pkl", STATE), ("b/data.pkl", STATE), ("a/data/0", b"\xff\xfe\0")]),
    );
    told("m.pt", &zip(&[("m/data.pkl", WEAPON)]));
}

// proves M10
#[test]
fn an_array_is_read_as_python_reads_its_header() {
    let weapon = [WEAPON, &vec![0; (8 - WEAPON.len() % 8) % 8]].concat();
    let header =
        |text: &str| npy(&text.replace("(n,)", &format!("({},)", weapon.len() / 8)), &weapon);
    clean("a.npy", &header("{'descr': '<f8', 'fortran_order': False, 'shape': (n,), }"));
    for text in [
        // The last of two keys counts, escapes decoded.
        r"{'descr': '<f8', 'fortran_order': False, 'shape': (n,), 'd\x65scr': '|\x4f', }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (n,), 'descr': '|O', }",
        r"{'descr': '|\117', 'fortran_order': False, 'shape': (n,), }",
        "{'descr': '|' 'O', 'fortran_order': False, 'shape': (n,), }",
        "{'descr': ('<f8', (1,)), 'fortran_order': False, 'shape': (n,), }",
        "{'descr': 'object', 'fortran_order': False, 'shape': (n,), }",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (n,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (n,), 'x': 1, }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0x1,), }",
        "{'descr': '<f8', #'\n'fortran_order': False, 'shape': (n,), }",
        "{'descr': [('a', [('b', '|O')])], 'fortran_order': False, 'shape': (1,), }",
    ] {
        told("a.npy", &header(text));
    }
}

// proves M10
#[test]
fn what_acts_before_it_breaks_is_no_text() {
    for name in ["model.bin", "model", "model.txt", "model.yaml", "weights.dat"] {
        told(name, QUIET);
        told(name, &[QUIET, b"\n\xff\xff"].concat());
    }
    // An import alone, where nobody expects words.
    told("model.bin", b"cimaplib\nIMAP4_stream\n");
    // Words are words.
    for (name, text) in [
        ("README.md", "collections of words\nand more\n"),
        ("LICENSE", "Permission is hereby granted, free of charge\n"),
        ("labels.txt", "cat\ndog\nbird\ncow\ninsect\n(none)\n"),
        ("vocab.txt", "[PAD]\n[UNK]\nthe\n##s\n"),
        ("data.csv", "a,b\n1,2\n"),
        ("config.json", "{\"a\": 1}"),
    ] {
        clean(name, text.as_bytes());
    }
}

// proves M10
#[test]
fn a_file_of_one_kind_that_is_a_pickle_as_well_is_told() {
    for weapon in ["cposix\nsystem\n(S'true'\ntR.", "cimaplib\nIMAP4_stream\n(S'true'\ntR"] {
        told("m.tar", &tar(weapon, b"text"));
    }
    let array = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", b"\0");
    clean("a.npy", &array);
    // An archive behind it, for whoever looks from the end.
    told("a.npy", &[&array[..], &zip(&[("m/data.pkl", WEAPON)])].concat());
    told("x.bin", &[b"\xff\xfe\0\x01", &zip(&[("m/data.pkl", WEAPON)])[..]].concat());
    // Streams after streams.
    told("m.pkl", &[STATE, WEAPON].concat());
    told("m.pkl", &[STATE, STATE, QUIET].concat());
}

// proves M10
#[test]
fn what_a_reader_of_hdf5_finds_behind_another_format_is_told() {
    let plain = |header: &str, values: &[u8]| corpus::safetensors(header, values);
    for block in [512, 1024, 32 << 10] {
        let mut values = vec![0; block - 8];
        values.extend(b"\x89HDF\r\n\x1a\n");
        let header = |size: usize| {
            let text =
                format!(r#"{{"w":{{"dtype":"U8","shape":[{size}],"data_offsets":[0,{size}]}}}}"#);
            format!("{text:128}")
        };
        let shifted = values.split_off(128);
        clean("m.safetensors", &plain(&header(values.len()), &values));
        told("m.safetensors", &plain(&header(shifted.len()), &shifted));
    }
}

/// PyTorch's older format: five pickles, then values.
fn legacy(ids: &[u8], keys: &[u8], values: &[u8]) -> Vec<u8> {
    let magic = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e";
    [&magic[..], b"\x80\x02M\xe9\x03.", b"\x80\x02}.", ids, keys, values].concat()
}

// proves M10
#[test]
fn what_stands_behind_the_values_of_an_older_pytorch_file_is_read() {
    let id =
        b"\x80\x02(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x02NtQ.";
    let keys = b"\x80\x02]X\x01\0\0\x000a.";
    let values = [&2u64.to_le_bytes()[..], &[0; 8]].concat();
    clean("m.pt", &legacy(id, keys, &values));
    told("m.pt", &legacy(id, keys, &values[..15]));
    told("m.pt", &legacy(id, keys, &[&values[..], WEAPON].concat()));
    told("m.pt", &legacy(id, b"\x80\x02].", &values));
    told("m.pt", &legacy(id, keys, WEAPON));
    told("m.pt", &legacy(b"\x80\x02N.", b"\x80\x02].", WEAPON));
    told("m.pt", &legacy(b"\x80\x02N.", b"\x80\x02].", QUIET));
}
