//! The header of a safetensors file: what its writer said, and how much there is of it.

use super::Described;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

/// Bytes of a header that is read; the format allows for 100 MB.
const HEADER: u64 = 16 << 20;
/// Characters of a value that is told: longer ones are data.
const VALUE: usize = 200;

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Tensor { dtype: String, shape: Vec<u64> },
    Metadata(BTreeMap<String, String>),
}

pub(super) fn read(path: &Path, name: &str, into: &mut Described) -> Option<()> {
    let mut file = File::open(path).ok()?;
    let mut length = [0u8; 8];
    file.read_exact(&mut length).ok()?;
    let length = u64::from_le_bytes(length);
    if length > HEADER {
        return None;
    }
    let header: BTreeMap<String, Entry> =
        serde_json::from_reader(BufReader::new(file.take(length))).ok()?;
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
