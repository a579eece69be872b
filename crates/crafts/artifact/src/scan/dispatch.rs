//! What a file is, told by its content, and the reader that looks into it; the name only breaks ties
//! and is held against it. What can be read as two formats is looked into as both.

use super::format::{self, Format};
use super::session::{Session, Subject};
use super::source::{Cursor, Source};
use super::{
    compressed, documents, gguf, git, hdf5, images, npy, onnx, others, pickle, rules, safetensors,
    sentencepiece, tarball, zip,
};
use serde::de::IgnoredAny;

/// Bytes that tell a format.
const HEAD: u64 = 8 << 10;
const PICKLE_SUFFIXES: &[&str] =
    &["pkl", "pickle", "joblib", "pt", "pth", "ckpt", "dill", "p", "pck", "pcl", "cloudpickle"];
/// Programs, and what a compiler, a shell or a service manager makes one of.
const SCRIPT_SUFFIXES: &[&str] = &[
    "py",
    "pyw",
    "pyx",
    "ipy",
    "sh",
    "bash",
    "zsh",
    "ksh",
    "csh",
    "fish",
    "command",
    "js",
    "mjs",
    "cjs",
    "jsx",
    "ts",
    "tsx",
    "rb",
    "pl",
    "lua",
    "tcl",
    "awk",
    "ps1",
    "psm1",
    "bat",
    "cmd",
    "vbs",
    "vbe",
    "jse",
    "wsf",
    "hta",
    "reg",
    "php",
    "r",
    "jl",
    "c",
    "cc",
    "cpp",
    "cu",
    "go",
    "rs",
    "java",
    "scala",
    "swift",
    "groovy",
    "service",
    "timer",
    "desktop",
    "kt",
    "kts",
    "gradle",
    "cmake",
    "mk",
    "mak",
    "smk",
    "nix",
    "el",
    "vim",
    "m",
    "rmd",
    "qmd",
    "tf",
    "hcl",
    "csproj",
    "vbproj",
    "fsproj",
    "targets",
    "applescript",
    "xsh",
    "nu",
    "bzl",
    "star",
    "ex",
    "exs",
    "erl",
    "hs",
    "clj",
    "lisp",
    "nim",
    "zig",
    "cr",
    "dart",
    "cs",
    "csx",
    "fsx",
    "vb",
    "bas",
    // What a desktop opens and starts.
    "url",
    "webloc",
    "wflow",
    "mobileconfig",
    "scf",
    "iqy",
    "slk",
    "sct",
    "wsc",
    "wsb",
    "jnlp",
    "inf",
    "rdp",
    "theme",
    "msc",
    "settingcontent-ms",
    "library-ms",
    "search-ms",
];

/// Looks into a file or member, whatever it is.
pub(super) fn look(session: &mut Session, subject: Subject<'_>) -> Format {
    let format = if git::is_whole(session, subject) {
        Format::Git
    } else {
        format_of(subject.name, subject.source)
    };
    if let Some(expected) = format::mismatch(subject.name, format) {
        let message = format!("the name says {expected}, the content is {format}");
        session.add(&rules::SUFFIX_MISMATCH, subject.name, 0, message);
    }
    read(session, subject, format);
    polyglot(session, subject, format);
    format
}

fn format_of(name: &str, source: Source<'_>) -> Format {
    if source.len() == 0 {
        return Format::Empty;
    }
    if git::is_pointer(source) {
        return Format::Pointer;
    }
    let head = source.head(HEAD);
    if let Some(format) = format::by_magic(&head) {
        return format;
    }
    if tarball::probe(&head) {
        return Format::Tar;
    }
    let suffix = format::suffix(name);
    if onnx::probe(source) || suffix == "onnx" {
        return Format::Onnx;
    }
    if PICKLE_SUFFIXES.contains(&suffix.as_str()) || pickle::probe(source, prose(name, source)) {
        return Format::Pickle;
    }
    if let Some(format) = others::format(name, source) {
        return format;
    }
    if images::is_whole(source) {
        return Format::Image;
    }
    if sentencepiece::is_whole(source) {
        return Format::Sentencepiece;
    }
    // Behind a small block of the user's own; behind a larger one it is told as a second format.
    if source.part(0, head.len() as u64).is_some_and(|head| hdf5::superblock(head).is_some()) {
        return Format::Hdf5;
    }
    if head.contains(&0) || !is_text(source) {
        return Format::Unknown;
    }
    let json = || {
        let text = documents::pythonic(Cursor::new(source, 0));
        serde_json::from_reader::<_, IgnoredAny>(text).is_ok()
    };
    if head.trim_ascii_start().first().is_some_and(|first| b"{[\"-0123456789tfnNI".contains(first))
        && json()
    {
        Format::Json
    } else if SCRIPT_SUFFIXES.contains(&suffix.as_str()) {
        Format::Script
    } else if head.iter().any(|byte| matches!(byte, 1..=6 | 0x0e..=0x1a)) {
        // A message of protocol buffers without a zero in it is no text either.
        Format::Unknown
    } else {
        Format::Text
    }
}

