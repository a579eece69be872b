//! What holds of any bytes that are scanned or verified. The fuzzer runs this, and the tests its seeds.

mod bills;
mod loaders;

use crate::bom::{OnnxFacts, onnx};
use crate::provenance::check;
use crate::scan::{self, Format, Limits, Looked, Scanned};
use crate::sign::{SigningKey, VerifyKey, verify, write_bundle};
use bills::bill;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use terms::{Severity, State};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[
    ("artifact-any", any),
    ("artifact-pickle", pickle),
    ("artifact-armed", armed),
    ("artifact-zip", |bytes| scanned("fuzz.zip", b"PK\x03\x04", bytes)),
    ("artifact-tar", |bytes| scanned("fuzz.tar", b"", bytes)),
    ("artifact-joblib", |bytes| scanned("fuzz.joblib", b"\x80\x04", bytes)),
    ("artifact-torch", |bytes| scanned("fuzz.pt", TORCH, bytes)),
    ("artifact-packed", packed),
    ("artifact-npy", |bytes| scanned("fuzz.npy", b"\x93NUMPY", bytes)),
    ("artifact-safetensors", |bytes| scanned("fuzz.safetensors", b"", bytes)),
    ("artifact-onnx", onnx_file),
    ("artifact-gguf", |bytes| scanned("fuzz.gguf", b"GGUF", bytes)),
    ("artifact-hdf5", |bytes| scanned("fuzz.h5", b"\x89HDF\r\n\x1a\n", bytes)),
    ("artifact-keras", |bytes| scanned("config.json", b"", bytes)),
    ("artifact-template", |bytes| scanned("chat_template.jinja", b"", bytes)),
    ("artifact-yaml", |bytes| scanned("config.yaml", b"", bytes)),
    ("artifact-xml", |bytes| scanned("model.pmml", b"", bytes)),
    ("artifact-ubj", |bytes| scanned("model.ubj", b"{", bytes)),
    ("artifact-tensorflow", |bytes| scanned("saved_model.pb", b"", bytes)),
    ("artifact-catboost", |bytes| scanned("model.cbm", b"CBM1", bytes)),
    ("artifact-requirements", loaders::requirements),
    ("artifact-notebook", |bytes| scanned("notebook.ipynb", b"", bytes)),
    ("artifact-image", |b| scanned("photo.bin", b"", b)),
    ("artifact-words", |b| scanned("tokenizer.model", b"\x0a", b)),
    ("artifact-git-config", loaders::git_config),
    ("artifact-git-texts", loaders::git_texts),
    ("artifact-git-data", loaders::git_data),
    ("artifact-mlmodel", loaders::mlmodel),
    ("artifact-locks", loaders::locks),
    ("artifact-settings", loaders::settings),
    ("artifact-frameworks", loaders::frameworks),
    ("artifact-torchscript", |b| loaders::member("m.pt", "m/code/__torch__.py", b)),
    ("artifact-bytecode", |b| loaders::member("m.ptl", "m/bytecode.pkl", b)),
    ("artifact-export", |b| loaders::member("m.pt2", "m/models/model.json", b)),
    ("artifact-skops", |b| loaders::member("m.skops", "schema.json", b)),
    ("artifact-bill-requirements", |b| bill("requirements.txt", b)),
    ("artifact-bill-conda", |b| bill("conda.yaml", b)),
    ("artifact-bill-python", |b| bill("python_env.yaml", b)),
    ("artifact-bill-conda-lock", |b| bill("conda-lock.yml", b)),
    ("artifact-bill-explicit", |b| bill("conda-linux-64.lock", b)),
    ("artifact-bill-lock", |b| bill("uv.lock", b)),
    ("artifact-bill-pipfile", |b| bill("Pipfile.lock", b)),
    ("artifact-bill-metadata", |b| bill("y-1.dist-info/METADATA", b)),
    ("artifact-bill-conda-meta", bills::installed_by_conda),
    ("artifact-bill-mlmodel", |b| bill("MLmodel", b)),
    ("artifact-bill-card", |b| bill("README.md", b)),
    ("artifact-bill-config", |b| bill("config.json", b)),
    ("artifact-bill-safetensors", |b| bill("model.safetensors", b)),
    ("artifact-statement", statement),
    ("artifact-bundle", bundle),
    ("artifact-keys", keys),
];

