//! Break-glass: opened by two, for a while, told to everybody whom it concerns, and looked at afterwards.

use crate::use_cases::{Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD, principal};
use hygeia_workspace::{
    AuditRequest, BreakGlassRequest, BreakGlassShown, BreakGlassState, BreakingGlass, CloseRequest,
    Error, FeedRequest, Kind, LockRequest, PostureRequest, RefuseRequest, ReviewBreakGlassRequest,
    RevokeRequest, UseCases,
};
use std::sync::Arc;
use terms::{Action, Asset, Clock, DeviceId, FixedClock, Probed, State, Timestamp};

const COUNT: &str = "SELECT count(*) AS n FROM loans";
const OTHER_HEAD: &str = "selma@example.org";
const AUDITOR: &str = "anna@example.org";

async fn home() -> (Home, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = Home::applied_at(Arc::clone(&clock) as Arc<dyn Clock>).await;
    home.ingest(STEWARD).await.unwrap();
    (home, clock)
}

impl Home {
    async fn ask(&self, who: &str, action: Action, asset: &str) -> Result<BreakGlassShown, Error> {
        self.ask_for(who, action, asset, "1h").await
    }

    async fn ask_for(
        &self,
        who: &str,
        action: Action,
        asset: &str,
        period: &str,
    ) -> Result<BreakGlassShown, Error> {
        let request = BreakGlassRequest {
            asset: Asset::parse(asset).unwrap(),
            action,
            period: period.parse().unwrap(),
            why: "incident 4711".to_owned(),
        };
        self.workspace.break_glass(&self.at_terminal(who).await, request).await
    }

    /// The security officer, who may query nothing, asks for the loans; the head agrees.
    async fn opened(&self) -> String {
        let id = self.ask(SECURITY, Action::Query, "dataset/loans").await.unwrap().id;
        self.approve(SECURITY_HEAD, &id).await.unwrap();
        id
    }

    async fn close_glass(&self, who: &str, id: &str) -> Result<BreakGlassShown, Error> {
        let request = CloseRequest { id: id.to_owned(), why: "found it".to_owned() };
        self.workspace.close_break_glass(&self.at_terminal(who).await, request).await
    }

    async fn look_at(&self, who: &str, id: &str) -> Result<BreakGlassShown, Error> {
        let (id, why) = (id.to_owned(), "as was agreed".to_owned());
        let request = ReviewBreakGlassRequest { id, against: false, why };
        self.workspace.review_break_glass(&self.at_terminal(who).await, request).await
    }

    async fn glass_line(&self) -> Probed {
        let officer = self.at_terminal(SECURITY).await;
        let request = PostureRequest { now: true, ..PostureRequest::default() };
        let all = self.workspace.posture(&officer, request).await.unwrap();
        all.into_iter().find(|one| one.id == "least-privilege/break-glass").unwrap()
    }

