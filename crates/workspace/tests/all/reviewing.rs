//! Who has access is looked at again; what nobody looked at is narrowed.

use crate::use_cases::{Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD, principal};
use hygeia_workspace::records::{HolderReview, Review};
use hygeia_workspace::{
    ApplyRequest, Error, FeedRequest, Kind, Notice, NoticeKind, QueryRequest, ReviewHistoryRequest,
    ReviewOutcome, ReviewRequest, ReviewResponse, ReviewShown, ReviewVerdict, Texts, UseCases,
};
use std::sync::Arc;
use terms::{Asset, Clock, FixedClock, Narrowing, Timestamp};

const AUDITOR: &str = "anna@example.org";
const OTHER_HEAD: &str = "selma@example.org";
const COUNT: &str = "SELECT count(*) AS n FROM loans";
const SSN: &str = "SELECT ssn FROM loans WHERE ssn IS NOT NULL LIMIT 1";
const DAY: i64 = 86_400;

/// Restricted data, which two people agreed to on the first day.
async fn home() -> (Home, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = Home::applied_at(Arc::clone(&clock) as Arc<dyn Clock>).await;
    home.ingest(STEWARD).await.unwrap();
    home.device_of(AUDITOR).await;
    (home, clock)
}

impl Home {
    async fn device_of(&self, who: &str) {
        let device = terms::DeviceId::new(&format!("laptop/{who}")).unwrap();
        let request = hygeia_workspace::EnrolRequest { device, owner: principal(who) };
        let officer = self.at_terminal(SECURITY).await;
        self.workspace.enrol(&officer, request).await.unwrap();
        self.report(who).await;
    }

    /// So many days later everybody's device says again that it is well.
    async fn later(&self, clock: &FixedClock, days: i64) {
        clock.advance(days * DAY);
        for who in [OWNER, STEWARD, SCIENTIST, AUDITOR] {
            self.report(who).await;
        }
    }

    async fn review(
        &self,
        who: &str,
        activity: &str,
        more: impl FnOnce(&mut ReviewRequest),
    ) -> Result<ReviewResponse, Error> {
        let loans = Asset::parse("dataset/loans").unwrap();
        let mut request = ReviewRequest::keeping(activity.parse().unwrap(), loans);
        more(&mut request);
        self.workspace.review(&self.at_terminal(who).await, request).await
    }

    async fn due(&self, activity: &str, role: &str) -> Review {
        let all = self.workspace.reviews(&self.at_terminal(AUDITOR).await).await.unwrap();
        let named =
            |one: &Review| one.cell.activity.as_str() == activity && one.cell.role.as_str() == role;
        all.into_iter().find(named).unwrap()
    }

    async fn holder(&self, activity: &str, role: &str, who: &str) -> HolderReview {
        let review = self.due(activity, role).await;
        review.holders.into_iter().find(|held| held.holder == principal(who)).unwrap()
    }

    async fn done(&self) -> Vec<ReviewShown> {
        let auditor = self.at_terminal(AUDITOR).await;
        let request = ReviewHistoryRequest { days: None };
        self.workspace.review_history(&auditor, request).await.unwrap()
    }

    async fn to_review(&self, who: &str) -> Vec<Notice> {
        let caller = self.at_terminal(who).await;
        let all = self.workspace.feed(&caller, FeedRequest { days: 30 }).await.unwrap();
        all.into_iter().filter(|notice| notice.kind == NoticeKind::Review).collect()
    }
}

fn of(who: &str, verdict: ReviewVerdict) -> impl FnOnce(&mut ReviewRequest) {
    let who = principal(who);
    move |request| {
        (request.holder, request.verdict) = (Some(who), verdict);
        request.why = "the team changed".to_owned();
    }
}