/// So small that they are met.
const LIMITS: Limits = Limits {
    file_bytes: 1 << 20,
    inflated_bytes: 4 << 20,
    members: 64,
    depth: 3,
    operations: 20_000,
    findings: 50,
};

/// The pickle that PyTorch's older files begin with.
const TORCH: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e";

/// The first byte chooses how the rest is compressed.
fn packed(bytes: &[u8]) {
    const MAGICS: [&[u8]; 6] = [
        b"\x1f\x8b\x08\0",
        b"\x78\x9c",
        b"BZh91AY&SY",
        b"\xfd7zXZ\0",
        b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x04\x22\x4d\x18",
    ];
    let Some((first, rest)) = bytes.split_first() else { return };
    let magic = MAGICS.get(usize::from(*first) % MAGICS.len()).copied().unwrap_or_default();
    scanned("fuzz.joblib", magic, rest);
}

/// The first byte chooses what the file is called.
fn any(bytes: &[u8]) {
    const NAMES: [&str; 12] = [
        "model.pt",
        "model.pkl",
        "a.npz",
        "m.onnx",
        "m.keras",
        "x.tgz",
        "m.bin",
        "run.py",
        "m.h5",
        "m.gguf",
        "m.safetensors",
        "notes.txt",
    ];
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES.get(usize::from(*first) % NAMES.len()).copied().unwrap_or_default();
    scanned(name, b"", rest);
}

fn scanned(name: &str, magic: &[u8], bytes: &[u8]) {
    let file = if bytes.starts_with(magic) { bytes.to_vec() } else { [magic, bytes].concat() };
    holds(&scan::bytes(name, &file, &LIMITS), &file);
}

/// Limits hold; the worst comes first; and *proven* is only said of what some reader covers.
fn holds(scanned: &Scanned, file: &[u8]) {
    assert!(scanned.files.iter().all(|looked| looked.bytes == file.len() as u64));
    assert_eq!(scanned.files.len(), 1);
    assert!(scanned.findings.len() <= LIMITS.findings && scanned.unsure.len() <= LIMITS.findings);
    assert!(scanned.findings.is_sorted_by(|a, b| a.severity >= b.severity));
    for finding in &scanned.findings {
        let length = finding.message.len();
        assert!(length <= 1 << 20, "{} says {length} bytes", finding.rule);
    }
    let proven = scanned.state(Severity::Info) == State::Proven;
    let covered = |looked: &Looked| !matches!(looked.format, Format::Unknown | Format::Empty);
    assert!(!proven || scanned.files.iter().all(covered));
}

/// A pickle that is called clean names nothing but what only rebuilds data, read from the bytes by
/// nothing but the format of its instructions.
fn pickle(bytes: &[u8]) {
    let scanned = scan::bytes("fuzz.pkl", bytes, &LIMITS);
    holds(&scanned, bytes);
    if scanned.state(Severity::Info) == State::Proven && scanned.files.iter().all(is_pickle) {
        for (module, name) in named(bytes) {
            assert!(scan::is_harmless(&module, &name), "{module}.{name} in what is called clean");
        }
    }
}

fn is_pickle(looked: &Looked) -> bool {
    looked.format == Format::Pickle
}

