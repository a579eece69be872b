//! GGUF (versions 2 and 3): a header of typed keys, then tensors; a chat template in it is run by
//! a template engine when the model is used (CVE-2024-34359).

use super::rules;
use super::session::{Session, Subject};
use super::source::Cursor;

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
    let mut reader = Reader { from: Cursor::new(subject.source, 4) };
    let Some((offset, template)) = header(&mut reader) else {
        let message = "the GGUF header is malformed or truncated";
        session.add(&rules::STRUCTURE, subject.name, reader.from.position(), message);
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
fn header(reader: &mut Reader<'_>) -> Option<(u64, Vec<String>)> {
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
            if String::from_utf8_lossy(&key).contains("chat_template") {
                templates.push(String::from_utf8_lossy(&value).into_owned());
            }
        } else {
            reader.skip_value(kind, 0)?;
        }
    }
    for _ in 0..tensors {
        reader.skip_text()?;
        let dimensions = reader.number(4).filter(|&n| n <= 8)?;
        // Each dimension, the type, and the offset.
        reader.from.skip(dimensions * 8 + 4 + 8)?;
    }
    Some((reader.from.position(), templates))
}

struct Reader<'s> {
    from: Cursor<'s>,
}

impl Reader<'_> {
    fn number(&mut self, width: u64) -> Option<u64> {
        self.from.number(width)
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let length = self.number(8)?;
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
            8 => self.skip_text(),
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
