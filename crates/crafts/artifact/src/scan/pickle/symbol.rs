//! The symbols that a pickle is followed with, and what following it tells.

use std::collections::BTreeMap;

/// A symbol on the stack. What is longer than a number is an index into an arena, so that dropping
/// a deeply nested value never recurses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Opaque,
    Int(i64),
    /// Where a text starts in `texts`, and its length.
    Text(u32, u32),
    /// Index into [`Run::buffers`].
    Bytes(u32),
    /// Index into [`Run::globals`].
    Global(u32),
    /// Index into `tuples`.
    Tuple(u32),
    /// Index into `objects`: what a call or an instantiation returned.
    Object(u32),
    /// Index into `dicts`.
    Dict(u32),
}

/// What loads a tensor that was pickled by itself: its bytes are a file of PyTorch's.
pub(super) const LOADER: (&str, &str) = ("torch.storage", "_load_from_bytes");

/// What a call returned: of which global, with which arguments.
pub(super) struct Object {
    pub of: Option<u32>,
    pub arguments: Value,
    /// What it was last built with.
    pub state: Option<Value>,
}

/// A name that the stream imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Global {
    pub module: String,
    pub name: String,
    pub offset: u64,
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
    Stopped(u64),
    Truncated(u64),
    Malformed(u64, &'static str),
    /// More instructions, or more to remember, than the limit.
    Exhausted(u64),
}

/// A tensor's values, as PyTorch's persistent ids name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Storage {
    pub key: String,
    /// Bytes of its values, if its type is known.
    pub bytes: Option<u64>,
}

/// What a stream would do.
pub(super) struct Run {
    pub globals: Vec<Global>,
    /// First offset of each oddity.
    pub oddities: BTreeMap<Oddity, u64>,
    pub end: End,
    pub operations: u64,
    /// Where Python's own unpickler would give up.
    pub error: Option<(u64, &'static str)>,
    /// Where bytes lie that are a value of the stream, and how many.
    pub buffers: Vec<(u64, u64)>,
    /// Where those stand that [`LOADER`] is called with, and whether it is called otherwise.
    pub nested: Vec<(u64, u64)>,
    pub opaque: bool,
    pub storages: Vec<Storage>,
    /// Texts that it pushes.
    pub texts: u64,
    pub lookups: Lookups,
}

impl Run {
    /// The names that it imports, but for `getattr` where each use of it was followed.
    pub fn reached(&self) -> impl Iterator<Item = &Global> {
        let followed = self.lookups.pushed == self.lookups.followed;
        self.globals.iter().filter(move |global| !(followed && global.is_getattr()))
    }
}

impl Global {
    pub fn is_getattr(&self) -> bool {
        matches!(self.module.as_str(), "builtins" | "__builtin__") && self.name == "getattr"
    }
}

/// How often `getattr` was put on the stack, and how often what it gives is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lookups {
    pub pushed: u64,
    pub followed: u64,
}

/// Whether raw arrays lie between the instructions, as joblib writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Joblib,
}
