//! How far the index goes, and the newest posting of each term: read and verified once, and kept up.

use super::Fault;
use super::posting::signed;
use crate::log::{SEAL, Seals, same};
use crate::meta::{Indexed, Meta};
use std::collections::BTreeMap;

/// What this process knows of the index.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Whether it was read; until then there is nothing.
    pub read: bool,
    /// Bundles that are in it: the first so many.
    pub bundles: u64,
    /// What lies in the tables is to be taken away by who writes next.
    pub anew: bool,
    newest: BTreeMap<String, u64>,
    sum: Sum,
}

impl Known {
    /// Nothing, and nothing that is there counts.
    pub(super) fn anew() -> Self {
        Self { read: true, anew: true, ..Self::default() }
    }

    /// What the database says, if that was sealed.
    pub(super) async fn read(meta: &Meta, seals: &Seals) -> Result<Self, Fault> {
        let Some(Indexed { bundles, seal }) = meta.indexed().await? else {
            return Ok(Self::anew());
        };
        let mut known = Self { read: true, ..Self::default() };
        known.bundles = u64::try_from(bundles).map_err(|_| Fault::Changed("its length"))?;
        for (term, newest) in meta.index_terms().await? {
            let newest = u64::try_from(newest).map_err(|_| Fault::Changed("a term"))?;
            known.reach(&term, newest, seals);
        }
        let seal = hex::decode(seal).unwrap_or_default();
        if same(&known.seal(seals), &seal) { Ok(known) } else { Err(Fault::Changed("a term")) }
    }

    /// The newest posting of `term`, if it has one.
    pub(super) fn newest(&self, term: &str) -> Option<u64> {
        self.newest.get(term).copied()
    }

    /// Every term, with its newest posting.
    pub(super) fn terms(&self) -> impl Iterator<Item = (&str, u64)> {
        self.newest.iter().map(|(term, newest)| (term.as_str(), *newest))
    }

    /// `bundle` is the newest posting of `term` from now on.
    pub(super) fn reach(&mut self, term: &str, bundle: u64, seals: &Seals) {
        if let Some(before) = self.newest.insert(term.to_owned(), bundle) {
            self.sum.take(seals.term(term, before));
        }
        self.sum.add(seals.term(term, bundle));
    }

    /// How far it goes, as it is to be written.
    pub(super) fn indexed(&self, seals: &Seals) -> Indexed {
        Indexed { bundles: signed(self.bundles), seal: hex::encode(self.seal(seals)) }
    }

    fn seal(&self, seals: &Seals) -> [u8; SEAL] {
        seals.index(self.bundles, &self.sum.0)
    }
}

/// A digest of a set that is cheap to keep up: the sum of its members' seals, modulo 2^256 (MSet-Add-Hash
/// under a secret key: Clarke et al., *Incremental Multiset Hash Functions*, ASIACRYPT 2003).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum([u8; SEAL]);

impl Sum {
    fn add(&mut self, member: [u8; SEAL]) {
        let mut carry = 0u16;
        for (own, other) in self.0.iter_mut().zip(member).rev() {
            let sum = u16::from(*own) + u16::from(other) + carry;
            (*own, carry) = ((sum & 0xff) as u8, sum >> 8);
        }
    }

    fn take(&mut self, member: [u8; SEAL]) {
        let mut borrow = 0u16;
        for (own, other) in self.0.iter_mut().zip(member).rev() {
            let left = 0x100 + u16::from(*own) - u16::from(other) - borrow;
            (*own, borrow) = ((left & 0xff) as u8, u16::from(left < 0x100));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sum_forgets_order_and_what_was_taken(
            members in prop::collection::vec(any::<[u8; SEAL]>(), 0..8), gone in any::<[u8; SEAL]>()
        ) {
            let (mut there, mut back) = (Sum::default(), Sum::default());
            members.iter().for_each(|member| there.add(*member));
            back.add(gone);
            members.iter().rev().for_each(|member| back.add(*member));
            prop_assert_eq!(there == back, gone == [0; SEAL]);
            back.take(gone);
            prop_assert_eq!(there, back);
        }
    }
}
