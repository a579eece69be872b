//! A ledger of the first format (`HYGTAIL1`: a signed checkpoint after each commit, no hash tiles, no
//! head) is read whole, once, and goes on in this one.

use super::begin::Place;
use super::head::Head;
use super::load::{Mark, Marks, bundle, checkpoint, read_tail};
use super::place;
use super::seals::Seals;
use super::tail::{self, Commit, Start};
use super::tampered::tampered;
use crate::StoreError;
use ledger::{BUNDLE, Checkpoint, Edge};
use std::fs::File;
use std::io::Read;

/// Brings the ledger to this format, if it is of the first.
///
/// A break in the middle repeats the work: the tail is replaced last. Where there is a head already,
/// the ledger must reach it: a tail of before is no way around it.
pub(super) fn upgrade(place: &Place<'_>, seals: &Seals) -> Result<(), StoreError> {
    let Place { dir, keys, origin, key } = *place;
    let mut magic = [0; 8];
    let read = File::open(dir.join("tail")).and_then(|mut file| file.read_exact(&mut magic));
    if read.is_err() || &magic != tail::FIRST {
        // Whatever else is wrong, loading it tells.
        return Ok(());
    }
    let bytes = read_tail(dir)?;
    let Some((base, commits)) = tail::parse_first(&bytes) else { return Ok(()) };
    let signed = checkpoint(dir, origin, &key.public())?;
    let mut marks = Marks(vec![Mark { size: signed.size, root: signed.root, met: None }]);
    if let Ok(head) = Head::open(keys, seals) {
        marks.0.push(Mark { size: head.size, root: head.root, met: None });
    }
    let start = bundles(place, base, &mut marks)?;
    let (mut now, mut rest, mut proven) = (start.clone(), Vec::new(), signed.size == base);
    for commit in commits {
        let (mut next, mut seen) = (now.clone(), marks.clone());
        for entry in &commit.entries {
            next.push(entry);
            seen.pass(&next.edge);
        }
        if !proves(place, &commit, &next) {
            break;
        }
        (now, marks, proven) = (next, seen, true);
        rest.extend(commit.entries);
    }
    if !proven {
        return Err(tampered(dir, "no commit of the tail gives the root that was signed"));
    }
    let (size, root) = (now.edge.size(), now.edge.root());
    marks.all_met(dir, size)?;
    place::sign(dir, origin, &now, key)?;
    Head::create(keys, size, root, seals)?;
    place::tail(dir, &start, &rest, &now, seals).map(drop)
}

/// Whether the commit's note is signed and speaks of exactly this log.
fn proves(place: &Place<'_>, commit: &Commit<'_>, now: &Start) -> bool {
    Checkpoint::open(commit.seal, &place.key.public()).is_ok_and(|head| {
        (head.origin.as_str(), head.size, head.root)
            == (place.origin, now.edge.size(), now.edge.root())
    })
}

/// The log in full bundles; writes the hash tiles that it lacks.
fn bundles(place: &Place<'_>, base: u64, marks: &mut Marks) -> Result<Start, StoreError> {
    let (mut start, mut tiles) = (Start { edge: Edge::new(), newest: 0 }, Vec::new());
    marks.pass(&start.edge);
    if !base.is_multiple_of(BUNDLE as u64) {
        return Err(tampered(place.dir, "the tail begins within a bundle"));
    }
    for number in 0..base / BUNDLE as u64 {
        for entry in bundle(place.dir, number)? {
            tiles.extend(start.push(&entry));
            marks.pass(&start.edge);
        }
        if tiles.len() >= 64 {
            place::put(place.dir, &std::mem::take(&mut tiles))?;
        }
    }
    place::put(place.dir, &tiles)?;
    Ok(start)
}

#[cfg(test)]
mod tests {
    use super::super::{Log, begin};
    use super::*;
    use ledger::{Activity, Event, Operation, Outcome, bundle_path, encode, origin};
    use std::fs;
    use std::path::Path;
    use tempfile::TempDir;
    use terms::seal::SealKey;
    use terms::{Asset, PrincipalId, Timestamp};

