//! HDF5 (file format specification 3.0), as Keras, pandas and others write it: every group is walked,
//! every attribute read, and what leads to other files is told.
//!
//! Of datasets only texts and bytes are read: the rest is numbers. What is not understood (dense storage,
//! shared messages, filters of plug-ins) is *inconclusive*.

mod attribute;
mod header;
mod values;

use super::documents;
use super::pickle;
use super::policy::Allow;
use super::reading::{Reading, shown};
use super::rules;
use super::source::Source;
use header::{Message, messages};
use std::collections::HashSet;

/// Groups and datasets of one file.
const OBJECTS: usize = 100_000;
/// Nodes of the trees of one group.
const NODES: usize = 100_000;
/// No address.
const NOWHERE: u64 = u64::MAX;

const MAGIC: &[u8] = b"\x89HDF\r\n\x1a\n";

/// Where a reader finds the file's beginning: behind a block of the user's own, of 512 bytes or any power of
/// two of them, or none.
pub(super) fn superblock(source: Source<'_>) -> Option<u64> {
    let blocks = std::iter::successors(Some(512u64), |block| block.checked_mul(2));
    let mut places = std::iter::once(0).chain(blocks.take_while(|&at| at < source.len()));
    places.find(|&at| source.has(at, MAGIC))
}

/// Bytes at an offset, if they are there.
pub(super) type Get<'g> = &'g dyn Fn(u64, u64) -> Option<Vec<u8>>;

/// Reads what a file of HDF5 says, but for the values of its datasets.
pub(super) fn read(get: Get<'_>, allow: &Allow) -> Reading {
    let mut walk =
        Walk { get, allow, reading: Reading::default(), seen: HashSet::new(), open: Vec::new() };
    match root(get) {
        Some(root) => walk.go(root),
        None => walk.reading.unsure("its HDF5 superblock is not understood"),
    }
    walk.reading
}

/// The address of the root group's object header.
fn root(get: Get<'_>) -> Option<u64> {
    let block = get(0, 48)?;
    let at = match block.get(8)? {
        // Versions 0 and 1 hold a symbol table entry: a name, then the address.
        version @ (0 | 1) => {
            let sizes = (block.get(13)?, block.get(14)?);
            let entry = if *version == 0 { 24 + 32 } else { 28 + 32 };
            (sizes == (&8, &8)).then_some(entry + 8)?
        }
        2 | 3 => (block.get(9..11)? == [8, 8]).then_some(36)?,
        _ => return None,
    };
    number(&get(at, 8)?, 0, 8)
}

/// Where the file ends, as its superblock says.
pub(super) fn end(get: Get<'_>) -> Option<u64> {
    let block = get(0, 48)?;
    let at = match block.get(8)? {
        0 => 40,
        1 => 44,
        2 | 3 => 28,
        _ => return None,
    };
    number(&get(at, 8)?, 0, 8)
}

struct Walk<'w> {
    get: Get<'w>,
    allow: &'w Allow,
    reading: Reading,
    seen: HashSet<u64>,
    open: Vec<u64>,
}