fn overdue<T>(result: Result<T, Error>) -> Error {
    let error = result.err().unwrap();
    assert!(error.kind == Kind::Refused && error.message.contains("to be reviewed"), "{error}");
    assert!(error.entry.is_some(), "it is in the ledger");
    error
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_reviewed_is_told_then_only_reads_then_is_locked_until_somebody_does() {
    let (home, clock) = home().await;
    home.later(&clock, 31).await;
    assert_eq!(
        home.holder("query", "data-scientist", SCIENTIST).await.narrowing,
        Some(Narrowing::Warned)
    );
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok(), "a week of grace");
    assert!(home.ingest(STEWARD).await.is_ok());
    home.later(&clock, 7).await;
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok(), "it still reads");
    let refused = overdue(home.ingest(STEWARD).await);
    assert!(refused.message.contains("read-only"), "{refused}");
    let caller = home.at_terminal(SCIENTIST).await;
    overdue(home.workspace.export(&caller, QueryRequest::rows(COUNT)).await);
    home.later(&clock, 30).await;
    let refused = overdue(home.sql(SCIENTIST, SSN).await);
    assert!(refused.message.contains("locked"), "{refused}");
    let remedy = refused.remedy.unwrap();
    for part in [OWNER, "--done query --asset dataset/loans", &format!("--holder {SCIENTIST}")] {
        assert!(remedy.contains(part), "{part} in {remedy}");
    }
    // Who reviews can see what is to be reviewed, however late it is.
    assert_eq!(home.due("query", "data-scientist").await.narrowing, Some(Narrowing::Locked));
    home.review(OWNER, "query", of(SCIENTIST, ReviewVerdict::Keep)).await.unwrap();
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok());
    overdue(home.ingest(STEWARD).await);
    assert_eq!(home.holder("query", "data-scientist", SCIENTIST).await.narrowing, None);
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn each_holder_is_reviewed_by_itself_and_nobody_reviews_their_own() {
    let (home, clock) = home().await;
    home.later(&clock, 200).await;
    let all = home.review(OWNER, "query", |_| {}).await.unwrap();
    assert_eq!(all.cells, 3);
    assert_eq!(all.own_left_to, [OTHER_HEAD, SECURITY_HEAD].map(principal));
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok());
    overdue(home.sql(OWNER, COUNT).await);
    let own = home.review(OWNER, "query", of(OWNER, ReviewVerdict::Keep)).await.unwrap_err();
    assert!(own.kind == Kind::Refused && own.message.contains("own access"), "{own}");
    assert!(own.remedy.unwrap().contains(SECURITY_HEAD) && own.entry.is_some());
    home.review(SECURITY_HEAD, "query", of(OWNER, ReviewVerdict::Keep)).await.unwrap();
    assert!(home.sql(OWNER, COUNT).await.is_ok());
    // Who is accountable for nothing here reviews nobody; a reason is part of it.
    let refused =
        home.review(SCIENTIST, "query", of(OWNER, ReviewVerdict::Keep)).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Refused);
    let silent = home.review(OWNER, "query", |request| request.holder = Some(principal(SCIENTIST)));
    assert_eq!(silent.await.unwrap_err().place.as_deref(), Some("why"));
    let nobody = home.review(OWNER, "query", |request| request.verdict = ReviewVerdict::Remove);
    assert_eq!(nobody.await.unwrap_err().place.as_deref(), Some("holder"));
    let stranger = home.review(OWNER, "query", of(STEWARD, ReviewVerdict::Keep)).await.unwrap_err();
    assert!(stranger.remedy.unwrap().contains(SCIENTIST));
}

// proves M6, M7
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_to_stay_goes_once_somebody_else_agreed() {
    let (home, clock) = home().await;
    home.later(&clock, 1).await;
    let asked = home.review(OWNER, "query", of(SCIENTIST, ReviewVerdict::Remove)).await.unwrap();
    let lost: Vec<String> = asked.loses.iter().map(ToString::to_string).collect();
    assert!(lost.contains(&format!("{SCIENTIST} may query dataset/loans")), "{lost:?}");
    let id = asked.proposal.unwrap();
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok(), "it takes two");
    assert!(home.approve(OWNER, &id).await.is_err(), "nobody agrees to their own");
    assert!(home.approve(SECURITY, &id).await.is_err(), "the R proposes");
    let shown = home.workspace.proposal(&home.at_terminal(SECURITY_HEAD).await, &id).await.unwrap();
    assert!(shown.asked.by_review && shown.change.unwrap().diff.left.len() == 1);
    assert_eq!(home.done().await.last().unwrap().outcome, ReviewOutcome::Waiting);
    let (before, now) = (home.texts(), Timestamp::from_unix(1_800_000_000 + DAY));
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    assert_eq!(home.sql(SCIENTIST, COUNT).await.unwrap_err().kind, Kind::NotFound);
    let last = home.done().await.pop().unwrap();
    assert_eq!(
        (last.outcome, last.answered_by),
        (ReviewOutcome::Removed, Some(principal(SECURITY_HEAD)))
    );
    assert_eq!((last.at, last.why.as_str()), (now, "the team changed"));
    // The files say what is in force, and every other line as it was.
    let after = home.texts();
    assert_ne!(after.people, before.people);
    assert_eq!(after, Texts { people: after.people.clone(), ..before });
    let officer = home.at_terminal(SECURITY).await;
    let same = ApplyRequest { texts: after, plan: true };
    assert!(home.workspace.apply(&officer, same).await.unwrap().nothing);
}

