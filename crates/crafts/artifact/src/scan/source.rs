//! What readers ask for bytes: a file, a member of an archive, or what a stream inflates to, by
//! ranges, so that memory does not grow with size.

use super::hashing::Window;
use std::borrow::Cow;

/// Bytes that a reader may take into memory as a whole: headers, texts, members that are inflated.
pub(super) const WHOLE: u64 = 16 << 20;

/// Bytes that are handed over at once, where they have to be copied.
const PIECE: usize = 128 << 10;

/// Where bytes come from.
pub(super) trait ReadAt {
    /// Bytes from `offset` on; fewer than asked for only at the end, or where no more can be had.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> usize;

    /// All of them, if they are in memory anyway.
    fn memory(&self) -> Option<&[u8]> {
        None
    }

    /// A window that is in memory anyway or comes next, and where `offset` is in it: what takes all bytes in
    /// their turn need not copy them.
    fn window(&self, _offset: u64) -> Option<(Window, usize)> {
        None
    }

    /// Whether something could not be read that should be there.
    fn broken(&self) -> bool {
        false
    }
}

/// Bytes in memory.
pub(super) struct Memory<'b>(pub &'b [u8]);

impl ReadAt for Memory<'_> {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> usize {
        let from = usize::try_from(offset).ok().and_then(|from| self.0.get(from..));
        let mut from = from.unwrap_or_default();
        std::io::Read::read(&mut from, into).unwrap_or(0)
    }

    fn memory(&self) -> Option<&[u8]> {
        Some(self.0)
    }
}

/// A range of what can be read.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    origin: &'s dyn ReadAt,
    start: u64,
    length: u64,
}

impl<'s> Source<'s> {
    pub fn new(origin: &'s dyn ReadAt, length: u64) -> Self {
        Self { origin, start: 0, length }
    }

    /// Bytes in it.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether something of it could not be read.
    pub fn broken(&self) -> bool {
        self.origin.broken()
    }

    /// All of it, if it is in memory anyway.
    pub fn memory(&self) -> Option<&'s [u8]> {
        let from = usize::try_from(self.start).ok()?;
        self.origin.memory()?.get(from..from.checked_add(usize::try_from(self.length).ok()?)?)
    }

    /// Reads from `at` on; returns how many bytes there were.
    pub fn read(&self, at: u64, into: &mut [u8]) -> usize {
        let left = self.length.saturating_sub(at);
        let length = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let Some(into) = into.get_mut(..length) else { return 0 };
        let Some(from) = self.start.checked_add(at) else { return 0 };
        let mut got = 0;
        while got < length {
            let Some(rest) = into.get_mut(got..) else { break };
            match self.origin.read_at(from + got as u64, rest) {
                0 => break,
                more => got += more,
            }
        }
        got
    }

    /// Exactly these bytes, at most [`WHOLE`]; nothing if they are not there.
    pub fn get(&self, at: u64, length: u64) -> Option<Cow<'s, [u8]>> {
        if length > WHOLE || at.checked_add(length)? > self.length {
            return None;
        }
        if let Some(all) = self.origin.memory() {
            let from = usize::try_from(self.start + at).ok()?;
            return all.get(from..from + usize::try_from(length).ok()?).map(Cow::Borrowed);
        }
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        (self.read(at, &mut bytes) == bytes.len()).then_some(Cow::Owned(bytes))
    }

    /// The first bytes, at most `length` and at most [`WHOLE`].
    pub fn head(&self, length: u64) -> Cow<'s, [u8]> {
        self.get(0, length.min(self.length)).unwrap_or_default()
    }

    /// All bytes, if they are at most [`WHOLE`].
    pub fn whole(&self) -> Option<Cow<'s, [u8]>> {
        self.get(0, self.length)
    }

    /// A range of it; nothing if it is not there.
    pub fn part(&self, at: u64, length: u64) -> Option<Self> {
        let end = at.checked_add(length)?;
        (end <= self.length).then(|| Self { start: self.start + at, length, ..*self })
    }

    /// From `at` on.
    pub fn from(&self, at: u64) -> Self {
        let at = at.min(self.length);
        Self { start: self.start + at, length: self.length - at, ..*self }
    }

    /// A little-endian number of at most eight bytes.
    pub fn number(&self, at: u64, width: usize) -> Option<u64> {
        let mut digits = [0; 8];
        let digits = digits.get_mut(..width)?;
        (self.read(at, digits) == width)
            .then(|| digits.iter().rev().fold(0, |sum, &digit| (sum << 8) | u64::from(digit)))
    }

    /// Whether these bytes stand at `at`.
    pub fn has(&self, at: u64, magic: &[u8]) -> bool {
        let mut found = [0; 16];
        found
            .get_mut(..magic.len())
            .is_some_and(|found| self.read(at, found) == magic.len() && found == magic)
    }

    /// Calls `each` with all bytes in order, piece by piece; false if some could not be read.
    pub fn pieces(&self, mut each: impl FnMut(&[u8])) -> bool {
        self.pieces_while(|piece| {
            each(piece);
            true
        })
    }

    /// The same as long as `each` wants more.
    pub fn pieces_while(&self, mut each: impl FnMut(&[u8]) -> bool) -> bool {
        if let Some(bytes) = self.memory() {
            each(bytes);
            return true;
        }
        let (mut at, mut own) = (0, Vec::new());
        while at < self.length {
            let got = self.piece(at, &mut own, &mut each);
            match got {
                Some((0, _)) => return false,
                Some((got, true)) => at += got,
                Some((_, false)) | None => return true,
            }
        }
        true
    }

    /// Hands over the bytes from `at` on: how many, and whether more are wanted. They are taken from where they lie,
    /// or else into `own`.
    pub fn piece(
        &self,
        at: u64,
        own: &mut Vec<u8>,
        each: &mut impl FnMut(&[u8]) -> bool,
    ) -> Option<(u64, bool)> {
        let left = usize::try_from(self.length.saturating_sub(at)).unwrap_or(usize::MAX);
        if let Some((window, within)) = self.origin.window(self.start.checked_add(at)?) {
            let piece = window.get(within..).unwrap_or_default();
            let piece = piece.get(..left).unwrap_or(piece);
            return Some((piece.len() as u64, piece.is_empty() || each(piece)));
        }
        own.resize(PIECE, 0);
        let got = self.read(at, own);
        let piece = own.get(..got)?;
        Some((got as u64, piece.is_empty() || each(piece)))
    }
}

