//! The ledger as it lies on disk, read without the product: full bundles, then the tail.
//!
//! ```text
//! tile/entries/NNN   frames: (length: u16, bytes)*, 256 of them
//! tail               "HYGTAIL2" base: u64, then records: body: u32, seal: u32, bytes of both;
//!                    the first is the log before it, the others' bodies are frames
//! ```
//! Numbers are big-endian. Seals are the product's to check.

use super::place::told;
use serde_json::Value;
use std::fs;
use std::path::Path;

const MAGIC: &[u8] = b"HYGTAIL2";
/// Entries of a full bundle.
const BUNDLE: u64 = 256;

/// All entries of the ledger in the folder `ledger`.
pub fn read(ledger: &Path) -> Result<Vec<Value>, String> {
    let path = ledger.join("tail");
    let tail = fs::read(&path).map_err(|e| told(&path, &e))?;
    let (base, commits) = parse(&tail).ok_or_else(|| format!("{} is no tail", path.display()))?;
    let mut entries = Vec::new();
    for number in 0..base / BUNDLE {
        let path = ledger.join(bundle(number));
        let bytes = fs::read(&path).map_err(|e| told(&path, &e))?;
        entries.extend(frames(&bytes).ok_or_else(|| format!("{} is cut", path.display()))?);
    }
    entries.extend(commits);
    entries.iter().map(|entry| serde_json::from_slice(entry).map_err(|e| e.to_string())).collect()
}

/// `tile/entries/x001/234` (C2SP tlog-tiles): as many parts of three digits as it takes.
fn bundle(number: u64) -> String {
    let mut path = format!("{:03}", number % 1_000);
    let mut rest = number / 1_000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1_000);
        rest /= 1_000;
    }
    format!("tile/entries/{path}")
}

/// Entries before the tail, and those in it.
fn parse(bytes: &[u8]) -> Option<(u64, Vec<Vec<u8>>)> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (base, rest) = rest.split_first_chunk::<8>()?;
    let (_, mut rest) = record(rest)?;
    let mut entries = Vec::new();
    while let Some((body, after)) = record(rest) {
        let Some(of_commit) = frames(body) else { break };
        entries.extend(of_commit);
        rest = after;
    }
    Some((u64::from_be_bytes(*base), entries))
}

/// The body of the first record, and what follows it.
fn record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (body, rest) = bytes.split_first_chunk::<4>()?;
    let (seal, rest) = rest.split_first_chunk::<4>()?;
    let length = |number: &[u8; 4]| usize::try_from(u32::from_be_bytes(*number)).ok();
    let (body, rest) = rest.split_at_checked(length(body)?)?;
    Some((body, rest.split_at_checked(length(seal)?)?.1))
}

fn frames(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        all.push(entry.to_vec());
        bytes = rest;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_read_up_to_the_commit_that_is_cut() {
        let record = |body: &[u8]| {
            let lengths = [(body.len() as u32).to_be_bytes(), 2u32.to_be_bytes()].concat();
            [&lengths, body, b"ss"].concat()
        };
        let whole = [
            MAGIC,
            &512u64.to_be_bytes(),
            &record(b"edge"),
            &record(b"\0\x02{}"),
            &record(b"\0\x01["),
        ]
        .concat();
        assert_eq!(parse(&whole), Some((512, vec![b"{}".to_vec(), b"[".to_vec()])));
        let cut = whole.len() - 1;
        assert_eq!(parse(&whole[..cut]), Some((512, vec![b"{}".to_vec()])));
        assert_eq!(parse(&whole[..9]), None);
    }

    #[test]
    fn bundles_lie_where_c2sp_says() {
        assert_eq!(bundle(7), "tile/entries/007");
        assert_eq!(bundle(1_234_067), "tile/entries/x001/x234/067");
    }
}
