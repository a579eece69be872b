//! What an ONNX file (`onnx.proto`, IR version 3 on) says about itself. Nothing of it is proven,
//! and nothing is loaded: only names, types and versions are read.

use super::Port;
use crate::scan::wire::{Content, fields};
use std::collections::HashSet;

/// Inputs or outputs that are listed.
const PORTS: usize = 4_096;
/// Characters of one name or text.
const TEXT: usize = 200;

/// What is read from the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnnxFacts {
    /// The program that wrote it: name and version, empty if not told.
    pub producer: String,
    pub producer_version: String,
    /// The version of the core operator set.
    pub operator_set: Option<u64>,
    /// What the author wrote about it.
    pub description: String,
    pub inputs: Vec<Port>,
    pub outputs: Vec<Port>,
    /// Keys and values that the producer added; a value may be long, and may hold anything.
    pub metadata: Vec<(String, String)>,
}

/// Reads `ModelProto`; `None` if `bytes` are none.
#[must_use]
pub fn onnx(bytes: &[u8]) -> Option<OnnxFacts> {
    let (mut facts, mut graphs, mut sets) = (OnnxFacts::default(), 0, 0);
    for field in fields(bytes) {
        match field.ok()? {
            (2, Content::Bytes(text)) => facts.producer = short(text),
            (3, Content::Bytes(text)) => facts.producer_version = short(text),
            (6, Content::Bytes(text)) => facts.description = short(text),
            (7, Content::Bytes(bytes)) => {
                graphs += 1;
                graph(bytes, &mut facts);
            }
            (8, Content::Bytes(set)) => {
                sets += 1;
                if matches!(text(set, 1).as_str(), "" | "ai.onnx") {
                    facts.operator_set = number(set, 2);
                }
            }
            (14, Content::Bytes(entry)) => {
                facts.metadata.push((text(entry, 1), text(entry, 2)));
            }
            _ => {}
        }
    }
    (graphs == 1 && sets > 0).then_some(facts)
}

/// `GraphProto`: initialisers 5 (name 8), inputs 11, outputs 12. Old files list weights as inputs.
fn graph(bytes: &[u8], facts: &mut OnnxFacts) {
    let of = |wanted: u64| {
        fields(bytes).flatten().filter_map(move |field| match field {
            (number, Content::Bytes(inner)) if number == wanted => Some(inner),
            _ => None,
        })
    };
    let weights: HashSet<String> = of(5).map(|tensor| text(tensor, 8)).collect();
    facts.inputs =
        of(11).map(port).filter(|port| !weights.contains(&port.name)).take(PORTS).collect();
    facts.outputs = of(12).map(port).take(PORTS).collect();
}

/// `ValueInfoProto`: name 1, type 2; `TypeProto`: tensor 1; its element type 1, shape 2.
fn port(bytes: &[u8]) -> Port {
    let tensor = inner(bytes, 2).and_then(|kind| inner(kind, 1));
    let format = tensor.map_or_else(
        || "no tensor".to_owned(),
        |tensor| {
            let dims: Vec<String> = inner(tensor, 2)
                .into_iter()
                .flat_map(fields)
                .flatten()
                .filter_map(|field| match field {
                    (1, Content::Bytes(dim)) => Some(dimension(dim)),
                    _ => None,
                })
                .take(16)
                .collect();
            format!("{} [{}]", element(number(tensor, 1)), dims.join(","))
        },
    );
    Port { name: text(bytes, 1).chars().take(TEXT).collect(), format }
}

/// A length, or the name of one that varies.
fn dimension(bytes: &[u8]) -> String {
    let named = text(bytes, 2).chars().take(TEXT).collect::<String>();
    match number(bytes, 1) {
        Some(length) => length.to_string(),
        None if named.is_empty() => "?".to_owned(),
        None => named,
    }
}

/// `TensorProto.DataType`.
fn element(kind: Option<u64>) -> &'static str {
    match kind {
        Some(1) => "float32",
        Some(2) => "uint8",
        Some(3) => "int8",
        Some(5) => "int16",
        Some(6) => "int32",
        Some(7) => "int64",
        Some(8) => "string",
        Some(9) => "bool",
        Some(10) => "float16",
        Some(11) => "float64",
        Some(16) => "bfloat16",
        _ => "other",
    }
}

fn inner(bytes: &[u8], wanted: u64) -> Option<&[u8]> {
    fields(bytes).flatten().find_map(|field| match field {
        (number, Content::Bytes(inner)) if number == wanted => Some(inner),
        _ => None,
    })
}

fn number(bytes: &[u8], wanted: u64) -> Option<u64> {
    fields(bytes).flatten().find_map(|field| match field {
        (number, Content::Number(value)) if number == wanted => Some(value),
        _ => None,
    })
}

fn text(bytes: &[u8], wanted: u64) -> String {
    inner(bytes, wanted).map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
}

fn short(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One length-delimited field of less than 128 bytes.
    fn field(number: u8, content: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, u8::try_from(content.len()).unwrap()], content].concat()
    }

    #[test]
    fn a_file_tells_its_ports_and_its_producer() {
        let dims = [field(1, &field(2, b"N")), field(1, &[8, 1])].concat();
        let tensor = [vec![8, 1], field(2, &dims)].concat();
        let port = |name: &[u8]| [field(1, name), field(2, &field(1, &tensor))].concat();
        let graph = [
            field(5, &field(8, b"w")),
            field(11, &port(b"age")),
            field(11, &port(b"w")),
            field(12, &port(b"out")),
        ]
        .concat();
        let set = field(8, &[16, 17]);
        let entry = field(14, &[field(1, b"k"), field(2, b"v")].concat());
        let model = [field(2, b"tool"), field(7, &graph), set, entry].concat();
        let facts = onnx(&model).unwrap();
        assert_eq!(facts.producer, "tool");
        assert_eq!(facts.operator_set, Some(17));
        assert_eq!(facts.metadata, [("k".to_owned(), "v".to_owned())]);
        let told = |ports: &[Port]| -> Vec<String> {
            ports.iter().map(|p| format!("{} {}", p.name, p.format)).collect()
        };
        assert_eq!(told(&facts.inputs), ["age float32 [N,1]"]);
        assert_eq!(told(&facts.outputs), ["out float32 [N,1]"]);
    }

    #[test]
    fn what_is_no_onnx_tells_nothing() {
        assert_eq!(onnx(b"a,b\n1,2\n"), None);
        assert_eq!(onnx(b""), None);
    }
}
