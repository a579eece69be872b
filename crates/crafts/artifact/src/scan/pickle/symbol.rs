//! The symbols that a pickle is followed with, and what following it tells.

use std::collections::BTreeMap;
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
    /// What it was last built with.
    pub state: Option<Value>,
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
