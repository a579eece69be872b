//! ONNX (`onnx.proto`, IR version 3 on): what a model would load from elsewhere, and what it needs
//! of its runtime.

use super::session::{Session, Subject};
use super::source::Source;
use super::spans::{Span, numbers, spans};
use super::tarball::unsafe_path;
use super::{behind, documents, rules};

/// How deep graphs may nest in the attributes of nodes.
const DEPTH: usize = 16;
/// Bytes of a text that are read.
const TEXT: u64 = 64 << 10;
/// Elements of one tensor.
const ELEMENTS: u64 = 1 << 40;
/// The fields of `ModelProto`.
const MODEL_FIELDS: &[u64] = &[1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26];

/// Whether `bytes` is a `ModelProto`: it has a graph and an operator set, and every field is known.
pub(super) fn probe(bytes: Source<'_>) -> bool {
    let (mut graph, mut operators) = (false, false);
    for field in spans(bytes) {
        match field {
            Ok((7, Span::Part(_))) => graph = true,
            Ok((8, Span::Part(_))) => operators = true,
            Ok((number, _)) if MODEL_FIELDS.contains(&number) => {}
            // Bytes behind a whole model are for `look` to tell of.
            _ => break,
        }
    }
    graph && operators
}

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    // Where the last part of a model ends, and where the first foreign bytes are.
    let (mut graphs, mut operators, mut last, mut foreign) = (0, 0, 0, None);
    let local = defined(subject.source);
    let mut all = spans(subject.source);
    let mut start = 0;
    while let Some(field) = all.next() {
        let from = std::mem::replace(&mut start, all.position());
        if matches!(field, Ok((number, Span::Part(_))) if MODEL_FIELDS.contains(&number))
            && foreign.is_none()
        {
            last = start;
        }
        match field {
            Ok((7, Span::Part(bytes))) => {
                graphs += 1;
                graph(session, subject, &local, bytes, 0);
            }
            Ok((8, Span::Part(bytes))) => {
                operators += 1;
                domain(session, subject, &local, &text(bytes, 1));
            }
            Ok((25, Span::Part(bytes))) => function(session, subject, &local, bytes),
            Ok((14, Span::Part(pair))) => {
                described(session, subject, &text(pair, 1), &text(pair, 2));
            }
            Ok((6, Span::Part(words))) => {
                let words = String::from_utf8_lossy(&words.head(TEXT)).into_owned();
                described(session, subject, "doc_string", &words);
            }
            Ok((20, _)) => session.unsure(subject.name, "its training information is not covered"),
            Ok((number, _)) if MODEL_FIELDS.contains(&number) => {}
            Ok((number, _)) => {
                let message = format!("it has the field {number}, which ONNX does not know");
                session.add(&rules::TRAILING, subject.name, from, message);
                foreign.get_or_insert(from);
            }
            Err(offset) => {
                session.add(
                    &rules::TRAILING,
                    subject.name,
                    offset,
                    "bytes that are no field follow",
                );
                session.unsure(subject.name, "it is truncated, or foreign bytes follow");
                foreign.get_or_insert(offset);
            }
        }
    }
    // Foreign bytes may look like numbers of a model for a while.
    if let Some(from) = foreign {
        behind::look(session, subject, last);
        if from != last {
            behind::look(session, subject, from);
        }
    }
    if graphs != 1 || operators == 0 {
        broken(session, subject, "it must have one graph and an operator set");
    }
}

/// Domains of the functions that the model itself defines: `FunctionProto`, domain 10.
fn defined(model: Source<'_>) -> Vec<String> {
    let functions = spans(model).flatten().filter_map(|(number, content)| match content {
        Span::Part(bytes) if number == 25 => Some(text(bytes, 10)),
        _ => None,
    });
    functions.collect()
}

