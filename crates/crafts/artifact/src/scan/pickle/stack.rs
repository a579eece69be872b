//! The stack of the symbolic machine, and what its values stand for.

use super::machine::Machine;
use super::opcode::Op;
use super::symbol::{Oddity, Value};

/// How many values of a tuple or dict are kept: enough for names, shapes and types.
const KEPT: usize = 64;

impl Machine<'_> {
    pub(super) fn fill(&mut self, op: &Op) {
        let items = match op {
            Op::Append => vec![self.pop()],
            Op::SetItem => {
                let (value, key) = (self.pop(), self.pop());
                vec![key, value]
            }
            _ => self.pop_marked(),
        };
        match self.peek() {
            Value::Global(_) => self.odd(Oddity::Overwrite),
            Value::Dict(index) => {
                if let Some(dict) = self.dicts.get_mut(index) {
                    let mut items = items.into_iter();
                    while let (Some(key), Some(value)) = (items.next(), items.next()) {
                        if dict.len() >= KEPT {
                            break;
                        }
                        dict.push((key, value));
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn tuple(&mut self, mut items: Vec<Value>) -> Value {
        items.truncate(KEPT);
        self.tuples.push(items);
        Value::Tuple(self.tuples.len() - 1)
    }

    pub(super) fn push_tuple(&mut self, items: Vec<Value>) {
        let tuple = self.tuple(items);
        self.stack.push(tuple);
    }

    /// Python's unpickler lets nobody pop below the last mark.
    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    pub(super) fn pop(&mut self) -> Value {
        if self.stack.len() <= self.floor() {
            self.fail("it takes more from the stack than was put there");
            return Value::Opaque;
        }
        self.stack.pop().unwrap_or(Value::Opaque)
    }

    pub(super) fn peek(&mut self) -> Value {
        let value = self.pop();
        self.stack.push(value.clone());
        value
    }

    pub(super) fn pop_marked(&mut self) -> Vec<Value> {
        match self.marks.pop() {
            Some(mark) => self.stack.split_off(mark.min(self.stack.len())),
            None => {
                self.fail("it pops to a mark that was never set");
                Vec::new()
            }
        }
    }

    /// Whether the object at `index` is what calling `module.name` returned.
    pub fn is(&self, index: usize, module: &str, name: &str) -> bool {
        let of = self.objects.get(index).and_then(|object| object.of);
        of.and_then(|of| self.run.globals.get(of))
            .is_some_and(|global| global.module == module && global.name == name)
    }

    /// The arguments of the call that returned the object at `index`.
    pub fn arguments(&self, index: usize) -> Option<&[Value]> {
        match self.objects.get(index)?.arguments {
            Value::Tuple(tuple) => self.items(tuple),
            _ => None,
        }
    }

    /// What the object at `index` was last built with, if that is a tuple.
    pub fn state(&self, index: usize) -> Option<&[Value]> {
        match self.objects.get(index)?.state {
            Some(Value::Tuple(tuple)) => self.items(tuple),
            _ => None,
        }
    }

    /// All values of a dict; nothing if it has more than are kept.
    pub fn entries(&self, dict: &Value) -> Option<&[(Value, Value)]> {
        let Value::Dict(index) = dict else { return None };
        self.dicts.get(*index).map(Vec::as_slice).filter(|entries| entries.len() < KEPT)
    }

    /// The values of a tuple.
    pub fn items(&self, tuple: usize) -> Option<&[Value]> {
        self.tuples.get(tuple).map(Vec::as_slice)
    }

    /// The last value that was set under `key` in a dict.
    pub fn entry(&self, dict: &Value, key: &str) -> Option<Value> {
        let Value::Dict(index) = dict else { return None };
        let entries = self.dicts.get(*index)?;
        let found = entries.iter().rev().find(|(k, _)| self.text(k).as_deref() == Some(key));
        found.map(|(_, value)| value.clone())
    }

    /// The text of a value, if it is one.
    pub fn text(&self, value: &Value) -> Option<String> {
        let (range, escaped) = match value {
            Value::Text(range) => (range.clone(), false),
            Value::Escaped(range) => (range.clone(), true),
            _ => return None,
        };
        let raw = self.bytes.get(range)?;
        // Names are short; a megabyte of text is no name that an importer would take.
        if raw.len() > 4096 {
            return None;
        }
        let text = String::from_utf8_lossy(raw);
        Some(if escaped { super::escape::decode(&text) } else { text.into_owned() })
    }
}
