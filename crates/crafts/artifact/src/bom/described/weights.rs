//! The header of a safetensors file: what its writer said, and how much there is of it.

use super::Described;
use crate::bom::contents::Contents;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a header that is read; the format allows for 100 MB.
const HEADER: u64 = 16 << 20;
/// Bytes within which a header usually ends: it is some 100 for each tensor.
pub(super) const USUAL: u64 = 1 << 20;
/// Characters of a value that is told: longer ones are data.
const VALUE: usize = 200;

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Tensor { dtype: String, shape: Vec<u64> },
    Metadata(BTreeMap<String, String>),
}

pub(super) fn read(contents: &Contents<'_>, name: &str, into: &mut Described) -> Option<()> {
    let length = contents.first(name, 8)?.try_into().ok().map(u64::from_le_bytes)?;
    if length > HEADER {
        return None;
    }
    let header = contents.first(name, length + 8)?;
    let header: BTreeMap<String, Entry> = serde_json::from_slice(header.get(8..)?).ok()?;
    let (mut tensors, mut parameters, mut kinds) = (0u64, 0u64, BTreeSet::new());
    for (key, entry) in &header {
        match entry {
            Entry::Tensor { dtype, shape } => {
                tensors += 1;
                let many = shape.iter().fold(1u64, |many, side| many.saturating_mul(*side));
                parameters = parameters.saturating_add(many);
                kinds.insert(dtype.as_str());
            }
            Entry::Metadata(told) if key == "__metadata__" => {
                let short = told.iter().filter(|(_, value)| value.chars().count() <= VALUE);
                for (key, value) in short.take(super::ENTRIES) {
                    into.properties.push((format!("safetensors:{key}"), value.clone()));
                }
            }
            Entry::Metadata(_) => return None,
        }
    }
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(" ");
    let says = format!("{name}: {tensors} tensors, {parameters} parameters, {kinds}");
    into.properties.push(("safetensors".to_owned(), says));
    Some(())
}
