//! Runs a pickle without doing what it says: values are symbols, calls make nothing.
//!
//! What matters is what the stream would import and call, even through the memo; so values are
//! followed as closely as that needs, and no closer.

use super::array;
use super::opcode::{Op, Opcodes, Stuck};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A symbol on the stack. Compound ones are indices into arenas, so that dropping a deeply nested
/// value never recurses.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Opaque,
    Int(i64),
    Text(Range<usize>),
    Escaped(Range<usize>),
    /// Index into [`Run::globals`].
    Global(usize),
    /// Index into `tuples`.
    Tuple(usize),
    /// Index into `objects`: what a call or an instantiation returned.
    Object(usize),
    /// Index into `dicts`.
    Dict(usize),
}

/// What a call returned: of which global, with which arguments.
pub(super) struct Object {
    pub of: Option<usize>,
    pub arguments: Value,
}

/// A name that the stream imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Global {
    pub module: String,
    pub name: String,
    pub offset: usize,
    pub called: bool,
    /// First seen where Python's own unpickler would have given up already.
    pub after_error: bool,
}

/// Something in the stream that no honest writer makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Oddity {
    /// A name that is computed when the stream runs.
    HiddenName,
    /// A call of something that is no imported name.
    OpaqueCall,
    /// State or items set on an imported module, class or function itself.
    Overwrite,
    /// A name from the process-wide extension registry.
    Extension,
    /// An object that only the loader can supply.
    PersistentId,
}

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With STOP; what follows starts at this offset.
    Stopped(usize),
    Truncated(usize),
    Malformed(usize, &'static str),
    /// More instructions than the limit.
    Exhausted(usize),
}

/// What a stream would do.
pub(super) struct Run {
    pub globals: Vec<Global>,
    /// First offset of each oddity.
    pub oddities: BTreeMap<Oddity, usize>,
    pub end: End,
    pub operations: u64,
}

/// Whether raw arrays lie between the instructions, as joblib writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Joblib,
}

/// Runs the stream that starts at `start`, for at most `limit` instructions.
pub(super) fn run(bytes: &[u8], start: usize, style: Style, limit: u64) -> Run {
    let mut machine = Machine {
        bytes,
        style,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: HashMap::new(),
        tuples: Vec::new(),
        objects: Vec::new(),
        dicts: Vec::new(),
        names: HashMap::new(),
        error: None,
        at: start,
        run: Run {
            globals: Vec::new(),
            oddities: BTreeMap::new(),
            end: End::Truncated(start),
            operations: 0,
        },
    };
    machine.go(start, limit);
    machine.run
}

pub(super) struct Machine<'b> {
    pub bytes: &'b [u8],
    style: Style,
    stack: Vec<Value>,
    marks: Vec<usize>,
    memo: HashMap<u64, Value>,
    tuples: Vec<Vec<Value>>,
    objects: Vec<Object>,
    dicts: Vec<Vec<(Value, Value)>>,
    names: HashMap<(String, String), usize>,
    error: Option<(usize, &'static str)>,
    at: usize,
    run: Run,
}

/// How many values of a tuple or dict are kept: enough for names, shapes and types.
const KEPT: usize = 64;