/// Names of text that nobody unpickles: words in it may look like an import.
const PROSE: &[&str] = &[
    "txt",
    "md",
    "rst",
    "csv",
    "tsv",
    "html",
    "yaml",
    "yml",
    "toml",
    "ini",
    "cfg",
    "log",
    "vocab",
    "cff",
    "condarc",
    "gitignore",
    "dockerignore",
    "gitattributes",
    "env",
    "properties",
    "lock",
    "sql",
    "css",
    "bib",
    "tex",
    "j2",
    "jinja",
    "jinja2",
    "gin",
    "conf",
];

/// Whether it is text that nobody unpickles: by its name, or as it begins with what may be an import of a
/// module that no name of Python's is (`channels:`).
fn prose(name: &str, source: Source<'_>) -> bool {
    let head = source.head(HEAD);
    let first = head.strip_prefix(b"c").and_then(|rest| rest.split(|&byte| byte == b'\n').next());
    let odd = |line: &[u8]| {
        let text = std::str::from_utf8(line).is_ok_and(|line| !line.contains(char::is_control));
        let named = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        text && line.is_ascii() && line.iter().any(|byte| !named(byte) && *byte != b' ')
    };
    PROSE.contains(&format::suffix(name).as_str())
        || first.is_some_and(odd)
        || git::lists_commits(name, source)
}

/// UTF-8 without NUL.
fn is_text(source: Source<'_>) -> bool {
    let (mut rest, mut text) = (Vec::new(), true);
    let read = source.pieces_while(|piece| {
        rest.extend_from_slice(piece);
        let valid = match std::str::from_utf8(&rest) {
            Ok(_) => rest.len(),
            // The last character may go on in the next piece.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => {
                text = false;
                return false;
            }
        };
        text = !rest.iter().take(valid).any(|&byte| byte == 0);
        rest.drain(..valid);
        text
    });
    read && text && rest.is_empty()
}

fn read(session: &mut Session, subject: Subject<'_>, format: Format) {
    if let Some(codec) = compressed::codec(format) {
        return compressed::look(session, subject, codec);
    }
    // Git runs a hook by its name, whatever its text looks like: `true` is JSON.
    if format != Format::Executable && git::hook(session, subject) {
        return;
    }
    match format {
        Format::Pickle => pickle::look(session, subject),
        Format::Zip => zip::look(session, subject),
        Format::Tar => tarball::look(session, subject),
        Format::Npy => npy::look(session, subject),
        Format::Safetensors => safetensors::look(session, subject),
        Format::Onnx => onnx::look(session, subject),
        Format::Json => others::json(session, subject),
        Format::Hdf5 => others::hdf5(session, subject),
        Format::Executable => others::executable(session, subject),
        Format::Script => others::script(session, subject),
        Format::Text => {
            git::elsewhere(session, subject);
            others::text(session, subject);
        }
        Format::Git | Format::Image | Format::Sentencepiece => {}
        Format::Pointer => {
            let message = "Git LFS keeps this file elsewhere: only a pointer to it was looked at";
            session.add(&rules::POINTER, subject.name, 0, message);
        }
        // Of Git's own it is a mark, as what keeps an empty folder.
        Format::Empty if git::is_own(subject.name) || subject.name.ends_with(".gitkeep") => {}
        Format::Empty => session.unsure(subject.name, "it is empty"),
        Format::Gguf => gguf::look(session, subject),
        Format::Tensorflow | Format::Ubj | Format::Catboost => {
            others::binary(session, subject, format);
        }
        _ => others::unknown(session, subject),
    }
}

/// Readers that ask for another beginning or the end of the same bytes see something else.
fn polyglot(session: &mut Session, subject: Subject<'_>, format: Format) {
    let tell = |session: &mut Session, other: &str| {
        let message = format!("it is {format}, and {other} as well");
        session.add(&rules::POLYGLOT, subject.name, 0, message);
    };
    if format != Format::Zip && zip::has_directory(subject.source) {
        tell(session, "a zip archive");
        zip::look(session, subject);
    } else if format != Format::Tar && tarball::probe(&subject.source.head(HEAD)) {
        tell(session, "a tar archive");
        tarball::look(session, subject);
    } else if !matches!(format, Format::Pickle | Format::Zip)
        // The `P` that an archive begins with asks for an object that only a loader of PyTorch's
        // supplies, and that reads archives as archives: to any other it is an error.
        && pickle::acts(subject.source, prose(subject.name, subject.source))
    {
        tell(session, "a pickle");
        pickle::look(session, subject);
    }
    // In order, as the digest goes. A reader looks there whatever stands at the beginning.
    if format != Format::Hdf5 && hdf5::superblock(subject.source).is_some() {
        tell(session, "HDF5");
        others::hdf5(session, subject);
    }
}
