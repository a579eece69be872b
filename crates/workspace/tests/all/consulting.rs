//! Who is consulted is asked, and who is informed is told.

use crate::use_cases::{Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD, STEWARD, principal};
use hygeia_workspace::{
    AnswerRequest, AnswerResponse, ApplyRequest, Error, FeedRequest, Kind, Notice, NoticeKind,
    QueryRequest, QueryResponse, UseCases,
};
use std::sync::Arc;
use store::Consultation;
use terms::{Clock, FixedClock, Timestamp};

const OFFICERS: [&str; 2] = [SECURITY, "sofia@example.org"];
const AUDITOR: &str = "anna@example.org";
const LEAD: &str = "lena@example.org";
const COUNT: &str = "SELECT count(*) AS n FROM loans";
const DAY: i64 = 86_400;

async fn home() -> (Home, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = Home::applied_at(Arc::clone(&clock) as Arc<dyn Clock>).await;
    home.ingest(STEWARD).await.unwrap();
    (home, clock)
}

impl Home {
    async fn export(&self, who: &str, sql: &str) -> Result<QueryResponse, Error> {
        let caller = self.at_terminal(who).await;
        self.workspace.export(&caller, QueryRequest::rows(sql)).await
    }

    async fn answer(&self, who: &str, id: &str, against: bool) -> Result<AnswerResponse, Error> {
        let caller = self.at_terminal(who).await;
        let why = if against { "the contract ended".to_owned() } else { String::new() };
        self.workspace.answer(&caller, AnswerRequest { id: id.to_owned(), against, why }).await
    }

    async fn feed(&self, who: &str, kind: NoticeKind) -> Vec<Notice> {
        let caller = self.at_terminal(who).await;
        let all = self.workspace.feed(&caller, FeedRequest { days: 30 }).await.unwrap();
        all.into_iter().filter(|notice| notice.kind == kind).collect()
    }

    /// The id of the one consultation that waits for the officer.
    async fn asked(&self) -> String {
        let asked = self.feed(SECURITY, NoticeKind::Asked).await;
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked[0].id.clone()
    }

    async fn said(&self, operation: &str) -> Vec<ledger::Event> {
        let all = self.workspace.store.events(0..u64::MAX).await.unwrap();
        all.into_iter().filter(|event| event.api.operation == operation).collect()
    }
}

