//! A member of an archive, whose checksum is taken while it is read: what a reader asks for in its turn is
//! read once for both.

use super::source::{ReadAt, Source};
use flate2::Crc;
use std::cell::RefCell;

/// What stands so near the end may be read before its turn.
const TAIL: u64 = 64 << 10;
/// First bytes that are kept: readers come back to them.
const FIRST: u64 = 64 << 10;

pub(super) struct Summed<'s> {
    source: Source<'s>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    sum: Crc,
    at: u64,
    piece: Vec<u8>,
    first: Vec<u8>,
}

impl<'s> Summed<'s> {
    pub fn new(source: Source<'s>) -> Self {
        Self { source, state: RefCell::default() }
    }

    /// The checksum of all bytes; reads what no reader asked for. Nothing if some could not be read.
    pub fn sum(&self) -> Option<u32> {
        let state = &mut *self.state.borrow_mut();
        state.up_to(self.source, self.source.len());
        (state.at == self.source.len()).then(|| state.sum.sum())
    }
}

impl State {
    fn up_to(&mut self, source: Source<'_>, end: u64) {
        while self.at < end {
            let (sum, first, at) = (&mut self.sum, &mut self.first, self.at);
            let Some(rest) = source.part(0, end) else { return };
            let got = rest.piece(at, &mut self.piece, &mut |piece: &[u8]| {
                sum.update(piece);
                let room = FIRST.saturating_sub(at).min(piece.len() as u64);
                let kept = usize::try_from(room).ok().and_then(|room| piece.get(..room));
                first.extend_from_slice(kept.unwrap_or_default());
                true
            });
            match got {
                Some((got, _)) if got > 0 => self.at += got,
                _ => return,
            }
        }
    }
}

impl ReadAt for Summed<'_> {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> usize {
        let state = &mut *self.state.borrow_mut();
        if state.at == 0 {
            state.up_to(self.source, FIRST.min(self.source.len()));
        }
        let within = usize::try_from(offset).unwrap_or(usize::MAX);
        if let Some(first) = state.first.get(within..).filter(|first| !first.is_empty()) {
            let got = first.len().min(into.len());
            let (Some(into), Some(first)) = (into.get_mut(..got), first.get(..got)) else {
                return 0;
            };
            into.copy_from_slice(first);
            return got;
        }
        if offset > state.at && offset < self.source.len().saturating_sub(TAIL) {
            state.up_to(self.source, offset);
        }
        let got = self.source.read(offset, into);
        let fresh = state.at.checked_sub(offset).and_then(|from| usize::try_from(from).ok());
        let read = into.get(..got).unwrap_or_default();
        if let Some(fresh) = fresh.and_then(|from| read.get(from..)) {
            state.sum.update(fresh);
            state.at += fresh.len() as u64;
        }
        got
    }

    fn memory(&self) -> Option<&[u8]> {
        self.source.memory()
    }

    fn broken(&self) -> bool {
        self.source.broken()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::source::Memory;

    #[test]
    fn the_checksum_is_that_of_all_bytes_in_whatever_order_they_are_read() {
        let bytes: Vec<u8> = (0..400_000u32).map(|n| (n % 251) as u8).collect();
        let mut whole = Crc::new();
        whole.update(&bytes);
        let memory = Memory(&bytes);
        for reads in [&[][..], &[0, 10, 5], &[399_990, 0, 200_000, 100_000], &[250_000, 3]] {
            let summed = Summed::new(Source::new(&memory, bytes.len() as u64));
            for at in reads {
                let mut into = [0; 5_000];
                let got = summed.read_at(*at, &mut into);
                assert_eq!(into[..got], bytes[*at as usize..][..got]);
            }
            assert_eq!(summed.sum(), Some(whole.sum()), "{reads:?}");
        }
    }
}
