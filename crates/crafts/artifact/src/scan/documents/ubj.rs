//! Universal Binary JSON (draft 12), which XGBoost writes: walked as JSON is.

use super::facts::Walk;

/// What is written of one container.
#[derive(Clone, Copy)]
struct Container {
    object: bool,
    /// The type of all items, if it stands before them.
    kind: Option<u8>,
    left: Option<u64>,
}

/// Whether `bytes` may be an object of UBJSON.
pub(super) fn probe(bytes: &[u8]) -> bool {
    matches!(bytes, [b'{', b'i' | b'U' | b'I' | b'l' | b'L' | b'#' | b'$', ..])
}

/// Walks a document; false if it is none, or bytes follow it.
pub(super) fn walk(bytes: &[u8], walk: &mut Walk<'_>) -> bool {
    let mut reader = Reader { bytes, at: 0 };
    reader.document(walk).is_some() && reader.at == bytes.len()
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn document(&mut self, walk: &mut Walk<'_>) -> Option<()> {
        let mut open: Vec<(String, Container)> = Vec::new();
        let first = self.byte()?;
        self.value(first, "", &mut open, walk)?;
        while let Some((key, container)) = open.last_mut() {
            let end = if container.object { b'}' } else { b']' };
            let done = match container.left.as_mut() {
                Some(0) => true,
                Some(left) => {
                    *left -= 1;
                    false
                }
                None => self.bytes.get(self.at) == Some(&end),
            };
            let (key, container) = (key.clone(), *container);
            if done {
                self.at += usize::from(container.left.is_none());
                open.pop();
                walk.close();
                continue;
            }
            let key = if container.object { self.text()? } else { key };
            let kind = match container.kind {
                Some(kind) => kind,
                None => self.byte()?,
            };
            self.value(kind, &key, &mut open, walk)?;
        }
        Some(())
    }

    fn value(
        &mut self,
        kind: u8,
        key: &str,
        open: &mut Vec<(String, Container)>,
        walk: &mut Walk<'_>,
    ) -> Option<()> {
        match kind {
            b'Z' | b'N' => walk.other(key),
            b'T' | b'F' => walk.flag(key, kind == b'T'),
            b'S' | b'H' => {
                let text = self.text()?;
                walk.text(key, &text);
            }
            b'[' | b'{' => {
                let container = self.container(kind == b'{')?;
                let width = container.kind.and_then(width);
                if let (false, Some(width), Some(left)) = (container.object, width, container.left)
                {
                    // Numbers of one type: nothing to look at.
                    self.take(usize::try_from(left).ok()?.checked_mul(width)?)?;
                    walk.other(key);
                } else if walk.open(key, !container.object) {
                    open.push((key.to_owned(), container));
                } else {
                    return None;
                }
            }
            _ => {
                self.take(width(kind)?)?;
                walk.other(key);
            }
        }
        Some(())
    }

    fn container(&mut self, object: bool) -> Option<Container> {
        let kind = if self.bytes.get(self.at) == Some(&b'$') {
            self.at += 1;
            Some(self.byte()?)
        } else {
            None
        };
        let left = if self.bytes.get(self.at) == Some(&b'#') {
            self.at += 1;
            let kind = self.byte()?;
            Some(self.length(kind)?)
        } else {
            None
        };
        // A type without a count has no end; items of no width have no bytes to be counted by.
        let endless = kind.is_some() && left.is_none();
        let empty = kind.is_some_and(|kind| matches!(kind, b'Z' | b'N' | b'T' | b'F'));
        (!endless && !empty).then_some(Container { object, kind, left })
    }

    fn text(&mut self) -> Option<String> {
        let kind = self.byte()?;
        let length = self.length(kind)?;
        let bytes = self.take(usize::try_from(length).ok()?)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    fn length(&mut self, kind: u8) -> Option<u64> {
        if !matches!(kind, b'i' | b'U' | b'I' | b'l' | b'L') {
            return None;
        }
        let width = width(kind)?;
        let bytes = self.take(width)?;
        let negative = kind != b'U' && bytes.first().is_some_and(|byte| byte & 0x80 != 0);
        let sum = bytes.iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
        (!negative).then_some(sum)
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let end = self.at.checked_add(length)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }
}

/// Bytes of a number or letter.
fn width(kind: u8) -> Option<usize> {
    Some(match kind {
        b'i' | b'U' | b'C' => 1,
        b'I' => 2,
        b'l' | b'd' => 4,
        b'L' | b'D' => 8,
        _ => return None,
    })
}
