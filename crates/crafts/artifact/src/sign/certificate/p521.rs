//! Signatures of authorities whose keys are on P-521, which the path builder's own algorithms leave out.

use crate::sign::VerifyKey;
use crate::sign::curve::Curve;
use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

/// ECDSA over P-521 with SHA-512.
pub(super) static ECDSA_SHA512: &dyn SignatureVerificationAlgorithm = &Ecdsa;

#[derive(Debug)]
struct Ecdsa;

impl SignatureVerificationAlgorithm for Ecdsa {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = VerifyKey::from_point(Curve::P521, public_key).map_err(|_| InvalidSignature)?;
        key.verifies(message, signature).then_some(()).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}
