//! One digest over all documents, cheap to keep up: a hash tree of two levels. Every document is a
//! leaf; the leaves lie in buckets by their first bits; the root is over the digests of the buckets.
//!
//! The ledger has the root after each deed, so it knows the newest of every document: a row that is
//! missing, older or too many gives another root.

use super::row::Row;
use std::collections::{BTreeMap, BTreeSet};
use terms::Digest;

/// A change hashes a few buckets and this many digests anew: 32 KiB.
const BUCKETS: usize = 1024;

/// The newest of a document, as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub revision: i64,
    pub parent: String,
    digest: Digest,
}

/// What every document is.
#[derive(Debug)]
pub(crate) struct Commitment {
    known: BTreeMap<String, BTreeMap<String, Leaf>>,
    buckets: Vec<BTreeSet<Digest>>,
    digests: Vec<Digest>,
}

impl Default for Commitment {
    fn default() -> Self {
        let (known, buckets) = (BTreeMap::new(), vec![BTreeSet::new(); BUCKETS]);
        let digests = buckets.iter().map(of_bucket).collect();
        Self { known, buckets, digests }
    }
}

impl Commitment {
    /// Of all rows of a database.
    pub(crate) fn of(rows: &[Row]) -> Self {
        let mut all = Self::default();
        for row in rows {
            let leaf = leaf(row);
            if let Some(bucket) = all.buckets.get_mut(bucket_of(leaf.digest)) {
                bucket.insert(leaf.digest);
            }
            all.known.entry(row.kind.clone()).or_default().insert(row.key.clone(), leaf);
        }
        all.digests = all.buckets.iter().map(of_bucket).collect();
        all
    }

    /// The digest of all documents.
    pub(crate) fn root(&self) -> Digest {
        root(&self.digests)
    }

    /// What it is once `rows` are as they say.
    pub(crate) fn root_after(&self, rows: &[Row]) -> Digest {
        let mut digests = self.digests.clone();
        for (at, bucket) in self.changed(rows) {
            if let Some(digest) = digests.get_mut(at) {
                *digest = of_bucket(&bucket);
            }
        }
        root(&digests)
    }

    /// `rows` are as they say from now on.
    pub(crate) fn apply(&mut self, rows: &[Row]) {
        for (at, bucket) in self.changed(rows) {
            if let (Some(digest), Some(old)) = (self.digests.get_mut(at), self.buckets.get_mut(at))
            {
                *digest = of_bucket(&bucket);
                *old = bucket;
            }
        }
        for row in rows {
            let kind = self.known.entry(row.kind.clone()).or_default();
            match row.payload {
                Some(_) => kind.insert(row.key.clone(), leaf(row)),
                None => kind.remove(&row.key),
            };
        }
    }

    /// The newest of a document, if there is one.
    pub(crate) fn leaf(&self, kind: &str, key: &str) -> Option<&Leaf> {
        self.known.get(kind)?.get(key)
    }

    /// Whether `row` is the newest of its document.
    pub(crate) fn holds(&self, row: &Row) -> bool {
        self.leaf(&row.kind, &row.key).is_some_and(|newest| *newest == leaf(row))
    }

    /// The keys of all documents of a kind, or of those that belong to `parent`.
    pub(crate) fn keys<'a>(
        &'a self,
        kind: &str,
        parent: Option<&'a str>,
    ) -> impl Iterator<Item = &'a str> {
        let all = self.known.get(kind).into_iter().flatten();
        all.filter(move |(_, leaf)| parent.is_none_or(|parent| leaf.parent == parent))
            .map(|(key, _)| key.as_str())
    }

    /// Kind and key of every document.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.iter().flat_map(|(kind, of)| of.keys().map(move |key| (&**kind, &**key)))
    }

    fn changed(&self, rows: &[Row]) -> BTreeMap<usize, BTreeSet<Digest>> {
        let mut changed = BTreeMap::new();
        let mut bucket = |digest: Digest, inside: bool| {
            let at = bucket_of(digest);
            let known = || self.buckets.get(at).cloned().unwrap_or_default();
            let bucket: &mut BTreeSet<Digest> = changed.entry(at).or_insert_with(known);
            if inside {
                bucket.insert(digest)
            } else {
                bucket.remove(&digest)
            };
        };
        for row in rows {
            if let Some(before) = self.leaf(&row.kind, &row.key) {
                bucket(before.digest, false);
            }
        }
        for row in rows.iter().filter(|row| row.payload.is_some()) {
            bucket(leaf(row).digest, true);
        }
        changed
    }
}

fn leaf(row: &Row) -> Leaf {
    let mut bytes = Vec::new();
    for part in [&row.kind, &row.key, &row.parent] {
        // With its length: no two lists of parts give the same bytes.
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes.extend(row.revision.to_be_bytes());
    bytes.extend(row.content().as_bytes());
    Leaf { revision: row.revision, parent: row.parent.clone(), digest: Digest::of(&bytes) }
}

fn bucket_of(digest: Digest) -> usize {
    let first = digest.as_bytes().first_chunk::<2>().copied().unwrap_or_default();
    usize::from(u16::from_be_bytes(first)) % BUCKETS
}

fn of_bucket(bucket: &BTreeSet<Digest>) -> Digest {
    Digest::of(&bucket.iter().flat_map(|leaf| *leaf.as_bytes()).collect::<Vec<_>>())
}

fn root(digests: &[Digest]) -> Digest {
    Digest::of(&digests.iter().flat_map(|bucket| *bucket.as_bytes()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(key: u8, revision: i64, text: Option<u8>) -> Row {
        Row {
            kind: "token".into(),
            key: key.to_string(),
            parent: String::new(),
            revision,
            payload: text.map(|text| text.to_string()),
            numbered: false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        // proves M19
        #[test]
        fn kept_up_it_is_what_it_is_when_read_anew_and_no_two_states_share_it(
            steps in prop::collection::vec((0..5u8, 1..4i64, prop::option::of(any::<u8>())), 0..12)
        ) {
            let (mut kept, mut rows) = (Commitment::default(), BTreeMap::new());
            let mut seen = BTreeMap::from([(kept.root(), rows.clone())]);
            for (key, revision, text) in steps {
                let change = row(key, revision, text);
                let promised = kept.root_after(std::slice::from_ref(&change));
                kept.apply(std::slice::from_ref(&change));
                match text {
                    Some(text) => drop(rows.insert(key, (revision, text))),
                    None => drop(rows.remove(&key)),
                }
                let anew: Vec<_> = rows
                    .iter()
                    .map(|(key, (revision, text))| row(*key, *revision, Some(*text)))
                    .collect();
                prop_assert_eq!(kept.root(), promised);
                prop_assert_eq!(kept.root(), Commitment::of(&anew).root());
                prop_assert!(anew.iter().all(|row| kept.holds(row)));
                let same = seen.entry(kept.root()).or_insert_with(|| rows.clone());
                prop_assert_eq!(&*same, &rows);
            }
        }
    }
}
