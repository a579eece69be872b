//! A limit on everything: what a small file unpacks to may have no end.

use std::io::Read;

/// Bytes that one piece may decode to.
const PIECE: u64 = 256 << 20;
/// Bytes decoded in all.
const ALL: u64 = 1 << 30;

/// How much may still be decoded.
pub(crate) struct Budget {
    left: u64,
    /// Something was longer than the limits allow, since this was last asked.
    cut: bool,
}

/// What a decoder gave.
pub(crate) struct Decoded {
    pub bytes: Vec<u8>,
    /// It came to its end in order; else these are the bytes before the fault or the limit.
    pub whole: bool,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { left: ALL, cut: false }
    }

    /// What `from` gives, up to the limits.
    pub(crate) fn read(&mut self, from: &mut impl Read) -> Decoded {
        let limit = self.left.min(PIECE);
        let mut bytes = Vec::new();
        let ended = from.take(limit).read_to_end(&mut bytes).is_ok();
        let full = bytes.len() as u64 >= limit;
        self.cut |= full;
        self.left -= bytes.len() as u64;
        Decoded { bytes, whole: ended && !full }
    }

    /// Whether `bytes` more may be decoded; they are counted if so.
    pub(crate) fn spend(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes as u64);
        self.left = left.unwrap_or(self.left);
        self.cut |= left.is_none();
        left.is_some()
    }

    /// Whether something was cut since the last call.
    pub(crate) fn was_cut(&mut self) -> bool {
        std::mem::take(&mut self.cut)
    }
}
