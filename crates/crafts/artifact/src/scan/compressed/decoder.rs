//! One compressed stream after another, as the loaders of these formats read them.

use crate::scan::source::{Cursor, Source};
use bzip2::bufread::BzDecoder;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use lz4_flex::frame::FrameDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use std::io::{self, Read};

/// A decoder's dictionary may take as much (KiB): what the strongest setting of `xz` needs.
const MEMORY: u32 = 66 << 10;

/// How bytes are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scan) enum Codec {
    /// RFC 1951, as members of zip archives are.
    Deflate,
    Gzip,
    Zlib,
    Bzip2,
    Xz,
    /// The older format, which has no magic and no checksum.
    Lzma,
    Lz4,
}

enum Decoder<'s> {
    Deflate(DeflateDecoder<Cursor<'s>>),
    Gzip(GzDecoder<Cursor<'s>>),
    Zlib(ZlibDecoder<Cursor<'s>>),
    Bzip2(BzDecoder<Cursor<'s>>),
    Xz(Box<XzReader<Cursor<'s>>>),
    Lzma(Box<LzmaReader<Cursor<'s>>>),
    Lz4(Box<FrameDecoder<Cursor<'s>>>),
}

impl<'s> Decoder<'s> {
    fn open(codec: Codec, source: Source<'s>, at: u64) -> io::Result<Self> {
        let from = Cursor::new(source, at);
        Ok(match codec {
            Codec::Deflate => Self::Deflate(DeflateDecoder::new(from)),
            Codec::Gzip => Self::Gzip(GzDecoder::new(from)),
            Codec::Zlib => Self::Zlib(ZlibDecoder::new(from)),
            Codec::Bzip2 => Self::Bzip2(BzDecoder::new(from)),
            Codec::Xz => Self::Xz(Box::new(XzReader::new_mem_limit(from, false, MEMORY))),
            Codec::Lzma => Self::Lzma(Box::new(LzmaReader::new_mem_limit(from, MEMORY, None)?)),
            Codec::Lz4 => Self::Lz4(Box::new(FrameDecoder::new(from))),
        })
    }

    /// Where the stream that was read to its end ends.
    fn end(self) -> u64 {
        match self {
            Self::Deflate(decoder) => decoder.into_inner().position(),
            Self::Gzip(decoder) => decoder.into_inner().position(),
            Self::Zlib(decoder) => decoder.into_inner().position(),
            Self::Bzip2(decoder) => decoder.into_inner().position(),
            Self::Xz(decoder) => decoder.into_inner().position(),
            Self::Lzma(decoder) => {
                let (from, unused) = decoder.into_parts();
                from.position() - unused.len() as u64
            }
            Self::Lz4(decoder) => decoder.into_inner().position(),
        }
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Deflate(decoder) => decoder.read(into),
            Self::Gzip(decoder) => decoder.read(into),
            Self::Zlib(decoder) => decoder.read(into),
            Self::Bzip2(decoder) => decoder.read(into),
            Self::Xz(decoder) => decoder.read(into),
            Self::Lzma(decoder) => decoder.read(into),
            Self::Lz4(decoder) => decoder.read(into),
        }
    }
}

/// What all streams of a source hold, one behind the other.
pub(in crate::scan) struct Streams<'s> {
    codec: Codec,
    source: Source<'s>,
    current: Option<Decoder<'s>>,
    /// Where the next stream starts.
    pub at: u64,
    /// Streams that were read to their ends.
    pub ended: usize,
}

impl<'s> Streams<'s> {
    pub fn new(codec: Codec, source: Source<'s>) -> Self {
        Self { codec, source, current: None, at: 0, ended: 0 }
    }

    /// Padding that some formats allow between streams.
    fn skip_padding(&mut self) {
        let padded = matches!(self.codec, Codec::Gzip | Codec::Xz);
        let mut rest = Cursor::new(self.source, self.at);
        while padded && self.ended > 0 && rest.byte() == Some(0) {
            self.at = rest.position();
        }
    }
}

impl Read for Streams<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let decoder = match &mut self.current {
                Some(decoder) => decoder,
                None => {
                    self.skip_padding();
                    let more = self.codec != Codec::Deflate || self.ended == 0;
                    if self.at >= self.source.len() || !more {
                        return Ok(0);
                    }
                    self.current.insert(Decoder::open(self.codec, self.source, self.at)?)
                }
            };
            let got = decoder.read(into)?;
            if got > 0 || into.is_empty() {
                return Ok(got);
            }
            let end = self.current.take().map_or(self.source.len(), Decoder::end);
            self.ended += 1;
            if end <= self.at {
                return Err(io::Error::other("a stream of no bytes"));
            }
            self.at = end;
        }
    }
}
