//! The matrix: of each kind of token one that is right is let in, and with any one thing wrong none is.

use crate::signer::*;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hygeia_openid::{Fault, Use};
use ring::hmac;
use serde_json::{Value, json};
use terms::Digest;

const SIGN_IN: Use<'_> = Use::SignIn { nonce: Some("n-1") };

/// What comes of the token with `claims`, shown for `shown_for`.
fn shown(shown_for: Use<'_>, claims: &Value) -> Result<String, Fault> {
    let signer = Signer::new("k-1");
    let (keys, token) = (keys(&[&signer]), signer.token(claims));
    match shown_for {
        Use::Logout => keys.logout(&token, &expected()).map(|out| out.id),
        other => keys.identity(&token, other, &expected()).map(|who| who.person),
    }
}

/// `claims`, with `name` as `value`; without it, if that is null.
fn with(mut claims: Value, name: &str, value: Value) -> Value {
    let all = claims.as_object_mut().unwrap();
    match value {
        Value::Null => drop(all.remove(name)),
        value => drop(all.insert(name.to_owned(), value)),
    }
    claims
}

/// Each kind of token, all right.
fn kinds() -> [(Use<'static>, Value); 3] {
    [(SIGN_IN, id_claims()), (Use::Bearer, access_claims()), (Use::Logout, logout_claims())]
}

// proves M20
#[test]
fn tokens_that_are_right_are_let_in() {
    assert_eq!(shown(SIGN_IN, &id_claims()).unwrap(), "dana@example.org");
    assert_eq!(shown(Use::Bearer, &access_claims()).unwrap(), "dana@example.org");
    assert_eq!(shown(Use::Logout, &logout_claims()).unwrap(), "l-1");
    let several = with(id_claims(), "aud", json!(["other", CLIENT]));
    assert!(shown(SIGN_IN, &with(several, "azp", json!(CLIENT))).is_ok());
    let fraction = with(id_claims(), "exp", json!(NOW as f64 + 300.5));
    assert!(shown(SIGN_IN, &fraction).is_ok());
    let skewed = with(with(id_claims(), "iat", json!(NOW + 30)), "nbf", json!(NOW + 59));
    assert!(shown(SIGN_IN, &skewed).is_ok());
}

// proves M20
#[test]
fn one_wrong_claim_and_a_token_of_any_kind_is_refused() {
    for (kind, right) in kinds() {
        for (name, value, fault) in [
            ("iss", json!("https://idp.example.org/realms/loans/"), Fault::Issuer),
            ("iss", json!("https://evil.example.org"), Fault::Issuer),
            ("iss", Value::Null, Fault::Issuer),
            ("aud", Value::Null, Fault::Audience),
            ("aud", json!("another"), Fault::Audience),
            ("aud", json!([]), Fault::Audience),
            ("aud", json!(["another", "Hygeia"]), Fault::Audience),
            ("azp", json!("another"), Fault::AuthorizedParty),
            ("client_id", json!("another"), Fault::AuthorizedParty),
            ("exp", Value::Null, Fault::Expired),
            ("exp", json!(NOW - 60), Fault::Expired),
            ("exp", json!(NOW + 200_000), Fault::Lifetime),
            ("exp", json!(-1), Fault::NotAToken),
            ("exp", json!(1e300), Fault::NotAToken),
            ("exp", json!("1800000300"), Fault::NotAToken),
            ("iat", Value::Null, Fault::Old),
            ("iat", json!(NOW + 61), Fault::NotYetValid),
            ("nbf", json!(NOW + 61), Fault::NotYetValid),
            ("cnf", bound_to(Digest::of(b"another")), Fault::Binding),
            ("cnf", json!({}), Fault::Binding),
            ("cnf", json!({ "jkt": "x" }), Fault::Binding),
            ("cnf", json!({ "x5t#S256": "!" }), Fault::Binding),
        ] {
            let told = shown(kind, &with(right.clone(), name, value.clone()));
            assert_eq!(told, Err(fault), "{kind:?} with {name}: {value}");
        }
    }
}

// proves M20
#[test]
fn what_is_of_one_kind_is_not_taken_for_another() {
    for (name, value, fault) in [
        ("nonce", json!("n-2"), Fault::Nonce),
        ("nonce", Value::Null, Fault::Nonce),
        ("iat", json!(NOW - 700), Fault::Old),
        ("aud", json!([CLIENT, "another"]), Fault::AuthorizedParty),
        ("aud", json!(AUDIENCE), Fault::Audience),
        ("sub", Value::Null, Fault::Subject),
        ("sub", json!(""), Fault::Subject),
        ("email", Value::Null, Fault::Person),
        ("email", json!(7), Fault::Person),
        ("email_verified", Value::Null, Fault::Unverified),
        ("email_verified", json!(false), Fault::Unverified),
        ("groups", json!({ "a": 1 }), Fault::Groups),
        ("groups", json!([1]), Fault::Groups),
        ("groups", json!(vec!["g"; 1_001]), Fault::Groups),
        ("events", logout_claims()["events"].clone(), Fault::Type),
    ] {
        let told = shown(SIGN_IN, &with(id_claims(), name, value.clone()));
        assert_eq!(told, Err(fault), "{name}: {value}");
    }
    assert_eq!(shown(Use::SignIn { nonce: None }, &id_claims()), Err(Fault::Nonce));
    assert_eq!(shown(Use::Bearer, &id_claims()), Err(Fault::Audience));
    let unnamed = with(access_claims(), "azp", Value::Null);
    assert_eq!(shown(Use::Bearer, &unnamed), Err(Fault::AuthorizedParty));
    for (name, value, fault) in [
        ("events", Value::Null, Fault::NotALogout),
        ("events", json!({ "other": {} }), Fault::NotALogout),
        ("nonce", json!("n"), Fault::NotALogout),
        ("jti", Value::Null, Fault::NotALogout),
        ("iat", json!(NOW - 700), Fault::Old),
    ] {
        let told = shown(Use::Logout, &with(logout_claims(), name, value.clone()));
        assert_eq!(told, Err(fault), "{name}: {value}");
    }
    let of_nobody = with(with(logout_claims(), "sub", Value::Null), "sid", Value::Null);
    assert_eq!(shown(Use::Logout, &of_nobody), Err(Fault::NotALogout));
}

// proves M20
#[test]
fn a_bound_token_over_no_certificate_is_refused() {
    let signer = Signer::new("k-1");
    let nowhere = hygeia_openid::Expected { thumbprint: None, ..expected() };
    let told = keys(&[&signer]).identity(&signer.token(&access_claims()), Use::Bearer, &nowhere);
    assert_eq!(told, Err(Fault::Binding));
}

// proves M20
#[test]
fn no_header_talks_a_key_into_another_algorithm_or_another_key() {
    let (signer, stranger) = (Signer::new("k-1"), Signer::new("k-1"));
    let (keys, claims) = (keys(&[&signer]), id_claims().to_string());
    let told = |token: &str| keys.identity(token, SIGN_IN, &expected()).unwrap_err();
    let with_header =
        |name: &str, value: Value| signer.sign(&with(signer.header(), name, value), &claims);

    assert_eq!(told(&stranger.sign(&signer.header(), &claims)), Fault::Signature);
    assert_eq!(told(&with_header("kid", json!("k-2"))), Fault::UnknownKey);
    assert_eq!(told(&with_header("alg", json!("RS256"))), Fault::Algorithm);
    assert_eq!(told(&with_header("alg", json!("ES384"))), Fault::Algorithm);
    assert_eq!(told(&with_header("typ", json!("logout+jwt"))), Fault::Type);
    assert_eq!(told(&with_header("typ", json!("at+jwt"))), Fault::Type);
    assert_eq!(told(&with_header("crit", json!(["b64"]))), Fault::Critical);
    // Keys that a token brings itself are not looked at.
    let own = with(with(stranger.header(), "jwk", stranger.jwk()), "jku", json!("https://evil"));
    assert_eq!(told(&stranger.sign(&own, &claims)), Fault::Signature);

    let unsigned = message(&with(signer.header(), "alg", json!("none")), &claims);
    for text in [format!("{unsigned}."), unsigned.clone(), String::new(), "a.b.c".to_owned()] {
        assert_eq!(told(&text), Fault::NotAToken, "{text}");
    }
    // HMAC with what everybody knows as its secret.
    let hmac_header = with(signer.header(), "alg", json!("HS256"));
    let jwk = signer.jwk().to_string();
    for secret in [signer.public_point(), jwk.into_bytes()] {
        let message = message(&hmac_header, &claims);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), message.as_bytes());
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()));
        assert_eq!(told(&token), Fault::Algorithm);
    }
    let right = signer.sign(&signer.header(), &claims);
    let (signed, _) = right.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let other = URL_SAFE_NO_PAD.encode(id_claims().to_string().replace("dana", "sven"));
    let signature = right.rsplit('.').next().unwrap();
    assert_eq!(told(&format!("{header}.{other}.{signature}")), Fault::Signature);
    let long = format!("{right}{}", "A".repeat(17 << 10));
    assert_eq!(told(&long), Fault::TooLong);
}

