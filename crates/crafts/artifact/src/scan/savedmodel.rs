//! TensorFlow graphs by protocol buffer (`saved_model.proto`, `graph.proto`): which operations they hold.
//!
//! A graph is a program: operations of it read and write files, and call Python. Those that only
//! compute are listed by name, from TensorFlow's own sources.

use super::documents;
use super::policy::Allow;
use super::reading::{Reading, shown};
use super::rules;
use super::tarball::unsafe_path;
use super::wire::{Content, fields};

/// Operations by the part of TensorFlow that they belong to, as `cargo xtask allowlist` writes them.
const OPERATIONS: &str = include_str!("../../data/tensorflow-operations.txt");
/// Parts whose operations leave the graph.
const REACHING: &[&str] = &[
    "io",
    "filesystem",
    "script",
    "debug",
    "logging",
    "rpc",
    "tpu",
    "user",
    "collective",
    "decode_proto",
    "encode_proto",
];
/// Of those, what every saved model has, and what only prepares.
const HARMLESS: &str = "SaveV2 RestoreV2 Save Restore RestoreSlice SaveSlices ShardedFilename \
    ShardedFilespec MergeV2Checkpoints Assert MergeSummary ScalarSummary HistogramSummary ImageSummary \
    AudioSummary AudioSummaryV2 TensorSummary TensorSummaryV2 Timestamp CheckNumerics CheckNumericsV2";
/// Messages within messages.
const DEPTH: usize = 8;
/// Nodes of all graphs of one file.
const NODES: usize = 5_000_000;

/// Reads a `SavedModel`, or a `GraphDef` by itself.
pub(super) fn read(name: &str, bytes: &[u8], allow: &Allow) -> Reading {
    let mut graph = Graph { reading: Reading::default(), nodes: 0, found: false, allow };
    if name.ends_with("keras_metadata.pb") || name.ends_with("fingerprint.pb") {
        graph.texts(bytes, 0);
        return graph.reading;
    }
    if !graph.saved(bytes) {
        graph.graph(bytes);
    }
    if !graph.found {
        graph.reading.unsure("it holds no graph that is understood");
    }
    graph.reading
}

/// Reads the text form (`saved_model.pbtxt`).
pub(super) fn read_text(text: &str) -> Reading {
    let mut reading = Reading::default();
    for (at, rest) in text.match_indices("op:").map(|(at, word)| (at, text.get(at + word.len()..)))
    {
        let name = rest.unwrap_or_default().trim_start();
        let quoted = name.strip_prefix(['"', '\'']);
        if let Some(name) = quoted.and_then(|name| name.split(['"', '\'']).next()) {
            operation(&mut reading, name, at);
        }
    }
    reading.unsure("a graph in the text form is only searched");
    reading
}

struct Graph<'g> {
    reading: Reading,
    nodes: usize,
    found: bool,
    allow: &'g Allow,
}

impl Graph<'_> {
    /// `SavedModel`: version 1, graphs with their signatures 2.
    fn saved(&mut self, bytes: &[u8]) -> bool {
        let known = |field: Result<(u64, Content<'_>), usize>| {
            matches!(field, Ok((1, Content::Number(_)) | (2, Content::Bytes(_))))
        };
        if !fields(bytes).all(known) || fields(bytes).next().is_none() {
            return false;
        }
        for (number, inner) in self.messages(bytes) {
            if number == 2 {
                self.meta(inner);
            }
        }
        true
    }

    /// `MetaGraphDef`: information 1, graph 2, saver 3, collections 4, assets 6.
    fn meta(&mut self, bytes: &[u8]) {
        for (number, inner) in self.messages(bytes) {
            match number {
                2 => self.graph(inner),
                6 => self.asset(inner),
                // The object graph names functions of the one above; it may hold metadata as JSON.
                7 => self.texts(inner, 0),
                _ => {}
            }
        }
    }

    /// `GraphDef`: nodes 1, library 2 (functions 1).
    fn graph(&mut self, bytes: &[u8]) {
        for (number, inner) in self.messages(bytes) {
            match number {
                1 => self.node(inner),
                2 => {
                    for (_, function) in self.messages(inner).into_iter().filter(|(n, _)| *n == 1) {
                        self.function(function);
                    }
                }
                _ => {}
            }
        }
    }

    /// `FunctionDef`: nodes 3.
    fn function(&mut self, bytes: &[u8]) {
        for (number, inner) in self.messages(bytes) {
            if number == 3 {
                self.node(inner);
            }
        }
    }

    /// `NodeDef`: name 1, operation 2.
    fn node(&mut self, bytes: &[u8]) {
        self.nodes += 1;
        if self.nodes > NODES {
            return self.reading.unsure("it has more nodes than the limit");
        }
        for (_, name) in self.messages(bytes).into_iter().filter(|(number, _)| *number == 2) {
            self.found = true;
            operation(&mut self.reading, &String::from_utf8_lossy(name), 0);
        }
    }

    /// `AssetFileDef`: the file's name 2.
    fn asset(&mut self, bytes: &[u8]) {
        for (_, name) in self.messages(bytes).into_iter().filter(|(number, _)| *number == 2) {
            let name = String::from_utf8_lossy(name);
            if unsafe_path(&name) || name.contains("://") {
                let message =
                    format!("an asset is read from {:?}, outside the model's folder", shown(&name));
                self.reading.add(&rules::EXTERNAL_PATH, 0, message);
            }
        }
    }

    /// Every text of a message, whatever its fields are: those that are JSON are read as such.
    fn texts(&mut self, bytes: &[u8], depth: usize) {
        for field in fields(bytes) {
            let Ok((_, Content::Bytes(inner))) = field else { continue };
            match std::str::from_utf8(inner) {
                Ok(text) if text.trim_start().starts_with(['{', '[']) => {
                    self.reading.append(documents::value("metadata", text, self.allow));
                }
                _ if depth < DEPTH && fields(inner).all(|field| field.is_ok()) => {
                    self.texts(inner, depth + 1);
                }
                _ => {}
            }
        }
    }

    fn messages<'b>(&mut self, bytes: &'b [u8]) -> Vec<(u64, &'b [u8])> {
        let mut found = Vec::new();
        for field in fields(bytes) {
            match field {
                Ok((number, Content::Bytes(inner))) => found.push((number, inner)),
                Ok(_) => {}
                Err(_) => self.reading.unsure("a message in it is malformed"),
            }
        }
        found
    }
}

fn operation(reading: &mut Reading, name: &str, at: usize) {
    if HARMLESS.split_ascii_whitespace().any(|known| known == name) {
        return;
    }
    let part = OPERATIONS
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(_, names)| names.split(' ').any(|known| known == name))
        .map(|(part, _)| part);
    match part {
        Some(part) if REACHING.contains(&part) => {
            let message =
                format!("its graph has the operation {}, which leaves the graph", shown(name));
            reading.add(&rules::OPERATION, at, message);
        }
        Some(part) if part.contains("dataset") => {
            let message =
                format!("its graph has the operation {}, which may read files", shown(name));
            reading.doubt(&rules::OPERATION_UNKNOWN, at, message);
        }
        Some(_) => {}
        // `_Arg` and `_Retval` bound functions.
        None if matches!(name, "_Arg" | "_Retval") => {}
        None => {
            let message =
                format!("its graph has the operation {}, which is not TensorFlow's", shown(name));
            reading.doubt(&rules::OPERATION_UNKNOWN, at, message);
        }
    }
}
