//! safetensors: a length, a JSON header, and tensors that must tile the rest without gap or overlap.

use super::session::{Session, Subject};
use super::source::Source;
use super::{behind, documents, rules};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// The longest header that the reference implementation reads.
const HEADER: u64 = 100_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tensor {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let (checked, metadata, at) = check(subject.source);
    for (key, text) in metadata {
        documents::value(&key, &text, session.allow()).tell(session, subject.name, 8);
    }
    if let Err(what) = checked {
        session.add(
            &rules::STRUCTURE,
            subject.name,
            0,
            format!("the safetensors file is malformed: {what}"),
        );
        session.unsure(subject.name, "the safetensors file is malformed");
        // What no tensor claims is what another reader begins with.
        behind::look(session, subject, at);
    }
}

/// Whether the tensors tile the file, what is said of them, and how far they reach.
fn check(source: Source<'_>) -> (Result<(), String>, BTreeMap<String, String>, u64) {
    match header(source) {
        Ok((header, data)) => {
            let (tiled, end) = tiles(header.tensors, data);
            let end = (source.len() - data).saturating_add(end);
            (tiled, header.metadata, end)
        }
        Err(what) => (Err(what), BTreeMap::new(), 8),
    }
}

/// The header, and how many bytes of values follow it.
fn header(source: Source<'_>) -> Result<(Header, u64), String> {
    let length = source.number(0, 8).ok_or("it is too short")?;
    if length > HEADER {
        return Err(format!("its header of {length} bytes is longer than {HEADER}"));
    }
    let header = source.get(8, length).ok_or("it ends within its header, or that is too long")?;
    let data = source.len() - 8 - length;
    let header =
        serde_json::from_slice(&header).map_err(|e| format!("its header is wrong: {e}"))?;
    Ok((header, data))
}

/// Whether they tile all of the `data`, and where they end.
fn tiles(mut tensors: Vec<(String, Tensor)>, data: u64) -> (Result<(), String>, u64) {
    tensors.sort_by_key(|(_, tensor)| tensor.data_offsets);
    let mut at = 0;
    let tiled = side_by_side(&tensors, &mut at);
    let whole = || match at == data {
        true => Ok(()),
        false => Err(format!("its tensors end at byte {at} of {data}")),
    };
    (tiled.and_then(|()| whole()), at)
}

fn side_by_side(tensors: &[(String, Tensor)], at: &mut u64) -> Result<(), String> {
    for (name, tensor) in tensors {
        let (start, end) = tensor.data_offsets;
        if start != *at || end < start {
            return Err(format!("tensor {name:?} overlaps another or leaves a gap at byte {at}"));
        }
        let bits =
            bits(&tensor.dtype).ok_or_else(|| format!("type {:?} is unknown", tensor.dtype))?;
        let size = tensor.shape.iter().try_fold(bits, |product, n| product.checked_mul(*n));
        if size.map(|size| size.div_ceil(8)) != Some(end - start) {
            return Err(format!("tensor {name:?} does not have the size of its shape"));
        }
        *at = end;
    }
    Ok(())
}

/// Bits of one item.
fn bits(dtype: &str) -> Option<u64> {
    Some(match dtype {
        "F64" | "I64" | "U64" | "C64" => 64,
        "F32" | "I32" | "U32" => 32,
        "F16" | "BF16" | "I16" | "U16" => 16,
        "BOOL" | "I8" | "U8" | "F8_E4M3" | "F8_E5M2" | "F8_E8M0" | "F8_E4M3FNUZ"
        | "F8_E5M2FNUZ" => 8,
        "F6_E2M3" | "F6_E3M2" => 6,
        "F4" => 4,
        _ => return None,
    })
}

/// The tensors by name; a name that comes twice is an error, as readers disagree which one counts.
struct Header {
    tensors: Vec<(String, Tensor)>,
    metadata: BTreeMap<String, String>,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(HeaderVisitor)
    }
}

struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Header;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tensors")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
        let (mut tensors, mut seen) = (Vec::new(), HashSet::new());
        let mut metadata = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format!("{name:?} comes twice")));
            }
            if name == "__metadata__" {
                metadata = map.next_value()?;
            } else {
                tensors.push((name, map.next_value()?));
            }
        }
        Ok(Header { tensors, metadata })
    }
}
