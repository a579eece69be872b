//! The formats that are told apart: the bytes they begin with, and the names that promise them.

use serde::Serialize;
use std::fmt;

/// What a file is.
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
    Bzip2,
    Xz,
    Lzma,
    Lz4,
    Npy,
    Safetensors,
    Onnx,
    Gguf,
    Hdf5,
    /// A graph as a protocol buffer.
    Tensorflow,
    Ubj,
    Catboost,
    Json,
    Text,
    Script,
    Executable,
    /// A picture, from its first byte to its last.
    Image,
    /// A vocabulary.
    Sentencepiece,
    /// Data of Git's own, whole and unchanged.
    Git,
    /// What Git LFS keeps in the place of a file.
    Pointer,
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
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Lzma => "lzma",
            Self::Lz4 => "lz4",
            Self::Npy => "npy",
            Self::Safetensors => "safetensors",
            Self::Onnx => "onnx",
            Self::Gguf => "gguf",
            Self::Hdf5 => "hdf5",
            Self::Tensorflow => "tensorflow",
            Self::Ubj => "ubj",
            Self::Catboost => "catboost",
            Self::Json => "json",
            Self::Text => "text",
            Self::Script => "script",
            Self::Executable => "executable",
            Self::Image => "image",
            Self::Sentencepiece => "sentencepiece",
            Self::Git => "git",
            Self::Pointer => "pointer",
            Self::Empty => "empty",
            Self::Unknown => "unknown",
        })
    }
}

/// What the name promises, if the content breaks it.
pub(super) fn mismatch(name: &str, format: Format) -> Option<&'static str> {
    let suffix = suffix(name);
    let (_, promised, allowed) = PROMISES.iter().find(|(s, ..)| s.contains(&suffix.as_str()))?;
    let other = !matches!(format, Format::Empty | Format::Pointer | Format::Git);
    (!allowed.contains(&format) && other).then_some(*promised)
}

/// What follows the last point of a name, in small letters.
pub(super) fn suffix(name: &str) -> String {
    let last = name.rsplit(['/', '!']).next().unwrap_or(name);
    last.rsplit_once('.').map(|(_, suffix)| suffix.to_ascii_lowercase()).unwrap_or_default()
}

const PICKLES: &[Format] = &[
    Format::Pickle,
    Format::Gzip,
    Format::Zlib,
    Format::Bzip2,
    Format::Xz,
    Format::Lzma,
    Format::Lz4,
];

const PROMISES: &[(&[&str], &str, &[Format])] = &[
    (&["pkl", "pickle", "joblib"], "pickle", PICKLES),
    (&["pt", "pth", "ckpt"], "PyTorch", &[Format::Zip, Format::Pickle, Format::Tar]),
    (&["npy"], "NumPy", &[Format::Npy]),
    (&["npz", "keras", "zip", "whl"], "zip", &[Format::Zip]),
    (&["safetensors"], "safetensors", &[Format::Safetensors]),
    (&["onnx"], "ONNX", &[Format::Onnx]),
    (&["gguf"], "GGUF", &[Format::Gguf]),
    (&["h5", "hdf5"], "HDF5", &[Format::Hdf5, Format::Zip]),
    (&["tar"], "tar", &[Format::Tar]),
    (&["gz", "tgz"], "gzip", &[Format::Gzip]),
    (&["bz2"], "bzip2", &[Format::Bzip2]),
    (&["xz"], "xz", &[Format::Xz]),
    (&["lzma"], "lzma", &[Format::Lzma]),
    (&["json"], "JSON", &[Format::Json]),
    (&["txt", "md", "csv", "pem", "yaml", "yml", "toml"], "text", &[Format::Text, Format::Json]),
];

/// The format that the first bytes stand for, if they are those of one.
pub(super) fn by_magic(bytes: &[u8]) -> Option<Format> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let any = |magics: &[&[u8]]| magics.iter().any(|magic| starts(magic));
    Some(match bytes {
        _ if any(&[b"PK\x03\x04", b"PK\x05\x06"]) => Format::Zip,
        _ if starts(b"\x93NUMPY") => Format::Npy,
        _ if starts(b"GGUF") => Format::Gguf,
        _ if starts(b"\x89HDF\r\n\x1a\n") => Format::Hdf5,
        _ if starts(b"\x1f\x8b") => Format::Gzip,
        _ if starts(b"BZh") && bytes.get(3).is_some_and(u8::is_ascii_digit) && bzip2(bytes) => {
            Format::Bzip2
        }
        _ if starts(b"\xfd7zXZ\0") => Format::Xz,
        _ if starts(b"\x04\x22\x4d\x18") => Format::Lz4,
        _ if lzma(bytes) => Format::Lzma,
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

/// A block, or the end of no blocks, follows the header.
fn bzip2(bytes: &[u8]) -> bool {
    let next = bytes.get(4..10);
    next == Some(b"1AY&SY") || next == Some(b"\x17\x72\x45\x38\x50\x90")
}

/// The older format has no magic: a byte of properties, the size of its dictionary, the length.
fn lzma(bytes: &[u8]) -> bool {
    let Some([0x5d, a, b, c, d, length @ .., _]) = bytes.get(..14) else { return false };
    let dictionary = u32::from_le_bytes([*a, *b, *c, *d]);
    let length = length.iter().rev().fold(0u64, |sum, &byte| (sum << 8) | u64::from(byte));
    let usual = dictionary.count_ones() <= 2 && dictionary >= 1 << 12 || dictionary == u32::MAX;
    usual && (length == u64::MAX || length < 1 << 40)
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
