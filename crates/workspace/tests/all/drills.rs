//! In whose name drills act, and what is left of one that broke off.

use crate::use_cases::{Home, SECURITY, STEWARD};
use hygeia_workspace::access::terminal;
use hygeia_workspace::drill::{Crew, disband};
use hygeia_workspace::{Ask, Caller, EnrolRequest, Kind, Origin, UseCases, Workspace};
use std::sync::Arc;
use store::{Consultation, EnrolledDevice, Token};
use terms::{Action, Denial, PrincipalId, SystemClock};

// proves M2, M7
#[tokio::test(flavor = "multi_thread")]
async fn a_drill_acts_in_no_persons_name_and_uses_nothing() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    let (w, by) = (&home.workspace, PrincipalId::new(SECURITY).unwrap());
    let start = w.store.ledger_size();
    let crew = Crew::enlist(w, &by).await.unwrap();
    let thief = crew.thief.as_ref().unwrap();
    let caller = Caller {
        principal: thief.principal.clone(),
        device: Some(thief.device.clone()),
        origin: Origin::Network([127, 0, 0, 1].into()),
    };
    let loans = terms::Asset::parse("dataset/loans").unwrap();
    assert!(w.admit(&caller, Ask::of(Action::Delete, loans)).await.is_err());
    let events = w.store.events(start..u64::MAX).await.unwrap();
    let steward = crew.steward.as_ref().unwrap();
    let insider = Caller {
        principal: steward.principal.clone(),
        device: Some(steward.device.clone()),
        ..caller.clone()
    };
    let loans = terms::Asset::parse("dataset/loans").unwrap();
    let waits = w.admit(&insider, Ask::of(Action::Delete, loans)).await.unwrap_err();
    assert!(matches!(waits.denial, Some(Denial::AwaitsConsulted { .. })), "{waits:?}");
    let asked = w.store.docs::<Consultation>().list().await.unwrap();
    assert!(asked.is_empty(), "a drill asks nobody");
    let refused = events.iter().find(|event| event.api.operation == "delete").unwrap();
    assert!(refused.actor.is_drill() && refused.src_endpoint.uid.is_none());
    assert_eq!(refused.unmapped.facts["in_the_part_of"], thief.principal.as_str());
    let others = events.iter().filter(|event| event.actor.user.uid != by);
    assert!(others.into_iter().all(|event| event.actor.user.uid.as_str() == "drill"));
    disband(w, &by).await.unwrap();
    // Nobody gets a device of that kind for themselves, to act in no name.
    let device = terms::DeviceId::new("drill/mine").unwrap();
    let officer = terminal(&w.store, &by).await.unwrap();
    let refused = w.enrol(&officer, EnrolRequest { device, owner: by }).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Invalid, "{refused}");
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn what_a_drill_left_that_broke_off_is_gone_at_the_next_opening() {
    let home = Home::applied().await;
    let by = PrincipalId::new(SECURITY).unwrap();
    let people = home.workspace.store.docs::<EnrolledDevice>().list().await.unwrap().len();
    Crew::enlist(&home.workspace, &by).await.unwrap();
    assert!(home.workspace.store.docs::<EnrolledDevice>().list().await.unwrap().len() > people);
    home.workspace.store.close().await;
    let again = Workspace::open(home.dir.path(), Arc::new(SystemClock)).await.unwrap();
    let devices = again.store.docs::<EnrolledDevice>().list().await.unwrap();
    assert!(devices.len() == people && devices.iter().all(|device| !device.device.drill));
    let tokens = again.store.docs::<Token>().list().await.unwrap();
    assert!(tokens.iter().all(|token| !token.device.as_str().starts_with("drill/")));
    again.store.close().await;
}
