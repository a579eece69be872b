//! Git's own data: the index, packs and what lists their objects, loose objects, tables of references. Each ends in a
//! checksum of its own bytes, or is called by one (gitformat-index(5), gitformat-pack(5), gitformat-commit-graph(5),
//! reftable(5)). What is as it says is nothing that runs; what is not is read as any other bytes are.

use super::within;
use crate::scan::compressed::{Codec, Streams};
use crate::scan::session::{Session, Subject};
use crate::scan::source::Source;
use flate2::Crc;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::io::Read as _;

/// Bytes of a loose object's first words: its kind and its length.
const HEADER: usize = 32;
/// Bytes of what ends a table of references, by its version: as many as begin it, five places, and a checksum.
const TABLE_ENDS: [(u8, u64, u64); 2] = [(1, 24, 68), (2, 28, 72)];

/// Whether a file in Git's folder is the data of Git that it is called as, whole and unchanged.
pub(in crate::scan) fn is_whole(session: &mut Session, subject: Subject<'_>) -> bool {
    let Some(rest) = within(subject.name) else { return false };
    let source = subject.source;
    if let Some(id) = loose(rest) {
        return is_object(session, source, &id);
    }
    let Some(magic) = magic(rest) else { return false };
    source.has(0, magic)
        && match magic {
            b"REFT" => is_table(source),
            _ => ends_in::<Sha1>(source) || ends_in::<Sha256>(source),
        }
}

/// How a file begins that is called so.
fn magic(rest: &str) -> Option<&'static [u8]> {
    let (folder, file) = rest.rsplit_once('/').unwrap_or(("", rest));
    let suffix = file.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let packs = folder == "objects/pack" || folder.ends_with("/objects/pack");
    Some(match suffix {
        _ if file == "index" || file.starts_with("sharedindex.") => b"DIRC",
        "pack" if packs => b"PACK",
        "idx" if packs => b"\xfftOc",
        "rev" if packs => b"RIDX",
        "mtimes" if packs => b"MTME",
        "bitmap" if packs => b"BITM",
        _ if packs && file.starts_with("multi-pack-index") => b"MIDX",
        "midx" if folder.ends_with("pack/multi-pack-index.d") => b"MIDX",
        "graph" if folder.ends_with("objects/info/commit-graphs") => b"CGPH",
        _ if file == "commit-graph" && folder.ends_with("objects/info") => b"CGPH",
        "ref" if folder == "reftable" || folder.ends_with("/reftable") => b"REFT",
        _ => return None,
    })
}

/// Whether the last bytes are the checksum of all others.
fn ends_in<D: Digest>(source: Source<'_>) -> bool {
    let length = <D as Digest>::output_size() as u64;
    let Some(end) = source.len().checked_sub(length) else { return false };
    let (Some(body), mut sum) = (source.part(0, end), D::new()) else { return false };
    body.pieces(|piece| sum.update(piece))
        && source.get(end, length).is_some_and(|told| *told == *sum.finalize().as_slice())
}

/// The checksum that an object is called by, if it is called as loose objects are.
fn loose(rest: &str) -> Option<String> {
    let (folder, file) = rest.rsplit_once('/')?;
    let (objects, two) = folder.rsplit_once('/')?;
    let named = objects == "objects" || objects.ends_with("/objects");
    let id = format!("{two}{file}");
    let digits = id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (named && digits && two.len() == 2 && matches!(id.len(), 40 | 64)).then_some(id)
}

/// Whether a stream holds an object of as many bytes as it says, is called by their checksum, and is all there is.
fn is_object(session: &mut Session, source: Source<'_>, id: &str) -> bool {
    match id.len() {
        40 => object::<Sha1>(session, source, id),
        _ => object::<Sha256>(session, source, id),
    }
    .unwrap_or(false)
}

fn object<D: Digest>(session: &mut Session, source: Source<'_>, id: &str) -> Option<bool> {
    if !source.has(0, b"\x78") {
        return None;
    }
    let mut stream = Streams::new(Codec::Zlib, source);
    let (mut sum, mut head, mut length) = (D::new(), Vec::new(), 0u64);
    let mut piece = vec![0; 64 << 10];
    loop {
        let got = stream.read(&mut piece).ok()?;
        let Some(got) = piece.get(..got).filter(|got| !got.is_empty()) else { break };
        session.inflated_left = session.inflated_left.checked_sub(got.len() as u64)?;
        length += got.len() as u64;
        let room = HEADER.saturating_sub(head.len()).min(got.len());
        head.extend_from_slice(got.get(..room)?);
        sum.update(got);
    }
    let end = head.iter().position(|byte| *byte == 0)?;
    let (kind, size) = std::str::from_utf8(head.get(..end)?).ok()?.split_once(' ')?;
    let whole = size.parse::<u64>().ok()?.checked_add(end as u64 + 1)? == length;
    let hex: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let known = ["blob", "tree", "commit", "tag"].contains(&kind);
    Some(known && whole && hex == id && stream.ended == 1 && stream.at == source.len())
}

/// Whether a table of references ends as it began, with the checksum of its end.
fn is_table(source: Source<'_>) -> bool {
    let version = source.number(4, 1);
    let found = TABLE_ENDS.iter().find(|(known, ..)| version == Some(u64::from(*known)));
    let read = || {
        let (_, header, footer) = *found?;
        let end = source.get(source.len().checked_sub(footer)?, footer)?;
        let (sums, told) = end.split_last_chunk::<4>().map(|(sums, told)| (sums, *told))?;
        let mut crc = Crc::new();
        crc.update(sums);
        let same = *sums.get(..usize::try_from(header).ok()?)? == *source.get(0, header)?;
        Some(same && crc.sum() == u32::from_be_bytes(told))
    };
    read().unwrap_or(false)
}
