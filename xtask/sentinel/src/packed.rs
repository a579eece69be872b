//! Compressed streams, from where one begins.

use crate::budget::{Budget, Decoded};
use crate::magic::Magic;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// What came out of a stream.
pub(crate) struct Opened {
    pub kind: &'static str,
    pub decoded: Decoded,
    /// Bytes that it took up, if it is whole.
    pub used: usize,
}

/// Decodes the stream at the beginning of `bytes`; none if nothing at all comes out.
pub(crate) fn open(magic: Magic, bytes: &[u8], budget: &mut Budget) -> Option<Opened> {
    let (kind, decoded, used) = match magic {
        Magic::Gzip => {
            let mut decoder = GzDecoder::new(bytes);
            let decoded = budget.read(&mut decoder);
            ("gzip", decoded, bytes.len() - decoder.into_inner().len())
        }
        Magic::Zlib => {
            let mut decoder = ZlibDecoder::new(bytes);
            let decoded = budget.read(&mut decoder);
            ("zlib", decoded, bytes.len() - decoder.into_inner().len())
        }
        Magic::Zstd => zstd(bytes, budget)?,
        Magic::Zip => {
            let (start, data) = deflated(bytes)?;
            let mut decoder = DeflateDecoder::new(data);
            let decoded = budget.read(&mut decoder);
            ("zip", decoded, start + data.len() - decoder.into_inner().len())
        }
        Magic::Parquet | Magic::Sqlite => return None,
    };
    (!decoded.bytes.is_empty()).then_some(Opened { kind, decoded, used })
}

fn zstd(bytes: &[u8], budget: &mut Budget) -> Option<(&'static str, Decoded, usize)> {
    let mut decoder = zstd::Decoder::with_buffer(bytes).ok()?.single_frame();
    let decoded = budget.read(&mut decoder);
    Some(("zstd", decoded, bytes.len() - decoder.finish().len()))
}

/// The data of a zip member that is deflated, and where it starts (APPNOTE 4.3.7). A stored
/// member is in the piece as it is, and one of another method has a magic of its own.
fn deflated(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let short = |at: usize| {
        let two = bytes.get(at..at + 2)?;
        Some(u16::from_le_bytes(two.try_into().ok()?))
    };
    let (flags, method) = (short(6)?, short(8)?);
    let start = 30 + usize::from(short(26)?) + usize::from(short(28)?);
    let data = bytes.get(start..)?;
    (method == 8 && flags & 1 == 0).then_some((start, data))
}
