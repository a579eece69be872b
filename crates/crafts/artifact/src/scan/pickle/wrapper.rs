//! joblib's wrapper: what its symbols say of the array that follows it, and the way past that.

use super::array::{self, Dtype, State, UNKNOWN_SHAPE, UNKNOWN_TYPE, Wrapper};
use super::machine::{self, Machine};
use super::symbol::{End, Global, Oddity, Style, Value};
use crate::scan::source::Cursor;

/// Types within types.
const DEPTH: usize = 8;

impl Machine<'_> {
    /// BUILD; for joblib also what follows its wrapper.
    pub(super) fn build(&mut self, from: &mut Cursor<'_>) -> Result<(), &'static str> {
        let (state, target) = (self.pop(), self.peek());
        if matches!(target, Value::Global(_)) {
            self.odd(Oddity::Overwrite);
        }
        let Value::Object(object) = target else { return Ok(()) };
        if let Some(object) = self.objects.get_mut(object as usize) {
            object.state = Some(state);
        }
        if self.style == Style::Joblib
            && self.is(object, "joblib.numpy_pickle", "NumpyArrayWrapper")
        {
            // The array takes the wrapper's place.
            self.pop();
            self.stack.push(Value::Opaque);
            if from.position() < self.frame {
                return Err("an array begins within a frame");
            }
            match array::end(self.source, self.wrapper(state), from.position())? {
                Some(end) => from.seek(end),
                None => self.nested(from)?,
            }
        }
        Ok(())
    }

    /// An array of objects: a pickle of its own, with its own stack and memo.
    fn nested(&mut self, from: &mut Cursor<'_>) -> Result<(), &'static str> {
        let left = self.limit.saturating_sub(self.run.operations);
        let inner = machine::run(self.source, from.position(), Style::Plain, left);
        self.run.operations += inner.operations;
        let error = self.run.error.is_some();
        let globals = inner.reached().cloned();
        self.run.globals.extend(
            globals.map(|global| Global { after_error: global.after_error || error, ..global }),
        );
        for (oddity, at) in inner.oddities {
            self.run.oddities.entry(oddity).or_insert(at);
        }
        self.run.buffers.extend(inner.buffers);
        self.run.nested.extend(inner.nested);
        self.run.opaque |= inner.opaque;
        match inner.end {
            End::Stopped(end) => from.seek(end),
            End::Malformed(_, what) => return Err(what),
            End::Truncated(_) => return Err("the file ends within an array of objects"),
            End::Exhausted(_) => return Err("an array of objects is larger than the limit"),
        }
        Ok(())
    }

    /// The wrapper that has just been built with `state`.
    fn wrapper(&self, state: Value) -> Wrapper {
        let get = |key| self.entry(state, key);
        Wrapper {
            dtype: get("dtype").ok_or("an array has no type").and_then(|dtype| self.dtype(dtype)),
            shape: get("shape").ok_or("an array has no shape").and_then(|shape| self.shape(shape)),
            aligned: match get("numpy_array_alignment_bytes") {
                None => Ok(false),
                Some(Value::Int(_)) => Ok(true),
                Some(_) => Err("an array's alignment is no number"),
            },
        }
    }

    fn dtype(&self, dtype: Value) -> Result<Dtype, &'static str> {
        let Value::Object(index) = dtype else { return Err(UNKNOWN_TYPE) };
        if !self.is(index, "numpy", "dtype") {
            return Err(UNKNOWN_TYPE);
        }
        let code = self.first_argument(index).ok_or(UNKNOWN_TYPE)?;
        let state = self.state(index).map(|state| self.dtype_state(state)).transpose()?;
        Ok(Dtype { code, state, plain: self.plain(index, DEPTH) })
    }

    /// numpy.dtype.__setstate__: version, order, subarray, names, fields, size, alignment, flags;
    /// from version 4 on the unit of dates.
    fn dtype_state(&self, state: Value) -> Result<State, &'static str> {
        let Value::Tuple(tuple) = state else { return Err(UNKNOWN_TYPE) };
        match self.items(tuple) {
            Some([Value::Int(3), _, part, _, _, Value::Int(size), _, Value::Int(flags)])
            | Some([Value::Int(4), _, part, _, _, Value::Int(size), _, Value::Int(flags), _]) => {
                let whole = matches!(part, Value::Opaque);
                Ok(State { size: *size, flags: *flags, whole })
            }
            _ => Err(UNKNOWN_TYPE),
        }
    }

    /// Whether items of a type are bytes and nothing else: of a structured one all fields, too.
    fn plain(&self, dtype: u32, depth: usize) -> bool {
        let objects = self.first_argument(dtype).is_none_or(|code| code.starts_with('O'));
        let Some(state) = self.state(dtype) else { return !objects };
        let Value::Tuple(state) = state else { return false };
        let Some([_, _, part, names, fields, _, _, Value::Int(flags), ..]) = self.items(state)
        else {
            return false;
        };
        let inner = |tuple: Value| {
            let Value::Tuple(tuple) = tuple else { return false };
            let first = self.items(tuple).and_then(<[Value]>::first);
            matches!(first, Some(Value::Object(kind)) if depth > 0 && self.plain(*kind, depth - 1))
        };
        // Without names there are no fields.
        let fields = match names {
            Value::Opaque => true,
            _ => {
                self.entries(*fields).is_some_and(|all| all.iter().all(|(_, field)| inner(*field)))
            }
        };
        !objects && flags & 1 == 0 && fields && (*part == Value::Opaque || inner(*part))
    }

    fn shape(&self, shape: Value) -> Result<Vec<i64>, &'static str> {
        let Value::Tuple(index) = shape else { return Err(UNKNOWN_SHAPE) };
        let size = |size: &Value| match size {
            Value::Int(size) => Ok(*size),
            _ => Err(UNKNOWN_SHAPE),
        };
        self.items(index).ok_or(UNKNOWN_SHAPE)?.iter().map(size).collect()
    }

    /// The text that the call which returned the object at `index` began its arguments with.
    fn first_argument(&self, index: u32) -> Option<String> {
        self.text(*self.arguments(index)?.first()?)
    }
}
