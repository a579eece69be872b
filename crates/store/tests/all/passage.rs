//! No permit without a durable entry.

use crate::support::{NOW, Workspace, asset, decision, denied, permit, who};
use hygeia_store::Refused;
use std::fs;
use terms::{Action, Asset, Denial, Digest, View};

// proves M7
#[tokio::test]
async fn an_allow_and_a_denial_are_both_in_the_ledger() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let allowed = permit(&store, "dana", Action::Query, "dataset/loans", None).await;
    assert_eq!(
        (allowed.ledger_index(), allowed.view(), allowed.expires().unix()),
        (1, View::Mask, NOW + 60)
    );
    let refusal = denied(
        decision(&store, "dana", Action::Delete, "dataset/loans", None),
        Denial::BehindLiveModel,
    );
    let refused = store.passage(&refusal).await.unwrap_err();
    assert_eq!(refused, Refused::Denied { denial: Denial::BehindLiveModel, ledger_index: 2 });
    store.close().await;

    let store = workspace.open().await;
    let events = store.events(1..9).await.unwrap();
    assert_eq!(events.iter().map(|e| e.action_id.unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(events[0].unmapped.cells, allowed.cells());
    assert_eq!(events[1].actor.user.uid, who("dana"));
    let usage = store.usage().await.unwrap();
    assert_eq!(
        usage.into_iter().map(|(cell, at)| (cell, at.unix())).collect::<Vec<_>>(),
        [(allowed.cells()[0].clone(), NOW)]
    );
}

// proves M7
#[tokio::test]
async fn there_is_no_permit_when_the_ledger_takes_no_entry() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let (ledger, away) = (workspace.path("ledger"), workspace.path("away"));
    fs::rename(&ledger, &away).unwrap();
    let refused =
        store.passage(&decision(&store, "dana", Action::Query, "dataset/loans", None)).await;
    assert!(matches!(refused, Err(Refused::Unrecorded(_))));
    fs::rename(&away, &ledger).unwrap();
    assert_eq!(
        permit(&store, "dana", Action::Query, "dataset/loans", None).await.ledger_index(),
        1
    );
    store.close().await;
    assert_eq!(workspace.open().await.events(0..9).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_permit_is_for_one_thing_and_runs_out() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let (loans, people) = (asset("dataset/loans"), asset("dataset/people"));
    let sql = Some(Digest::of(b"select 1"));
    let permit = permit(&store, "dana", Action::Query, "dataset/loans", sql).await;
    assert_eq!(permit.covers(Action::Query, &loans, sql, store.now()), Ok(()));
    let other = |action, asset: &Asset, detail| permit.covers(action, asset, detail, store.now());
    assert!(matches!(other(Action::Export, &loans, sql), Err(Refused::Other { .. })));
    assert!(matches!(other(Action::Query, &people, sql), Err(Refused::Other { .. })));
    assert!(matches!(
        other(Action::Query, &loans, Some(Digest::of(b"select 2"))),
        Err(Refused::Other { .. })
    ));
    assert!(matches!(other(Action::Query, &loans, None), Err(Refused::Other { .. })));
    workspace.clock.advance(60);
    assert_eq!(permit.covers(Action::Query, &loans, sql, store.now()), Ok(()));
    workspace.clock.advance(1);
    assert!(matches!(
        permit.covers(Action::Query, &loans, sql, store.now()),
        Err(Refused::Expired(_))
    ));
}

#[tokio::test]
async fn an_old_decision_gives_no_permit() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let decision = decision(&store, "dana", Action::Query, "dataset/loans", None);
    workspace.clock.advance(61);
    assert_eq!(store.passage(&decision).await.unwrap_err(), Refused::Stale(61));
    assert_eq!(
        store.events(1..2).await.unwrap()[0].action_id,
        Some(2),
        "it is entered as a denial"
    );
    assert!(store.usage().await.unwrap().is_empty());
    let mut empty = decision;
    empty.cells.clear();
    assert!(matches!(
        store.passage(&empty).await,
        Err(Refused::Denied { denial: Denial::NotGranted, .. })
    ));
}
