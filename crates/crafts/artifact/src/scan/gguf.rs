//! GGUF (versions 2 and 3): a header of typed keys, then tensors; a chat template in it is run by
//! a template engine when the model is used (CVE-2024-34359).

use super::rules;
use super::session::{Session, Subject};

/// Entries of one array, keys or tensors.
const COUNT: u64 = 10_000_000;
/// How deep arrays may nest.
const DEPTH: usize = 4;
/// What a chat template has no reason to reach for.
const REACHES: &[&str] = &[
    "__class__",
    "__globals__",
    "__subclasses__",
    "__builtins__",
    "__import__",
    "popen",
    "os.system",
];

pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let mut reader = Reader { bytes: subject.bytes, at: 4 };
    let Some((offset, template)) = header(&mut reader) else {
        let message = "the GGUF header is malformed or truncated";
        session.add(&rules::STRUCTURE, subject.name, reader.at, message);
        return session.unsure(subject.name, message);
    };
    for text in template {
        for reach in REACHES.iter().filter(|reach| text.contains(*reach)) {
            let message = format!("its chat template reaches for {reach}");
            session.add(&rules::TEMPLATE, subject.name, offset, message);
        }
    }
    session.unsure(subject.name, "GGUF tensors are not checked against the end of the file");
}

/// Where the header ends, and the chat templates in it.
fn header<'b>(reader: &mut Reader<'b>) -> Option<(usize, Vec<std::borrow::Cow<'b, str>>)> {
    if !(2..=3).contains(&reader.number(4)?) {
        return None;
    }
    let (tensors, keys) = (reader.number(8)?, reader.number(8)?);
    if tensors > COUNT || keys > COUNT {
        return None;
    }
    let mut templates = Vec::new();
    for _ in 0..keys {
        let key = reader.text()?;
        let kind = reader.number(4)?;
        if kind == 8 {
            let value = reader.text()?;
            if String::from_utf8_lossy(key).contains("chat_template") {
                templates.push(String::from_utf8_lossy(value));
            }
        } else {
            reader.skip_value(kind, 0)?;
        }
    }
    for _ in 0..tensors {
        reader.text()?;
        let dimensions = reader.number(4).filter(|&n| n <= 8)?;
        // Each dimension, the type, and the offset.
        reader.take(dimensions * 8 + 4 + 8)?;
    }
    Some((reader.at, templates))
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    fn take(&mut self, length: u64) -> Option<&'b [u8]> {
        let end = self.at.checked_add(usize::try_from(length).ok()?)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    fn number(&mut self, width: u64) -> Option<u64> {
        let bytes = self.take(width)?;
        Some(bytes.iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)))
    }

    fn text(&mut self) -> Option<&'b [u8]> {
        let length = self.number(8)?;
        self.take(length)
    }

    fn skip_value(&mut self, kind: u64, depth: usize) -> Option<()> {
        match kind {
            0 | 1 | 7 => self.take(1).map(drop),
            2 | 3 => self.take(2).map(drop),
            4..=6 => self.take(4).map(drop),
            10..=12 => self.take(8).map(drop),
            8 => self.text().map(drop),
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