// proves M20
#[test]
fn a_claim_that_stands_twice_is_refused() {
    let signer = Signer::new("k-1");
    let twice = id_claims().to_string().replacen('{', "{\"aud\":\"hygeia\",", 1);
    let told =
        keys(&[&signer]).identity(&signer.sign(&signer.header(), &twice), SIGN_IN, &expected());
    assert_eq!(told, Err(Fault::NotAToken));
}

#[test]
fn keys_that_sign_nothing_are_left_out() {
    let signer = Signer::new("k-1");
    for (name, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["encrypt"])),
        ("alg", json!("ECDH-ES")),
        ("alg", json!("ES384")),
        ("crv", json!("P-521")),
        ("kty", json!("oct")),
        ("x", json!(7)),
    ] {
        let set = json!({ "keys": [7, with(signer.jwk(), name, value.clone())] }).to_string();
        let set = hygeia_openid::KeySet::parse(set.as_bytes()).unwrap();
        let told = set.identity(&signer.token(&id_claims()), SIGN_IN, &expected());
        assert_eq!(told.unwrap_err(), Fault::UnknownKey, "{name}: {value}");
    }
    assert!(hygeia_openid::KeySet::parse(b"{}").is_err());
    let many = json!({ "keys": vec![signer.jwk(); 65] }).to_string();
    assert!(hygeia_openid::KeySet::parse(many.as_bytes()).is_err());
    // Without a name it is the only one of its algorithm, or none.
    let nameless = with(signer.header(), "kid", Value::Null);
    let token = signer.sign(&nameless, &id_claims().to_string());
    assert!(keys(&[&signer]).identity(&token, SIGN_IN, &expected()).is_ok());
    let two = keys(&[&signer, &Signer::new("k-2")]);
    assert_eq!(two.identity(&token, SIGN_IN, &expected()), Err(Fault::UnknownKey));
}
