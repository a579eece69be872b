//! A provider's keys, made for one test, and the tokens that it signs with them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hygeia_openid::{Expected, KeySet};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use terms::{Digest, Timestamp};

pub const ISSUER: &str = "https://idp.example.org/realms/loans";
pub const CLIENT: &str = "hygeia";
pub const AUDIENCE: &str = "https://hygeia.example.org";
pub const NOW: i64 = 1_800_000_000;

/// One key on P-256, and what it is called.
pub struct Signer {
    pub kid: &'static str,
    pair: EcdsaKeyPair,
}

impl Signer {
    pub fn new(kid: &'static str) -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random);
        Self { kid, pair: pair.unwrap() }
    }

    /// The public half; which algorithm it is for is left to the curve.
    pub fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let half = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig",
                "x": half(&point[1..33]), "y": half(&point[33..]) })
    }

    pub fn public_point(&self) -> Vec<u8> {
        self.pair.public_key().as_ref().to_vec()
    }

    pub fn header(&self) -> Value {
        json!({ "typ": "JWT", "alg": "ES256", "kid": self.kid })
    }

    pub fn sign(&self, header: &Value, claims: &str) -> String {
        let message = message(header, claims);
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    pub fn token(&self, claims: &Value) -> String {
        self.sign(&self.header(), &claims.to_string())
    }
}

/// What is signed of a token.
pub fn message(header: &Value, claims: &str) -> String {
    let part = |text: String| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}", part(header.to_string()), part(claims.to_owned()))
}

pub fn keys(all: &[&Signer]) -> KeySet {
    let all: Vec<Value> = all.iter().map(|one| one.jwk()).collect();
    KeySet::parse(json!({ "keys": all }).to_string().as_bytes()).unwrap()
}

/// What a workspace expects of tokens over the certificate of [`device()`].
pub fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        client_id: CLIENT,
        audience: AUDIENCE,
        programs: &[],
        person: "email",
        groups: "groups",
        thumbprint: Some(device()),
        now: Timestamp::from_unix(NOW),
    }
}

pub fn device() -> Digest {
    Digest::of(b"a device's certificate")
}

/// The `cnf` of a token that is bound to the certificate with `thumbprint` (RFC 8705, section 3.1).
pub fn bound_to(thumbprint: Digest) -> Value {
    json!({ "x5t#S256": URL_SAFE_NO_PAD.encode(thumbprint.as_bytes()) })
}

/// An ID token of Dana's, all right.
pub fn id_claims() -> Value {
    json!({ "iss": ISSUER, "sub": "auth0|5f7c", "aud": CLIENT, "exp": NOW + 300, "iat": NOW - 5,
            "nonce": "n-1", "email": "dana@example.org", "email_verified": true,
            "groups": ["loans", "staff"], "sid": "s-1" })
}

/// An access token of a program of Dana's, all right and bound.
pub fn access_claims() -> Value {
    json!({ "iss": ISSUER, "sub": "auth0|5f7c", "aud": AUDIENCE, "exp": NOW + 300, "iat": NOW - 900,
            "azp": CLIENT, "email": "dana@example.org", "email_verified": true,
            "cnf": bound_to(device()) })
}

/// A logout token for Dana's session, all right.
pub fn logout_claims() -> Value {
    json!({ "iss": ISSUER, "sub": "auth0|5f7c", "aud": CLIENT, "exp": NOW + 120, "iat": NOW - 1,
            "jti": "l-1", "sid": "s-1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} } })
}