/// Reads a source from the front to the back.
pub(super) struct Cursor<'s> {
    source: Source<'s>,
    /// Where the next byte stands in the source.
    at: u64,
    window: Vec<u8>,
    /// Where the window starts in the source.
    window_at: u64,
}

/// Bytes of a cursor's window.
const WINDOW: usize = 16 << 10;

impl<'s> Cursor<'s> {
    pub fn new(source: Source<'s>, at: u64) -> Self {
        Self { source, at, window: Vec::new(), window_at: at }
    }

    /// Where the next byte stands.
    pub fn position(&self) -> u64 {
        self.at
    }

    pub fn left(&self) -> u64 {
        self.source.len().saturating_sub(self.at)
    }

    pub fn byte(&mut self) -> Option<u8> {
        let byte = *self.buffered().first()?;
        self.at += 1;
        Some(byte)
    }

    /// Steps over `length` bytes, if there are as many.
    pub fn skip(&mut self, length: u64) -> Option<()> {
        (length <= self.left()).then(|| self.at += length)
    }

    pub fn seek(&mut self, at: u64) {
        self.at = at;
    }

    /// The next `length` bytes, if there are as many, and they are at most [`WHOLE`].
    pub fn take(&mut self, length: u64) -> Option<Vec<u8>> {
        if length > self.left() || length > WHOLE {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        let mut got = 0;
        while got < bytes.len() {
            let from = self.buffered();
            let length = from.len().min(bytes.len() - got);
            if length == 0 {
                return None;
            }
            bytes.get_mut(got..got + length)?.copy_from_slice(from.get(..length)?);
            got += length;
            self.at += length as u64;
        }
        Some(bytes)
    }

    /// A little-endian number of at most eight bytes.
    pub fn number(&mut self, width: u64) -> Option<u64> {
        if width > self.left() {
            return None;
        }
        let mut sum = 0;
        for place in 0..width {
            sum |= u64::from(self.byte()?) << (8 * place);
        }
        Some(sum)
    }

    /// Up to the newline, which is taken but not part of it; of a line that is longer than `limit`
    /// only as much, and `true`.
    pub fn line(&mut self, limit: usize) -> Option<(Vec<u8>, bool)> {
        let (mut line, mut longer) = (Vec::new(), false);
        loop {
            let window = self.buffered();
            if window.is_empty() {
                return None;
            }
            let end = window.iter().position(|&byte| byte == b'\n');
            let part = window.get(..end.unwrap_or(window.len())).unwrap_or_default();
            let room = limit.saturating_sub(line.len());
            longer |= part.len() > room;
            line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
            let step = part.len() as u64 + u64::from(end.is_some());
            self.at += step;
            if end.is_some() {
                return Some((line, longer));
            }
        }
    }

    /// What lies in memory from here on; empty only at the end.
    fn buffered(&mut self) -> &[u8] {
        let within = self.at.checked_sub(self.window_at);
        let within = within.filter(|&within| within < self.window.len() as u64);
        if within.is_none() {
            self.window.resize(WINDOW, 0);
            let got = self.source.read(self.at, &mut self.window);
            self.window.truncate(got);
            self.window_at = self.at;
        }
        let from = usize::try_from(within.unwrap_or(0)).unwrap_or(usize::MAX);
        self.window.get(from..).unwrap_or_default()
    }
}

impl std::io::Read for Cursor<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut from = self.buffered();
        let got = std::io::Read::read(&mut from, into)?;
        self.at += got as u64;
        Ok(got)
    }
}

impl std::io::BufRead for Cursor<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        Ok(self.buffered())
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
    }
}
