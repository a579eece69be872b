//! Compressed streams, inflated within the scan's limits.

use super::format::Format;
use super::rules;
use super::session::{Session, Subject};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// How many times its size a stream may inflate to before it is called a bomb.
const RATIO: u64 = 200;
/// Below this nobody is harmed by any ratio.
const HARMLESS: u64 = 16 << 20;

/// Looks into what a gzip or zlib stream holds.
pub(super) fn look(session: &mut Session, subject: Subject<'_>, format: Format) {
    let inflated = match format {
        Format::Gzip => inflate(session, subject, MultiGzDecoder::new(subject.bytes)),
        _ => inflate(session, subject, ZlibDecoder::new(subject.bytes)),
    };
    if let Some(bytes) = inflated {
        let base = subject.name.rsplit(['/', '!']).next().unwrap_or_default();
        // `weights.tar.gz` holds `weights.tar`; `model.pkl` may be compressed itself.
        let inner = base.strip_suffix(".gz").unwrap_or("content").to_owned();
        session.member(subject, &inner, &bytes);
    }
}

/// Inflates a raw deflate stream, as zip members are.
pub(super) fn deflated(
    session: &mut Session,
    subject: Subject<'_>,
    bytes: &[u8],
) -> Option<Vec<u8>> {
    inflate(session, Subject { bytes, ..subject }, DeflateDecoder::new(bytes))
}

fn inflate(session: &mut Session, subject: Subject<'_>, from: impl Read) -> Option<Vec<u8>> {
    let size = subject.bytes.len() as u64;
    let bomb = size.saturating_mul(RATIO).max(HARMLESS);
    let limit = session.inflated_left.min(bomb);
    let mut bytes = Vec::new();
    let read = from.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    let got = bytes.len() as u64;
    session.inflated_left = session.inflated_left.saturating_sub(got);
    if got > limit {
        let rule = if limit == bomb { &rules::BOMB } else { &rules::LIMIT };
        let message = format!("{size} bytes inflate to more than {limit}");
        session.add(rule, subject.name, 0, message);
        session.unsure(subject.name, "it inflates beyond the limit");
        return None;
    }
    if read.is_err() {
        session.add(&rules::STRUCTURE, subject.name, 0, "the compressed stream is damaged");
        session.unsure(subject.name, "the compressed stream is damaged");
    }
    // What came out before the damage may be all that an attack needs.
    Some(bytes)
}
