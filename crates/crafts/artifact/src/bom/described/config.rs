//! `config.json` of Transformers: the family of the model, and the class that makes it.

use super::{Described, scalar, scalars};
use serde_json::Value;

pub(super) fn read(text: &str, into: &mut Described) -> Option<()> {
    let config: Value = serde_json::from_str(text).ok()?;
    if let Some(family) = config.get("model_type").and_then(scalar) {
        into.family = family;
    }
    into.architecture = scalars(config.get("architectures")).join(", ");
    if let Some(version) = config.get("transformers_version").and_then(scalar) {
        into.properties.push(("transformers_version".to_owned(), version));
    }
    config.is_object().then_some(())
}
