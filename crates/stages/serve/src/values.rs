//! The values of one tensor, whether they came as JSON or as bytes. Errors name the input, never a value.

use crate::ServeError;
use crate::binary::{fixed, texts};
use crate::error::wrong;
use crate::protocol::InputTensor;
use half::f16;
use serde_json::Value;

/// What a tensor holds, row by row. What is missing is `NaN` or `None`.
pub(crate) enum Values<'a> {
    Floats(Vec<f64>),
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<&'a str>>),
}

/// The values of a tensor of `rows` by `columns`.
pub(crate) fn values(
    tensor: &InputTensor,
    rows: usize,
    columns: usize,
) -> Result<Values<'_>, ServeError> {
    let count = rows.checked_mul(columns);
    let count = count.ok_or_else(|| wrong(&tensor.name, "has a shape that is too large"))?;
    let values = match (&tensor.data, &tensor.bytes) {
        (Some(data), None) => from_json(tensor, &flat(tensor, data, columns)?)?,
        (None, Some(bytes)) => from_bytes(tensor, bytes, count)?,
        _ => {
            let why = "has neither data nor bytes that a parameter binary_data_size counts";
            return Err(wrong(&tensor.name, why));
        }
    };
    if values.len() == count {
        Ok(values)
    } else {
        Err(wrong(&tensor.name, "has another number of values than its shape says"))
    }
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Floats(floats) => floats.len(),
            Self::Integers(integers) => integers.len(),
            Self::Texts(texts) => texts.len(),
        }
    }
}

/// The values, whether given flat or as one list for each row.
fn flat<'a>(
    tensor: &InputTensor,
    data: &'a [Value],
    columns: usize,
) -> Result<Vec<&'a Value>, ServeError> {
    let mut values = Vec::with_capacity(data.len());
    for value in data {
        let Value::Array(row) = value else {
            values.push(value);
            continue;
        };
        if row.iter().any(Value::is_array) {
            return Err(wrong(&tensor.name, "is nested too deep"));
        }
        if row.len() != columns {
            return Err(wrong(
                &tensor.name,
                &format!("has a row of another length than {columns}"),
            ));
        }
        values.extend(row);
    }
    Ok(values)
}

fn from_json<'a>(tensor: &InputTensor, data: &[&'a Value]) -> Result<Values<'a>, ServeError> {
    let wrong = |why| wrong(&tensor.name, why);
    match tensor.datatype.as_str() {
        "FP16" | "FP32" | "FP64" => {
            let float = |value: &&Value| match value {
                Value::Null => Some(f64::NAN),
                value => value.as_f64(),
            };
            let floats: Option<Vec<f64>> = data.iter().map(float).collect();
            floats.map(Values::Floats).ok_or_else(|| wrong("has a value that is no number"))
        }
        "BYTES" => {
            let text = |value: &&'a Value| match *value {
                Value::Null => Some(None),
                value => value.as_str().map(Some),
            };
            let texts: Option<Vec<Option<&str>>> = data.iter().map(text).collect();
            texts.map(Values::Texts).ok_or_else(|| wrong("has a value that is no text"))
        }
        datatype => {
            let (least, most) = range(datatype).ok_or_else(|| wrong(UNKNOWN))?;
            let integer = |value: &&Value| match value {
                Value::Null => Some(None),
                Value::Bool(yes) if datatype == "BOOL" => Some(Some(i64::from(*yes))),
                value => value.as_i64().filter(|i| (least..=most).contains(i)).map(Some),
            };
            let integers: Option<Vec<Option<i64>>> = data.iter().map(integer).collect();
            let integers = integers.map(Values::Integers);
            integers.ok_or_else(|| wrong("has a value that is no integer of its datatype"))
        }
    }
}

const UNKNOWN: &str = "has a datatype that is not known: FP16, FP32, FP64, BOOL, INT8 to INT64, \
                       UINT8 to UINT64 and BYTES are";

/// What an integer of this datatype can be; no model here takes more than an int64.
fn range(datatype: &str) -> Option<(i64, i64)> {
    Some(match datatype {
        "BOOL" => (0, 1),
        "INT8" => (i8::MIN.into(), i8::MAX.into()),
        "INT16" => (i16::MIN.into(), i16::MAX.into()),
        "INT32" => (i32::MIN.into(), i32::MAX.into()),
        "INT64" => (i64::MIN, i64::MAX),
        "UINT8" => (0, u8::MAX.into()),
        "UINT16" => (0, u16::MAX.into()),
        "UINT32" => (0, u32::MAX.into()),
        "UINT64" => (0, i64::MAX),
        _ => return None,
    })
}

fn from_bytes<'a>(
    tensor: &InputTensor,
    bytes: &'a [u8],
    count: usize,
) -> Result<Values<'a>, ServeError> {
    let wrong = |why| wrong(&tensor.name, why);
    let floats = match tensor.datatype.as_str() {
        "FP16" => fixed(bytes, |value| f16::from_le_bytes(value).to_f64()),
        "FP32" => fixed(bytes, |value| f64::from(f32::from_le_bytes(value))),
        "FP64" => fixed(bytes, f64::from_le_bytes),
        "BYTES" => {
            let texts = texts(bytes, count).map_err(wrong)?;
            return Ok(Values::Texts(texts.into_iter().map(Some).collect()));
        }
        datatype => {
            let (least, most) = range(datatype).ok_or_else(|| wrong(UNKNOWN))?;
            let integers = integers(datatype, bytes).ok_or_else(|| wrong(UNEVEN))?;
            if !integers.iter().all(|integer| (least..=most).contains(integer)) {
                return Err(wrong("has a value that is no integer of its datatype"));
            }
            return Ok(Values::Integers(integers.into_iter().map(Some).collect()));
        }
    };
    floats.map(Values::Floats).ok_or_else(|| wrong(UNEVEN))
}

const UNEVEN: &str = "has a binary_data_size that is no multiple of its datatype's size";

/// What does not fit into an int64 is -1, which is in the range of no datatype without a sign.
fn integers(datatype: &str, bytes: &[u8]) -> Option<Vec<i64>> {
    match datatype {
        "INT8" => fixed(bytes, |value| i8::from_le_bytes(value).into()),
        "INT16" => fixed(bytes, |value| i16::from_le_bytes(value).into()),
        "INT32" => fixed(bytes, |value| i32::from_le_bytes(value).into()),
        "INT64" => fixed(bytes, i64::from_le_bytes),
        "BOOL" | "UINT8" => fixed(bytes, |value| u8::from_le_bytes(value).into()),
        "UINT16" => fixed(bytes, |value| u16::from_le_bytes(value).into()),
        "UINT32" => fixed(bytes, |value| u32::from_le_bytes(value).into()),
        "UINT64" => fixed(bytes, |value| u64::from_le_bytes(value).try_into().unwrap_or(-1)),
        _ => None,
    }
}