impl Walk<'_> {
    fn go(&mut self, root: u64) {
        self.found(root);
        while let Some(address) = self.open.pop() {
            match messages(self.get, address) {
                Some(list) => {
                    list.iter().for_each(|message| self.message(message));
                    if values::hides_bytes(&list) {
                        self.reading.unsure("it holds bytes in chunks, which are not read");
                    }
                    for value in values::read(self.get, &list) {
                        self.value("", "its values hold", &value);
                    }
                }
                None => self.reading.unsure("an object header of it is not understood"),
            }
        }
    }

    fn found(&mut self, address: u64) {
        if self.seen.len() >= OBJECTS {
            self.reading.unsure("it has more objects than the limit");
        } else if self.seen.insert(address) {
            self.open.push(address);
        }
    }

    fn message(&mut self, message: &Message) {
        let data = message.data.as_slice();
        if message.shared && message.kind != 3 {
            return self.reading.unsure("it has a message that lies elsewhere");
        }
        let understood = match message.kind {
            0 | 1 | 3 | 4 | 5 | 10 | 13 | 14 | 18 | 19 | 22 => Some(()),
            2 => self.dense(data, 8, "links"),
            6 => self.link(data),
            7 => {
                self.outside("its values lie in another file");
                Some(())
            }
            8 => self.layout(data),
            11 => self.filters(data),
            12 => self.attribute(data),
            17 => self.table(data),
            21 => self.dense(data, 2, "attributes"),
            _ => None,
        };
        if understood.is_none() {
            self.reading
                .unsure(format!("a message of the kind {} is not understood", message.kind));
        }
    }

    /// Links and attributes beyond a few lie in a heap of their own.
    fn dense(&mut self, data: &[u8], index: usize, what: &str) -> Option<()> {
        let tracked = data.get(1)? & 1 != 0;
        let heap = number(data, if tracked { 2 + index } else { 2 }, 8)?;
        if heap != NOWHERE {
            self.reading.unsure(format!("its {what} are stored densely, which is not covered"));
        }
        Some(())
    }

    fn link(&mut self, data: &[u8]) -> Option<()> {
        let flags = *data.get(1)?;
        let kind = if flags & 8 != 0 { *data.get(2)? } else { 0 };
        let mut at = 2 + usize::from(flags & 8 != 0);
        at += if flags & 4 != 0 { 8 } else { 0 } + usize::from(flags & 16 != 0);
        let width = 1usize << (flags & 3);
        let length = usize::try_from(number(data, at, width)?).ok()?;
        let value = at.checked_add(width)?.checked_add(length)?;
        match kind {
            0 => self.found(number(data, value, 8)?),
            1 => {}
            64 => self.outside("a link leads to another file"),
            _ => self.outside("a link is of a kind that a plug-in follows"),
        }
        Some(())
    }

    /// Version 3 and 4: version, class; 1 and 2: version, dimensions, class.
    fn layout(&mut self, data: &[u8]) -> Option<()> {
        let class = if *data.first()? < 3 { data.get(2)? } else { data.get(1)? };
        match class {
            0..=2 => Some(()),
            3 => {
                self.outside("its values are put together from other datasets");
                Some(())
            }
            _ => None,
        }
    }

    fn filters(&mut self, data: &[u8]) -> Option<()> {
        let (version, count) = (*data.first()?, *data.get(1)?);
        let mut at = if version == 1 { 8 } else { 2 };
        for _ in 0..count {
            let id = number(data, at, 2)?;
            let named = version == 1 || id >= 256;
            let name = if named { number(data, at + 2, 2)? } else { 0 };
            let from = if named { at + 2 } else { at };
            let values = number(data, from + 4, 2)?;
            let padded = if version == 1 { name.next_multiple_of(8) } else { name };
            let odd = if version == 1 { values % 2 } else { 0 };
            at = from + 6 + usize::try_from(padded + 4 * (values + odd)).ok()?;
            // 32000 is the LZF of h5py; what else is above 6 is a plug-in's.
            if !(1..=6).contains(&id) && id != 32_000 {
                self.reading.unsure(format!("its values need the filter {id} of a plug-in"));
            }
        }
        Some(())
    }

    fn attribute(&mut self, data: &[u8]) -> Option<()> {
        let attribute = attribute::read(self.get, data)?;
        for value in &attribute.values {
            let name = shown(&attribute.name);
            self.value(&attribute.name, &format!("the attribute {name:?} is"), value);
            let text = String::from_utf8_lossy(value);
            if attribute.name == "PSEUDOATOM" && text.starts_with("object") {
                self.reading.doubt(
                    &rules::OBJECT_ARRAY,
                    0,
                    "it holds pickled objects, which are not read",
                );
            }
        }
        if attribute.cut {
            self.reading.unsure("an attribute of it is not read whole");
        }
        Some(())
    }

    /// A text, or bytes that are somebody's pickle.
    fn value(&mut self, name: &str, what: &str, value: &[u8]) {
        if pickle::armed_bytes(value) || pickle::foreign_bytes(value, self.allow) {
            self.reading.add(&rules::ENCODED, 0, format!("{what} a pickle"));
        }
        // What is shorter than its place is filled up.
        let text = String::from_utf8_lossy(value);
        let text = text.trim_end_matches('\0');
        self.reading.append(documents::value(name, text, self.allow));
    }

    /// A group of the older kind: a tree of tables of symbols.
    fn table(&mut self, data: &[u8]) -> Option<()> {
        let mut open = vec![number(data, 0, 8)?];
        for _ in 0..NODES {
            let Some(at) = open.pop() else { return Some(()) };
            let head = (self.get)(at, 24)?;
            if head.starts_with(b"SNOD") {
                let count = number(&head, 6, 2)?;
                let entries = (self.get)(at + 8, count * 40)?;
                for entry in entries.chunks_exact(40) {
                    // A soft link has no header of its own.
                    if number(entry, 16, 4)? != 2 {
                        self.found(number(entry, 8, 8)?);
                    }
                }
            } else if head.starts_with(b"TREE") && head.get(4) == Some(&0) {
                let count = number(&head, 6, 2)?;
                let children = (self.get)(at + 24, count * 16 + 8)?;
                open.extend((0..count as usize).filter_map(|n| number(&children, n * 16 + 8, 8)));
            } else {
                return None;
            }
        }
        None
    }

    fn outside(&mut self, what: &str) {
        self.reading.add(&rules::HDF5_LINK, 0, what);
    }
}

/// A little-endian number of at most eight bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)))
}
