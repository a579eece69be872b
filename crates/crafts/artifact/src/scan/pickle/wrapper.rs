//! What the symbols of a joblib wrapper say of the array that follows it.

use super::array::{Dtype, UNKNOWN_SHAPE, UNKNOWN_TYPE, Wrapper};
use super::machine::Machine;
use super::symbol::Value;

impl Machine<'_> {
    /// The wrapper that has just been built with `state`.
    pub(super) fn wrapper(&self, state: &Value) -> Wrapper {
        let get = |key| self.entry(state, key);
        Wrapper {
            dtype: get("dtype").ok_or("an array has no type").and_then(|dtype| self.dtype(&dtype)),
            shape: get("shape").ok_or("an array has no shape").and_then(|shape| self.shape(&shape)),
            aligned: matches!(get("numpy_array_alignment_bytes"), Some(Value::Int(_))),
        }
    }

    fn dtype(&self, dtype: &Value) -> Result<Dtype, &'static str> {
        let Value::Object(index) = *dtype else { return Err(UNKNOWN_TYPE) };
        if !self.is(index, "numpy", "dtype") {
            return Err(UNKNOWN_TYPE);
        }
        let code = self.first_argument(index).ok_or(UNKNOWN_TYPE)?;
        Ok(Dtype { code, fields: self.fields(index) })
    }

    /// The codes of a structured type's fields, if it has no subarrays and all are known.
    fn fields(&self, dtype: usize) -> Option<Vec<String>> {
        // numpy.dtype.__setstate__: version, order, subarray, names, fields, size, alignment, flags.
        let [_, _, Value::Opaque, _, fields, ..] = self.state(dtype)? else { return None };
        let field = |(_, field): &(Value, Value)| {
            let Value::Tuple(tuple) = *field else { return None };
            let Some(Value::Object(kind)) = self.items(tuple)?.first() else { return None };
            self.first_argument(*kind)
        };
        self.entries(fields)?.iter().map(field).collect()
    }

    fn shape(&self, shape: &Value) -> Result<Vec<i64>, &'static str> {
        let Value::Tuple(index) = *shape else { return Err(UNKNOWN_SHAPE) };
        let size = |size: &Value| match size {
            Value::Int(size) => Ok(*size),
            _ => Err(UNKNOWN_SHAPE),
        };
        self.items(index).ok_or(UNKNOWN_SHAPE)?.iter().map(size).collect()
    }

    /// The text that the call which returned the object at `index` began its arguments with.
    fn first_argument(&self, index: usize) -> Option<String> {
        self.text(self.arguments(index)?.first()?)
    }
}
