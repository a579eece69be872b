//! Subjects and people as providers name them.

use crate::signer::*;
use hygeia_openid::{Expected, Use};
use serde_json::json;
use terms::{PrincipalId, Timestamp};

// proves M20
#[test]
fn subjects_of_every_provider_are_people() {
    let signer = Signer::new("k-1");
    let keys = keys(&[&signer]);
    for name in [
        "auth0|5f7c2b9e1d",
        r"DOMAIN\jm",
        "o'brien@example.org",
        "jm+ml@example.org",
        "oléa@example.org",
        "山田 太郎",
        "google-oauth2|1086",
        "cn=Dana, ou=loans",
    ] {
        let mut claims = id_claims();
        claims["sub"] = json!(name);
        let by_subject = Expected { person: "sub", ..expected() };
        let shown_for = Use::SignIn { nonce: Some("n-1") };
        let who = keys.identity(&signer.token(&claims), shown_for, &by_subject).unwrap();
        assert_eq!((who.person.as_str(), who.subject.as_str()), (name, name));
        assert!(PrincipalId::new(&who.person).is_ok(), "{name}");
    }
}

// proves M6
#[test]
fn no_word_of_groups_is_not_the_same_as_none() {
    let signer = Signer::new("k-1");
    let (keys, shown_for) = (keys(&[&signer]), Use::SignIn { nonce: Some("n-1") });
    let groups = |value: serde_json::Value| {
        let mut claims = id_claims();
        claims["groups"] = value;
        keys.identity(&signer.token(&claims), shown_for, &expected()).unwrap().groups
    };
    assert_eq!(groups(json!([])), Some(Vec::new()));
    assert_eq!(groups(json!("loans")), Some(vec!["loans".to_owned()]));
    let mut silent = id_claims();
    silent.as_object_mut().unwrap().remove("groups");
    let who = keys.identity(&signer.token(&silent), shown_for, &expected()).unwrap();
    assert_eq!(who.groups, None);
}

#[test]
fn who_signed_in_long_ago_did_so_then() {
    let signer = Signer::new("k-1");
    let (keys, shown_for) = (keys(&[&signer]), Use::SignIn { nonce: Some("n-1") });
    let mut claims = id_claims();
    claims["auth_time"] = json!(NOW - 7_000);
    let who = keys.identity(&signer.token(&claims), shown_for, &expected()).unwrap();
    assert_eq!(who.signed_in, Some(Timestamp::from_unix(NOW - 7_000)));
    claims["auth_time"] = json!(NOW + 7_000);
    let who = keys.identity(&signer.token(&claims), shown_for, &expected()).unwrap();
    assert_eq!(who.signed_in, Some(who.issued), "nobody signs in after it was said");
    claims.as_object_mut().unwrap().remove("auth_time");
    let who = keys.identity(&signer.token(&claims), shown_for, &expected()).unwrap();
    assert_eq!(who.signed_in, None, "that a token is new says nothing of it");
}