    /// What `who` is told of it.
    async fn told_of_glass(&self, who: &str) -> Vec<String> {
        let caller = self.at_terminal(who).await;
        let all = self.workspace.feed(&caller, FeedRequest { days: 1 }).await.unwrap();
        let all = all.into_iter().filter(|one| one.who != principal(STEWARD));
        all.map(|one| one.action).collect()
    }
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn one_person_alone_opens_nothing_and_two_open_it_for_a_while() {
    let (home, clock) = home().await;
    assert_eq!(home.sql(SECURITY, COUNT).await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(home.glass_line().await.state, State::Proven);
    let asked = home.ask(SECURITY, Action::Query, "dataset/loans").await.unwrap();
    assert_eq!((asked.state, asked.opened.is_none()), (BreakGlassState::Waits, true));
    assert_eq!(asked.may_answer, [OTHER_HEAD, SECURITY_HEAD].map(principal));
    assert_eq!(home.sql(SECURITY, COUNT).await.unwrap_err().kind, Kind::NotFound, "alone");
    for (who, told) in [(SECURITY, "to themselves"), (SCIENTIST, "may not agree")] {
        let refused = home.approve(who, &asked.id).await.unwrap_err();
        assert!(refused.kind == Kind::Refused && refused.message.contains(told), "{refused}");
        assert!(refused.entry.is_some(), "it is in the ledger");
    }
    assert!(home.sql(SECURITY, COUNT).await.is_err());
    assert_eq!(home.glass_line().await.state, State::Proven, "what waits is not open");

    clock.advance(600);
    home.approve(SECURITY_HEAD, &asked.id).await.unwrap();
    assert_eq!(home.sql(SECURITY, COUNT).await.unwrap(), 400);
    assert_eq!(home.sql(OWNER, COUNT).await.unwrap(), 400);
    let line = home.glass_line().await;
    assert_eq!(line.state, State::Failed);
    for words in [SECURITY, "query dataset/loans until", "incident 4711", SECURITY_HEAD] {
        assert!(line.saw.contains(words), "{words}: {}", line.saw);
    }
    // Nothing else, and nobody else.
    assert!(home.sql(SECURITY, "SELECT ssn FROM loans LIMIT 1").await.is_ok());
    assert!(home.ask(SECURITY, Action::Query, "dataset/loans").await.is_err(), "it is open");
    assert_eq!(home.sql(SECURITY_HEAD, COUNT).await.unwrap_err().kind, Kind::NotFound);
    // What was agreed to once is not agreed to again.
    let again = home.approve(SECURITY_HEAD, &asked.id).await.unwrap_err();
    assert_eq!(again.kind, Kind::Conflict, "{again}");

    clock.advance(3_599);
    assert!(home.sql(SECURITY, COUNT).await.is_ok());
    clock.advance(1);
    assert_eq!(home.sql(SECURITY, COUNT).await.unwrap_err().kind, Kind::NotFound, "by the clock");
    assert!(home.approve(OTHER_HEAD, &asked.id).await.is_err(), "it is over for good");
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn every_use_names_the_grant_and_values_are_never_clear() {
    let (home, _) = home().await;
    let id = home.opened().await;
    let ssn = "SELECT ssn FROM loans WHERE ssn IS NOT NULL ORDER BY application_id LIMIT 1";
    let (seen, token) = (home.sql(SECURITY, ssn).await.unwrap(), home.sql(SCIENTIST, ssn).await);
    assert_eq!(seen, token.unwrap(), "as a role with an R sees it");
    assert_ne!(seen, home.sql(OWNER, ssn).await.unwrap());
    home.sql(SECURITY, COUNT).await.unwrap();
    let listed = home.workspace.break_glass_grants(&home.at_terminal(OWNER).await).await.unwrap();
    assert_eq!((listed[0].state, listed[0].uses), (BreakGlassState::Open, 2));
    let cell = Some(format!("{id}[dataset/loans] x break-glass"));
    let request = AuditRequest { cell, ..AuditRequest::default() };
    home.device(AUDITOR).await;
    let auditor = home.at_terminal(AUDITOR).await;
    let found = home.workspace.audit(&auditor, request).await.unwrap().all().await.unwrap();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|entry| entry.event.actor.user.uid == principal(SECURITY)));
}

// proves M6, M7
#[tokio::test(flavor = "multi_thread")]
async fn everybody_whom_it_concerns_is_told_and_nobody_else() {
    let (home, clock) = home().await;
    let id = home.opened().await;
    home.sql(SECURITY, COUNT).await.unwrap();
    home.close_glass(SECURITY, &id).await.unwrap();
    home.look_at(OWNER, &id).await.unwrap();
    let all = [
        "break-glass-asked",
        "break-glass-opened",
        "query",
        "break-glass-closed",
        "break-glass-reviewed",
    ];
    let told = home.told_of_glass(OTHER_HEAD).await;
    for one in all {
        assert!(told.iter().any(|it| it == one), "{one} is not in {told:?}");
    }
    let owner = home.told_of_glass(OWNER).await;
    assert!(owner.iter().any(|it| it == "query"), "who is accountable: {owner:?}");
    for other in [SCIENTIST, STEWARD] {
        let told = home.told_of_glass(other).await;
        assert!(!told.iter().any(|it| it.starts_with("break-glass")), "{other}: {told:?}");
    }
    // That time passed is told, too, and by nobody's hand.
    let again = home.opened().await;
    clock.advance(3_600);
    let told = home.told_of_glass(OTHER_HEAD).await;
    assert!(told.iter().any(|it| it == "break-glass-ended"), "{told:?}");
    assert_ne!(again, id);
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_is_red_until_somebody_answers_for_it_who_had_no_part_in_it() {
    let (home, clock) = home().await;
    let id = home.opened().await;
    assert_eq!(home.look_at(OWNER, &id).await.unwrap_err().kind, Kind::Conflict, "not over");
    clock.advance(3_600);
    let line = home.glass_line().await;
    assert!(line.state == State::Failed && line.saw.contains("nobody looked at"), "{}", line.saw);
    assert!(line.saw.contains(OWNER) && line.saw.contains(OTHER_HEAD), "{}", line.saw);
    for who in [SECURITY, SECURITY_HEAD] {
        let refused = home.look_at(who, &id).await.unwrap_err();
        assert!(refused.kind == Kind::Refused && refused.entry.is_some(), "{who}: {refused}");
    }
    assert!(home.look_at(SCIENTIST, &id).await.is_err(), "it is no matter of theirs");
    assert_eq!(home.glass_line().await.state, State::Failed);
    let silent = ReviewBreakGlassRequest { id: id.clone(), against: true, why: " ".to_owned() };
    let owner = home.at_terminal(OWNER).await;
    let silent = home.workspace.review_break_glass(&owner, silent).await.unwrap_err();
    assert_eq!(silent.place.as_deref(), Some("why"));
    let done = home.look_at(OWNER, &id).await.unwrap();
    assert_eq!((done.state, done.uses), (BreakGlassState::Reviewed, 0));
    assert_eq!(home.glass_line().await.state, State::Proven);
    assert_eq!(home.look_at(OTHER_HEAD, &id).await.unwrap_err().kind, Kind::Conflict);
    assert!(home.workspace.break_glass_grants(&owner).await.unwrap().is_empty());
}

// proves M7, M20
#[tokio::test(flavor = "multi_thread")]
async fn closed_locked_or_without_a_device_it_gives_nothing() {
    let (home, _) = home().await;
    let first = home.opened().await;
    let refused = home.close_glass(OWNER, &first).await.unwrap_err();
    assert!(refused.kind == Kind::Refused && refused.entry.is_some(), "{refused}");
    assert!(home.close_glass(SCIENTIST, &first).await.is_err());
    home.close_glass(OTHER_HEAD, &first).await.unwrap();
    assert_eq!(home.sql(SECURITY, COUNT).await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(home.close_glass(OTHER_HEAD, &first).await.unwrap_err().kind, Kind::Conflict);

    home.opened().await;
    let lock = LockRequest {
        what: SECURITY.to_owned(),
        kind: None,
        period: "1h".parse().unwrap(),
        why: "laptop stolen".to_owned(),
    };
    let lock = home.workspace.lock(&home.at_terminal(SECURITY_HEAD).await, lock).await.unwrap();
    let locked = home.sql(SECURITY, COUNT).await.unwrap_err();
    assert!(locked.message.contains("locked"), "{locked}");
    let lift = hygeia_workspace::LiftRequest { id: lock.lock.id, why: "found".to_owned() };
    home.workspace.lift(&home.at_terminal(OTHER_HEAD).await, lift).await.unwrap();
    assert!(home.sql(SECURITY, COUNT).await.is_ok());
    let device = RevokeRequest::Device(DeviceId::new("laptop/sam@example.org").unwrap());
    home.workspace.revoke(&home.at_terminal(SECURITY).await, device).await.unwrap();
    let revoked = home.sql(SECURITY, COUNT).await.unwrap_err();
    assert!(revoked.remedy.unwrap().contains("device enrol"));
}

// proves M7, M10
#[tokio::test(flavor = "multi_thread")]
async fn what_outlasts_its_hour_what_somebody_has_and_what_nobody_has_is_not_opened() {
    let (home, clock) = home().await;
    for (action, asset) in [
        (Action::Delete, "dataset/loans"),
        (Action::Ingest, "dataset/loans"),
        (Action::Train, "dataset/loans"),
        (Action::Promote, "model/credit"),
        (Action::Approve, "model/credit"),
        (Action::ChangeAccess, "workspace/main"),
    ] {
        let refused = home.ask(SECURITY, action, asset).await.unwrap_err();
        assert!(refused.message.contains("opened to nobody"), "{action}: {refused}");
        assert!(refused.entry.is_some(), "{action}: it is in the ledger");
    }
    let own = home.ask(SCIENTIST, Action::Query, "dataset/loans").await.unwrap_err();
    assert!(own.kind == Kind::Conflict && own.message.contains("by the RACI"), "{own}");
    let long = home.ask_for(SECURITY, Action::Query, "dataset/loans", "9h").await.unwrap_err();
    assert_eq!((long.kind, long.place.as_deref()), (Kind::Invalid, Some("for")));
    let senseless = home.ask(SECURITY, Action::Infer, "dataset/loans").await.unwrap_err();
    assert_eq!(senseless.kind, Kind::Invalid);
    // An asset that nobody has, and one that is not there, read alike to who asks; nothing is opened.
    let asked = home.ask(SECURITY, Action::Query, "dataset/cards").await.unwrap();
    let shown = |who: &'static str, id: String| {
        let home = &home;
        async move { home.workspace.proposal(&home.at_terminal(who).await, &id).await.unwrap() }
    };
    let theirs = shown(SECURITY, asked.id.clone()).await.opens.unwrap();
    assert_eq!(theirs.in_the_way, None);
    let head = shown(SECURITY_HEAD, asked.id.clone()).await.opens.unwrap();
    assert!(head.in_the_way.unwrap().contains("nobody may query dataset/cards"));
    let refused = home.approve(SECURITY_HEAD, &asked.id).await.unwrap_err();
    assert!(refused.message.contains("nobody may query"), "{refused}");
    let no = RefuseRequest { id: asked.id.clone(), reason: "not there".to_owned() };
    home.workspace.refuse(&home.at_terminal(SECURITY_HEAD).await, no).await.unwrap();
    assert!(home.approve(OTHER_HEAD, &asked.id).await.is_err(), "it was answered");
    // What nobody answers within a shift is answered no more.
    let late = home.ask(SECURITY, Action::Query, "dataset/loans").await.unwrap();
    clock.advance(8 * 3_600);
    let late = home.approve(SECURITY_HEAD, &late.id).await.unwrap_err();
    assert!(late.message.contains("ran out"), "{late}");
}
