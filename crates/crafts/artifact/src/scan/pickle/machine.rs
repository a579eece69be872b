//! Runs a pickle without doing what it says: values are symbols, calls make nothing.
//!
//! What matters is what the stream would import and call, even through the memo; so values are
//! followed as closely as that needs, and no closer.

use super::array;
use super::opcode::{Op, Opcodes, Stuck};
use super::symbol::{End, Global, Object, Oddity, Run, Style, Value};
use std::collections::{BTreeMap, HashMap};

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
    pub(super) stack: Vec<Value>,
    pub(super) marks: Vec<usize>,
    memo: HashMap<u64, Value>,
    pub(super) tuples: Vec<Vec<Value>>,
    pub(super) objects: Vec<Object>,
    pub(super) dicts: Vec<Vec<(Value, Value)>>,
    names: HashMap<(String, String), usize>,
    error: Option<(usize, &'static str)>,
    at: usize,
    pub(super) run: Run,
}

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
        self.objects.push(Object { of, arguments, state: None });
        self.stack.push(Value::Object(self.objects.len() - 1));
    }

    /// BUILD; for joblib also steps over the raw array that follows its wrapper.
    fn build(&mut self, position: &mut usize) -> Result<(), &'static str> {
        let (state, target) = (self.pop(), self.peek());
        if matches!(target, Value::Global(_)) {
            self.odd(Oddity::Overwrite);
        }
        if let Value::Object(index) = target
            && let Some(object) = self.objects.get_mut(index)
        {
            object.state = Some(state.clone());
        }
        if self.style == Style::Joblib
            && let Value::Object(index) = target
            && self.is(index, "joblib.numpy_pickle", "NumpyArrayWrapper")
        {
            *position = array::end(self.bytes, self.wrapper(&state), *position)?;
        }
        Ok(())
    }

    pub(super) fn odd(&mut self, oddity: Oddity) {
        self.run.oddities.entry(oddity).or_insert(self.at);
    }

    pub(super) fn fail(&mut self, what: &'static str) {
        self.error.get_or_insert((self.at, what));
    }

    fn fail_with_value(&mut self, what: &'static str) {
        self.fail(what);
        self.stack.push(Value::Opaque);
    }
}
