//! What a file is, told by its content; the name only breaks ties and is held against it.

use super::{onnx, pickle};
use serde::Serialize;
use serde::de::IgnoredAny;
use std::fmt;

/// The formats that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    Pickle,
    /// PyTorch, Keras, `.npz`, wheels: what is in it decides.
    Zip,
    Tar,
    Gzip,
    Zlib,
    Npy,
    Safetensors,
    Onnx,
    Gguf,
    Hdf5,
    Json,
    Text,
    Script,
    Executable,
    Empty,
    Unknown,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pickle => "pickle",
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Npy => "npy",
            Self::Safetensors => "safetensors",
            Self::Onnx => "onnx",
            Self::Gguf => "gguf",
            Self::Hdf5 => "hdf5",
            Self::Json => "json",
            Self::Text => "text",
            Self::Script => "script",
            Self::Executable => "executable",
            Self::Empty => "empty",
            Self::Unknown => "unknown",
        })
    }
}

/// What `bytes` are.
pub(super) fn of(name: &str, bytes: &[u8]) -> Format {
    if bytes.is_empty() {
        return Format::Empty;
    }
    if let Some(format) = by_magic(bytes) {
        return format;
    }
    let suffix = suffix(name);
    if onnx::probe(bytes) || suffix == "onnx" {
        return Format::Onnx;
    }
    if PICKLE_SUFFIXES.contains(&suffix.as_str()) || pickle::probe(bytes) {
        return Format::Pickle;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) if serde_json::from_slice::<IgnoredAny>(bytes).is_ok() => Format::Json,
        Ok(_) if SCRIPT_SUFFIXES.contains(&suffix.as_str()) => Format::Script,
        Ok(text) if !text.contains('\0') => Format::Text,
        _ => Format::Unknown,
    }
}

/// What the name promises, if the content breaks it.
pub(super) fn mismatch(name: &str, format: Format) -> Option<&'static str> {
    let suffix = suffix(name);
    let (_, promised, allowed) = PROMISES.iter().find(|(s, ..)| s.contains(&suffix.as_str()))?;
    (!allowed.contains(&format) && format != Format::Empty).then_some(*promised)
}

fn suffix(name: &str) -> String {
    let last = name.rsplit(['/', '!']).next().unwrap_or(name);
    last.rsplit_once('.').map(|(_, suffix)| suffix.to_ascii_lowercase()).unwrap_or_default()
}

const PICKLE_SUFFIXES: &[&str] = &["pkl", "pickle", "joblib", "pt", "pth", "ckpt", "dill"];
const SCRIPT_SUFFIXES: &[&str] =
    &["py", "pyw", "sh", "bash", "js", "rb", "pl", "lua", "ps1", "bat", "cmd", "vbs", "php", "r"];

const PROMISES: &[(&[&str], &str, &[Format])] = &[
    (&["pkl", "pickle", "joblib"], "pickle", &[Format::Pickle, Format::Gzip, Format::Zlib]),
    (&["pt", "pth", "ckpt"], "PyTorch", &[Format::Zip, Format::Pickle, Format::Tar]),
    (&["npy"], "NumPy", &[Format::Npy]),
    (&["npz", "keras", "zip", "whl"], "zip", &[Format::Zip]),
    (&["safetensors"], "safetensors", &[Format::Safetensors]),
    (&["onnx"], "ONNX", &[Format::Onnx]),
    (&["gguf"], "GGUF", &[Format::Gguf]),
    (&["h5", "hdf5"], "HDF5", &[Format::Hdf5, Format::Zip]),
    (&["tar"], "tar", &[Format::Tar]),
    (&["gz", "tgz"], "gzip", &[Format::Gzip]),
    (&["json"], "JSON", &[Format::Json]),
    (&["txt", "md", "csv", "pem", "yaml", "yml", "toml"], "text", &[Format::Text, Format::Json]),
];

fn by_magic(bytes: &[u8]) -> Option<Format> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let any = |magics: &[&[u8]]| magics.iter().any(|magic| starts(magic));
    Some(match bytes {
        _ if any(&[b"PK\x03\x04", b"PK\x05\x06"]) => Format::Zip,
        _ if starts(b"\x93NUMPY") => Format::Npy,
        _ if starts(b"GGUF") => Format::Gguf,
        _ if starts(b"\x89HDF\r\n\x1a\n") => Format::Hdf5,
        _ if starts(b"\x1f\x8b") => Format::Gzip,
        _ if executable(bytes) => Format::Executable,
        _ if starts(b"#!") => Format::Script,
        _ if bytes.get(257..262) == Some(b"ustar") => Format::Tar,
        // Before pickle and zlib: a header's length may begin with their first bytes.
        [_, _, _, low, 0, 0, 0, 0, b'{', ..] if *low < 8 => Format::Safetensors,
        [0x78, flags, ..] if (0x7800 + u16::from(*flags)) % 31 == 0 && flags & 0x20 == 0 => {
            Format::Zlib
        }
        [0x80, 0..=5, ..] => Format::Pickle,
        _ => return None,
    })
}

pub(super) fn executable(bytes: &[u8]) -> bool {
    const MAGICS: &[&[u8]] = &[
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"\0asm",
        b"!<arch>\n",
    ];
    let portable = bytes.starts_with(b"MZ") && bytes.windows(4).take(4096).any(|w| w == b"PE\0\0");
    portable || MAGICS.iter().any(|magic| bytes.starts_with(magic))
}
