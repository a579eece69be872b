//! ONNX (`onnx.proto`, IR version 3 on): what a model would load from elsewhere, and what it needs
//! of its runtime.

use super::rules;
use super::session::{Session, Subject};
use super::source::Source;
use super::spans::{Span, numbers, spans};
use super::tarball::unsafe_path;

/// How deep graphs may nest in the attributes of nodes.
const DEPTH: usize = 16;
/// Bytes of a text that are read.
const TEXT: u64 = 64 << 10;
/// Elements of one tensor.
const ELEMENTS: u64 = 1 << 40;
/// Operator sets that runtimes bring themselves.
const DOMAINS: &[&str] = &["", "ai.onnx", "ai.onnx.ml"];
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
    let (mut graphs, mut operators) = (0, 0);
    for field in spans(subject.source) {
        match field {
            Ok((7, Span::Part(bytes))) => {
                graphs += 1;
                graph(session, subject, bytes, 0);
            }
            Ok((8, Span::Part(bytes))) => {
                operators += 1;
                domain(session, subject, text(bytes, 1));
            }
            Ok((25, Span::Part(bytes))) => function(session, subject, bytes),
            Ok((20, _)) => session.unsure(subject.name, "its training information is not covered"),
            Ok((number, _)) if MODEL_FIELDS.contains(&number) => {}
            Ok((number, _)) => {
                let message = format!("it has the field {number}, which ONNX does not know");
                session.add(&rules::TRAILING, subject.name, 0, message);
            }
            Err(offset) => {
                session.add(
                    &rules::TRAILING,
                    subject.name,
                    offset,
                    "bytes that are no field follow",
                );
                session.unsure(subject.name, "it is truncated, or foreign bytes follow");
            }
        }
    }
    if graphs != 1 || operators == 0 {
        broken(session, subject, "it must have one graph and an operator set");
    }
}

/// `FunctionProto`: name 1, nodes 7.
fn function(session: &mut Session, subject: Subject<'_>, bytes: Source<'_>) {
    let name: String = text(bytes, 1).chars().take(80).collect();
    let message = format!("the model defines the function {name:?}");
    session.add(&rules::LOCAL_FUNCTION, subject.name, 0, message);
    for (number, inner) in messages(session, subject, bytes) {
        if number == 7 {
            node(session, subject, inner, 0);
        }
    }
}

/// `GraphProto`: nodes 1, initialisers 5, sparse ones 15 (values 1, indices 2).
fn graph(session: &mut Session, subject: Subject<'_>, bytes: Source<'_>, depth: usize) {
    if depth > DEPTH {
        return broken(session, subject, "its graphs are nested too deeply");
    }
    for (number, inner) in messages(session, subject, bytes) {
        match number {
            1 => node(session, subject, inner, depth),
            5 => tensor(session, subject, inner),
            15 => sparse(session, subject, inner),
            _ => {}
        }
    }
}

/// `NodeProto`: attributes 5, domain 7.
fn node(session: &mut Session, subject: Subject<'_>, bytes: Source<'_>, depth: usize) {
    domain(session, subject, text(bytes, 7));
    for (number, inner) in messages(session, subject, bytes) {
        if number == 5 {
            attribute(session, subject, inner, depth);
        }
    }
}

/// `AttributeProto`: tensor 5, graph 6, tensors 10, graphs 11, sparse ones 22 and 23.
fn attribute(session: &mut Session, subject: Subject<'_>, bytes: Source<'_>, depth: usize) {
    for (number, inner) in messages(session, subject, bytes) {
        match number {
            5 | 10 => tensor(session, subject, inner),
            6 | 11 => graph(session, subject, inner, depth + 1),
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
    for field in spans(bytes) {
        match field {
            Ok((1, content)) => dims.extend(numbers(content)),
            Ok((2, Span::Number(number))) => kind = number,
            Ok((9, Span::Part(data))) => raw = Some(data.len()),
            Ok((13, Span::Part(entry))) if text(entry, 1) == "location" => {
                external(session, subject, &text(entry, 2));
            }
            Ok(_) => {}
            Err(_) => return broken(session, subject, "a tensor in it is malformed"),
        }
    }
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

fn external(session: &mut Session, subject: Subject<'_>, location: &str) {
    let shown: String = location.chars().take(80).collect();
    if location.is_empty() || unsafe_path(location) {
        let message = format!("a tensor is read from {shown:?}, outside the model's folder");
        session.add(&rules::EXTERNAL_PATH, subject.name, 0, message);
    } else {
        let message = format!("a tensor is read from the file {shown:?}");
        session.add(&rules::EXTERNAL_DATA, subject.name, 0, message);
        session.unsure(subject.name, "some of its tensors lie in another file");
    }
}

fn domain(session: &mut Session, subject: Subject<'_>, domain: String) {
    if !DOMAINS.contains(&domain.as_str()) {
        let shown: String = domain.chars().take(80).collect();
        let message = format!("it needs operators of {shown:?}, which are native code");
        session.add(&rules::CUSTOM_DOMAIN, subject.name, 0, message);
    }
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
