//! Vocabularies of sentencepiece (`tokenizer.model`, `spiece.model`), as many language models have them: pieces with a
//! score, and how they were learned (`sentencepiece_model.proto`). Nothing of them runs.

use super::source::Source;
use super::wire::{Content, fields};

/// Fields of the message: pieces, how they were learned, how texts are normalised, examples, and the way back.
const PIECE: u64 = 1;
const OTHERS: std::ops::RangeInclusive<u64> = 2..=5;
/// Kinds of pieces.
const KINDS: std::ops::RangeInclusive<u64> = 1..=6;

/// Whether all bytes are those of a vocabulary.
pub(super) fn is_whole(source: Source<'_>) -> bool {
    source.has(0, b"\x0a") && source.whole().is_some_and(|bytes| read(&bytes).is_some())
}

fn read(bytes: &[u8]) -> Option<()> {
    let mut pieces = 0u64;
    for field in fields(bytes) {
        match field.ok()? {
            (PIECE, Content::Bytes(inner)) => {
                piece(inner)?;
                pieces += 1;
            }
            (number, Content::Bytes(inner)) if OTHERS.contains(&number) => {
                fields(inner).all(|field| field.is_ok()).then_some(())?;
            }
            _ => return None,
        }
    }
    (pieces > 1).then_some(())
}

/// A text, its score, its kind.
fn piece(bytes: &[u8]) -> Option<()> {
    let mut text = None;
    for field in fields(bytes) {
        match field.ok()? {
            (1, Content::Bytes(inner)) => text = std::str::from_utf8(inner).ok(),
            (2, Content::Fixed) => {}
            (3, Content::Number(kind)) if KINDS.contains(&kind) => {}
            _ => return None,
        }
    }
    text.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_vocabulary_has_pieces_and_nothing_else() {
        let piece = b"\x0a\x0c\x0a\x05<unk>\x15\0\0\0\0";
        let learned = b"\x12\x03\x12\x01m";
        assert!(read(&[&piece[..], piece, learned].concat()).is_some());
        assert!(read(&[&piece[..], piece, b"\x32\x01x"].concat()).is_none());
        assert!(read(&[&piece[..], piece, b"\x0a\x03\x22\x01x"].concat()).is_none());
        assert!(read(learned).is_none());
    }
}
