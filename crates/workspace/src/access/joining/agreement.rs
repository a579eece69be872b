//! Who agrees signs exactly what they agree to, by the key of their device: DSSE over ECDSA on P-256.

use super::{Proof, verifies};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::Signature;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};
use terms::seal::{Envelope, EnvelopeSignature, pre_authentication};
use terms::{Action, Asset, Digest, PrincipalId};
use utoipa::ToSchema;

/// What is signed, as DSSE names its kind.
const TYPE: &str = "application/vnd.hygeia.agreement+json";

/// What somebody agrees to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedTo {
    /// The id under which it was asked for.
    pub approval: String,
    pub action: Action,
    pub asset: Asset,
    /// Of what exactly: the digest of the texts, or of the model's files.
    pub detail: Digest,
    pub agreed_by: PrincipalId,
}

/// The signature, and the certificate by which it verifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedAgreement {
    #[schema(value_type = Object)]
    pub envelope: Envelope,
    /// Of the device (PEM).
    pub certificate: String,
}

impl Proof {
    /// Signs what is agreed to.
    ///
    /// # Errors
    /// Never: a statement is plain JSON.
    pub fn agree(&self, to: &AgreedTo) -> Result<SignedAgreement, serde_json::Error> {
        let payload = serde_json::to_vec(to)?;
        let signature = self.sign_der(&pre_authentication(TYPE, &payload));
        let envelope = Envelope {
            payload_type: TYPE.to_owned(),
            payload: STANDARD.encode(&payload),
            signatures: vec![EnvelopeSignature {
                keyid: self.thumbprint().hex(),
                sig: STANDARD.encode(signature),
            }],
        };
        Ok(SignedAgreement { envelope, certificate: self.certificate_pem() })
    }
}

impl SignedAgreement {
    /// Whether the key of the device with this thumbprint signed exactly that.
    #[must_use]
    pub fn holds(&self, to: &AgreedTo, thumbprint: Digest) -> bool {
        let certificate = CertificateDer::from_pem_slice(self.certificate.as_bytes());
        certificate.is_ok_and(|certificate| Digest::of(&certificate) == thumbprint)
            && self.is_of(to)
    }

    /// Whether the key of the certificate that is kept with it signed exactly that. Whose certificate it
    /// was is asked when it is kept.
    #[must_use]
    pub fn is_of(&self, to: &AgreedTo) -> bool {
        let Ok(certificate) = CertificateDer::from_pem_slice(self.certificate.as_bytes()) else {
            return false;
        };
        if self.envelope.payload_type != TYPE {
            return false;
        }
        let Ok(payload) = self.envelope.payload_unverified() else { return false };
        let same = serde_json::from_slice::<AgreedTo>(&payload).is_ok_and(|signed| signed == *to);
        let message = pre_authentication(TYPE, &payload);
        let mut signatures = self.envelope.signatures.iter();
        same && signatures.any(|one| {
            let signature = STANDARD.decode(&one.sig).ok();
            let signature = signature.and_then(|der| Signature::from_der(&der).ok());
            signature.is_some_and(|it| verifies(&certificate, &message, &it.to_bytes()))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::access::DeviceKey;
    use rcgen::{CertificateParams, KeyPair};

    fn to(detail: &[u8]) -> AgreedTo {
        AgreedTo {
            approval: "access-1".to_owned(),
            action: Action::ChangeAccess,
            asset: Asset::parse("workspace/main").unwrap(),
            detail: Digest::of(detail),
            agreed_by: "sven@example.org".parse().unwrap(),
        }
    }

    fn proof() -> Proof {
        let key = DeviceKey::generate().unwrap();
        let pair = KeyPair::from_pem(key.pem()).unwrap();
        let own = CertificateParams::new(Vec::new()).unwrap().self_signed(&pair).unwrap();
        Proof::of(&own.pem(), key.pem().clone()).unwrap()
    }

    // proves M7
    #[test]
    fn a_signature_holds_for_exactly_what_was_agreed_to_and_by_its_own_key() {
        let (sven, other) = (proof(), proof());
        let signed = sven.agree(&to(b"this")).unwrap();
        assert!(signed.holds(&to(b"this"), sven.thumbprint()));
        assert!(!signed.holds(&to(b"that"), sven.thumbprint()));
        assert!(!signed.holds(&to(b"this"), other.thumbprint()));
        let by_other = other.agree(&to(b"this")).unwrap();
        let borrowed = SignedAgreement {
            envelope: by_other.envelope,
            certificate: signed.certificate.clone(),
        };
        assert!(!borrowed.holds(&to(b"this"), sven.thumbprint()));
        let mut changed = signed.clone();
        changed.envelope.payload = STANDARD.encode(serde_json::to_vec(&to(b"that")).unwrap());
        assert!(!changed.holds(&to(b"that"), sven.thumbprint()));
        let mut unsigned = signed;
        unsigned.envelope.signatures.clear();
        assert!(!unsigned.holds(&to(b"this"), sven.thumbprint()));
    }
}
