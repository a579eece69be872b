//! Somebody is cut off now, for a while, by one person; and let in again before that by another.

use crate::use_cases::{Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD, principal};
use hygeia_workspace::{
    Error, Kind, LiftRequest, LockKind, LockRequest, LockResponse, LockShown, PostureRequest,
    UseCases,
};
use std::sync::Arc;
use terms::{Clock, FixedClock, LockTarget, State, Timestamp};

const COUNT: &str = "SELECT count(*) AS n FROM loans";
const OTHER_HEAD: &str = "selma@example.org";

async fn home() -> (Home, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = Home::applied_at(Arc::clone(&clock) as Arc<dyn Clock>).await;
    home.ingest(STEWARD).await.unwrap();
    (home, clock)
}

impl Home {
    async fn lock(&self, by: &str, what: &str) -> Result<LockResponse, Error> {
        self.lock_for(by, what, "1h").await
    }

    async fn lock_for(&self, by: &str, what: &str, period: &str) -> Result<LockResponse, Error> {
        let request = LockRequest {
            what: what.to_owned(),
            kind: None,
            period: period.parse().unwrap(),
            why: "laptop stolen".to_owned(),
        };
        self.workspace.lock(&self.at_terminal(by).await, request).await
    }

    async fn lift(&self, by: &str, id: &str) -> Result<LockShown, Error> {
        let request = LiftRequest { id: id.to_owned(), why: "found again".to_owned() };
        self.workspace.lift(&self.at_terminal(by).await, request).await
    }

    async fn lets_in(&self, who: &str) -> Result<(), Error> {
        self.workspace.enforcer.expect_let_in(&self.at_terminal(who).await).await
    }

    async fn line(&self) -> State {
        let officer = self.at_terminal(SECURITY).await;
        let request = PostureRequest { now: true, ..PostureRequest::default() };
        let all = self.workspace.posture(&officer, request).await.unwrap();
        all.iter().find(|one| one.id == "zero-trust/locks").unwrap().state
    }
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn who_is_locked_is_refused_by_the_gate_and_at_the_door_until_it_ends_by_itself() {
    let (home, clock) = home().await;
    assert!(home.lets_in(SCIENTIST).await.is_ok());
    assert_eq!(home.line().await, State::Proven);
    let lock = home.lock(SECURITY, SCIENTIST).await.unwrap().lock;
    assert_eq!(lock.target, LockTarget::Person(principal(SCIENTIST)));
    assert_eq!(lock.may_lift, [OTHER_HEAD, SECURITY_HEAD].map(principal));
    for refused in [home.sql(SCIENTIST, COUNT).await.err(), home.lets_in(SCIENTIST).await.err()] {
        let refused = refused.unwrap();
        assert_eq!(refused.kind, Kind::Refused);
        assert!(refused.message.contains("locked dana@example.org until"), "{refused}");
        assert!(refused.entry.is_some(), "it is in the ledger");
    }
    assert!(home.sql(OWNER, COUNT).await.is_ok(), "and nobody else");
    assert_eq!(home.line().await, State::Failed);
    let listed = home.workspace.locks(&home.at_terminal(SECURITY).await).await.unwrap();
    assert_eq!(listed, [lock]);
    clock.advance(3_599);
    assert!(home.sql(SCIENTIST, COUNT).await.is_err());
    clock.advance(1);
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok() && home.lets_in(SCIENTIST).await.is_ok());
    assert_eq!(home.line().await, State::Proven);
    let listed = home.workspace.locks(&home.at_terminal(SECURITY).await).await.unwrap();
    assert!(listed.is_empty(), "{listed:?}");
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_device_and_a_role_are_locked_too() {
    let (home, _) = home().await;
    let device = home.lock(SECURITY, "laptop/dana@example.org").await.unwrap().lock;
    assert_eq!(device.people, [principal(SCIENTIST)]);
    assert!(home.sql(SCIENTIST, COUNT).await.is_err() && home.lets_in(SCIENTIST).await.is_err());
    home.lift(SECURITY_HEAD, &device.id).await.unwrap();
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok());
    let role = home.lock(SECURITY, "data-owner").await.unwrap().lock;
    assert_eq!((role.people.len(), home.lets_in(OWNER).await.is_err()), (1, true));
    assert!(home.lets_in(SCIENTIST).await.is_ok());
    let unknown = home.lock(SECURITY, "dana@example.com").await.unwrap_err();
    assert!(unknown.kind == Kind::Invalid && unknown.remedy.unwrap().contains(SCIENTIST));
}

// proves M7, M20
#[tokio::test(flavor = "multi_thread")]
async fn one_person_locks_and_another_lifts() {
    let (home, _) = home().await;
    // Their own, whoever they are; others', who may change access.
    assert!(home.lock(SCIENTIST, OWNER).await.unwrap_err().entry.is_some());
    assert!(home.lock(SCIENTIST, "laptop/olga@example.org").await.is_err());
    assert!(home.lock(SCIENTIST, "data-scientist").await.is_err());
    let own = home.lock(SCIENTIST, "laptop/dana@example.org").await.unwrap().lock;
    assert!(home.lift(SCIENTIST, &own.id).await.is_err(), "who set it");
    assert!(home.lift(OWNER, &own.id).await.is_err(), "no cell");
    let proposer = home.lift(SECURITY, &own.id).await.unwrap_err();
    assert!(proposer.kind == Kind::Refused && proposer.remedy.unwrap().contains(SECURITY_HEAD));
    home.lift(SECURITY_HEAD, &own.id).await.unwrap();
    assert!(home.lift(SECURITY_HEAD, &own.id).await.is_err(), "it is over");
    let by_head = home.lock(SECURITY_HEAD, SCIENTIST).await.unwrap().lock;
    assert_eq!(by_head.may_lift, [principal(OTHER_HEAD)]);
    let setter = home.lift(SECURITY_HEAD, &by_head.id).await.unwrap_err();
    assert!(setter.message.contains("set"), "{setter}");
    home.lift(OTHER_HEAD, &by_head.id).await.unwrap();
}

// proves M7, M20
#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_left_who_can_lift_and_nobody_locks_for_good() {
    let (home, _) = home().await;
    let all = home.lock(SECURITY, "security-head").await.unwrap_err();
    assert!(all.kind == Kind::Refused && all.message.contains("nobody would be left"), "{all}");
    home.lock(SECURITY, SECURITY_HEAD).await.unwrap();
    assert!(home.lock(SECURITY, OTHER_HEAD).await.is_err(), "the last who agrees");
    let locked = home.lock(SECURITY, SCIENTIST).await.unwrap().lock;
    assert_eq!(locked.may_lift, [principal(OTHER_HEAD)], "who is locked lifts nothing");
    assert!(home.lift(SECURITY_HEAD, &locked.id).await.is_err());
    let long = home.lock_for(SECURITY, OWNER, "8d").await.unwrap_err();
    assert_eq!((long.kind, long.place.as_deref()), (Kind::Invalid, Some("for")));
    let request = LockRequest {
        what: OWNER.to_owned(),
        kind: Some(LockKind::Role),
        period: terms::Period::hours(1),
        why: "x".to_owned(),
    };
    let officer = home.at_terminal(SECURITY).await;
    assert!(home.workspace.lock(&officer, request.clone()).await.is_err(), "it is no role");
    let silent = LockRequest { kind: None, why: " ".to_owned(), ..request };
    let silent = home.workspace.lock(&officer, silent).await.unwrap_err();
    assert_eq!(silent.place.as_deref(), Some("why"));
}
