//! All forms of all values in one automaton: a piece is read once, however many there are.

use crate::forms::{self, Proof};
use crate::{Error, Planted};
use aho_corasick::{AhoCorasick, Match};
use std::collections::BTreeSet;

/// How near another value makes a doubtful match sure: a column of planted rows in 4-byte
/// integers has its next one within this, random bytes do not.
const NEAR: usize = 64 << 10;

pub(crate) struct Needles {
    automaton: AhoCorasick,
    /// By the number of the pattern.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    /// The position of the value among the planted.
    value: usize,
    form: &'static str,
    proof: Proof,
}

/// A match that counts only beside another: of the same form and alignment, at a place, of a value.
type Doubtful = (&'static str, usize, usize, usize);

impl Needles {
    pub(crate) fn new(planted: &[Planted]) -> Result<Self, Error> {
        let mut patterns = Vec::new();
        let mut entries = Vec::new();
        for (value, planted) in planted.iter().enumerate() {
            if planted.value.is_empty() {
                return Err(Error::Needles("one of them is empty"));
            }
            for needle in forms::of(&planted.value) {
                patterns.push(needle.bytes);
                entries.push(Entry { value, form: needle.form, proof: needle.proof });
            }
        }
        let automaton =
            AhoCorasick::new(patterns).map_err(|_| Error::Needles("they are too many"))?;
        Ok(Self { automaton, entries })
    }

    /// Which values are in `bytes`, by position, and in which form.
    pub(crate) fn find(&self, bytes: &[u8]) -> BTreeSet<(usize, &'static str)> {
        let mut found = BTreeSet::new();
        let mut doubtful = Vec::new();
        for hit in self.automaton.find_overlapping_iter(bytes) {
            let Some(&Entry { value, form, proof }) = self.entries.get(hit.pattern().as_usize())
            else {
                continue;
            };
            match proof {
                Proof::Alone => drop(found.insert((value, form))),
                Proof::Bounded if stands_alone(bytes, &hit) => drop(found.insert((value, form))),
                Proof::Bounded => doubtful.push((form, 0, hit.start(), value)),
                Proof::Paired => doubtful.push((form, hit.start() % 4, hit.start(), value)),
            }
        }
        found.extend(pairs(doubtful));
        found
    }
}

/// Neither inside of a longer number, digest or word, nor the fraction of a number.
fn stands_alone(bytes: &[u8], hit: &Match) -> bool {
    let joins = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = hit.start().checked_sub(1).and_then(|at| bytes.get(at));
    !joins(before) && before != Some(&b'.') && !joins(bytes.get(hit.end()))
}

fn pairs(mut doubtful: Vec<Doubtful>) -> BTreeSet<(usize, &'static str)> {
    doubtful.sort_unstable();
    let mut sure = BTreeSet::new();
    for pair in doubtful.windows(2) {
        if let [(form, offset, at, value), (other_form, other_offset, other_at, other)] = *pair
            && form == other_form
            && offset == other_offset
            && other_at - at <= NEAR
            && value != other
        {
            sure.insert((value, form));
            sure.insert((other, form));
        }
    }
    sure
}
