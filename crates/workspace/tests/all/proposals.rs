//! What waits for a second person: shown before it is answered, and not for ever.

use crate::use_cases::{Home, SCIENTIST, SECURITY, SECURITY_HEAD, principal};
use hygeia_workspace::{ApplyRequest, Caller, Kind, Origin, RefuseRequest, Texts, UseCases};
use std::sync::Arc;
use terms::{FixedClock, Timestamp};

const DAY: i64 = 86_400;

async fn at(clock: &Arc<FixedClock>) -> Home {
    let home = Home::made_at(Arc::clone(clock) as _).await;
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    home
}

fn wider(home: &Home) -> Texts {
    let mut texts = home.texts();
    let auditor = "\"anna@example.org\" = [\"auditor\"]";
    assert!(texts.people.contains(auditor));
    let more = "\"anna@example.org\" = [\"auditor\", \"data-scientist\"]";
    texts.people = texts.people.replace(auditor, more);
    texts
}

async fn proposed(home: &Home, texts: &Texts) -> String {
    let request = ApplyRequest { texts: texts.clone(), plan: false };
    let officer = home.at_terminal(SECURITY).await;
    home.workspace.apply(&officer, request).await.unwrap().proposal.unwrap()
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_nobody_answered_in_time_is_answered_no_more() {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = at(&clock).await;
    let texts = wider(&home);
    let id = proposed(&home, &texts).await;
    texts.write(home.dir.path()).unwrap();
    let head = home.at_terminal(SECURITY_HEAD).await;
    let w = &home.workspace;
    clock.advance(7 * DAY - 1);
    assert_eq!(w.approvals(&head, None).await.unwrap().len(), 1);
    clock.advance(1);
    assert!(w.approvals(&head, None).await.unwrap().is_empty(), "it waits no more");
    let late = home.approve(SECURITY_HEAD, &id).await.unwrap_err();
    assert!(late.kind == Kind::Refused && late.message.contains("ran out"), "{late}");
    assert!(late.remedy.unwrap().contains(SECURITY), "who asks again");
    let refuse = RefuseRequest { id: id.clone(), reason: String::new() };
    let late = w.refuse(&head, refuse).await.unwrap_err();
    assert!(late.kind == Kind::Refused && late.message.contains("ran out"), "{late}");
    assert!(w.proposal(&head, &id).await.unwrap().asked.expired);
    // Asked for again it is another's turn to answer, and in time.
    assert_eq!(proposed(&home, &texts).await, id, "it is the same change");
    home.approve(SECURITY_HEAD, &id).await.unwrap();
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_says_when_something_else_was_applied_and_who_may_answer() {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = at(&clock).await;
    let id = proposed(&home, &wider(&home)).await;
    let head = home.at_terminal(SECURITY_HEAD).await;
    let shown = home.workspace.proposal(&head, &id).await.unwrap();
    let change = shown.change.unwrap();
    assert!(!change.outdated && !change.first);
    assert_eq!(change.diff.joined.len(), 1);
    assert!(
        change.diff.widening.iter().all(|grant| grant.principal == principal("anna@example.org"))
    );
    assert!(change.diff.widening.len() > 1);
    assert!(shown.may_answer.contains(&principal(SECURITY_HEAD)));
    assert!(!shown.may_answer.contains(&principal(SECURITY)), "never who asked");
    // Over the network, who could not answer it reads what they read of one that is not there.
    let stranger = Caller {
        origin: Origin::Network([127, 0, 0, 1].into()),
        ..home.at_terminal(SCIENTIST).await
    };
    let hidden = home.workspace.proposal(&stranger, &id).await.unwrap_err();
    let absent = home.workspace.proposal(&stranger, "access-none").await.unwrap_err();
    assert!(hidden.kind == Kind::NotFound && hidden == absent);
    let mut fewer = home.texts();
    let gone = "\"emil@example.org\"";
    fewer.people =
        fewer.people.lines().filter(|line| !line.starts_with(gone)).collect::<Vec<_>>().join("\n");
    let request = ApplyRequest { texts: fewer, plan: false };
    let officer = home.at_terminal(SECURITY).await;
    assert!(home.workspace.apply(&officer, request).await.unwrap().applied);
    let shown = home.workspace.proposal(&head, &id).await.unwrap().change.unwrap();
    assert!(
        shown.outdated && shown.diff.joined.len() > 1,
        "emil would come back, and that is told"
    );
}
