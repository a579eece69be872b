//! Values of datasets that are texts or bytes: HDF5 has no other place for a pickle, and people put them
//! there.

use super::attribute::heap;
use super::header::Message;
use super::{Get, NOWHERE, number};

/// Bytes of one dataset that are read, and texts of one.
const BYTES: u64 = 1 << 20;
const TEXTS: usize = 1_000;

/// The first values of a dataset whose type is texts or bytes; nothing of numbers, and of what lies in
/// chunks.
pub(super) fn read(get: Get<'_>, dataset: &[Message]) -> Vec<Vec<u8>> {
    let of = |kind| dataset.iter().find(|message| message.kind == kind && !message.shared);
    let values = of(3).zip(of(8)).and_then(|(kind, layout)| {
        let (class, size) = (kind.data.first()? & 15, number(&kind.data, 4, 4)?);
        let texts = matches!(class, 3 | 5 | 9);
        let raw = (texts || class == 0 && size == 1).then(|| raw(get, &layout.data))??;
        let each = usize::try_from(size).ok().filter(|&size| size > 0)?;
        Some(match class {
            9 => raw.chunks_exact(16).take(TEXTS).filter_map(|one| heap(get, one)).collect(),
            3 | 5 => raw.chunks(each).take(TEXTS).map(<[u8]>::to_vec).collect(),
            _ => vec![raw],
        })
    });
    values.unwrap_or_default()
}

/// Whether a dataset holds opaque bytes, or rows of them, in chunks, which are not read: there is where pickles are kept
/// (`ObjectAtom` of PyTables). Texts and numbers are neither.
pub(super) fn hides_bytes(dataset: &[Message]) -> bool {
    let of = |kind| dataset.iter().find(|message| message.kind == kind && !message.shared);
    let layout = of(8).map(|layout| layout.data.as_slice());
    let chunked = matches!(layout, Some([3..=u8::MAX, 2, ..] | [1 | 2, _, 2, ..]));
    let bytes = of(3).is_some_and(|kind| {
        let row = kind.data.get(8).map(|base| base & 15);
        match kind.data.first().map(|class| class & 15) {
            Some(5) => true,
            // A sequence (and no text) of numbers of one byte, or of opaque bytes.
            Some(9) if kind.data.get(1).is_some_and(|flags| flags & 15 == 0) => {
                row == Some(5) || row == Some(0) && number(&kind.data, 12, 4) == Some(1)
            }
            _ => false,
        }
    });
    chunked && bytes
}

/// What lies in one piece (layout 3 on): in the message itself, or where it says.
fn raw(get: Get<'_>, layout: &[u8]) -> Option<Vec<u8>> {
    match layout {
        [3..=u8::MAX, 0, ..] => {
            let size = usize::try_from(number(layout, 2, 2)?).ok()?;
            layout.get(4..4 + size).map(<[u8]>::to_vec)
        }
        [3..=u8::MAX, 1, ..] => {
            let (at, size) = (number(layout, 2, 8)?, number(layout, 10, 8)?);
            if at == NOWHERE { None } else { get(at, size.min(BYTES)) }
        }
        _ => None,
    }
}
