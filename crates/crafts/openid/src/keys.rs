//! The keys of a provider (RFC 7517). Each is good for one algorithm, whatever a token asks for.

use crate::crypto;
use crate::expected::Fault;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, TokenData, Validation, decode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::str::FromStr;

/// Keys that are read of one set.
const MOST: usize = 64;

/// The keys that a provider signs with now.
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    keys: Vec<Key>,
}

#[derive(Debug, Clone)]
struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

#[derive(Deserialize)]
struct Written {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a JWK set. What signs nothing, is a secret, or is of a kind that is not known, is left out.
    ///
    /// # Errors
    /// If it is none, or has more than 64 keys.
    pub fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let written: Written =
            serde_json::from_slice(bytes).map_err(|_| "the keys are no JWK set")?;
        if written.keys.len() > MOST {
            return Err("the JWK set has more than 64 keys");
        }
        Ok(Self { keys: written.keys.into_iter().filter_map(Key::of).collect() })
    }

    /// The claims of `token`, if the key that its header names signed it.
    ///
    /// # Errors
    /// What is wrong; [`Fault::UnknownKey`] if the set has no such key, and may be too old.
    pub(crate) fn verified<T: DeserializeOwned>(
        &self,
        token: &str,
        header: &Header,
    ) -> Result<TokenData<T>, Fault> {
        crypto::install();
        let key = self.find(header)?;
        if key.algorithm != header.alg {
            return Err(Fault::Algorithm);
        }
        let mut how = Validation::new(key.algorithm);
        // Claims are held against what is expected by `claims`, at a moment that is a parameter.
        how.required_spec_claims.clear();
        (how.validate_exp, how.validate_nbf, how.validate_aud) = (false, false, false);
        decode(token, &key.key, &how).map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => Fault::Signature,
            _ => Fault::NotAToken,
        })
    }

    /// The key that `header` names; without a name, the only one there is of its algorithm.
    fn find(&self, header: &Header) -> Result<&Key, Fault> {
        let named: Vec<&Key> = match &header.kid {
            Some(kid) => self.keys.iter().filter(|key| key.kid.as_ref() == Some(kid)).collect(),
            None => self.keys.iter().filter(|key| key.algorithm == header.alg).collect(),
        };
        let fits = named.iter().find(|key| key.algorithm == header.alg);
        match (fits.or(named.first()), header.kid.is_none() && named.len() > 1) {
            (Some(key), false) => Ok(key),
            _ => Err(Fault::UnknownKey),
        }
    }
}

impl Key {
    fn of(written: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(written).ok()?;
        let for_signing =
            jwk.common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
        let verifies = jwk.common.key_operations.as_ref();
        let verifies = verifies.is_none_or(|all| all.contains(&KeyOperations::Verify));
        if !for_signing || !verifies {
            return None;
        }
        let algorithm = match jwk.common.key_algorithm {
            Some(named) => Algorithm::from_str(&named.to_string()).ok()?,
            None => usual(&jwk.algorithm)?,
        };
        let fits = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => algorithm.family() == jsonwebtoken::AlgorithmFamily::Rsa,
            other => usual(other) == Some(algorithm),
        };
        let key = DecodingKey::from_jwk(&jwk).ok().filter(|_| fits)?;
        Some(Self { kid: jwk.common.key_id, algorithm, key })
    }
}

/// What a key is good for that does not say so: on a curve there is one algorithm, and RSA is what OpenID
/// Connect takes for granted (Core 1.0, section 15.1).
fn usual(of: &AlgorithmParameters) -> Option<Algorithm> {
    match of {
        AlgorithmParameters::RSA(_) => Some(Algorithm::RS256),
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => Some(Algorithm::ES256),
            EllipticCurve::P384 => Some(Algorithm::ES384),
            _ => None,
        },
        AlgorithmParameters::OctetKeyPair(key) => {
            (key.curve == EllipticCurve::Ed25519).then_some(Algorithm::EdDSA)
        }
        _ => None,
    }
}
