//! Arrays that joblib writes raw between a pickle's instructions (`joblib.numpy_pickle`, 0.10 on).

use super::machine::Machine;
use super::symbol::Value;

/// Where the instructions go on after the array whose wrapper has just been built with `state`.
///
/// # Errors
/// If the array's extent cannot be told, so that what follows cannot be read.
pub(super) fn end(
    machine: &Machine<'_>,
    state: &Value,
    position: usize,
) -> Result<usize, &'static str> {
    let get = |key| machine.entry(state, key);
    let dtype = get("dtype").ok_or("an array has no type")?;
    let Some(width) = item_bytes(machine, &dtype)? else {
        // Objects: a pickle of its own follows, and reads as the next instructions do.
        return Ok(position);
    };
    let count = count(machine, &get("shape").ok_or("an array has no shape")?)?;
    let mut position = position;
    if matches!(get("numpy_array_alignment_bytes"), Some(Value::Int(_))) {
        let padding = machine.bytes.get(position).ok_or("the file ends before an array")?;
        position += 1 + usize::from(*padding);
    }
    let length = count.checked_mul(width).ok_or("an array is larger than any file")?;
    let end = position.checked_add(length).ok_or("an array is larger than any file")?;
    if end > machine.bytes.len() {
        return Err("the file ends within an array");
    }
    Ok(end)
}

/// Bytes of one item; `None` for Python objects.
fn item_bytes(machine: &Machine<'_>, dtype: &Value) -> Result<Option<usize>, &'static str> {
    const UNKNOWN: &str = "an array has a type whose size is not known";
    let Value::Object(index) = *dtype else { return Err(UNKNOWN) };
    let code = machine.arguments(index).and_then(|arguments| arguments.first());
    let code = code.and_then(|code| machine.text(code)).ok_or(UNKNOWN)?;
    if !machine.is(index, "numpy", "dtype") {
        return Err(UNKNOWN);
    }
    let mut letters = code.chars();
    let kind = letters.next().ok_or(UNKNOWN)?;
    let size: usize = letters.as_str().parse().map_err(|_| UNKNOWN)?;
    match kind {
        'O' => Ok(None),
        'U' => size.checked_mul(4).map(Some).ok_or(UNKNOWN),
        'b' | 'i' | 'u' | 'f' | 'c' | 'S' | 'M' | 'm' => Ok(Some(size)),
        'V' if plain_fields(machine, index) => Ok(Some(size)),
        _ => Err(UNKNOWN),
    }
}

/// Whether a structured type has only fields of plain types, so that its items are raw bytes.
fn plain_fields(machine: &Machine<'_>, dtype: usize) -> bool {
    // numpy.dtype.__setstate__: version, order, subarray, names, fields, size, alignment, flags.
    let Some([_, _, subarray, _, fields, ..]) = machine.state(dtype) else { return false };
    let field = |(_, field): &(Value, Value)| {
        let Value::Tuple(tuple) = *field else { return false };
        let kind = machine.items(tuple).and_then(|items| items.first());
        let Some(Value::Object(kind)) = kind else { return false };
        let code = machine.arguments(*kind).and_then(|arguments| arguments.first());
        code.and_then(|code| machine.text(code))
            .is_some_and(|code| code.starts_with(['b', 'i', 'u', 'f', 'c', 'S', 'U', 'M', 'm']))
    };
    matches!(subarray, Value::Opaque)
        && machine.entries(fields).is_some_and(|fields| fields.iter().all(field))
}

fn count(machine: &Machine<'_>, shape: &Value) -> Result<usize, &'static str> {
    const UNKNOWN: &str = "an array has a shape that is not known";
    let Value::Tuple(index) = *shape else { return Err(UNKNOWN) };
    machine.items(index).ok_or(UNKNOWN)?.iter().try_fold(1usize, |product, size| match size {
        Value::Int(size) => {
            usize::try_from(*size).ok().and_then(|size| product.checked_mul(size)).ok_or(UNKNOWN)
        }
        _ => Err(UNKNOWN),
    })
}