/// `FunctionProto`: name 1, nodes 7.
fn function(session: &mut Session, subject: Subject<'_>, local: &[String], bytes: Source<'_>) {
    let name: String = text(bytes, 1).chars().take(80).collect();
    let message = format!("the model defines the function {name:?}");
    session.add(&rules::LOCAL_FUNCTION, subject.name, 0, message);
    for (number, inner) in messages(session, subject, bytes) {
        if number == 7 {
            node(session, subject, local, inner, 0);
        }
    }
}

/// `GraphProto`: nodes 1, initialisers 5, sparse ones 15 (values 1, indices 2).
fn graph(
    session: &mut Session,
    subject: Subject<'_>,
    local: &[String],
    bytes: Source<'_>,
    depth: usize,
) {
    if depth > DEPTH {
        return broken(session, subject, "its graphs are nested too deeply");
    }
    for (number, inner) in messages(session, subject, bytes) {
        match number {
            1 => node(session, subject, local, inner, depth),
            5 => tensor(session, subject, inner),
            15 => sparse(session, subject, inner),
            _ => {}
        }
    }
}

/// `NodeProto`: operator 4, attributes 5, documentation 6, domain 7.
fn node(
    session: &mut Session,
    subject: Subject<'_>,
    local: &[String],
    bytes: Source<'_>,
    depth: usize,
) {
    domain(session, subject, local, &text(bytes, 7));
    if documents::onnx::compiled(&text(bytes, 4)) {
        let message = "it holds what a compiler made for one device, or names a file of it";
        session.add(&rules::CUSTOM_DOMAIN, subject.name, 0, message);
        session.unsure(subject.name, message);
    }
    for (number, inner) in messages(session, subject, bytes) {
        if number == 5 {
            attribute(session, subject, local, inner, depth);
        }
    }
}

/// `AttributeProto`: tensor 5, graph 6, tensors 10, graphs 11, sparse ones 22 and 23.
fn attribute(
    session: &mut Session,
    subject: Subject<'_>,
    local: &[String],
    bytes: Source<'_>,
    depth: usize,
) {
    for (number, inner) in messages(session, subject, bytes) {
        match number {
            5 | 10 => tensor(session, subject, inner),
            6 | 11 => graph(session, subject, local, inner, depth + 1),
            22 | 23 => sparse(session, subject, inner),
            _ => {}
        }
    }
}

fn sparse(session: &mut Session, subject: Subject<'_>, bytes: Source<'_>) {
    for (number, inner) in messages(session, subject, bytes) {
        if matches!(number, 1 | 2) {
            tensor(session, subject, inner);
        }
    }
}

/// `TensorProto`: dims 1, data type 2, raw data 9, external data 13.
fn tensor(session: &mut Session, subject: Subject<'_>, bytes: Source<'_>) {
    let (mut dims, mut kind, mut raw) = (Vec::new(), 0, None);
    let (mut outside, mut typed) = (Vec::new(), false);
    for field in spans(bytes) {
        match field {
            Ok((1, content)) => dims.extend(numbers(content)),
            Ok((2, Span::Number(number))) => kind = number,
            Ok((9, Span::Part(data))) => raw = Some(data.len()),
            Ok((13, Span::Part(entry))) => outside.push((text(entry, 1), text(entry, 2))),
            // Values of other types than bytes.
            Ok((4..=7 | 10 | 11, _)) => typed = true,
            Ok(_) => {}
            Err(_) => return broken(session, subject, "a tensor in it is malformed"),
        }
    }
    external(session, subject, &outside);
    let elements = dims.iter().try_fold(1u64, |product, &n| product.checked_mul(n));
    let Some(elements) = elements.filter(|&n| n <= ELEMENTS && dims.len() <= 64) else {
        let message =
            format!("a tensor has the impossible shape {:?}", dims.get(..8).unwrap_or(&dims));
        return session.add(&rules::SHAPE, subject.name, 0, message);
    };
    if let (Some(width), Some(raw)) = (width(kind), raw)
        && elements * width != raw
    {
        let message = format!("a tensor of {} bytes holds {raw}", elements * width);
        session.add(&rules::SHAPE, subject.name, 0, message);
    } else if raw.is_none() && !typed && outside.is_empty() && elements > 0 && !dims.is_empty() {
        let message = format!("a tensor of {elements} elements holds none");
        session.add(&rules::SHAPE, subject.name, 0, message);
    }
}

