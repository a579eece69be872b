//! What a file is, told by its content, and the reader that looks into it; the name only breaks ties
//! and is held against it.

use super::format::{self, Format};
use super::session::{Session, Subject};
use super::{compressed, gguf, keras, npy, onnx, pickle, rules, safetensors, tarball, zip};
use serde::de::IgnoredAny;

const PICKLE_SUFFIXES: &[&str] = &["pkl", "pickle", "joblib", "pt", "pth", "ckpt", "dill"];
const SCRIPT_SUFFIXES: &[&str] =
    &["py", "pyw", "sh", "bash", "js", "rb", "pl", "lua", "ps1", "bat", "cmd", "vbs", "php", "r"];

/// Looks into a file or member, whatever it is.
pub(super) fn look(session: &mut Session, subject: Subject<'_>) -> Format {
    let format = format_of(subject.name, subject.bytes);
    if let Some(expected) = format::mismatch(subject.name, format) {
        let message = format!("the name says {expected}, the content is {format}");
        session.add(&rules::SUFFIX_MISMATCH, subject.name, 0, message);
    }
    read(session, subject, format);
    polyglot(session, subject, format);
    format
}

fn format_of(name: &str, bytes: &[u8]) -> Format {
    if bytes.is_empty() {
        return Format::Empty;
    }
    if let Some(format) = format::by_magic(bytes) {
        return format;
    }
    let suffix = format::suffix(name);
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

fn read(session: &mut Session, subject: Subject<'_>, format: Format) {
    match format {
        Format::Pickle => pickle::look(session, subject),
        Format::Zip => zip::look(session, subject),
        Format::Tar => tarball::look(session, subject),
        Format::Gzip | Format::Zlib => compressed::look(session, subject, format),
        Format::Npy => npy::look(session, subject),
        Format::Safetensors => safetensors::look(session, subject),
        Format::Onnx => onnx::look(session, subject),
        Format::Json => keras::look(session, subject),
        Format::Hdf5 => keras::look_hdf5(session, subject),
        Format::Executable => {
            session.add(&rules::EXECUTABLE, subject.name, 0, "this is a program or a library");
        }
        Format::Script => session.add(&rules::SCRIPT, subject.name, 0, "this is program text"),
        Format::Text => {}
        Format::Empty => session.unsure(subject.name, "it is empty"),
        Format::Gguf => gguf::look(session, subject),
        Format::Unknown => {
            let why = format!("its format is {format}, which no reader here covers");
            session.unsure(subject.name, &why);
        }
    }
}

/// What is two formats at once is looked into as both.
fn polyglot(session: &mut Session, subject: Subject<'_>, format: Format) {
    let mut tell = |other: &str| {
        let message = format!("it is {format}, and {other} as well");
        session.add(&rules::POLYGLOT, subject.name, 0, message);
    };
    if format != Format::Zip && zip::has_directory(subject.bytes) {
        tell("a zip archive");
        zip::look(session, subject);
    } else if format != Format::Pickle && pickle::armed(subject.bytes) {
        tell("a pickle");
        pickle::look(session, subject);
    }
}
