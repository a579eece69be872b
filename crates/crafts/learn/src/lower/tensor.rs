//! Tensors as a file holds them: their sizes are checked against their bytes before anybody
//! believes in them.

use tract_onnx::pb::TensorProto;
use tract_onnx::pb::tensor_proto::DataType;

/// Most elements of one tensor.
pub(crate) const MOST_ELEMENTS: usize = 1 << 27;

/// What a tensor holds, flat.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Values {
    Floats(Vec<f64>),
    Integers(Vec<i64>),
    Texts(Vec<String>),
}

impl Values {
    /// Reads floats, doubles, integers of 32 and 64 bits, and texts.
    pub(crate) fn of(tensor: &TensorProto) -> Result<Self, String> {
        check(tensor)?;
        let raw = tensor.raw_data.as_slice();
        match kind(tensor)? {
            DataType::Float if raw.is_empty() => {
                Ok(Self::Floats(tensor.float_data.iter().copied().map(f64::from).collect()))
            }
            DataType::Float => Ok(Self::Floats(
                words(raw).map(|word| f64::from(f32::from_le_bytes(word))).collect(),
            )),
            DataType::Double if raw.is_empty() => Ok(Self::Floats(tensor.double_data.clone())),
            DataType::Double => Ok(Self::Floats(words(raw).map(f64::from_le_bytes).collect())),
            DataType::Int64 if raw.is_empty() => Ok(Self::Integers(tensor.int64_data.clone())),
            DataType::Int64 => Ok(Self::Integers(words(raw).map(i64::from_le_bytes).collect())),
            DataType::Int32 if raw.is_empty() => {
                Ok(Self::Integers(tensor.int32_data.iter().copied().map(i64::from).collect()))
            }
            DataType::Int32 => Ok(Self::Integers(
                words(raw).map(|word| i64::from(i32::from_le_bytes(word))).collect(),
            )),
            DataType::String => {
                let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone());
                let texts: Result<_, _> = tensor.string_data.iter().map(text).collect();
                texts.map(Self::Texts).map_err(|_| "a text is not UTF-8".to_owned())
            }
            other => Err(format!("a tensor of {other:?} where numbers or texts belong")),
        }
    }
}

/// How many elements a tensor has, by its shape.
pub(crate) fn elements(tensor: &TensorProto) -> Result<usize, String> {
    let size = |product: usize, dim: &i64| product.checked_mul(usize::try_from(*dim).ok()?);
    match tensor.dims.iter().try_fold(1usize, size) {
        Some(count) if count <= MOST_ELEMENTS => Ok(count),
        _ => Err(format!("tensor {:?} is too large or of negative size", short(&tensor.name))),
    }
}

pub(crate) fn kind(tensor: &TensorProto) -> Result<DataType, String> {
    DataType::try_from(tensor.data_type)
        .map_err(|_| format!("tensor {:?} has an unknown type", short(&tensor.name)))
}

/// A shape that is not that of its data is a lie that readers disagree about.
pub(crate) fn check(tensor: &TensorProto) -> Result<(), String> {
    let count = elements(tensor)?;
    let lies = |held: usize| {
        let name = short(&tensor.name);
        Err(format!("tensor {name:?} holds {held} elements where its shape says {count}"))
    };
    if tensor.data_location.is_some_and(|location| location != 0)
        || !tensor.external_data.is_empty()
    {
        return Err(format!("tensor {:?} lies in another file", short(&tensor.name)));
    }
    let (size, typed) = match kind(tensor)? {
        DataType::Float => (4, tensor.float_data.len()),
        DataType::Double => (8, tensor.double_data.len()),
        DataType::Int64 => (8, tensor.int64_data.len()),
        DataType::Uint64 => (8, tensor.uint64_data.len()),
        DataType::Uint32 => (4, tensor.uint64_data.len()),
        DataType::Int32 => (4, tensor.int32_data.len()),
        DataType::Int16 | DataType::Uint16 | DataType::Float16 | DataType::Bfloat16 => {
            (2, tensor.int32_data.len())
        }
        DataType::Int8 | DataType::Uint8 | DataType::Bool => (1, tensor.int32_data.len()),
        DataType::String if tensor.raw_data.is_empty() => (1, tensor.string_data.len()),
        other => return Err(format!("tensor {:?} is of {other:?}", short(&tensor.name))),
    };
    match tensor.raw_data.len() {
        0 if typed == count => Ok(()),
        0 => lies(typed),
        bytes if bytes.is_multiple_of(size) && bytes / size == count && typed == 0 => Ok(()),
        bytes => lies(bytes / size),
    }
}

/// A tensor of integers.
pub(crate) fn integers(name: &str, dims: Vec<i64>, values: &[i64]) -> TensorProto {
    let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    made(name, dims, DataType::Int64, raw_data)
}

/// A tensor of floats.
pub(crate) fn floats(name: &str, dims: Vec<i64>, values: &[f32]) -> TensorProto {
    let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    made(name, dims, DataType::Float, raw_data)
}

fn made(name: &str, dims: Vec<i64>, kind: DataType, raw_data: Vec<u8>) -> TensorProto {
    let data_type = kind as i32;
    TensorProto { name: name.to_owned(), dims, data_type, raw_data, ..TensorProto::default() }
}

fn words<const SIZE: usize>(raw: &[u8]) -> impl Iterator<Item = [u8; SIZE]> {
    raw.chunks_exact(SIZE).filter_map(|chunk| chunk.try_into().ok())
}

/// The beginning of a name that comes from outside.
pub(crate) fn short(name: &str) -> String {
    name.chars().take(80).collect()
}
