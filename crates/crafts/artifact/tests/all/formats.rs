//! Formats that hold no code by design, and the ways in which they can still hurt.

use crate::corpus::{field, npy, onnx, safetensors};
use hygeia_artifact::scan::{self, Format, Limits, Scanned};
use std::fs;
use terms::{Severity, State};

fn look(name: &str, bytes: &[u8]) -> Scanned {
    scan::bytes(name, bytes, &Limits::default())
}

fn has(scanned: &Scanned, rule: &str) {
    assert!(scanned.findings.iter().any(|f| f.rule == rule), "no {rule} in {scanned:?}");
}

fn clean(name: &str, bytes: &[u8], format: Format) {
    let scanned = look(name, bytes);
    assert_eq!(scanned.state(Severity::Info), State::Proven, "{scanned:?}");
    assert_eq!(scanned.files[0].format, format);
    for cut in 0..bytes.len() {
        let scanned = look(name, &bytes[..cut]);
        assert_ne!(scanned.state(Severity::Medium), State::Proven, "{name} cut at {cut}");
    }
}

// proves M10
#[test]
fn onnx_models_are_read_for_what_they_load_and_need() {
    let values = field(9, &[0; 8]);
    clean("m.onnx", &onnx("", &values), Format::Onnx);
    let external = |path: &str| {
        let entry = [field(1, b"location"), field(2, path.as_bytes())].concat();
        look("m.onnx", &onnx("", &field(13, &entry)))
    };
    for path in ["/etc/passwd", "../../etc/passwd", "a/../../b", "C:\\x", ""] {
        has(&external(path), "artifact/onnx-external-path");
    }
    has(&external("weights.bin"), "artifact/onnx-external-data");
    has(&look("m.onnx", &onnx("com.acme", &values)), "artifact/onnx-custom-domain");
    // What was compiled for a device is native code, whoever brings the operator.
    let node = [field(4, b"EPContext"), field(7, b"com.microsoft")].concat();
    let engine = [vec![0x08, 8], field(7, &field(1, &node)), field(8, &[0x10, 13])].concat();
    has(&look("m.onnx", &engine), "artifact/onnx-custom-domain");
    let huge = [&[0x08][..], &[0xff; 8], &[0x7f]].concat();
    has(&look("m.onnx", &onnx("", &huge)), "artifact/tensor-shape");
    has(&look("m.onnx", &onnx("", &field(9, &[0; 7]))), "artifact/tensor-shape");
    let trailing = [onnx("", &values), b"\x7fELF".to_vec()].concat();
    has(&look("m.onnx", &trailing), "artifact/trailing-bytes");
    has(&look("m.onnx", b"not a model"), "artifact/malformed");
}

#[test]
fn safetensors_must_tile_their_file() {
    let one = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
    clean("m.safetensors", &safetensors(one, &[0; 8]), Format::Safetensors);
    for (header, bytes) in [
        (one, 9),
        (r#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8),
        (r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8),
        (r#"{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}"#, 8),
        (
            r#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#,
            6,
        ),
        (
            r#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            8,
        ),
        (r#"{"a":{"dtype":"U8","shape":[18446744073709551615,9],"data_offsets":[0,8]}}"#, 8),
    ] {
        has(&look("m.safetensors", &safetensors(header, &vec![0; bytes])), "artifact/malformed");
    }
}

#[test]
fn arrays_are_as_long_as_their_header_says() {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
    clean("a.npy", &npy(header, &[0; 8]), Format::Npy);
    has(&look("a.npy", &npy(header, &[0; 12])), "artifact/trailing-bytes");
    let nested = "{'descr': [('a', '<f4'), ('b', '|O')], 'fortran_order': False, 'shape': (1,), }";
    has(&look("a.npy", &npy(nested, b"N.")), "artifact/numpy-object-array");
}

#[test]
fn keras_lambdas_and_foreign_classes_are_seen() {
    let config = |class: &str, module: &str| {
        format!(
            r#"{{"class_name":"Functional","config":{{"layers":[{{"class_name":"{class}","module":"{module}"}}]}}}}"#
        )
    };
    has(&look("config.json", config("Lambda", "keras.layers").as_bytes()), "artifact/keras-lambda");
    has(&look("config.json", config("Run", "kerasx").as_bytes()), "artifact/keras-custom-object");
    clean("config.json", config("Dense", "keras.layers").as_bytes(), Format::Json);
    let hdf5 = b"\x89HDF\r\n\x1a\n....{\"class_name\": \"Lambda\"}";
    has(&look("m.h5", hdf5), "artifact/keras-lambda");
    assert_eq!(look("m.h5", &hdf5[..12]).state(Severity::Info), State::Unknown);
}

#[test]
fn a_gguf_template_that_reaches_out_is_seen_and_an_honest_one_is_clean() {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let gguf = |template: &str| {
        let counts = [3u64.to_le_bytes()[..4].to_vec(), vec![0; 8], 1u64.to_le_bytes().to_vec()];
        let key = [text("tokenizer.chat_template"), vec![8, 0, 0, 0], text(template)];
        [b"GGUF".to_vec(), counts.concat(), key.concat()].concat()
    };
    has(&look("m.gguf", &gguf("{{ x.__class__ }}")), "artifact/gguf-template");
    let honest = gguf("{{ messages }}");
    let scanned = look("m.gguf", &honest);
    assert!(scanned.findings.is_empty(), "{scanned:?}");
    assert_eq!(scanned.state(Severity::Info), State::Proven, "{scanned:?}");
    has(&look("m.gguf", &honest[..30]), "artifact/malformed");
}

// proves M8
#[test]
fn a_folder_tells_of_programs_links_and_names_that_lie() {
    let root = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(root.path().join(name), bytes).unwrap();
    put("final.onnx", &onnx("", &field(9, &[0; 8])));
    put("bom.cdx.json", b"{\"a\":[1]}");
    let scanned = scan::path(root.path(), &Limits::default()).unwrap();
    assert_eq!(scanned.state(Severity::Info), State::Proven, "{scanned:?}");
    put("helper.py", b"print(1)");
    put("lib.bin", b"\x7fELF\x02\x01");
    put("weights.safetensors", b"\x80\x02N.");
    put("what.bin", b"\xff\xfe\x00\x01");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", root.path().join("link")).unwrap();
    let scanned = scan::path(root.path(), &Limits::default()).unwrap();
    for rule in ["script", "executable", "suffix-mismatch", "link"] {
        has(&scanned, &format!("artifact/{rule}"));
    }
    // The format that nobody knows, and the link that leads out.
    assert_eq!(scanned.unsure.len(), 2, "{:?}", scanned.unsure);
    assert_eq!(scanned.unread.len(), 1, "{:?}", scanned.unread);
    assert_eq!(scanned.state(Severity::Critical), State::Unknown);
    assert!(scan::path(&root.path().join("none"), &Limits::default()).is_err());
}

#[test]
fn a_file_beyond_the_limit_is_unknown() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("big.bin"), [0; 100]).unwrap();
    let limits = Limits { file_bytes: 99, ..Limits::default() };
    assert_ne!(scan::path(root.path(), &limits).unwrap().state(Severity::Critical), State::Proven);
}
