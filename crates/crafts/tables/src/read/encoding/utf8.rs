//! Text in any encoding becomes UTF-8 as it passes.

use super::{Encoding, older};
use encoding_rs::{Decoder, DecoderResult};
use std::io::{self, ErrorKind, Read};

/// UTF-8 from text in `encoding`; what is no character in it is an error.
pub(in crate::read) struct Utf8<R> {
    from: R,
    inner: Inner,
    raw: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    done: bool,
    limit: u64,
}

enum Inner {
    As,
    Page(&'static str),
    Legacy(Box<Decoder>),
    Wide { little: bool },
}

const PIECE: usize = 32 << 10;

impl<R: Read> Utf8<R> {
    /// Takes `mark` bytes off the beginning; at most `limit` bytes come out.
    pub(in crate::read) fn new(
        mut from: R,
        encoding: Encoding,
        mark: usize,
        limit: u64,
    ) -> io::Result<Self> {
        let mut skipped = vec![0; mark];
        from.read_exact(&mut skipped)?;
        let inner = match encoding {
            Encoding::Utf8 => Inner::As,
            Encoding::Page(_, page) => Inner::Page(page),
            Encoding::Utf32Le => Inner::Wide { little: true },
            Encoding::Utf32Be => Inner::Wide { little: false },
            Encoding::Other(other) => {
                Inner::Legacy(Box::new(other.new_decoder_without_bom_handling()))
            }
        };
        Ok(Self { from, inner, raw: Vec::new(), out: Vec::new(), at: 0, done: false, limit })
    }

    pub(in crate::read) fn into_inner(self) -> R {
        self.from
    }

    /// Decodes the next piece into `out`.
    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        let kept = self.raw.len();
        self.raw.resize(kept + PIECE, 0);
        let got = self.from.read(self.raw.get_mut(kept..).unwrap_or_default())?;
        self.raw.truncate(kept + got);
        self.done = got == 0;
        match &mut self.inner {
            Inner::As => self.out.append(&mut self.raw),
            Inner::Page(page) => {
                let mut letter = [0; 4];
                for byte in self.raw.drain(..) {
                    let decoded = older::letter(page, byte);
                    self.out.extend_from_slice(decoded.encode_utf8(&mut letter).as_bytes());
                }
            }
            Inner::Legacy(decoder) => {
                self.out.resize(self.raw.len() * 3 + 16, 0);
                let (result, read, written) =
                    decoder.decode_to_utf8_without_replacement(&self.raw, &mut self.out, self.done);
                self.out.truncate(written);
                self.raw.drain(..read);
                if matches!(result, DecoderResult::Malformed(..)) {
                    return Err(malformed());
                }
            }
            Inner::Wide { little } => {
                let mut letter = [0; 4];
                let whole = self.raw.len() / 4 * 4;
                for unit in self.raw.get(..whole).unwrap_or_default().chunks_exact(4) {
                    let unit: [u8; 4] = unit.try_into().map_err(|_| malformed())?;
                    let code =
                        if *little { u32::from_le_bytes(unit) } else { u32::from_be_bytes(unit) };
                    let decoded = char::from_u32(code).ok_or_else(malformed)?;
                    self.out.extend_from_slice(decoded.encode_utf8(&mut letter).as_bytes());
                }
                self.raw.drain(..whole);
                if self.done && !self.raw.is_empty() {
                    return Err(malformed());
                }
            }
        }
        self.limit = self.limit.checked_sub(self.out.len() as u64).ok_or_else(|| {
            io::Error::new(ErrorKind::FileTooLarge, "the limit of a table, in UTF-8")
        })?;
        Ok(())
    }
}

fn malformed() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "it has bytes that are no characters in its encoding")
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.out.len() {
            if self.done {
                return Ok(0);
            }
            self.refill()?;
        }
        let got = self.out.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += got;
        Ok(got)
    }
}