/// The names in `GLOBAL` and `INST`, up to the first `STOP`: instruction by instruction, from a table of
/// lengths (CPython's `pickletools.py`), with neither stack nor memo.
fn named(bytes: &[u8]) -> Vec<(String, String)> {
    let (mut names, mut at) = (Vec::new(), 0);
    let line = |from: usize| {
        let rest = bytes.get(from..)?;
        rest.iter().position(|&byte| byte == b'\n').map(|length| (from, from + length))
    };
    let number = |from: usize, width: usize| {
        let digits = bytes.get(from..from.checked_add(width)?)?;
        let sum = digits.iter().rev().fold(0u64, |sum, &digit| sum << 8 | u64::from(digit));
        usize::try_from(sum).ok()
    };
    let after = |width: usize, at: usize| number(at, width)?.checked_add(at + width);
    while let Some(code) = bytes.get(at).filter(|code| **code != b'.') {
        at += 1;
        let next = match code {
            b'c' | b'i' => line(at).and_then(|module| Some((module, line(module.1 + 1)?))).map(
                |(module, name)| {
                    let text = |(from, to)| {
                        String::from_utf8_lossy(bytes.get(from..to).unwrap_or_default())
                            .into_owned()
                    };
                    names.push((text(module), text(name)));
                    name.1 + 1
                },
            ),
            b'F' | b'I' | b'L' | b'S' | b'V' | b'P' | b'p' | b'g' => {
                line(at).map(|(_, end)| end + 1)
            }
            b'U' | b'C' | 0x8a | 0x8c => after(1, at),
            b'T' | b'B' | b'X' | 0x8b => after(4, at),
            0x8d | 0x8e | 0x96 => after(8, at),
            b'K' | b'h' | b'q' | 0x80 | 0x82 => Some(at + 1),
            b'M' | 0x83 => Some(at + 2),
            b'J' | b'j' | b'r' | 0x84 => Some(at + 4),
            b'G' | 0x95 => Some(at + 8),
            _ => Some(at),
        };
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    names
}

/// A pickle that calls `os.system` before anything else is never clean, whatever follows; nor is an
/// archive that holds it.
fn armed(bytes: &[u8]) {
    const WEAPON: &[u8] = b"cos\nsystem\n(S'echo'\ntR0";
    let file = [WEAPON, bytes].concat();
    for name in ["fuzz.pkl", "fuzz", "fuzz.pt", "fuzz.txt", "fuzz.npy"] {
        let scanned = scan::bytes(name, &file, &LIMITS);
        assert_ne!(scanned.state(Severity::Critical), State::Proven, "{name}: {scanned:#?}");
    }
}

/// The scanner and the bill of materials read the same model.
fn onnx_file(bytes: &[u8]) {
    scanned("fuzz.onnx", b"", bytes);
    if let Some(facts) = onnx(bytes) {
        bounded(&facts, bytes);
    }
}

fn bounded(facts: &OnnxFacts, bytes: &[u8]) {
    assert!(format!("{facts:?}").len() <= 64 * bytes.len() + 4_096);
}

/// Nothing that our key did not sign verifies, and what it says verifies only once we sign it.
fn bundle(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Some((folder, key)) = model() else { return };
    assert!(verify(folder, &text, &key.public()).is_err(), "nobody signed this");
    let ours = write_bundle(bytes, key).ok();
    let verified = ours.and_then(|ours| verify(folder, &ours, &key.public()).ok());
    assert!(verified.is_none_or(|verified| verified.files.is_empty()), "the folder is empty");
}

/// Statements beside a model: none that our key did not sign is believed.
fn statement(bytes: &[u8]) {
    let Some((_, key)) = model() else { return };
    check::fuzzed(&String::from_utf8_lossy(bytes), &key.public());
}

/// Private and public keys: what is read is written again the same.
fn keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(key) = SigningKey::from_pem(&text) {
        let again = key.to_pem().ok().and_then(|pem| SigningKey::from_pem(&pem).ok());
        assert!(again.is_some_and(|again| again.public() == key.public()));
    }
    if let Ok(key) = VerifyKey::from_pem(&text) {
        let again = key.to_pem().ok().and_then(|pem| VerifyKey::from_pem(&pem).ok());
        assert_eq!(again, Some(key));
        assert!(key.hint().is_ok());
    }
}

/// An empty folder to verify, and a key that signed nothing in it.
fn model() -> Option<(&'static PathBuf, &'static SigningKey)> {
    static MADE: OnceLock<Option<(PathBuf, SigningKey)>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("hygeia-fuzz-model-{}", std::process::id()));
        fs::create_dir_all(&folder).ok()?;
        Some((folder, SigningKey::generate().ok()?))
    });
    made.as_ref().map(|(folder, key)| (folder, key))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
        std::fs::remove_dir(super::model().unwrap().0).unwrap();
    }
}
