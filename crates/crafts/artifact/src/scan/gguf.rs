//! GGUF (versions 2 and 3): a header of typed keys, then tensors; a chat template in it is run by
//! a template engine when the model is used (CVE-2024-34359).

use super::documents::{self, jinja};
use super::session::{Session, Subject};
use super::source::Cursor;
use super::{behind, rules};
use std::collections::HashSet;

/// Entries of one array, keys or tensors.
const COUNT: u64 = 10_000_000;
/// How deep arrays may nest.
const DEPTH: usize = 4;
/// The size of a block and its bytes, by number of the type (`ggml.h`).
const TYPES: &[(u64, u64, u64)] = &[
    (0, 1, 4),
    (1, 1, 2),
    (2, 32, 18),
    (3, 32, 20),
    (6, 32, 22),
    (7, 32, 24),
    (8, 32, 34),
    (9, 32, 36),
    (10, 256, 84),
    (11, 256, 110),
    (12, 256, 144),
    (13, 256, 176),
    (14, 256, 210),
    (15, 256, 292),
    (16, 256, 66),
    (17, 256, 74),
    (18, 256, 98),
    (19, 256, 50),
    (20, 32, 18),
    (21, 256, 110),
    (22, 256, 82),
    (23, 256, 136),
    (24, 1, 1),
    (25, 1, 2),
    (26, 1, 4),
    (27, 1, 8),
    (28, 1, 8),
    (29, 256, 56),
    (30, 1, 2),
    (34, 256, 54),
    (35, 256, 66),
    (39, 32, 17),
];
/// Texts of arrays that are long enough to hold something that runs.
const TELLING: u64 = 16;
/// Shorter ones are kept only if they hold what a template has.
const LONG: usize = 64;
/// Bytes of texts that are kept.
const KEPT: u64 = 32 << 20;

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let mut reader = Reader { from: Cursor::new(subject.source, 4), long: Vec::new(), left: KEPT };
    let Some(mut header) = header(&mut reader) else {
        let message = "the GGUF header is malformed or truncated";
        session.add(&rules::STRUCTURE, subject.name, reader.from.position(), message);
        return session.unsure(subject.name, message);
    };
    let mut keys = HashSet::new();
    for (key, text) in std::mem::take(&mut header.texts) {
        let template = key.contains("chat_template");
        if !keys.insert(key.clone()) && template {
            let message = "the chat template comes twice, and loaders disagree which one counts";
            session.add(&rules::KEY_TWICE, subject.name, 0, message);
        }
        if template {
            jinja::read(&text, &rules::TEMPLATE).tell(session, subject.name, 0);
        }
        documents::value(if template { "" } else { &key }, &text, session.allow()).tell(
            session,
            subject.name,
            0,
        );
    }
    for text in reader.long {
        documents::value("", &text, session.allow()).tell(session, subject.name, 0);
    }
    match extents(&header, subject.source.len()) {
        Err(what) => {
            session.add(&rules::SHAPE, subject.name, header.data, what);
            session.unsure(subject.name, what);
        }
        Ok(unclaimed) => unclaimed.into_iter().for_each(|part| foreign(session, subject, part)),
    }
}

/// Bytes that belong to no tensor: zeros are padding, as GGUF has it.
fn foreign(session: &mut Session, subject: Subject<'_>, (at, length): (u64, u64)) {
    if behind::is_padding(subject, at, length) {
        return;
    }
    let message = format!("{length} bytes belong to no tensor");
    session.add(&rules::TRAILING, subject.name, at, message.as_str());
    session.unsure(subject.name, "bytes in it belong to no tensor");
    behind::between(session, subject, at, length);
}

struct Header {
    texts: Vec<(String, String)>,
    /// Where each tensor starts behind the header, and its bytes, if its type is known.
    tensors: Vec<(u64, Option<u64>)>,
    /// Where the header ends, and where the values start.
    end: u64,
    data: u64,
}

