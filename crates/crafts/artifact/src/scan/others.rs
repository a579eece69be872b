//! Where the readers of small files meet the session: each is handed bytes, and its reading is told.

use super::format::Format;
use super::policy::Allow;
use super::reading::Reading;
use super::session::{Session, Subject};
use super::source::{Cursor, Source};
use super::{behind, catboost, documents, hdf5, program, rules, savedmodel, torchscript};
use std::borrow::Cow;

/// Bytes that tell what kind of program or archive a file is.
const HEAD: u64 = 8 << 10;

/// JSON of any length, and what only a notebook has.
pub(super) fn json(session: &mut Session, subject: Subject<'_>) {
    let allow = session.allow().clone();
    let name = subject.name;
    match documents::json(name, Cursor::new(subject.source, 0), &allow) {
        Some(reading) => reading.tell(session, name, 0),
        None => session.unsure(name, "its JSON cannot be read"),
    }
    if let Some(read) = documents::lock(name)
        && let Some(bytes) = session.whole(subject)
    {
        read(&bytes).tell(session, name, 0);
    }
    if name.ends_with(".ipynb")
        && let Some(bytes) = session.whole(subject)
        && let Some(reading) = documents::notebook(name, &bytes)
    {
        reading.tell(session, name, 0);
    }
}

/// Text that is no JSON.
pub(super) fn text(session: &mut Session, subject: Subject<'_>) {
    read(session, subject, |bytes, allow| {
        let text = String::from_utf8_lossy(bytes);
        // What Triton reads is a configuration, and no graph.
        let triton = subject.name.rsplit(['/', '!']).next() == Some("config.pbtxt");
        if subject.name.ends_with(".pbtxt") && !triton {
            return savedmodel::read_text(&text);
        }
        documents::text(subject.name, &text, allow)
    });
}

/// Program text, told by what it does.
pub(super) fn script(session: &mut Session, subject: Subject<'_>) {
    session.add(&rules::SCRIPT, subject.name, 0, "this is program text");
    read(session, subject, |bytes, allow| {
        documents::program(&String::from_utf8_lossy(bytes), allow)
    });
}

/// A program or library, told by what it is.
pub(super) fn executable(session: &mut Session, subject: Subject<'_>) {
    let what = program::kind(&subject.source.head(HEAD)).unwrap_or("a program or a library");
    session.add(&rules::EXECUTABLE, subject.name, 0, format!("this is {what}"));
}

pub(super) fn hdf5(session: &mut Session, subject: Subject<'_>) {
    let allow = session.allow().clone();
    // Addresses count from where the file begins, behind what the user put before it.
    let source = subject.source.from(hdf5::superblock(subject.source).unwrap_or(0));
    let get = |at: u64, length: u64| source.get(at, length).map(Cow::into_owned);
    hdf5::read(&get, &allow).tell(session, subject.name, 0);
    if let Some(end) = hdf5::end(&get).filter(|end| *end < source.len()) {
        let inner = Subject { source, ..subject };
        if !behind::is_padding(inner, end, source.len() - end) {
            let message = "bytes stand behind the end of the HDF5 file";
            session.add(&rules::TRAILING, subject.name, end, message);
            session.unsure(subject.name, message);
            behind::look(session, inner, end);
        }
    }
    // Whatever could not be read: the words of a layer that runs code are told all the same.
    const WORDS: [&[u8]; 3] =
        [b"\"class_name\": \"Lambda\"", b"\"class_name\":\"Lambda\"", b"__lambda__"];
    let (mut found, mut last) = (false, Vec::new());
    subject.source.pieces(|piece| {
        last.extend_from_slice(piece);
        found |= WORDS.iter().any(|word| memchr::memmem::find(&last, word).is_some());
        last.drain(..last.len().saturating_sub(32));
    });
    if found {
        let message = "it has a Lambda layer, which runs Python code when loaded";
        session.add(&rules::LAMBDA, subject.name, 0, message);
    }
}

/// What an archive keeps for mobile devices, beside what it is as a pickle.
pub(super) fn bytecode(session: &mut Session, name: &str, content: Source<'_>) {
    match content.whole() {
        Some(bytes) => torchscript::bytecode(&bytes).tell(session, name, 0),
        None => session.unsure(name, "its bytecode is longer than the limit"),
    }
}

/// One file of an archive's `code/`.
pub(super) fn torchscript(session: &mut Session, name: &str, content: Source<'_>) {
    match content.whole() {
        Some(bytes) => torchscript::read(&String::from_utf8_lossy(&bytes)).tell(session, name, 0),
        None => session.unsure(name, "its TorchScript is longer than the limit"),
    }
}

/// What is none of the formats that are told by how they begin.
pub(super) fn unknown(session: &mut Session, subject: Subject<'_>) {
    if let Some(what) = program::archive(&subject.source.head(HEAD)) {
        let message = format!("this is {what}, which no reader here opens");
        session.add(&rules::PACKED, subject.name, 0, message.as_str());
        return session.unsure(subject.name, &message);
    }
    session.raw(subject);
}

/// A binary format that is told by its name and how it begins.
pub(super) fn format(name: &str, source: Source<'_>) -> Option<Format> {
    let suffix = super::format::suffix(name);
    let head = source.head(HEAD);
    match suffix.as_str() {
        _ if catboost::probe(&head) => Some(Format::Catboost),
        "ubj" | "xgb" | "model" if documents::ubj_probe(&head) => Some(Format::Ubj),
        "pb" => Some(Format::Tensorflow),
        _ => None,
    }
}

pub(super) fn binary(session: &mut Session, subject: Subject<'_>, format: Format) {
    read(session, subject, |bytes, allow| match format {
        Format::Catboost => catboost::read(bytes, allow),
        Format::Tensorflow => savedmodel::read(subject.name, bytes, allow),
        _ => documents::ubj(subject.name, bytes, allow).unwrap_or_else(|| {
            let mut reading = Reading::default();
            reading.unsure("its UBJSON cannot be read");
            reading
        }),
    });
}

fn read(session: &mut Session, subject: Subject<'_>, reader: impl Fn(&[u8], &Allow) -> Reading) {
    let Some(bytes) = session.whole(subject) else { return };
    let reading = reader(&bytes, session.allow());
    reading.tell(session, subject.name, 0);
}
