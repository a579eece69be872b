//! What stands behind a whole file of one format, where no reader of that format looks.

use crate::corpus::{field, npy, onnx, safetensors, weapons, zip};
use hygeia_artifact::scan::{self, Limits, Verdict};

fn verdict(name: &str, bytes: &[u8]) -> Verdict {
    scan::bytes(name, bytes, &Limits::default()).verdict
}

/// A file of each format that ends where its header says.
fn whole() -> Vec<(&'static str, Vec<u8>)> {
    let array = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
    let tensor = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
    vec![
        ("a.npy", npy(array, &[0; 8])),
        ("m.safetensors", safetensors(tensor, &[0; 8])),
        ("m.onnx", onnx("", &field(9, &[0; 8]))),
        ("m.gguf", gguf(1)),
        ("none.gguf", gguf(0)),
    ]
}

/// One tensor of 32 bytes, or none.
fn gguf(tensors: u64) -> Vec<u8> {
    let mut bytes =
        [b"GGUF".to_vec(), vec![3, 0, 0, 0], tensors.to_le_bytes().to_vec(), vec![0; 8]].concat();
    if tensors > 0 {
        let shape = [&1u32.to_le_bytes()[..], &8u64.to_le_bytes()].concat();
        let place = [&0u32.to_le_bytes()[..], &0u64.to_le_bytes()].concat();
        bytes.extend([&1u64.to_le_bytes()[..], b"w", &shape, &place].concat());
    }
    bytes.resize(bytes.len().next_multiple_of(32) + if tensors > 0 { 32 } else { 0 }, 0);
    bytes
}

// proves M10
#[test]
fn a_pickle_behind_another_format_is_judged_by_what_it_does() {
    for (name, bytes) in whole() {
        assert_eq!(verdict(name, &bytes), Verdict::Clean, "{name} by itself");
        for (path, weapon) in weapons() {
            for between in [vec![], vec![0; 64], vec![0xff; 7]] {
                let armed = [bytes.clone(), between.clone(), weapon.clone()].concat();
                let found = verdict(name, &armed);
                let begins = between.iter().all(|byte| *byte == 0);
                let wanted = if begins { Verdict::Malicious } else { Verdict::Inconclusive };
                assert!(found >= wanted, "{name} + {} + {path}: {found}", between.len());
            }
        }
        let (_, weapon) = weapons().remove(2);
        let sought = [bytes.clone(), vec![0xff; 7], weapon].concat();
        assert_eq!(verdict(name, &sought), Verdict::Malicious, "{name} and one that is sought");
        let harmless = [bytes.clone(), b"\x80\x04}\x94.".to_vec()].concat();
        assert_eq!(verdict(name, &harmless), Verdict::Inconclusive, "{name} and a harmless pickle");
        let padded = [bytes, vec![0; 4_096]].concat();
        // What GGUF aligns its tensors with.
        let clean = verdict(name, &padded) == Verdict::Clean;
        assert_eq!(clean, name.ends_with("gguf"), "{name} and many zeros");
    }
}

#[test]
fn an_archive_or_a_program_behind_another_format_is_looked_into() {
    let (_, weapon) = weapons().remove(0);
    for (name, bytes) in whole() {
        for more in
            [zip(&[("x.pkl", &weapon)]), b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0".to_vec()]
        {
            let found = verdict(name, &[bytes.clone(), more].concat());
            assert!(found >= Verdict::Suspicious, "{name}: {found}");
        }
    }
}
