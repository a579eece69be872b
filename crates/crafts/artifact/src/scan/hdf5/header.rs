//! Object headers: lists of messages, in blocks that lead to one another.

use super::{Get, number};

/// Blocks of one header, and bytes of one block.
const BLOCKS: usize = 1_000;
const BLOCK: u64 = 4 << 20;

/// One message of a header.
pub(super) struct Message {
    pub kind: u64,
    /// Whether it only says where it lies.
    pub shared: bool,
    pub data: Vec<u8>,
}

/// How messages are written in one header.
#[derive(Clone, Copy)]
struct Form {
    second: bool,
    ordered: bool,
}

/// All messages of the header at `address`.
pub(super) fn messages(get: Get<'_>, address: u64) -> Option<Vec<Message>> {
    let head = get(address, 40).or_else(|| get(address, 16))?;
    let (form, from, length) =
        if head.starts_with(b"OHDR") { second(&head)? } else { first(&head)? };
    let mut blocks = vec![(address.checked_add(from)?, length)];
    let mut found = Vec::new();
    for _ in 0..BLOCKS {
        let Some((at, length)) = blocks.pop() else { return Some(found) };
        let bytes = get(at, (length <= BLOCK).then_some(length)?)?;
        for message in block(&bytes, form)? {
            if message.kind == 16 {
                blocks.push(continued(get, &message.data, form)?);
            } else {
                found.push(message);
            }
        }
    }
    None
}

fn first(head: &[u8]) -> Option<(Form, u64, u64)> {
    let form = Form { second: false, ordered: false };
    (head.first() == Some(&1)).then_some((form, 16, number(head, 8, 4)?))
}

fn second(head: &[u8]) -> Option<(Form, u64, u64)> {
    let flags = *head.get(5).filter(|_| head.get(4) == Some(&2))?;
    let times = if flags & 32 != 0 { 16 } else { 0 };
    let phases = if flags & 16 != 0 { 4 } else { 0 };
    let width = 1usize << (flags & 3);
    let at = 6 + times + phases;
    let length = number(head, at, width)?;
    let form = Form { second: true, ordered: flags & 4 != 0 };
    Some((form, (at + width) as u64, length))
}

/// Where a header goes on.
fn continued(get: Get<'_>, data: &[u8], form: Form) -> Option<(u64, u64)> {
    let (at, length) = (number(data, 0, 8)?, number(data, 8, 8)?);
    if !form.second {
        return Some((at, length));
    }
    // A signature before, a checksum behind.
    let signed = get(at, 4)? == b"OCHK";
    signed.then_some((at.checked_add(4)?, length.checked_sub(8)?))
}

fn block(bytes: &[u8], form: Form) -> Option<Vec<Message>> {
    let (mut found, mut at) = (Vec::new(), 0);
    let head = if form.second { 4 + if form.ordered { 2 } else { 0 } } else { 8 };
    while at + head <= bytes.len() {
        let (kind, size, flags) = if form.second {
            (number(bytes, at, 1)?, number(bytes, at + 1, 2)?, number(bytes, at + 3, 1)?)
        } else {
            (number(bytes, at, 2)?, number(bytes, at + 2, 2)?, number(bytes, at + 4, 1)?)
        };
        let from = at + head;
        let end = from + usize::try_from(size).ok()?;
        let data = bytes.get(from..end)?.to_vec();
        found.push(Message { kind, shared: flags & 2 != 0, data });
        at = end;
    }
    Some(found)
}
