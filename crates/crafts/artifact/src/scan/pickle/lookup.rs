//! Attributes that a stream looks up by name: of a class that is known and a name that is text it is an
//! import under another spelling, and judged as that. Time zones are pickled so.

use super::machine::Machine;
use super::symbol::{Global, LOADER, Value};

impl Machine<'_> {
    /// Counts where `getattr` is put on the stack.
    pub(super) fn pushed(&mut self, value: Value) {
        if self.is_getattr(value) {
            self.run.lookups.pushed += 1;
        }
        self.stack.push(value);
    }

    /// Follows a call of `getattr`; false if `callee` is another, or it cannot be told what it gives.
    pub(super) fn looked_up(&mut self, callee: Value, arguments: Value) -> bool {
        let Value::Tuple(tuple) = arguments else { return false };
        let Some(&[Value::Global(of), name]) = self.items(tuple) else { return false };
        let (true, Some(name)) = (self.is_getattr(callee), self.text(name)) else { return false };
        let Some(of) = self.run.globals.get(of as usize) else { return false };
        let (module, name) = (of.module.clone(), format!("{}.{name}", of.name));
        self.run.lookups.followed += 1;
        let found = self.import(Some(module), Some(name));
        self.pushed(found);
        true
    }

    fn is_getattr(&self, value: Value) -> bool {
        let Value::Global(index) = value else { return false };
        self.run.globals.get(index as usize).is_some_and(Global::is_getattr)
    }

    /// Remembers which bytes PyTorch would load in the midst of this stream.
    pub(super) fn loaded(&mut self, of: Option<u32>, arguments: &Value) {
        let global = of.and_then(|of| self.run.globals.get(of as usize));
        if global.is_none_or(|global| (global.module.as_str(), global.name.as_str()) != LOADER) {
            return;
        }
        let first = match *arguments {
            Value::Tuple(tuple) => self.items(tuple).and_then(<[Value]>::first).cloned(),
            _ => None,
        };
        let buffer = match first {
            Some(Value::Bytes(buffer)) => self.run.buffers.get(buffer as usize).copied(),
            _ => None,
        };
        match buffer {
            Some(buffer) => self.run.nested.push(buffer),
            None => self.run.opaque = true,
        }
    }
}
