//! Compressed streams: what they hold is looked into as a member, within the scan's limits.

mod decoder;

use super::format::Format;
use super::session::{Session, Subject};
use super::source::{Memory, ReadAt, Source, WHOLE};
use super::{behind, rules};
use flate2::Crc;
use std::cell::{Cell, RefCell};
use std::io::Read;

pub(super) use decoder::{Codec, Streams};

/// How many times its size a stream may inflate to before it is called a bomb.
const RATIO: u64 = 200;
/// Below this nobody is harmed by any ratio.
const HARMLESS: u64 = 16 << 20;
/// How often a stream that does not fit memory is inflated anew, since a reader went back in it.
const REWINDS: u32 = 16;
/// What is inflated of a stream within a text.
const SMALL: u64 = 1 << 20;

/// Looks into what a compressed file holds.
pub(super) fn look(session: &mut Session, subject: Subject<'_>, codec: Codec) {
    let Some(inflated) = inflate(session, subject, codec) else { return };
    if inflated.consumed < subject.source.len() {
        let message = "bytes that are no compressed stream follow";
        session.add(&rules::TRAILING, subject.name, inflated.consumed, message);
        session.unsure(subject.name, message);
        behind::look(session, subject, inflated.consumed);
    }
    let base = subject.name.rsplit(['/', '!']).next().unwrap_or_default();
    // `weights.tar.gz` holds `weights.tar`; `model.pkl` may be compressed itself.
    let inner = [".gz", ".bz2", ".xz", ".lzma", ".lz4", ".z"]
        .iter()
        .find_map(|suffix| base.strip_suffix(suffix))
        .map_or_else(|| inside(base), str::to_owned);
    inflated.with(|content| session.member(subject, &inner, content));
}

/// What is in `model.joblib` is called `content.joblib`: its reader is the one that knows it.
fn inside(base: &str) -> String {
    match base.rsplit_once('.') {
        Some((_, suffix @ ("joblib" | "pkl" | "pickle"))) => format!("content.{suffix}"),
        Some((_, "tgz" | "tbz" | "txz")) => "content.tar".to_owned(),
        _ => "content".to_owned(),
    }
}

/// The codec of a format, if it is a compressed one.
pub(super) fn codec(format: Format) -> Option<Codec> {
    Some(match format {
        Format::Gzip => Codec::Gzip,
        Format::Zlib => Codec::Zlib,
        Format::Bzip2 => Codec::Bzip2,
        Format::Xz => Codec::Xz,
        Format::Lzma => Codec::Lzma,
        Format::Lz4 => Codec::Lz4,
        _ => return None,
    })
}

/// What a stream holds, measured by one pass over it.
pub(super) struct Inflated<'s> {
    codec: Codec,
    from: Source<'s>,
    /// What fits into memory.
    bytes: Option<Vec<u8>>,
    pub length: u64,
    pub crc: u32,
    /// Bytes of the source that its streams take.
    pub consumed: u64,
}

impl Inflated<'_> {
    /// Hands over what the stream holds.
    pub fn with<T>(&self, look: impl FnOnce(Source<'_>) -> T) -> T {
        match &self.bytes {
            Some(bytes) => look(Source::new(&Memory(bytes), self.length)),
            None => look(Source::new(&Stream::new(self.codec, self.from), self.length)),
        }
    }
}

