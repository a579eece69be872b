//! The opcodes of pickle protocols 0 to 5, as CPython's `pickletools` documents them.

use crate::scan::source::Cursor;

/// Longer texts can name nothing: no importer takes them.
const NAME: u64 = 4_096;

/// The text of an argument; nothing of one that is too long to name anything.
pub(super) type Argument = Option<Vec<u8>>;

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    Proto(u8),
    Stop,
    Mark,
    Pop,
    PopMark,
    Dup,
    /// Text.
    Text(Argument),
    /// Bytes, which name nothing, but may be what something unpickles; where they start, and how
    /// many there are.
    Bytes(u64, u64),
    /// Text of Python 2, which is bytes or text.
    Either(Argument, u64, u64),
    /// Text with backslash escapes, to be decoded before it is compared.
    Escaped(Argument),
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
    Global(Argument, Argument),
    StackGlobal,
    Inst(Argument, Argument),
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

/// Reads the next instruction.
pub(super) fn next(from: &mut Cursor<'_>) -> Result<Op, Stuck> {
    let code = from.byte().ok_or(Stuck::Truncated)?;
    Ok(match code {
        0x80 => Op::Proto(number(from, 1)? as u8),
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
        _ => return with_argument(from, code),
    })
}

fn with_argument(from: &mut Cursor<'_>, code: u8) -> Result<Op, Stuck> {
    Ok(match code {
        b'J' => Op::Int(Some(i64::from(number(from, 4)? as u32 as i32))),
        b'K' => Op::Int(i64::try_from(number(from, 1)?).ok()),
        b'M' => Op::Int(i64::try_from(number(from, 2)?).ok()),
        b'I' | b'L' => Op::Int(decimal(from)?),
        b'F' => line(from).map(|_| Op::Plain)?,
        b'G' => skip(from, 8).map(|()| Op::Plain)?,
        0x8a => {
            let length = number(from, 1)?;
            Op::Int(little_endian(&from.take(length).ok_or(Stuck::Truncated)?))
        }
        0x8b => {
            let length = number(from, 4)?;
            skip(from, length).map(|()| Op::Plain)?
        }
        b'S' | b'V' => Op::Escaped(line(from)?),
        b'U' => either(from, 1)?,
        b'T' => either(from, 4)?,
        b'C' => bytes(from, 1)?,
        b'B' => bytes(from, 4)?,
        0x8e | 0x96 => bytes(from, 8)?,
        0x8c => text(from, 1)?,
        b'X' => text(from, 4)?,
        0x8d => text(from, 8)?,
        b'p' => Op::Put(decimal(from)?.and_then(|n| u64::try_from(n).ok())),
        b'g' => Op::Get(decimal(from)?.and_then(|n| u64::try_from(n).ok())),
        b'q' => Op::Put(Some(number(from, 1)?)),
        b'r' => Op::Put(Some(number(from, 4)?)),
        b'h' => Op::Get(Some(number(from, 1)?)),
        b'j' => Op::Get(Some(number(from, 4)?)),
        b'c' => Op::Global(line(from)?, line(from)?),
        b'i' => Op::Inst(line(from)?, line(from)?),
        b'P' => line(from).map(|_| Op::PersistentId)?,
        0x82 => skip(from, 1).map(|()| Op::Extension)?,
        0x83 => skip(from, 2).map(|()| Op::Extension)?,
        0x84 => skip(from, 4).map(|()| Op::Extension)?,
        0x95 => Op::Frame(number(from, 8)?),
        other => return Err(Stuck::NoSuchOpcode(other)),
    })
}

/// An unsigned little-endian number of at most eight bytes.
fn number(from: &mut Cursor<'_>, width: u64) -> Result<u64, Stuck> {
    from.number(width).ok_or(Stuck::Truncated)
}

fn skip(from: &mut Cursor<'_>, length: u64) -> Result<(), Stuck> {
    from.skip(length).ok_or(Stuck::Truncated)
}

fn text(from: &mut Cursor<'_>, width: u64) -> Result<Op, Stuck> {
    let length = number(from, width)?;
    Ok(Op::Text(counted(from, length)?))
}

fn bytes(from: &mut Cursor<'_>, width: u64) -> Result<Op, Stuck> {
    let length = number(from, width)?;
    let start = from.position();
    skip(from, length)?;
    Ok(Op::Bytes(start, length))
}

fn either(from: &mut Cursor<'_>, width: u64) -> Result<Op, Stuck> {
    let length = number(from, width)?;
    let start = from.position();
    Ok(Op::Either(counted(from, length)?, start, length))
}

fn counted(from: &mut Cursor<'_>, length: u64) -> Result<Argument, Stuck> {
    if length > NAME {
        return skip(from, length).map(|()| None);
    }
    from.take(length).map(Some).ok_or(Stuck::Truncated)
}

/// Up to the newline, which is taken but not part of it.
fn line(from: &mut Cursor<'_>) -> Result<Argument, Stuck> {
    let (line, longer) = from.line(NAME as usize).ok_or(Stuck::Truncated)?;
    Ok((!longer).then_some(line))
}

/// As Python's `int()` reads it: blanks around, underscores within, `L` after a long.
fn decimal(from: &mut Cursor<'_>) -> Result<Option<i64>, Stuck> {
    let line = line(from)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&line).replace('_', "");
    Ok(text.trim().trim_end_matches('L').parse().ok())
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
