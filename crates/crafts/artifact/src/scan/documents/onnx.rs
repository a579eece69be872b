//! ONNX in its other forms: the JSON of protocol buffers, and texts.

use super::facts::{Facts, Walk, text_of};
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;
use crate::scan::tarball::unsafe_path;

/// Suffixes of texts that hold protocol buffers.
const SUFFIXES: &[&str] = &["onnxtxt", "textproto", "prototxt", "txtpb", "txt", "onnx"];

/// Operator sets that runtimes bring themselves.
const DOMAINS: &[&str] =
    &["", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "com.microsoft", "com.microsoft.nchwc"];

/// Whether runtimes bring the operators of `domain` themselves.
pub(in crate::scan) fn brought(domain: &str) -> bool {
    DOMAINS.contains(&domain)
}

/// Whether an operator only holds native code for some device (`com.microsoft`).
pub(in crate::scan) fn compiled(operator: &str) -> bool {
    operator == "EPContext"
}

/// A tensor's place in another file, and the operators that a node or the model needs.
pub(super) fn object(walk: &mut Walk<'_>, facts: &Facts) {
    // Readers take either spelling.
    let within = |names: [&str; 2]| names.iter().any(|name| walk.within(name));
    let outside = within(["externalData", "external_data"]);
    let needed = within(["opsetImport", "opset_import"]);
    if outside && text_of(facts, "key") == Some("location") {
        let location = text_of(facts, "value").unwrap_or_default();
        if location.is_empty() || unsafe_path(location) || location.contains("://") {
            let message =
                format!("a tensor is read from {:?}, outside the model's folder", shown(location));
            walk.reading.add(&rules::EXTERNAL_PATH, 0, message);
        } else {
            walk.reading.unsure("some of its tensors lie in a file that was not looked into");
        }
    }
    let operators = walk.within("node") && walk.within("graph") || needed;
    let kind = text_of(facts, "opType").or_else(|| text_of(facts, "op_type")).unwrap_or_default();
    if operators && compiled(kind) {
        let message = "it holds what a compiler made for one device, or names a file of it";
        walk.reading.doubt(&rules::CUSTOM_DOMAIN, 0, message);
    }
    if let Some(domain) = text_of(facts, "domain").filter(|domain| operators && !brought(domain)) {
        let message = format!("it needs operators of {:?}, which are native code", shown(domain));
        walk.reading.doubt(&rules::CUSTOM_DOMAIN, 0, message);
    }
}

/// A model as text is not read: who loads it gets what the words say.
pub(super) fn text(reading: &mut Reading, suffix: &str, text: &str) {
    let model = ["ir_version:", "opset_import"].iter().all(|word| text.contains(word));
    if model && SUFFIXES.contains(&suffix) {
        reading.unsure("a model in the form of text is not read");
    }
}
