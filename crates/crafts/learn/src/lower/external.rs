//! Tensors that lie in files beside the model, as PyTorch writes them.

use super::tensor::{self, short};
use crate::error::LearnError;
use tract_onnx::pb::{ModelProto, TensorProto};

/// Takes tensors from other files into the model. `beside` gives the bytes of a file in the model's
/// folder; a name that is a path is not asked for.
///
/// # Errors
/// If such a file is missing, or doesn't hold what the model says.
pub(crate) fn inline(
    model: &mut ModelProto,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<(), LearnError> {
    let Some(graph) = &mut model.graph else { return Ok(()) };
    let mut read: Option<(String, Vec<u8>)> = None;
    for given in graph.initializer.iter_mut().filter(|given| !given.external_data.is_empty()) {
        let part = part(given, beside, &mut read).map_err(|reason| LearnError::Model { reason })?;
        given.raw_data = part;
        given.external_data.clear();
        given.data_location = None;
    }
    Ok(())
}

fn part(
    given: &TensorProto,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
    read: &mut Option<(String, Vec<u8>)>,
) -> Result<Vec<u8>, String> {
    let entry = |key: &str| given.external_data.iter().find(|entry| entry.key == key);
    let number = |key: &str| match entry(key) {
        None => Ok(None),
        Some(entry) => entry.value.parse::<usize>().map(Some).map_err(|_| {
            format!("tensor {:?} lies at {key} {:?}", short(&given.name), short(&entry.value))
        }),
    };
    let location = entry("location").map_or("", |entry| entry.value.as_str());
    let plain = !location.is_empty()
        && !location.starts_with('.')
        && !location.contains(['/', '\\', '\0', ':']);
    if !plain {
        let (name, location) = (short(&given.name), short(location));
        return Err(format!("tensor {name:?} lies in {location:?}, outside of the model's folder"));
    }
    if read.as_ref().is_none_or(|(name, _)| name != location) {
        let bytes = beside(location).ok_or_else(|| {
            format!("{:?}, which holds its tensors, is not beside it", short(location))
        })?;
        *read = Some((location.to_owned(), bytes));
    }
    let held = read.as_ref().map_or(&[][..], |(_, bytes)| bytes.as_slice());
    let start = number("offset")?.unwrap_or(0);
    let end = match number("length")? {
        Some(length) => start.checked_add(length),
        None => Some(held.len()),
    };
    let part = end.and_then(|end| held.get(start..end));
    let part = part.ok_or_else(|| format!("{:?} is too short", short(location)))?;
    if tensor::elements(given)? == 0 {
        return Ok(Vec::new());
    }
    Ok(part.to_vec())
}
