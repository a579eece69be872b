//! The binary tensor data extension of the Open Inference Protocol: values lie as little-endian bytes behind
//! the JSON, in the order in which the JSON names their tensors. A text (`BYTES`) is its length in four bytes, and
//! then itself.

use crate::ServeError;
use crate::error::wrong;
use crate::protocol::{InferRequest, InputTensor, OutputParameters, OutputTensor};
use bytes::Bytes;

/// Bytes of the length before a text.
const LENGTH: usize = 4;

impl InferRequest {
    /// The same request, with the bytes behind its JSON given to the inputs that count them.
    ///
    /// # Errors
    /// If an input counts more bytes than are left or has its values twice, or bytes are left that no input counts.
    pub fn with_bytes(mut self, mut rest: Bytes) -> Result<Self, ServeError> {
        for input in &mut self.inputs {
            take(input, &mut rest)?;
        }
        if rest.is_empty() {
            return Ok(self);
        }
        let left = rest.len();
        Err(ServeError::Request(format!(
            "{left} bytes follow the JSON that no input's parameter binary_data_size counts"
        )))
    }
}

fn take(input: &mut InputTensor, rest: &mut Bytes) -> Result<(), ServeError> {
    let Some(size) = input.parameters.and_then(|parameters| parameters.binary_data_size) else {
        return Ok(());
    };
    if input.data.is_some() {
        return Err(wrong(&input.name, "has both data and a binary_data_size"));
    }
    match usize::try_from(size) {
        Ok(size) if size <= rest.len() => {
            input.bytes = Some(rest.split_to(size));
            Ok(())
        }
        _ => {
            let why = format!(
                "its binary_data_size is {size}, and {} bytes are left behind the JSON: the header \
                 Inference-Header-Content-Length says where the JSON ends",
                rest.len()
            );
            Err(wrong(&input.name, &why))
        }
    }
}

/// The texts of a `BYTES` tensor, no more than `most`.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn texts(mut bytes: &[u8], most: usize) -> Result<Vec<&str>, &'static str> {
    let mut texts = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<LENGTH>().ok_or("ends within a length")?;
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (text, rest) = rest.split_at_checked(length).ok_or("has a text that is cut off")?;
        if texts.len() == most {
            return Err("has more texts than its shape says");
        }
        texts.push(std::str::from_utf8(text).map_err(|_| "has a text that is not UTF-8")?);
        bytes = rest;
    }
    Ok(texts)
}

/// The numbers of a tensor whose values are `N` bytes each; `None` if some bytes are left over.
pub(crate) fn fixed<const N: usize, T>(
    bytes: &[u8],
    read: impl Fn([u8; N]) -> T,
) -> Option<Vec<T>> {
    let (values, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then(|| values.iter().map(|value| read(*value)).collect())
}

/// `outputs`, of which those that `request` wants so carry their values as bytes.
pub(crate) fn encoded(request: &InferRequest, outputs: Vec<OutputTensor>) -> Vec<OutputTensor> {
    let all = request.parameters.is_some_and(|parameters| parameters.binary_data_output);
    let asked = request.outputs.as_deref().unwrap_or_default();
    let wants = |name: &str| {
        let asked = asked.iter().find(|asked| asked.name == name);
        let said = asked.and_then(|asked| asked.parameters.as_ref()?.binary_data);
        said.unwrap_or(all)
    };
    let encode = |output: OutputTensor| if wants(&output.name) { in_bytes(output) } else { output };
    outputs.into_iter().map(encode).collect()
}

fn in_bytes(output: OutputTensor) -> OutputTensor {
    let mut bytes = Vec::new();
    for value in &output.data {
        if output.datatype == "BYTES" {
            let text = value.as_str().unwrap_or_default();
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        } else {
            #[allow(clippy::cast_possible_truncation, reason = "it was a float32 before")]
            let number = value.as_f64().unwrap_or(f64::NAN) as f32;
            bytes.extend_from_slice(&number.to_le_bytes());
        }
    }
    let parameters = Some(OutputParameters { binary_data_size: bytes.len() });
    OutputTensor { parameters, data: Vec::new(), bytes: Some(bytes.into()), ..output }
}