impl Machine<'_> {
    fn go(&mut self, start: usize, limit: u64) {
        let mut opcodes = Opcodes::new(self.bytes, start);
        self.run.end = loop {
            self.at = opcodes.position;
            if self.run.operations >= limit {
                break End::Exhausted(self.at);
            }
            self.run.operations += 1;
            match opcodes.next() {
                Ok(Op::Stop) => {
                    self.pop();
                    break match self.error {
                        Some((offset, what)) => End::Malformed(offset, what),
                        None => End::Stopped(opcodes.position),
                    };
                }
                Ok(Op::Build) => {
                    if let Err(what) = self.build(&mut opcodes.position) {
                        break End::Malformed(self.at, what);
                    }
                }
                Ok(Op::Frame(length)) => {
                    let rest = self.bytes.len().saturating_sub(opcodes.position) as u64;
                    if length > rest {
                        self.fail("a frame is longer than the file");
                    }
                }
                Ok(op) => self.step(op),
                Err(Stuck::Truncated) => break End::Truncated(self.at),
                Err(Stuck::NoSuchOpcode(_)) => {
                    break End::Malformed(self.at, "there is no such opcode");
                }
            }
        };
    }

    fn step(&mut self, op: Op) {
        match op {
            Op::Proto(version) if version > 5 => self.fail("there is no such protocol"),
            Op::Proto(_) | Op::Stop | Op::Build | Op::Frame(_) | Op::ReadonlyBuffer => {}
            Op::Mark => self.marks.push(self.stack.len()),
            Op::Pop => {
                if self.marks.last() == Some(&self.stack.len()) {
                    self.marks.pop();
                } else {
                    self.pop();
                }
            }
            Op::PopMark => drop(self.pop_marked()),
            Op::Dup => {
                let top = self.peek();
                self.stack.push(top);
            }
            Op::Text(range) => self.stack.push(Value::Text(range)),
            Op::Escaped(range) => self.stack.push(Value::Escaped(range)),
            Op::Int(Some(number)) => self.stack.push(Value::Int(number)),
            Op::Int(None) | Op::Plain | Op::EmptyContainer => self.stack.push(Value::Opaque),
            Op::EmptyDict => {
                self.dicts.push(Vec::new());
                self.stack.push(Value::Dict(self.dicts.len() - 1));
            }
            Op::MarkToContainer => {
                self.pop_marked();
                self.stack.push(Value::Opaque);
            }
            Op::MarkToTuple => {
                let items = self.pop_marked();
                self.push_tuple(items);
            }
            Op::Tuple(length) => {
                let mut items: Vec<Value> = (0..length).map(|_| self.pop()).collect();
                items.reverse();
                self.push_tuple(items);
            }
            Op::Append | Op::AppendMarked | Op::SetItem | Op::SetItems => self.fill(&op),
            Op::Put(Some(key)) => {
                let top = self.peek();
                self.memo.insert(key, top);
            }
            Op::Memoize => {
                let (key, top) = (self.memo.len() as u64, self.peek());
                self.memo.insert(key, top);
            }
            Op::Get(Some(key)) => match self.memo.get(&key).cloned() {
                Some(value) => self.stack.push(value),
                None => self.fail_with_value("it takes from the memo what was never put there"),
            },
            Op::Put(None) => self.fail("a memo key is no number"),
            Op::Get(None) => self.fail_with_value("a memo key is no number"),
            Op::Extension => {
                self.odd(Oddity::Extension);
                self.stack.push(Value::Opaque);
            }
            Op::PersistentId => {
                self.odd(Oddity::PersistentId);
                self.stack.push(Value::Opaque);
            }
            Op::BinaryPersistentId => {
                self.pop();
                self.odd(Oddity::PersistentId);
                self.stack.push(Value::Opaque);
            }
            other => self.import_or_call(other),
        }
    }

    fn import_or_call(&mut self, op: Op) {
        match op {
            Op::Global(module, name) => {
                let global = self.import(&Value::Text(module), &Value::Text(name));
                self.stack.push(global);
            }
            Op::StackGlobal => {
                let (name, module) = (self.pop(), self.pop());
                let global = self.import(&module, &name);
                self.stack.push(global);
            }
            Op::Inst(module, name) => {
                let arguments = self.pop_marked();
                let arguments = self.tuple(arguments);
                let global = self.import(&Value::Text(module), &Value::Text(name));
                self.call(global, arguments);
            }
            Op::Obj => {
                let mut items = self.pop_marked().into_iter();
                let class = items.next().unwrap_or(Value::Opaque);
                let arguments = self.tuple(items.collect());
                self.call(class, arguments);
            }
            Op::NewObjEx => {
                self.pop();
                let (arguments, class) = (self.pop(), self.pop());
                self.call(class, arguments);
            }
            _ => {
                let (arguments, class) = (self.pop(), self.pop());
                self.call(class, arguments);
            }
        }
    }

    fn import(&mut self, module: &Value, name: &Value) -> Value {
        let (Some(module), Some(name)) = (self.text(module), self.text(name)) else {
            self.odd(Oddity::HiddenName);
            return Value::Opaque;
        };
        let (offset, after_error) = (self.at, self.error.is_some());
        let globals = &mut self.run.globals;
        let index = *self.names.entry((module.clone(), name.clone())).or_insert_with(|| {
            globals.push(Global { module, name, offset, called: false, after_error });
            globals.len() - 1
        });
        Value::Global(index)
    }

    fn call(&mut self, callee: Value, arguments: Value) {
        let of = match callee {
            Value::Global(index) => {
                if let Some(global) = self.run.globals.get_mut(index) {
                    global.called = true;
                }
                Some(index)
            }
            _ => {
                self.odd(Oddity::OpaqueCall);
                None
            }
        };
        self.objects.push(Object { of, arguments });
        self.stack.push(Value::Object(self.objects.len() - 1));
    }

    /// BUILD; for joblib also steps over the raw array that follows its wrapper.
    fn build(&mut self, position: &mut usize) -> Result<(), &'static str> {
        let (state, target) = (self.pop(), self.peek());
        if matches!(target, Value::Global(_)) {
            self.odd(Oddity::Overwrite);
        }
        if self.style == Style::Joblib
            && let Value::Object(index) = target
            && self.is(index, "joblib.numpy_pickle", "NumpyArrayWrapper")
        {
            *position = array::end(self, &state, *position)?;
        }
        Ok(())
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

    fn fill(&mut self, op: &Op) {
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

    fn tuple(&mut self, mut items: Vec<Value>) -> Value {
        items.truncate(KEPT);
        self.tuples.push(items);
        Value::Tuple(self.tuples.len() - 1)
    }

    fn push_tuple(&mut self, items: Vec<Value>) {
        let tuple = self.tuple(items);
        self.stack.push(tuple);
    }

    /// Python's unpickler lets nobody pop below the last mark.
    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn pop(&mut self) -> Value {
        if self.stack.len() <= self.floor() {
            self.fail("it takes more from the stack than was put there");
            return Value::Opaque;
        }
        self.stack.pop().unwrap_or(Value::Opaque)
    }

    fn peek(&mut self) -> Value {
        let value = self.pop();
        self.stack.push(value.clone());
        value
    }

    fn pop_marked(&mut self) -> Vec<Value> {
        match self.marks.pop() {
            Some(mark) => self.stack.split_off(mark.min(self.stack.len())),
            None => {
                self.fail("it pops to a mark that was never set");
                Vec::new()
            }
        }
    }

    fn odd(&mut self, oddity: Oddity) {
        self.run.oddities.entry(oddity).or_insert(self.at);
    }

    fn fail(&mut self, what: &'static str) {
        self.error.get_or_insert((self.at, what));
    }

    fn fail_with_value(&mut self, what: &'static str) {
        self.fail(what);
        self.stack.push(Value::Opaque);
    }
}
