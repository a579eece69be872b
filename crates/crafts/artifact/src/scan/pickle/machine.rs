//! Runs a pickle without doing what it says: values are symbols, calls make nothing.
//!
//! What matters is what the stream would import and call, even through the memo; so values are
//! followed as closely as that needs, and no closer.

use super::globals;
use super::opcode::{self, Argument, Op, Stuck};
use super::symbol::{End, Global, Lookups, Object, Oddity, Run, Style, Value};
use crate::scan::source::{Cursor, Source};
use std::collections::{BTreeMap, HashMap};

/// Bytes that a stream may make us remember.
const MEMORY: usize = 48 << 20;

/// Runs the stream that starts at `start`, for at most `limit` instructions.
pub(super) fn run(source: Source<'_>, start: u64, style: Style, limit: u64) -> Run {
    let mut machine = Machine::new(source, style, start);
    machine.go(start, limit);
    machine.run
}

pub(super) struct Machine<'s> {
    pub source: Source<'s>,
    pub(super) style: Style,
    pub(super) stack: Vec<Value>,
    pub(super) marks: Vec<usize>,
    /// Values under keys that were given out in order, and under any other.
    memo: Vec<Value>,
    sparse: HashMap<u64, Value>,
    pub(super) texts: Vec<u8>,
    pub(super) tuples: Vec<Vec<Value>>,
    pub(super) objects: Vec<Object>,
    pub(super) dicts: Vec<Vec<(Value, Value)>>,
    names: HashMap<(String, String), u32>,
    /// What arenas hold beside their items.
    pub(super) kept: usize,
    /// Where the frame that was announced last ends.
    pub(super) frame: u64,
    at: u64,
    pub(super) limit: u64,
    pub(super) run: Run,
}

impl<'s> Machine<'s> {
    fn new(source: Source<'s>, style: Style, start: u64) -> Self {
        Self {
            source,
            style,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
            sparse: HashMap::new(),
            texts: Vec::new(),
            tuples: Vec::new(),
            objects: Vec::new(),
            dicts: Vec::new(),
            names: HashMap::new(),
            kept: 0,
            frame: 0,
            at: start,
            limit: 0,
            run: Run {
                globals: Vec::new(),
                oddities: BTreeMap::new(),
                end: End::Truncated(start),
                operations: 0,
                error: None,
                buffers: Vec::new(),
                nested: Vec::new(),
                opaque: false,
                storages: Vec::new(),
                texts: 0,
                lookups: Lookups::default(),
            },
        }
    }

    fn go(&mut self, start: u64, limit: u64) {
        let mut from = Cursor::new(self.source, start);
        self.limit = limit;
        self.run.end = loop {
            self.at = from.position();
            if self.run.operations >= limit || self.remembered() > MEMORY {
                break End::Exhausted(self.at);
            }
            self.run.operations += 1;
            match opcode::next(&mut from) {
                Ok(Op::Stop) => {
                    self.pop();
                    break match self.run.error {
                        Some((offset, what)) => End::Malformed(offset, what),
                        None => End::Stopped(from.position()),
                    };
                }
                Ok(Op::Build) => {
                    if let Err(what) = self.build(&mut from) {
                        self.fail(what);
                        break End::Malformed(self.at, what);
                    }
                }
                Ok(Op::Frame(length)) => self.framed(&from, length),
                Ok(op) => self.step(op),
                Err(Stuck::Truncated) => {
                    self.fail("the file ends within a pickle");
                    break End::Truncated(self.at);
                }
                Err(Stuck::NoSuchOpcode(_)) => {
                    self.fail("there is no such opcode");
                    break End::Malformed(self.at, "there is no such opcode");
                }
            }
        };
    }

    fn remembered(&self) -> usize {
        let values = self.stack.len() + self.memo.len() + 4 * self.sparse.len();
        let arenas = self.tuples.len() + self.objects.len() + self.dicts.len();
        16 * values + 48 * arenas + 8 * self.marks.len() + self.texts.len() + self.kept
    }

