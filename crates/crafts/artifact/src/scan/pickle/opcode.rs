//! The opcodes of pickle protocols 0 to 5, as CPython's `pickletools` documents them.

use std::ops::Range;

/// One instruction, with its argument still in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    Proto(u8),
    Stop,
    Mark,
    Pop,
    PopMark,
    Dup,
    /// Text or bytes; the range holds them as they are written.
    Text(Range<usize>),
    /// Text with backslash escapes, to be decoded before it is compared.
    Escaped(Range<usize>),
    Int(Option<i64>),
    /// A value that can name nothing: number, None, bool, buffer.
    Plain,
    ReadonlyBuffer,
    EmptyDict,
    /// Empty list or set.
    EmptyContainer,
    /// Pops to the mark, and makes a list, set or dict of what was there.
    MarkToContainer,
    MarkToTuple,
    Tuple(usize),
    /// Pops one value into the container below.
    Append,
    /// Pops to the mark into the container below.
    AppendMarked,
    SetItem,
    SetItems,
    Put(Option<u64>),
    Get(Option<u64>),
    Memoize,
    Global(Range<usize>, Range<usize>),
    StackGlobal,
    Inst(Range<usize>, Range<usize>),
    Obj,
    NewObj,
    NewObjEx,
    Reduce,
    Build,
    Extension,
    PersistentId,
    BinaryPersistentId,
    Frame(u64),
}

/// Why there is no instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stuck {
    /// The file ends in the middle.
    Truncated,
    /// No protocol has this opcode.
    NoSuchOpcode(u8),
}

/// Reads instructions one after the other.
pub(super) struct Opcodes<'b> {
    bytes: &'b [u8],
    pub position: usize,
}

impl<'b> Opcodes<'b> {
    pub fn new(bytes: &'b [u8], position: usize) -> Self {
        Self { bytes, position }
    }

    /// The next instruction.
    pub fn next(&mut self) -> Result<Op, Stuck> {
        let code = *self.bytes.get(self.position).ok_or(Stuck::Truncated)?;
        self.position += 1;
        Ok(match code {
            0x80 => Op::Proto(self.number(1)? as u8),
            b'.' => Op::Stop,
            b'(' => Op::Mark,
            b'0' => Op::Pop,
            b'1' => Op::PopMark,
            b'2' => Op::Dup,
            b'N' | 0x88 | 0x89 | 0x97 => Op::Plain,
            0x98 => Op::ReadonlyBuffer,
            b'}' => Op::EmptyDict,
            b']' | 0x8f => Op::EmptyContainer,
            b'l' | b'd' | 0x91 => Op::MarkToContainer,
            b't' => Op::MarkToTuple,
            b')' => Op::Tuple(0),
            0x85 => Op::Tuple(1),
            0x86 => Op::Tuple(2),
            0x87 => Op::Tuple(3),
            b'a' => Op::Append,
            b'e' | 0x90 => Op::AppendMarked,
            b's' => Op::SetItem,
            b'u' => Op::SetItems,
            0x94 => Op::Memoize,
            0x93 => Op::StackGlobal,
            b'o' => Op::Obj,
            0x81 => Op::NewObj,
            0x92 => Op::NewObjEx,
            b'R' => Op::Reduce,
            b'b' => Op::Build,
            b'Q' => Op::BinaryPersistentId,
            _ => return self.with_argument(code),
        })
    }

    fn with_argument(&mut self, code: u8) -> Result<Op, Stuck> {
        Ok(match code {
            b'J' => Op::Int(Some(i64::from(self.number(4)? as u32 as i32))),
            b'K' => Op::Int(i64::try_from(self.number(1)?).ok()),
            b'M' => Op::Int(i64::try_from(self.number(2)?).ok()),
            b'I' | b'L' => Op::Int(self.decimal()?),
            b'F' => self.line().map(|_| Op::Plain)?,
            b'G' => self.skip(8).map(|_| Op::Plain)?,
            0x8a => {
                let length = self.number(1)?;
                let range = self.skip(length)?;
                Op::Int(little_endian(self.bytes.get(range).unwrap_or_default()))
            }
            0x8b => {
                let length = self.number(4)?;
                self.skip(length).map(|_| Op::Plain)?
            }
            b'S' | b'V' => Op::Escaped(self.line()?),
            b'U' | b'C' | 0x8c => Op::Text(self.counted(1)?),
            b'T' | b'B' | b'X' => Op::Text(self.counted(4)?),
            0x8d | 0x8e | 0x96 => Op::Text(self.counted(8)?),
            b'p' => Op::Put(self.decimal()?.and_then(|n| u64::try_from(n).ok())),
            b'g' => Op::Get(self.decimal()?.and_then(|n| u64::try_from(n).ok())),
            b'q' => Op::Put(Some(self.number(1)?)),
            b'r' => Op::Put(Some(self.number(4)?)),
            b'h' => Op::Get(Some(self.number(1)?)),
            b'j' => Op::Get(Some(self.number(4)?)),
            b'c' => Op::Global(self.line()?, self.line()?),
            b'i' => Op::Inst(self.line()?, self.line()?),
            b'P' => self.line().map(|_| Op::PersistentId)?,
            0x82 => self.skip(1).map(|_| Op::Extension)?,
            0x83 => self.skip(2).map(|_| Op::Extension)?,
            0x84 => self.skip(4).map(|_| Op::Extension)?,
            0x95 => Op::Frame(self.number(8)?),
            other => return Err(Stuck::NoSuchOpcode(other)),
        })
    }

    /// An unsigned little-endian number of at most eight bytes.
    fn number(&mut self, width: u64) -> Result<u64, Stuck> {
        let range = self.skip(width)?;
        let bytes = self.bytes.get(range).unwrap_or_default();
        Ok(bytes.iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)))
    }

    fn skip(&mut self, length: u64) -> Result<Range<usize>, Stuck> {
        let length = usize::try_from(length).map_err(|_| Stuck::Truncated)?;
        let end = self.position.checked_add(length).ok_or(Stuck::Truncated)?;
        if end > self.bytes.len() {
            return Err(Stuck::Truncated);
        }
        let range = self.position..end;
        self.position = end;
        Ok(range)
    }

    fn counted(&mut self, width: u64) -> Result<Range<usize>, Stuck> {
        let length = self.number(width)?;
        self.skip(length)
    }

    /// Up to the newline, which is taken but not part of the range.
    fn line(&mut self) -> Result<Range<usize>, Stuck> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let length = rest.iter().position(|&byte| byte == b'\n').ok_or(Stuck::Truncated)?;
        let range = self.position..self.position + length;
        self.position += length + 1;
        Ok(range)
    }

    /// As Python's `int()` reads it: blanks around, underscores within, `L` after a long.
    fn decimal(&mut self) -> Result<Option<i64>, Stuck> {
        let range = self.line()?;
        let line = self.bytes.get(range).unwrap_or_default();
        let text = String::from_utf8_lossy(line).replace('_', "");
        Ok(text.trim().trim_end_matches('L').parse().ok())
    }
}

/// A two's complement number that fits 64 bits.
fn little_endian(bytes: &[u8]) -> Option<i64> {
    if bytes.len() > 8 {
        return None;
    }
    let fill = if bytes.last().is_some_and(|&top| top & 0x80 != 0) { 0xff } else { 0 };
    let mut full = [fill; 8];
    for (to, from) in full.iter_mut().zip(bytes) {
        *to = *from;
    }
    Some(i64::from_le_bytes(full))
}