/// Bytes of one item, by `TensorProto.DataType`, for those of whole bytes.
fn width(kind: u64) -> Option<u64> {
    match kind {
        2 | 3 | 9 | 17..=20 => Some(1),
        4 | 5 | 10 | 16 => Some(2),
        1 | 6 | 12 => Some(4),
        7 | 11 | 13 | 14 => Some(8),
        15 => Some(16),
        _ => None,
    }
}

/// A tensor whose values lie in another file: inside the folder that is scanned it is raw numbers.
fn external(session: &mut Session, subject: Subject<'_>, entries: &[(String, String)]) {
    let last = |key: &str| entries.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value);
    if entries.is_empty() {
        return;
    }
    let location = last("location").map(String::as_str).unwrap_or_default();
    let shown: String = location.chars().take(80).collect();
    if location.is_empty() || unsafe_path(location) || location.contains("://") {
        let message = format!("a tensor is read from {shown:?}, outside the model's folder");
        return session.add(&rules::EXTERNAL_PATH, subject.name, 0, message);
    }
    let message = format!("a tensor is read from the file {shown:?}");
    session.add(&rules::EXTERNAL_DATA, subject.name, 0, message);
    if entries.iter().filter(|(key, _)| key == "location").count() > 1 {
        let message = "a tensor names two files, and loaders disagree which one counts";
        session.add(&rules::KEY_TWICE, subject.name, 0, message);
    }
    let number = |key: &str| last(key).map_or(Some(0), |value| value.trim().parse::<u64>().ok());
    match (number("offset"), number("length")) {
        (Some(offset), Some(length)) => {
            session.claim(subject, location, offset.saturating_add(length));
        }
        _ => broken(session, subject, "a tensor lies in another file at no number"),
    }
}

fn domain(session: &mut Session, subject: Subject<'_>, local: &[String], domain: &str) {
    if !documents::onnx::brought(domain) && !local.iter().any(|local| local == domain) {
        let shown: String = domain.chars().take(80).collect();
        let message = format!("it needs operators of {shown:?}, which are native code");
        session.add(&rules::CUSTOM_DOMAIN, subject.name, 0, message.as_str());
        session.unsure(subject.name, &message);
    }
}

/// What people wrote into the model: texts, and pairs of them.
fn described(session: &mut Session, subject: Subject<'_>, key: &str, value: &str) {
    let reading = documents::value(key, value, session.allow());
    reading.tell(session, subject.name, 0);
}

/// The length-delimited fields of a message.
fn messages<'b>(
    session: &mut Session,
    subject: Subject<'_>,
    bytes: Source<'b>,
) -> Vec<(u64, Source<'b>)> {
    let mut found = Vec::new();
    for field in spans(bytes) {
        match field {
            Ok((number, Span::Part(inner))) => found.push((number, inner)),
            Ok(_) => {}
            Err(_) => broken(session, subject, "a message in it is malformed"),
        }
    }
    found
}

/// The last text field of this number, or nothing.
fn text(bytes: Source<'_>, number: u64) -> String {
    let mut found = String::new();
    for (_, inner) in spans(bytes).flatten().filter(|(n, _)| *n == number) {
        if let Span::Part(inner) = inner {
            found = String::from_utf8_lossy(&inner.head(TEXT)).into_owned();
        }
    }
    found
}

fn broken(session: &mut Session, subject: Subject<'_>, what: &str) {
    session.add(&rules::STRUCTURE, subject.name, 0, format!("the ONNX model is malformed: {what}"));
    session.unsure(subject.name, what);
}
