//! Arrays that joblib writes raw between a pickle's instructions (`joblib.numpy_pickle`, 0.10 on).

use crate::scan::source::Source;

/// What joblib's wrapper tells of the array that follows it, or why that is not known.
pub(super) struct Wrapper {
    pub dtype: Result<Dtype, &'static str>,
    pub shape: Result<Vec<i64>, &'static str>,
    /// Whether padding, and before it a byte with its length, stand before the items.
    pub aligned: Result<bool, &'static str>,
}

/// A `numpy.dtype`.
pub(super) struct Dtype {
    /// What it was called with: a letter and a number of bytes or characters.
    pub code: String,
    pub state: Option<State>,
    /// No field of it, however deep, is an object.
    pub plain: bool,
}

/// What `numpy.dtype.__setstate__` made of it.
pub(super) struct State {
    /// Bytes of one item; of fixed types NumPy ignores it.
    pub size: i64,
    /// `numpy.dtype.flags`; the lowest bit says that items are objects.
    pub flags: i64,
    /// It is no array within an array.
    pub whole: bool,
}

pub(super) const UNKNOWN_TYPE: &str = "an array has a type whose size is not known";
pub(super) const UNKNOWN_SHAPE: &str = "an array has a shape that is not known";

/// Where the instructions go on after the array whose wrapper ends at `position`; nothing if it is
/// an array of objects, so that a pickle follows.
///
/// # Errors
/// If the array's extent cannot be told, so that what follows cannot be read.
pub(super) fn end(
    source: Source<'_>,
    wrapper: Wrapper,
    position: u64,
) -> Result<Option<u64>, &'static str> {
    let Some(width) = item_bytes(&wrapper.dtype?)? else { return Ok(None) };
    let count = count(&wrapper.shape?)?;
    let mut position = position;
    if wrapper.aligned? {
        let padding = source.number(position, 1).ok_or("the file ends before an array")?;
        position += 1 + padding;
    }
    let length = count.checked_mul(width).ok_or("an array is larger than any file")?;
    let end = position.checked_add(length).ok_or("an array is larger than any file")?;
    if end > source.len() {
        return Err("the file ends within an array");
    }
    Ok(Some(end))
}

/// Bytes of one item; `None` for Python objects.
fn item_bytes(dtype: &Dtype) -> Result<Option<u64>, &'static str> {
    let mut letters = dtype.code.chars();
    let kind = letters.next().ok_or(UNKNOWN_TYPE)?;
    let size: u64 = letters.as_str().parse().map_err(|_| UNKNOWN_TYPE)?;
    let objects = dtype.state.as_ref().is_some_and(|state| state.flags & 1 != 0);
    if kind == 'O' {
        let agrees = size == 8 && (objects || dtype.state.is_none());
        return if agrees { Ok(None) } else { Err(UNKNOWN_TYPE) };
    }
    // A state may say of numbers that they are objects, and NumPy believes it.
    if objects {
        return Err(UNKNOWN_TYPE);
    }
    let told = |of_code: u64| match &dtype.state {
        Some(state) => u64::try_from(state.size).map_err(|_| UNKNOWN_TYPE),
        None => Ok(of_code),
    };
    match kind {
        'b' | 'i' | 'u' | 'f' | 'c' | 'M' | 'm' => Ok(Some(size)),
        'U' => told(size.checked_mul(4).ok_or(UNKNOWN_TYPE)?).map(Some),
        'S' => told(size).map(Some),
        'V' if dtype.plain && dtype.state.as_ref().is_none_or(|state| state.whole) => {
            told(size).map(Some)
        }
        _ => Err(UNKNOWN_TYPE),
    }
}

fn count(shape: &[i64]) -> Result<u64, &'static str> {
    shape.iter().try_fold(1u64, |product, size| {
        u64::try_from(*size).ok().and_then(|size| product.checked_mul(size)).ok_or(UNKNOWN_SHAPE)
    })
}
