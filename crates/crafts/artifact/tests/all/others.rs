//! Graphs, tensors in files of their own, metadata, and what a caller may say of a scan.

use crate::corpus::{field, onnx, safetensors, zip};
use hygeia_artifact::scan::{self, Allow, Limits, Options, Scanned, Sensitive, Verdict};
use std::fs;

fn look(name: &str, bytes: &[u8]) -> Scanned {
    scan::bytes(name, bytes, &Limits::default())
}

fn has(scanned: &Scanned, rule: &str) {
    assert!(scanned.findings.iter().any(|f| f.rule == rule), "no {rule} in {scanned:?}");
}

/// A saved model of one node; within a function, if `inner`.
fn graph(operation: &str, inner: bool) -> Vec<u8> {
    let node = [field(1, b"n"), field(2, operation.as_bytes())].concat();
    let graph = if inner { field(2, &field(1, &field(3, &node))) } else { field(1, &node) };
    [vec![0x08, 1], field(2, &field(2, &graph))].concat()
}

// proves M10
#[test]
fn graphs_are_told_by_the_operations_that_leave_them() {
    for inner in [false, true] {
        for operation in ["MatMul", "SaveV2", "PartitionedCall", "VarHandleOp", "HashTableV2"] {
            let scanned = look("saved_model.pb", &graph(operation, inner));
            assert_eq!(scanned.verdict, Verdict::Clean, "{operation}: {scanned:?}");
        }
        for operation in
            ["PyFunc", "EagerPyFunc", "ReadFile", "WriteFile", "MatchingFiles", "PrintV2"]
        {
            has(&look("saved_model.pb", &graph(operation, inner)), "artifact/graph-operation");
        }
        let foreign = look("saved_model.pb", &graph("AcmeShell", inner));
        assert_eq!(foreign.verdict, Verdict::Inconclusive, "{foreign:?}");
    }
    assert_ne!(look("saved_model.pb", b"\x08\x01").verdict, Verdict::Clean);
    assert_ne!(look("saved_model.pb", b"no graph at all").verdict, Verdict::Clean);
}

// proves M10
#[test]
fn tensors_beside_a_model_are_raw_and_those_elsewhere_are_not() {
    let root = tempfile::tempdir().unwrap();
    let entry = |key: &str, value: &str| {
        field(13, &[field(1, key.as_bytes()), field(2, value.as_bytes())].concat())
    };
    let model = |length: &str| {
        let entries = [entry("location", "w.data"), entry("offset", "0"), entry("length", length)];
        onnx("", &entries.concat())
    };
    let put = |name: &str, bytes: &[u8]| fs::write(root.path().join(name), bytes).unwrap();
    let scanned = || scan::path(root.path(), &Limits::default()).unwrap();
    put("m.onnx", &model("8"));
    assert_eq!(scanned().verdict, Verdict::Inconclusive, "its tensors are not there");
    put("w.data", b"\0\0\x80\x3f\0\0\0\xff");
    let whole = scanned();
    assert_eq!(whole.verdict, Verdict::Clean, "{whole:?}");
    put("m.onnx", &model("9"));
    has(&scanned(), "artifact/tensor-shape");
    put("m.onnx", &model("8"));
    put("other.data", b"\0\0\x80\x3f\0\0\0\xff");
    assert_eq!(scanned().verdict, Verdict::Inconclusive, "nobody reads the other one");
}

// proves M10
#[test]
fn an_unknown_class_is_named_and_allowed_by_name() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("m.pkl"), b"\x80\x02cacme.models\nScorer\n)\x81.").unwrap();
    let with = |allow: Allow| {
        let options = Options { allow, ..Options::default() };
        scan::paths_with(&[root.path()], &options).unwrap()
    };
    let unknown = with(Allow::default());
    assert_eq!(unknown.verdict, Verdict::Inconclusive, "{unknown:?}");
    assert!(unknown.findings[0].message.contains("--allow acme.models.Scorer"), "{unknown:?}");
    assert_eq!(with(Allow::of(&["acme.*"]).unwrap()).verdict, Verdict::Clean);
    assert_eq!(with(Allow::read("acme.models.Scorer # ours\n").unwrap()).verdict, Verdict::Clean);
    fs::write(root.path().join("m.pkl"), b"\x80\x02cos\nsystem\n)R.").unwrap();
    assert_eq!(with(Allow::of(&["os.*"]).unwrap()).verdict, Verdict::Malicious);
}