// proves M6, M7
#[tokio::test(flavor = "multi_thread")]
async fn a_review_gives_nobody_anything_and_what_is_refused_is_on_record() {
    let (home, clock) = home().await;
    let steward = ReviewVerdict::Change("data-steward".parse().unwrap());
    let more = home.review(OWNER, "query", of(SCIENTIST, steward)).await.unwrap_err();
    assert!(more.kind == Kind::Refused && more.remedy.unwrap().contains("hygeia apply"));
    let unknown = ReviewVerdict::Change("data-stewart".parse().unwrap());
    let unknown = home.review(OWNER, "query", of(SCIENTIST, unknown)).await.unwrap_err();
    assert_eq!(unknown.kind, Kind::Invalid);
    let less = ReviewVerdict::Change("auditor".parse().unwrap());
    assert!(home.review(OWNER, "query", of(SCIENTIST, less)).await.is_err(), "it reads the ledger");
    let asked = home.review(OWNER, "query", of(SCIENTIST, ReviewVerdict::Remove)).await.unwrap();
    let request = hygeia_workspace::RefuseRequest {
        id: asked.proposal.unwrap(),
        reason: "needed until spring".to_owned(),
    };
    let head = home.at_terminal(SECURITY_HEAD).await;
    home.workspace.refuse(&head, request).await.unwrap();
    assert_eq!(home.done().await.pop().unwrap().outcome, ReviewOutcome::Refused);
    clock.advance(1);
    let again = home.review(OWNER, "query", of(SCIENTIST, ReviewVerdict::Remove)).await.unwrap();
    let (count, waiting) = (home.done().await.len(), again.proposal.unwrap());
    assert_eq!(count, 2, "each review stays what it came to");
    assert_eq!(home.done().await.pop().unwrap().proposal, Some(waiting));
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn to_apply_something_else_is_no_review() {
    let (home, clock) = home().await;
    home.later(&clock, 200).await;
    // One person may rename a role, split a row, or write a comment: nothing is answered more laxly.
    let mut texts = home.texts();
    texts.raci = texts.raci.replace("data-scientist", "analyst").replace("# data", "# the data");
    texts.people = texts.people.replace("data-scientist", "analyst");
    let officer = home.at_terminal(SECURITY).await;
    let request = ApplyRequest { texts, plan: false };
    assert!(home.workspace.apply(&officer, request).await.unwrap().applied, "one person");
    overdue(home.sql(SCIENTIST, COUNT).await);
    assert_eq!(home.holder("query", "analyst", SCIENTIST).await.narrowing, Some(Narrowing::Locked));
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn who_is_to_review_and_whose_access_it_is_are_reminded_before() {
    let (home, clock) = home().await;
    home.later(&clock, 22).await;
    assert!(home.to_review(OWNER).await.is_empty(), "eight days before");
    home.later(&clock, 1).await;
    let asked = home.to_review(OWNER).await;
    let query = asked.iter().find(|one| one.action == "query" && one.who == principal(SCIENTIST));
    let query = query.unwrap();
    assert_eq!((query.narrowing, query.until.as_deref()), (None, Some("2027-02-14T08:00:00Z")));
    let own = home.to_review(SCIENTIST).await;
    assert!(!own.is_empty() && own.iter().all(|one| one.who == principal(SCIENTIST)), "{own:?}");
    home.review(OWNER, "query", of(SCIENTIST, ReviewVerdict::Keep)).await.unwrap();
    let left = home.to_review(OWNER).await;
    assert!(!left.iter().any(|one| one.action == "query" && one.who == principal(SCIENTIST)));
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn the_rule_that_sets_how_often_is_shown_with_where_it_comes_from() {
    let (home, _) = home().await;
    let query = home.due("query", "data-scientist").await;
    assert_eq!(
        (query.rule.days, query.rule.because.as_str()),
        (30, "dataset/loans holds restricted data")
    );
    assert!(query.rule.citation.contains("NIST SP 800-53"));
    let infer = home.due("infer", "loan-desk").await;
    assert!(infer.rule.because.contains("model/credit"), "{:?}", infer.rule);
    let audit = home.due("audit", "auditor").await;
    assert_eq!((audit.rule.days, audit.class), (90, terms::Class::Confidential));
}
