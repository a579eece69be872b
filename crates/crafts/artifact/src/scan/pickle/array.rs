//! Arrays that joblib writes raw between a pickle's instructions (`joblib.numpy_pickle`, 0.10 on).

/// What joblib's wrapper tells of the array that follows it, or why that is not known.
pub(super) struct Wrapper {
    pub dtype: Result<Dtype, &'static str>,
    pub shape: Result<Vec<i64>, &'static str>,
    /// Whether padding, and before it a byte with its length, stand before the items.
    pub aligned: bool,
}

/// A `numpy.dtype`.
pub(super) struct Dtype {
    /// What it was called with: a letter and a number of bytes or characters.
    pub code: String,
    /// The same of each field of a structured type; `None` if any is not known, or it has subarrays.
    pub fields: Option<Vec<String>>,
}

pub(super) const UNKNOWN_TYPE: &str = "an array has a type whose size is not known";
pub(super) const UNKNOWN_SHAPE: &str = "an array has a shape that is not known";

/// Where the instructions go on after the array whose wrapper ends at `position` of `bytes`.
///
/// # Errors
/// If the array's extent cannot be told, so that what follows cannot be read.
pub(super) fn end(bytes: &[u8], wrapper: Wrapper, position: usize) -> Result<usize, &'static str> {
    let Some(width) = item_bytes(&wrapper.dtype?)? else {
        // Objects: a pickle of its own follows, and reads as the next instructions do.
        return Ok(position);
    };
    let count = count(&wrapper.shape?)?;
    let mut position = position;
    if wrapper.aligned {
        let padding = bytes.get(position).ok_or("the file ends before an array")?;
        position += 1 + usize::from(*padding);
    }
    let length = count.checked_mul(width).ok_or("an array is larger than any file")?;
    let end = position.checked_add(length).ok_or("an array is larger than any file")?;
    if end > bytes.len() {
        return Err("the file ends within an array");
    }
    Ok(end)
}

/// Bytes of one item; `None` for Python objects.
fn item_bytes(dtype: &Dtype) -> Result<Option<usize>, &'static str> {
    let mut letters = dtype.code.chars();
    let kind = letters.next().ok_or(UNKNOWN_TYPE)?;
    let size: usize = letters.as_str().parse().map_err(|_| UNKNOWN_TYPE)?;
    match kind {
        'O' => Ok(None),
        'U' => size.checked_mul(4).map(Some).ok_or(UNKNOWN_TYPE),
        'b' | 'i' | 'u' | 'f' | 'c' | 'S' | 'M' | 'm' => Ok(Some(size)),
        'V' if plain_fields(dtype) => Ok(Some(size)),
        _ => Err(UNKNOWN_TYPE),
    }
}

/// Whether a structured type has only fields of plain types, so that its items are raw bytes.
fn plain_fields(dtype: &Dtype) -> bool {
    let plain = |code: &String| code.starts_with(['b', 'i', 'u', 'f', 'c', 'S', 'U', 'M', 'm']);
    dtype.fields.as_ref().is_some_and(|fields| fields.iter().all(plain))
}

fn count(shape: &[i64]) -> Result<usize, &'static str> {
    shape.iter().try_fold(1usize, |product, size| {
        usize::try_from(*size).ok().and_then(|size| product.checked_mul(size)).ok_or(UNKNOWN_SHAPE)
    })
}
