//! Which of a bundle's entries are meant.

use ledger::BUNDLE;

/// A set of places in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hits([u8; BUNDLE / 8]);

impl Hits {
    pub(super) const ALL: Self = Self([0xff; BUNDLE / 8]);

    /// Adds the place of the entry `index`.
    pub(super) fn add(&mut self, index: u64) {
        let (byte, bit) = place(index);
        if let Some(byte) = self.0.get_mut(byte) {
            *byte |= bit;
        }
    }

    pub(super) fn holds(&self, index: u64) -> bool {
        let (byte, bit) = place(index);
        self.0.get(byte).is_some_and(|byte| byte & bit != 0)
    }

    /// Those that are in `other` too.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own &= other);
        self
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|byte| u64::from(byte.count_ones())).sum()
    }

    pub(super) fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let mut hits = Self::default();
        hex::decode_to_slice(text, &mut hits.0).ok()?;
        Some(hits)
    }

    pub(super) const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Byte and bit of the entry `index` in its bundle.
fn place(index: u64) -> (usize, u8) {
    let within = usize::try_from(index % BUNDLE as u64).unwrap_or_default();
    (within / 8, 0x80 >> (within % 8))
}