    fn framed(&mut self, from: &Cursor<'_>, length: u64) {
        if length > from.left() {
            self.fail("a frame is longer than the file");
        }
        if self.style == Style::Joblib && from.position() < self.frame {
            self.fail("a frame begins within another");
        }
        self.frame = from.position().saturating_add(length);
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
                self.pushed(top);
            }
            Op::Text(text) | Op::Either(text, ..) => self.push_text(text),
            Op::Escaped(raw) => {
                let text = raw.map(|raw| super::escape::decode(&String::from_utf8_lossy(&raw)));
                self.push_text(text.map(String::into_bytes));
            }
            Op::Bytes(start, length) => {
                self.run.buffers.push((start, length));
                self.kept += 16;
                self.stack.push(Value::Bytes(index(self.run.buffers.len())));
            }
            Op::Int(Some(number)) => self.stack.push(Value::Int(number)),
            Op::Int(None) | Op::Plain | Op::EmptyContainer => self.stack.push(Value::Opaque),
            Op::EmptyDict => {
                self.dicts.push(Vec::new());
                self.stack.push(Value::Dict(index(self.dicts.len())));
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
            other => self.recall(other),
        }
    }

    /// The memo, and objects from elsewhere.
    fn recall(&mut self, op: Op) {
        match op {
            Op::Put(Some(key)) => {
                let top = self.peek();
                self.remember(key, top);
            }
            Op::Memoize => {
                let (key, top) = ((self.memo.len() + self.sparse.len()) as u64, self.peek());
                self.remember(key, top);
            }
            Op::Get(Some(key)) => match self.recalled(key) {
                Some(value) => self.pushed(value),
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
                let id = self.pop();
                self.storage(id);
                self.odd(Oddity::PersistentId);
                self.stack.push(Value::Opaque);
            }
            other => self.import_or_call(other),
        }
    }

    fn remember(&mut self, key: u64, value: Value) {
        let place = usize::try_from(key).ok().and_then(|key| self.memo.get_mut(key));
        if let Some(place) = place {
            *place = value;
        } else if key == self.memo.len() as u64 && self.sparse.is_empty() {
            self.memo.push(value);
        } else {
            self.sparse.insert(key, value);
        }
    }

    fn recalled(&self, key: u64) -> Option<Value> {
        let dense = usize::try_from(key).ok().and_then(|key| self.memo.get(key));
        dense.or_else(|| self.sparse.get(&key)).copied()
    }

    fn import_or_call(&mut self, op: Op) {
        match op {
            Op::Global(module, name) => {
                let global = self.import(text(module), text(name));
                self.pushed(global);
            }
            Op::StackGlobal => {
                let (name, module) = (self.pop(), self.pop());
                let global = self.import(self.text(module), self.text(name));
                self.pushed(global);
            }
            Op::Inst(module, name) => {
                let arguments = self.pop_marked();
                let arguments = self.tuple(arguments);
                let global = self.import(text(module), text(name));
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

    pub(super) fn import(&mut self, module: Option<String>, name: Option<String>) -> Value {
        let (Some(module), Some(name)) = (module, name) else {
            self.odd(Oddity::HiddenName);
            return Value::Opaque;
        };
        // joblib begins a memo of its own for an array of objects; to plain pickle its class is a module then.
        let class = module == "NumpyArrayWrapper";
        if class || !globals::importable(&module) || !globals::importable(&name) {
            self.fail("it imports a name that no importer finds");
        }
        let (offset, after_error) = (self.at, self.run.error.is_some());
        let globals = &mut self.run.globals;
        let mut kept = 0;
        let found = *self.names.entry((module.clone(), name.clone())).or_insert_with(|| {
            kept = 2 * (module.len() + name.len()) + 192;
            globals.push(Global { module, name, offset, called: false, after_error });
            index(globals.len())
        });
        self.kept += kept;
        Value::Global(found)
    }

    fn call(&mut self, callee: Value, arguments: Value) {
        if self.looked_up(callee, arguments) {
            return;
        }
        let of = match callee {
            Value::Global(index) => {
                let error = self.run.error.is_some();
                if let Some(global) = self.run.globals.get_mut(index as usize) {
                    global.called |= !error || global.after_error;
                }
                Some(index)
            }
            _ => {
                self.odd(Oddity::OpaqueCall);
                None
            }
        };
        self.loaded(of, &arguments);
        self.objects.push(Object { of, arguments, state: None });
        self.stack.push(Value::Object(index(self.objects.len())));
    }

    pub(super) fn odd(&mut self, oddity: Oddity) {
        self.run.oddities.entry(oddity).or_insert(self.at);
    }

    pub(super) fn fail(&mut self, what: &'static str) {
        self.run.error.get_or_insert((self.at, what));
    }

    fn fail_with_value(&mut self, what: &'static str) {
        self.fail(what);
        self.stack.push(Value::Opaque);
    }
}

/// The index of the last of so many items; the memory limit keeps them few.
pub(super) fn index(length: usize) -> u32 {
    u32::try_from(length.saturating_sub(1)).unwrap_or(u32::MAX)
}

fn text(argument: Argument) -> Option<String> {
    argument.map(|raw| String::from_utf8_lossy(&raw).into_owned())
}
