//! What the log writes for itself alone is sealed: HMAC-SHA-256 (RFC 2104) under a key that follows
//! from the ledger's. A seal says that this process wrote it; it convinces nobody else, so it can't
//! be passed off as a checkpoint.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use terms::Digest;
use terms::seal::SealKey;
use zeroize::Zeroizing;

/// The bytes of a seal.
pub(crate) const SEAL: usize = 32;
/// The block of SHA-256, which an HMAC key is padded to.
const BLOCK: usize = 64;

/// Makes and checks seals of one log.
pub(crate) struct Seals {
    key: Zeroizing<[u8; BLOCK]>,
    origin: String,
}

impl Seals {
    pub(super) fn of(key: &SealKey, origin: &str) -> Self {
        let seed = padded(key.expose_seed().as_slice());
        let derived = Zeroizing::new(mac(&seed, &[b"hygeia ledger seals 1"]));
        Self { key: padded(derived.as_slice()), origin: origin.to_owned() }
    }

    /// Of a commit: size and root that it led to.
    pub(super) fn commit(&self, size: u64, root: Digest) -> [u8; SEAL] {
        self.seal(b"commit", size, root.as_bytes())
    }

    /// Of what a tail begins with.
    pub(super) fn start(&self, base: u64, body: &[u8]) -> [u8; SEAL] {
        self.seal(b"start", base, body)
    }

    /// Of what was acknowledged last.
    pub(super) fn head(&self, size: u64, root: Digest) -> [u8; SEAL] {
        self.seal(b"head", size, root.as_bytes())
    }

    /// Of what was counted over the first `size` entries.
    pub(super) fn usage(&self, size: u64, body: &[u8]) -> [u8; SEAL] {
        self.seal(b"usage", size, body)
    }

    /// Of what was verified of the log's files.
    pub(super) fn verified(&self, body: &[u8]) -> [u8; SEAL] {
        self.seal(b"verified", 0, body)
    }

    /// Of what was verified of the index.
    pub(crate) fn verified_index(&self, body: &[u8]) -> [u8; SEAL] {
        self.seal(b"verified index", 0, body)
    }

    /// Of a posting of the index: that these entries of a bundle have a term.
    pub(crate) fn posting(&self, bundle: u64, body: &[u8]) -> [u8; SEAL] {
        self.seal(b"posting", bundle, body)
    }

    /// Of a term of the index, whose newest posting is of `bundle`.
    pub(crate) fn term(&self, term: &str, bundle: u64) -> [u8; SEAL] {
        self.seal(b"term", bundle, term.as_bytes())
    }

    /// Of an index of so many bundles: over what the seals of all its terms come to.
    pub(crate) fn index(&self, bundles: u64, terms: &[u8]) -> [u8; SEAL] {
        self.seal(b"index", bundles, terms)
    }

    fn seal(&self, kind: &[u8], number: u64, body: &[u8]) -> [u8; SEAL] {
        let origin = self.origin.as_bytes();
        mac(&self.key, &[kind, &[0], origin, &[0], &number.to_be_bytes(), body])
    }
}

/// Whether `seal` is the one that was made; in constant time.
pub(crate) fn same(made: &[u8; SEAL], seal: &[u8]) -> bool {
    let differing = made.iter().zip(seal).fold(0, |all, (a, b)| all | (a ^ b));
    seal.len() == SEAL && differing == 0
}

fn padded(key: &[u8]) -> Zeroizing<[u8; BLOCK]> {
    let mut block = Zeroizing::new([0; BLOCK]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    block
}

fn mac(key: &[u8; BLOCK], parts: &[&[u8]]) -> [u8; SEAL] {
    let mut mac = Hmac::<Sha256>::new(key.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_of_one_thing_in_one_log() {
        let key = SealKey::generate().unwrap();
        let (ours, theirs) = (Seals::of(&key, "hygeia/a"), Seals::of(&key, "hygeia/b"));
        let root = Digest::of(b"root");
        let made = ours.commit(3, root);
        assert!(same(&made, &ours.commit(3, root)));
        for other in [
            ours.commit(4, root),
            ours.commit(3, Digest::of(b"other")),
            ours.head(3, root),
            ours.start(3, root.as_bytes()),
            ours.usage(3, root.as_bytes()),
            ours.verified(root.as_bytes()),
            ours.verified_index(root.as_bytes()),
            ours.posting(3, root.as_bytes()),
            ours.index(3, root.as_bytes()),
            theirs.commit(3, root),
        ] {
            assert!(!same(&made, &other));
        }
        assert!(!same(&made, &made[..31]) && !same(&made, &[]));
    }

    #[test]
    fn it_is_hmac_sha_256() {
        // RFC 4231, test case 2.
        let made = mac(&padded(b"Jefe"), &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            hex::encode(made),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
