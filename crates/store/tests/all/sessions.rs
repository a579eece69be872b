//! Sessions at an identity provider: what came of them ends with them, shown before or not.

use crate::memory::device;
use crate::metadata::token;
use crate::support::{NOW, on_both, who};
use hygeia_store::{EndedSession, Membership, ProviderSession, SignedIn, Store, StoreError, Token};
use terms::Timestamp;

const ISSUER: &str = "https://idp.example.org";

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix(NOW + second)
}

fn signed_in(secret: &str, named: Option<&str>, issued: i64) -> SignedIn {
    let session = ProviderSession {
        issuer: ISSUER.to_owned(),
        subject: "auth0|1".to_owned(),
        session: named.map(str::to_owned),
        issued: at(issued),
        signed_in: Some(at(issued)),
        zone: None,
        ends: at(3_600),
    };
    let membership = Membership {
        principal: who("dana"),
        source: ISSUER.to_owned(),
        subject: "auth0|1".to_owned(),
        groups: Some(vec!["loans".to_owned()]),
        seen: at(issued),
    };
    SignedIn { token: token(secret), session, membership }
}

async fn stands(store: &Store, secret: &str) -> bool {
    let found = store.docs::<Token>().get(&token(secret).digest.hex()).await.unwrap();
    found.is_some_and(|token| !token.revoked)
}

// proves M20
#[tokio::test]
async fn what_a_provider_ended_stands_no_more_and_does_not_come_back() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let (dana, provider) = (who("dana"), who("svc/identity-provider"));
        for (secret, named) in [("one", Some("s-1")), ("two", Some("s-2")), ("three", None)] {
            store.signed_in(&dana, signed_in(secret, named, 0)).await.unwrap();
        }
        let one = [EndedSession::of_session(ISSUER, "s-1", at(5))];
        assert_eq!(store.sessions_ended(&provider, &one).await.unwrap(), 1);
        assert!(!stands(&store, "one").await && stands(&store, "two").await);
        let back = store.signed_in(&dana, signed_in("four", Some("s-1"), 60)).await;
        assert!(matches!(back, Err(StoreError::Missing { kind: "session", .. })));
        let session = Some(signed_in("seven", Some("s-1"), 60).session);
        let renewed = store.token_issued(&dana, &Token { session, ..token("seven") }).await;
        assert!(matches!(renewed, Err(StoreError::Missing { kind: "session", .. })));
        let unnamed = [EndedSession::of_unnamed(ISSUER, "auth0|1", at(5))];
        assert_eq!(store.sessions_ended(&provider, &unnamed).await.unwrap(), 1);
        assert!(!stands(&store, "three").await && stands(&store, "two").await);
        let all = [EndedSession::of_subject(ISSUER, "auth0|1", at(9))];
        assert_eq!(store.sessions_ended(&provider, &all).await.unwrap(), 1);
        // One that is told late takes nothing back.
        let late = [EndedSession::of_subject(ISSUER, "auth0|1", at(3))];
        assert_eq!(store.sessions_ended(&provider, &late).await.unwrap(), 0);
        let before = store.signed_in(&dana, signed_in("five", Some("s-5"), 9)).await;
        assert!(matches!(before, Err(StoreError::Missing { kind: "session", .. })));
        store.signed_in(&dana, signed_in("six", Some("s-6"), 10)).await.unwrap();
        assert!(stands(&store, "six").await, "who signs in again is in");
    })
    .await;
}

// proves M20
#[tokio::test]
async fn who_signs_out_here_comes_back_by_nothing_that_was_issued_before() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let dana = who("dana");
        for (secret, issued) in [("old", 3), ("new", 7), ("older", 1)] {
            store.signed_in(&dana, signed_in(secret, None, issued)).await.unwrap();
        }
        assert_eq!(store.tokens_revoked(&dana, &dana).await.unwrap(), 3);
        let unseen = store.signed_in(&dana, signed_in("unseen", None, 7)).await;
        assert!(matches!(unseen, Err(StoreError::Missing { kind: "session", .. })));
        store.signed_in(&dana, signed_in("again", None, 8)).await.unwrap();
    })
    .await;
}

// proves M20
#[tokio::test]
async fn another_account_of_the_provider_takes_nobodys_place_while_they_have_a_device() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let (omar, dana) = (who("omar"), who("dana"));
        let laptop = hygeia_store::EnrolledDevice { owner: who("dana"), ..device("laptop") };
        store.device_enrolled(&omar, &laptop).await.unwrap();
        store.signed_in(&dana, signed_in("mine", None, 0)).await.unwrap();
        let twin = |secret: &str| {
            let mut twin = signed_in(secret, None, 1);
            twin.membership.subject = "auth0|2".to_owned();
            twin.session.subject = "auth0|2".to_owned();
            twin
        };
        let taken = store.signed_in(&dana, twin("theirs")).await;
        assert!(matches!(taken, Err(StoreError::Duplicate { kind: "membership", .. })));
        // A token that says nothing of groups takes nothing back of what is known of them.
        let mut silent = signed_in("silent", None, 2);
        silent.membership.groups = None;
        store.signed_in(&dana, silent).await.unwrap();
        let known = store.docs::<Membership>().get("dana").await.unwrap().unwrap();
        assert_eq!((known.seen, known.groups.as_deref()), (at(0), Some(&["loans".to_owned()][..])));
        store.device_removed(&omar, &laptop.device.id).await.unwrap();
        store.signed_in(&dana, twin("theirs")).await.unwrap();
    })
    .await;
}
