//! Protocol Buffers' wire format over a source: fields by where they stand, so that a tensor is
//! stepped over and not read.

use super::source::Source;

/// One field of a message.
#[derive(Clone, Copy)]
pub(super) enum Span<'s> {
    Number(u64),
    Part(Source<'s>),
    Fixed,
}

/// Iterates over a message's fields: number, content; `Err` holds the offset where it breaks.
pub(super) struct Spans<'s> {
    source: Source<'s>,
    at: u64,
}

pub(super) fn spans(source: Source<'_>) -> Spans<'_> {
    Spans { source, at: 0 }
}

impl<'s> Iterator for Spans<'s> {
    type Item = Result<(u64, Span<'s>), u64>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.source.len() {
            return None;
        }
        let start = self.at;
        let field = self.field();
        if field.is_none() {
            self.at = self.source.len();
        }
        Some(field.ok_or(start))
    }
}

impl<'s> Spans<'s> {
    /// Where the next field starts.
    pub fn position(&self) -> u64 {
        self.at
    }

    fn field(&mut self) -> Option<(u64, Span<'s>)> {
        let key = self.varint()?;
        let content = match key & 7 {
            0 => Span::Number(self.varint()?),
            1 => self.take(8).map(|_| Span::Fixed)?,
            2 => {
                let length = self.varint()?;
                Span::Part(self.take(length)?)
            }
            5 => self.take(4).map(|_| Span::Fixed)?,
            _ => return None,
        };
        (key >> 3 > 0).then_some((key >> 3, content))
    }

    fn take(&mut self, length: u64) -> Option<Source<'s>> {
        let part = self.source.part(self.at, length)?;
        self.at += length;
        Some(part)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut digits = [0; 10];
        let got = self.source.read(self.at, &mut digits);
        let digits = digits.get(..got)?;
        let mut value = 0u64;
        for (place, byte) in digits.iter().enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * place).min(63);
            if byte & 0x80 == 0 {
                self.at += place as u64 + 1;
                return Some(value);
            }
        }
        None
    }
}

/// Numbers of a repeated field, packed or not.
pub(super) fn numbers(content: Span<'_>) -> Vec<u64> {
    match content {
        Span::Number(number) => vec![number],
        Span::Part(part) => {
            let mut packed = spans(part);
            // A tensor of more than 64 dimensions is malformed, whatever they are.
            std::iter::from_fn(|| packed.varint()).take(65).collect()
        }
        Span::Fixed => Vec::new(),
    }
}
