//! The stack of the symbolic machine, and what its values stand for.

use super::machine::{Machine, index};
use super::opcode::{Argument, Op};
use super::symbol::{Oddity, Storage, Value};

/// How many values of a tuple or dict are kept: enough for names, shapes and types. Of one that has
/// more, nothing is said.
const KEPT: usize = 64;

impl Machine<'_> {
    pub(super) fn push_text(&mut self, text: Argument) {
        self.run.texts += 1;
        let Some(text) = text else { return self.stack.push(Value::Opaque) };
        let start = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.extend_from_slice(&text);
        self.stack.push(Value::Text(start, u32::try_from(text.len()).unwrap_or(0)));
    }

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
                let Some(dict) = self.dicts.get_mut(index as usize) else { return };
                let before = dict.len();
                let mut items = items.into_iter();
                while let (true, Some(key), Some(value)) =
                    (dict.len() <= KEPT, items.next(), items.next())
                {
                    dict.push((key, value));
                }
                self.kept += 32 * (dict.len() - before);
            }
            _ => {}
        }
    }

    pub(super) fn tuple(&mut self, mut items: Vec<Value>) -> Value {
        items.truncate(KEPT + 1);
        items.shrink_to_fit();
        self.kept += 16 * items.len();
        self.tuples.push(items);
        Value::Tuple(index(self.tuples.len()))
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
        self.stack.push(value);
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

    /// Whether the object at `index` is an instance of `module.name`, or what calling it returned.
    pub fn is(&self, index: u32, module: &str, name: &str) -> bool {
        let of = self.objects.get(index as usize).and_then(|object| object.of);
        let named = |of: u32, module: &str, name: &str| {
            let global = self.run.globals.get(of as usize);
            global.is_some_and(|global| global.module == module && global.name == name)
        };
        // `copyreg` makes an instance of its first argument.
        let made = |of: u32| {
            ["copyreg", "copy_reg"].iter().any(|module| {
                ["_reconstructor", "__newobj__", "__newobj_ex__"]
                    .iter()
                    .any(|n| named(of, module, n))
            })
        };
        let class = || match self.arguments(index)?.first() {
            Some(Value::Global(class)) => Some(*class),
            _ => None,
        };
        of.is_some_and(|of| {
            named(of, module, name)
                || made(of) && class().is_some_and(|class| named(class, module, name))
        })
    }

    /// The arguments of the call that returned the object at `index`.
    pub fn arguments(&self, index: u32) -> Option<&[Value]> {
        match self.objects.get(index as usize)?.arguments {
            Value::Tuple(tuple) => self.items(tuple),
            _ => None,
        }
    }

    /// What the object at `index` was last built with.
    pub fn state(&self, index: u32) -> Option<Value> {
        self.objects.get(index as usize)?.state
    }

    /// All values of a dict; nothing if it has more than are kept.
    pub fn entries(&self, dict: Value) -> Option<&[(Value, Value)]> {
        let Value::Dict(index) = dict else { return None };
        let entries = self.dicts.get(index as usize).map(Vec::as_slice);
        entries.filter(|entries| entries.len() <= KEPT)
    }

    /// The values of a tuple; nothing if it has more than are kept.
    pub fn items(&self, tuple: u32) -> Option<&[Value]> {
        let items = self.tuples.get(tuple as usize).map(Vec::as_slice);
        items.filter(|items| items.len() <= KEPT)
    }

    /// The last value that was set under `key` in a dict.
    pub fn entry(&self, dict: Value, key: &str) -> Option<Value> {
        let mut entries = self.entries(dict)?.iter().rev();
        let found = entries.find(|(k, _)| self.text(*k).as_deref() == Some(key));
        found.map(|(_, value)| *value)
    }

    /// The text of a value, if it is one.
    pub fn text(&self, value: Value) -> Option<String> {
        let Value::Text(start, length) = value else { return None };
        let (start, length) = (start as usize, length as usize);
        let raw = self.texts.get(start..start.checked_add(length)?)?;
        Some(String::from_utf8_lossy(raw).into_owned())
    }

    /// `("storage", type, key, location, number of values, …)`: what PyTorch has beside the pickle.
    pub(super) fn storage(&mut self, id: Value) {
        let Value::Tuple(tuple) = id else { return };
        let Some([mark, kind, key, _, count, ..]) = self.items(tuple) else { return };
        let (mark, key) = (self.text(*mark), self.text(*key));
        let (Some("storage"), Some(key)) = (mark.as_deref(), key) else { return };
        let width = match kind {
            Value::Global(kind) => {
                self.run.globals.get(*kind as usize).and_then(|g| width(&g.name))
            }
            _ => None,
        };
        let bytes = match count {
            Value::Int(count) => u64::try_from(*count).ok().zip(width),
            _ => None,
        };
        let bytes = bytes.and_then(|(count, width)| count.checked_mul(width));
        self.kept += key.len() + 48;
        self.run.storages.push(Storage { key, bytes });
    }
}

/// Bytes of one value of a PyTorch storage type.
fn width(name: &str) -> Option<u64> {
    Some(match name {
        "DoubleStorage" | "LongStorage" | "ComplexFloatStorage" => 8,
        "FloatStorage" | "IntStorage" | "QInt32Storage" => 4,
        "HalfStorage" | "BFloat16Storage" | "ShortStorage" => 2,
        "CharStorage" | "ByteStorage" | "BoolStorage" | "QInt8Storage" | "QUInt8Storage"
        | "UntypedStorage" => 1,
        "ComplexDoubleStorage" => 16,
        _ => return None,
    })
}