fn header(reader: &mut Reader<'_>) -> Option<Header> {
    if !(2..=3).contains(&reader.number(4)?) {
        return None;
    }
    let (tensors, keys) = (reader.number(8)?, reader.number(8)?);
    if tensors > COUNT || keys > COUNT {
        return None;
    }
    let (mut texts, mut alignment) = (Vec::new(), 32);
    for _ in 0..keys {
        let key = String::from_utf8_lossy(&reader.text()?).into_owned();
        match reader.number(4)? {
            8 => texts.push((key, String::from_utf8_lossy(&reader.text()?).into_owned())),
            4 if key == "general.alignment" => alignment = reader.number(4)?,
            kind => reader.skip_value(kind, 0)?,
        }
    }
    let mut found = Vec::new();
    for _ in 0..tensors {
        reader.skip_text()?;
        let dimensions = reader.number(4).filter(|&n| n <= 8)?;
        let mut elements = Some(1u64);
        for _ in 0..dimensions {
            let size = reader.number(8)?;
            elements = elements.and_then(|product| product.checked_mul(size));
        }
        let (kind, at) = (reader.number(4)?, reader.number(8)?);
        let known = TYPES.iter().find(|(number, ..)| *number == kind);
        let bytes =
            known.and_then(|(_, block, bytes)| elements?.div_ceil(*block).checked_mul(*bytes));
        found.push((at, bytes));
    }
    let aligned = alignment.is_power_of_two() && alignment <= 1 << 20;
    let end = reader.from.position();
    let data = end.checked_next_multiple_of(aligned.then_some(alignment)?)?;
    Some(Header { texts, tensors: found, end, data })
}

/// Tensors lie behind the header, side by side and within the file. Gives what belongs to none of them: where
/// each part starts, and its length.
fn extents(header: &Header, length: u64) -> Result<Vec<(u64, u64)>, &'static str> {
    let mut sorted = header.tensors.clone();
    sorted.sort_unstable();
    let (mut at, data) = (0u64, header.data);
    let mut unclaimed = vec![(header.end, data.min(length).saturating_sub(header.end))];
    for (start, bytes) in sorted {
        let bytes = bytes.ok_or("a tensor has a type or a shape whose size is not known")?;
        if start < at {
            return Err("tensors share bytes");
        }
        unclaimed.push((data.saturating_add(at), start - at));
        at = start.checked_add(bytes).ok_or("a tensor is larger than any file")?;
    }
    let end = data.checked_add(at).ok_or("a tensor is larger than any file")?;
    // Without tensors nothing has to be aligned.
    if end > length && !header.tensors.is_empty() {
        return Err("the file ends within a tensor");
    }
    unclaimed.push((end, length.saturating_sub(end)));
    unclaimed.retain(|(_, length)| *length > 0);
    Ok(unclaimed)
}

struct Reader<'s> {
    from: Cursor<'s>,
    /// Texts of arrays that are long.
    long: Vec<String>,
    /// Bytes of texts that may still be kept.
    left: u64,
}

impl Reader<'_> {
    fn number(&mut self, width: u64) -> Option<u64> {
        self.from.number(width)
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let length = self.number(8)?;
        self.left = self.left.checked_sub(length)?;
        self.from.take(length)
    }

    fn skip_text(&mut self) -> Option<()> {
        let length = self.number(8)?;
        self.from.skip(length)
    }

    fn skip_value(&mut self, kind: u64, depth: usize) -> Option<()> {
        match kind {
            0 | 1 | 7 => self.from.skip(1),
            2 | 3 => self.from.skip(2),
            4..=6 => self.from.skip(4),
            10..=12 => self.from.skip(8),
            8 => {
                let length = self.number(8)?;
                if length < TELLING {
                    return self.from.skip(length);
                }
                let text = self.from.take(length)?;
                let text = String::from_utf8_lossy(&text);
                if text.len() >= LONG || text.contains(['{', '%']) {
                    self.left = self.left.checked_sub(length)?;
                    self.long.push(text.into_owned());
                }
                Some(())
            }
            9 if depth < DEPTH => {
                let (kind, count) = (self.number(4)?, self.number(8)?);
                if count > COUNT {
                    return None;
                }
                (0..count).try_for_each(|_| self.skip_value(kind, depth + 1))
            }
            _ => None,
        }
    }
}