// proves M5
#[test]
fn secrets_in_metadata_are_told_by_what_the_caller_knows() {
    let root = tempfile::tempdir().unwrap();
    let header = r#"{"__metadata__":{"note":"key swordfish-123"}}"#;
    fs::write(root.path().join("m.safetensors"), safetensors(header, b"")).unwrap();
    let recognise: scan::Recognise = |text| {
        let found = text.contains("swordfish");
        Vec::from_iter(found.then(|| Sensitive { what: "a password".into(), secret: true }))
    };
    let options = Options { recognise: Some(recognise), ..Options::default() };
    let scanned = scan::paths_with(&[root.path()], &options).unwrap();
    has(&scanned, "artifact/metadata-secret");
    assert!(!format!("{scanned:?}").contains("swordfish"), "{scanned:?}");
}

// proves M10
#[test]
fn a_tensor_that_was_pickled_by_itself_is_followed_into_its_bytes() {
    let pickle = |inner: &[u8]| {
        let length = (inner.len() as u32).to_le_bytes();
        [b"\x80\x03ctorch.storage\n_load_from_bytes\nB", &length[..], inner, b"\x85R."].concat()
    };
    let clean = look("m.pkl", &pickle(b"\x80\x02}."));
    assert_eq!(clean.verdict, Verdict::Clean, "{clean:?}");
    let armed = zip(&[("a/data.pkl", b"\x80\x02cos\nsystem\nX\x04\0\0\0true\x85R.")]);
    assert_eq!(look("m.pkl", &pickle(&armed)).verdict, Verdict::Malicious);
    let hidden = b"\x80\x02ctorch.storage\n_load_from_bytes\nX\x01\0\0\0a\x85R.";
    assert_eq!(look("m.pkl", hidden).verdict, Verdict::Malicious);
}

// proves M10
#[test]
fn texts_that_lie_beside_a_model_are_no_pickles_though_they_begin_like_one() {
    for (name, text) in [
        (".condarc", "channels:\n- conda-forge\n- defaults\n"),
        ("CITATION.cff", "cff-version: 1.2.0\nmessage: If you use it\nauthors:\n- name: R.\n"),
        (".gitignore", "cache\nruns\n*.log\n"),
        ("Modelfile", "config = 1\nrandom text(R.\n"),
        ("trainer_state.json", "{\"best\": NaN, \"loss\": [Infinity, -Infinity, 1.5]}"),
    ] {
        let scanned = look(name, text.as_bytes());
        assert_eq!(scanned.verdict, Verdict::Clean, "{name}: {scanned:?}");
    }
    // A weapon is one under any name, and a name that may be imported is told.
    let weapon = b"cos\nsystem\n(S'true'\ntR.";
    for name in [".condarc", "CITATION.cff", ".gitignore", "Modelfile"] {
        assert_eq!(look(name, weapon).verdict, Verdict::Malicious, "{name}");
    }
    assert_ne!(look("weights", b"cacme.models\nScorer\n)R.").verdict, Verdict::Clean);
    let armed = r#"{"best": NaN, "_target_": "os.system"}"#;
    assert_eq!(look("config.json", armed.as_bytes()).verdict, Verdict::Malicious);
}

// proves M10
#[test]
fn operators_are_told_wherever_an_archive_of_pytorch_keeps_them() {
    let archive = |name: &str, content: &[u8]| {
        let state = b"\x80\x02}.";
        look("m.ptl", &zip(&[("m/data.pkl", state), (name, content), ("m/version", b"3\n")]))
    };
    let bytecode = |operator: &str| {
        let length = (operator.len() as u32).to_le_bytes();
        [b"\x80\x02(X", &length[..], operator.as_bytes(), b"X\0\0\0\0K\x03t."].concat()
    };
    let clean = archive("m/bytecode.pkl", &bytecode("aten::linear"));
    assert_eq!(clean.verdict, Verdict::Clean, "{clean:?}");
    has(&archive("m/bytecode.pkl", &bytecode("aten::from_file")), "artifact/graph-operation");
    has(&archive("m/bytecode.pkl", &bytecode("acme::run")), "artifact/torchscript-code");
    let code =
        b"def f(x: Tensor) -> Tensor:\n  return (torch # here\n    .from_file(\"/x\", False, 1))\n";
    has(&archive("m/code/__torch__.py", code), "artifact/graph-operation");
}