fn waits<T>(result: Result<T, Error>) -> Error {
    let error = result.err().unwrap();
    assert!(error.kind == Kind::Refused && error.message.contains("waits for those"), "{error}");
    assert!(error.entry.is_some() && error.remedy.as_ref().unwrap().contains("hygeia answer"));
    error
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_goes_on_once_everybody_who_is_consulted_has_answered_and_only_once() {
    let (home, _) = home().await;
    waits(home.export(OWNER, COUNT).await);
    waits(home.export(OWNER, COUNT).await);
    let id = home.asked().await;
    assert_eq!(home.said("consultation-opened").await.len(), 1, "nobody is asked twice");
    for stranger in [OWNER, SCIENTIST, SECURITY_HEAD] {
        let refused = home.answer(stranger, &id, false).await.unwrap_err();
        assert!(refused.kind == Kind::Invalid && refused.message.contains("nobody asks"));
    }
    // Advice against it is heard, and stops nothing.
    let said = home.answer(SECURITY, &id, true).await.unwrap();
    assert!(!said.heard && said.silent == [principal("sofia@example.org")]);
    let again = home.answer(SECURITY, &id, false).await.unwrap_err();
    assert!(again.kind == Kind::Conflict && again.message.contains("answered"), "{again}");
    waits(home.export(OWNER, COUNT).await);
    assert!(home.answer(OFFICERS[1], &id, false).await.unwrap().heard);
    let own = home.feed(OWNER, NoticeKind::Own).await;
    assert!(own[0].heard && own[0].opinions.len() == 2 && own[0].silent.is_empty(), "{own:?}");
    // It is for exactly this, by exactly them.
    waits(home.export(OWNER, "SELECT count(*) AS m FROM loans").await);
    waits(home.export(SCIENTIST, COUNT).await);
    assert_eq!(home.export(OWNER, COUNT).await.unwrap().row_count, 1);
    waits(home.export(OWNER, COUNT).await);
    let late = home.answer(SECURITY, &id, false).await.unwrap_err();
    assert!(late.kind == Kind::Conflict && late.message.contains("for one deed"), "{late}");
    let used = home.said("consultation-used").await;
    let facts = &used[0].unmapped.facts;
    assert_eq!((used.len(), &facts["against"]), (1, &SECURITY.into()));
    assert_eq!((&facts["for"], &facts["silent"]), (&OFFICERS[1].into(), &"".into()));
    let answered = home.said("consultation-answered").await;
    assert_eq!(answered[0].unmapped.facts["why"], "the contract ended");
    // In place nobody waits: the row of query consults nobody.
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok());
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn at_once_it_goes_on_once() {
    let (home, _) = home().await;
    waits(home.export(OWNER, COUNT).await);
    let id = home.asked().await;
    for officer in OFFICERS {
        home.answer(officer, &id, false).await.unwrap();
    }
    let home = Arc::new(home);
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let home = Arc::clone(&home);
            tokio::spawn(async move { home.export(OWNER, COUNT).await.is_ok() })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += usize::from(task.await.unwrap());
    }
    assert_eq!(done, 1);
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn silence_until_the_deadline_is_on_record_and_nobody_is_waited_for_after_it() {
    let (home, clock) = home().await;
    waits(home.export(OWNER, COUNT).await);
    let id = home.asked().await;
    home.answer(SECURITY, &id, false).await.unwrap();
    clock.advance(DAY - 1);
    home.report(OWNER).await;
    waits(home.export(OWNER, COUNT).await);
    clock.advance(1);
    let late = home.answer(OFFICERS[1], &id, false).await.unwrap_err();
    assert!(late.kind == Kind::Refused && late.message.contains("was to be answered until"));
    let lapsed = home.said("consultation-lapsed").await;
    assert_eq!((lapsed.len(), &lapsed[0].unmapped.facts["silent"]), (1, &OFFICERS[1].into()));
    assert!(home.feed(OFFICERS[1], NoticeKind::Asked).await.is_empty());
    assert!(home.export(OWNER, COUNT).await.is_ok());
    assert_eq!(home.said("consultation-lapsed").await.len(), 1, "it is said once");
    // What nobody did in a week is asked anew.
    waits(home.export(OWNER, "SELECT 1 FROM loans").await);
    clock.advance(8 * DAY);
    home.report(OWNER).await;
    waits(home.export(OWNER, "SELECT 1 FROM loans").await);
    assert_eq!(home.said("consultation-opened").await.len(), 3);
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn several_tables_wait_together_and_go_on_together() {
    let (home, _) = home().await;
    let mut texts = home.texts();
    texts.raci = texts.raci.replace("dataset/loans", "dataset/*");
    texts.write(home.dir.path()).unwrap();
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    home.ingest_as(STEWARD, "cards").await.unwrap();
    let both = "SELECT count(*) FROM loans CROSS JOIN cards";
    waits(home.export(OWNER, both).await);
    let asked = home.feed(SECURITY, NoticeKind::Asked).await;
    assert_eq!(asked.len(), 2, "both are asked about at once: {asked:?}");
    for officer in OFFICERS {
        home.answer(officer, &asked[0].id, false).await.unwrap();
    }
    waits(home.export(OWNER, both).await);
    let used = home.workspace.store.docs::<Consultation>().list().await.unwrap();
    assert!(used.iter().all(|one| one.used.is_none()), "the first is not used up in vain");
    for officer in OFFICERS {
        home.answer(officer, &asked[1].id, false).await.unwrap();
    }
    assert_eq!(home.export(OWNER, both).await.unwrap().row_count, 1);
    waits(home.export(OWNER, both).await);
}

// proves M6
#[tokio::test(flavor = "multi_thread")]
async fn who_is_consulted_on_what_does_not_wait_is_told_and_heard_and_who_is_informed_is_told() {
    let (home, _) = home().await;
    let mut texts = home.texts();
    let query = "query,query,dataset/loans,A,,R,R,,,,,,,,,,";
    assert!(texts.raci.contains(query));
    texts.raci = texts.raci.replace(query, "query,query,dataset/loans,A,,R,R,I,,,,,,,C,,");
    let request = ApplyRequest { texts, plan: false };
    let officer = home.at_terminal(SECURITY).await;
    assert!(home.workspace.apply(&officer, request).await.unwrap().applied, "it is stricter");
    assert!(home.sql(SCIENTIST, COUNT).await.is_ok(), "nobody is waited for");
    let heard = home.feed(AUDITOR, NoticeKind::Consulted).await;
    let [heard] = heard.as_slice() else { panic!("{heard:?}") };
    assert_eq!((heard.who.as_str(), heard.action.as_str()), (SCIENTIST, "query"));
    let told = home.feed(LEAD, NoticeKind::Informed).await;
    assert_eq!((told.len(), &told[0].id), (1, &heard.id), "the same entry tells both");
    home.answer(AUDITOR, &heard.id, true).await.unwrap();
    let said = home.said("notice-answered").await;
    assert_eq!(said[0].unmapped.facts["why"], "the contract ended");
    // Who is only told is not heard, and neither is who has nothing to do with it.
    for other in [LEAD, OWNER] {
        assert!(home.answer(other, &heard.id, false).await.is_err(), "{other}");
    }
    assert!(home.answer(AUDITOR, "notice-999999", false).await.is_err());
    // Changes of access are told too: data-owner has the C of that row, auditor its I.
    let changes = home.feed(AUDITOR, NoticeKind::Informed).await;
    assert!(changes.iter().any(|notice| notice.action == "access-changed"), "{changes:?}");
    let changes = home.feed(OWNER, NoticeKind::Consulted).await;
    assert!(changes.iter().any(|notice| notice.action == "access-changed"), "{changes:?}");
    assert!(home.feed(SCIENTIST, NoticeKind::Informed).await.is_empty());
}