    fn entries(count: i64) -> Vec<Vec<u8>> {
        let (actor, asset) =
            (PrincipalId::new("dana").unwrap(), Asset::parse("dataset/loans").unwrap());
        let (operation, outcome) = (Operation::DatasetLanded, Outcome::Success);
        let activity = Activity { operation, actor: &actor, asset: &asset, outcome, facts: &[] };
        let event = |n| Event::of_activity(&activity, Timestamp::from_unix(n));
        (0..count).map(|n| event(n).to_entry().unwrap()).collect()
    }

    /// What the first format left: a bundle, and a tail with commits of twenty entries, each with its
    /// note; gives where each commit ends, and its note.
    fn first_format(dir: &Path, key: &SealKey, entries: &[Vec<u8>]) -> Vec<(usize, Vec<u8>)> {
        let put = |path: &str, bytes: &[u8]| {
            files::private_folder(dir.join(path).parent().unwrap()).unwrap();
            fs::write(dir.join(path), bytes).unwrap();
        };
        let (bundled, rest) = entries.split_at(256);
        put(&bundle_path(0, 256), &encode(bundled).unwrap());
        let mut now = Start { edge: Edge::new(), newest: 0 };
        bundled.iter().for_each(|entry| drop(now.push(entry)));
        let mut tail = [&b"HYGTAIL1"[..], &256u64.to_be_bytes()].concat();
        let mut ends = Vec::new();
        for part in rest.chunks(20) {
            part.iter().for_each(|entry| drop(now.push(entry)));
            let (note, frames) =
                (place::note(&origin("test"), &now, key).unwrap(), encode(part).unwrap());
            for length in [frames.len(), note.len()] {
                tail.extend((length as u32).to_be_bytes());
            }
            tail.extend([frames, note.clone()].concat());
            ends.push((tail.len(), note));
        }
        put("tail", &tail);
        put("checkpoint", &ends.last().unwrap().1);
        ends
    }

    #[tokio::test]
    async fn a_ledger_of_the_first_format_goes_on_and_is_not_put_back() {
        let (root, key, entries) =
            (TempDir::new().unwrap(), SealKey::generate().unwrap(), entries(310));
        let (dir, keys) = (root.path().join("ledger"), root.path().join("keys"));
        files::private_folder(&keys).unwrap();
        let ends = first_format(&dir, &key, &entries);
        let pem = key.to_pem().unwrap();
        let open = || Log::open(&dir, &keys, &origin("test"), SealKey::from_pem(&pem).unwrap());
        let (tail, note) = (fs::read(dir.join("tail")).unwrap(), &ends[0].1);

        // Torn in its last commit, which was not acknowledged.
        fs::write(dir.join("tail"), &tail[..tail.len() - 9]).unwrap();
        assert!(open().is_err(), "the checkpoint speaks of more");
        fs::write(dir.join("checkpoint"), note).unwrap();
        let log = open().unwrap();
        assert_eq!(
            (
                log.events(0..999).await.unwrap().len(),
                log.verify(Timestamp::from_unix(1)).await.unwrap().entries
            ),
            (296, 296)
        );
        let event = Event::from_entry(&entries[309]).unwrap();
        assert_eq!(log.append(event, 309_000).await.unwrap(), 296);
        log.close().await;
        drop(log);
        assert!(dir.join("tile/0/000").exists());
        assert_eq!(open().unwrap().verify(Timestamp::from_unix(1)).await.unwrap().entries, 297);

        // Back to what the first format let pass: cut to a commit, with the note that it carries.
        let (end, note) = &ends[0];
        fs::write(dir.join("tail"), &tail[..*end]).unwrap();
        fs::write(dir.join("checkpoint"), note).unwrap();
        assert!(matches!(open(), Err(StoreError::Tampered { .. })));
        let place = begin::Place { dir: &dir, keys: &keys, origin: &origin("test"), key: &key };
        let mut changed = fs::read(dir.join("tile/entries/000")).unwrap();
        changed[300] ^= 1;
        fs::write(dir.join("tile/entries/000"), changed).unwrap();
        fs::remove_file(keys.join("ledger.head")).unwrap();
        assert!(upgrade(&place, &Seals::of(&key, &origin("test"))).is_err(), "it is read whole");
    }
}