/// Measures what a stream holds, and tells of damage and bombs; nothing if it is not to be read.
pub(super) fn inflate<'s>(
    session: &mut Session,
    subject: Subject<'s>,
    codec: Codec,
) -> Option<Inflated<'s>> {
    let size = subject.source.len();
    let bomb = size.saturating_mul(RATIO).max(HARMLESS);
    let limit = session.inflated_left.min(bomb);
    let mut streams = Streams::new(codec, subject.source);
    let mut measured = Measured { bytes: Some(Vec::new()), length: 0, crc: Crc::new() };
    let damaged = measured.all(&mut streams, limit).is_err();
    session.inflated_left = session.inflated_left.saturating_sub(measured.length);
    if measured.length > limit {
        let rule = if limit == bomb { &rules::BOMB } else { &rules::LIMIT };
        let message = format!("{size} bytes inflate to more than {limit}");
        session.add(rule, subject.name, 0, message);
        session.unsure(subject.name, "it inflates beyond the limit");
        return None;
    }
    // What came out before the damage may be all that an attack needs; bytes behind a whole stream
    // that are no stream are told by whoever asked.
    if damaged && streams.ended == 0 {
        session.add(&rules::STRUCTURE, subject.name, 0, "the compressed stream is damaged");
        session.unsure(subject.name, "the compressed stream is damaged");
    }
    let consumed = if damaged && streams.ended == 0 { size } else { streams.at };
    Some(Inflated {
        codec,
        from: subject.source,
        bytes: measured.bytes,
        length: measured.length,
        crc: measured.crc.sum(),
        consumed,
    })
}

struct Measured {
    bytes: Option<Vec<u8>>,
    length: u64,
    crc: Crc,
}

impl Measured {
    fn all(&mut self, from: &mut impl Read, limit: u64) -> std::io::Result<()> {
        let mut piece = vec![0; 64 << 10];
        while self.length <= limit {
            let got = from.read(&mut piece)?;
            let Some(got) = piece.get(..got).filter(|got| !got.is_empty()) else { break };
            self.length += got.len() as u64;
            self.crc.update(got);
            match &mut self.bytes {
                Some(bytes) if self.length <= WHOLE => bytes.extend_from_slice(got),
                bytes => *bytes = None,
            }
        }
        Ok(())
    }
}

/// A stream too long for memory: read forward, and from the start again where a reader goes back.
struct Stream<'s> {
    codec: Codec,
    from: Source<'s>,
    broken: Cell<bool>,
    state: RefCell<Place<'s>>,
}

struct Place<'s> {
    streams: Streams<'s>,
    window: Vec<u8>,
    window_at: u64,
    rewinds: u32,
}

impl<'s> Stream<'s> {
    fn new(codec: Codec, from: Source<'s>) -> Self {
        let streams = Streams::new(codec, from);
        let place = Place { streams, window: Vec::new(), window_at: 0, rewinds: 0 };
        Self { codec, from, broken: Cell::new(false), state: RefCell::new(place) }
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> std::io::Result<usize> {
        let place = &mut *self.state.borrow_mut();
        if offset < place.window_at {
            place.rewinds += 1;
            if place.rewinds > REWINDS {
                return Err(std::io::Error::other("it is read back and forth too often"));
            }
            place.streams = Streams::new(self.codec, self.from);
            (place.window_at, place.window) = (0, Vec::new());
        }
        while offset >= place.window_at + place.window.len() as u64 {
            place.window_at += place.window.len() as u64;
            place.window.resize(64 << 10, 0);
            let got = place.streams.read(&mut place.window);
            place.window.truncate(*got.as_ref().unwrap_or(&0));
            if got? == 0 {
                return Ok(0);
            }
        }
        let within = usize::try_from(offset - place.window_at).unwrap_or(usize::MAX);
        let mut from = place.window.get(within..).unwrap_or_default();
        from.read(into)
    }
}

impl ReadAt for Stream<'_> {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> usize {
        self.read(offset, into).unwrap_or_else(|_| {
            self.broken.set(true);
            0
        })
    }

    fn broken(&self) -> bool {
        self.broken.get()
    }
}

/// What a short stream in memory holds, at most [`SMALL`].
pub(super) fn small(bytes: &[u8], codec: Codec) -> Option<Vec<u8>> {
    let memory = Memory(bytes);
    let mut inflated = Vec::new();
    let streams = Streams::new(codec, Source::new(&memory, bytes.len() as u64));
    streams.take(SMALL).read_to_end(&mut inflated).ok()?;
    Some(inflated)
}
