use crate::support::{DANA, Place, ask, caller, who};
use gate::Rules;
use hygeia_workspace::{Ask, Kind, Origin, Refusal};
use terms::{Action, Denial, DeviceId, Digest, View};

fn denial(result: Result<store::Permit, Refusal>) -> Denial {
    result.unwrap_err().denial.unwrap()
}

// proves M20
#[tokio::test]
async fn a_cell_gives_a_permit_with_the_view_of_its_letter_and_an_entry_in_the_ledger() {
    let place = Place::new().await;
    let device = place.device("laptop", true).await;
    let query = ask(Action::Query, "dataset/loans");
    let permit = place.enforcer.admit(&caller(DANA, Some(&device)), query.clone()).await.unwrap();
    assert_eq!(permit.view(), View::Token);
    let owner = caller("olga@example.org", Some(&device));
    let permit = place.enforcer.admit(&owner, query).await.unwrap();
    assert_eq!(permit.view(), View::Clear);
    let index = permit.ledger_index();
    let events = place.store().events(index..index + 1).await.unwrap();
    assert_eq!(events[0].action_id, Some(1));
}

// proves M20
#[tokio::test]
async fn who_has_no_cell_reads_not_found_whether_it_exists_or_not() {
    let place = Place::new().await;
    let device = place.device("laptop", true).await;
    let omar = caller("omar@example.org", Some(&device));
    let hidden =
        place.enforcer.admit(&omar, ask(Action::Query, "dataset/loans")).await.unwrap_err();
    let absent = place.enforcer.admit(&omar, ask(Action::Query, "dataset/none")).await.unwrap_err();
    assert_eq!(hidden.error.kind, Kind::NotFound);
    assert_eq!(hidden.error, absent.error);
    assert_eq!(hidden.error, Refusal::not_found().error);
    assert_eq!(hidden.denial, Some(Denial::NotGranted));
    let events = place.store().events(0..u64::MAX).await.unwrap();
    let refused = events.iter().filter(|event| event.action_id == Some(2)).count();
    assert_eq!(refused, 2, "both refusals are in the ledger");
}

// proves M20
#[tokio::test]
async fn device_posture_and_network_are_validated_each_time() {
    let place = Place::new().await;
    let good = place.device("laptop", true).await;
    let loose = place.device("phone", false).await;
    let query = ask(Action::Query, "dataset/loans");
    let admit = async |device: Option<&DeviceId>| {
        place.enforcer.admit(&caller(DANA, device), query.clone()).await
    };
    assert!(admit(Some(&good)).await.is_ok());
    assert_eq!(denial(admit(None).await), Denial::NoDevice);
    assert_eq!(denial(admit(Some(&loose)).await), Denial::UnmanagedDevice);
    let stranger = DeviceId::new("never-enrolled").unwrap();
    assert_eq!(denial(admit(Some(&stranger)).await), Denial::UnmanagedDevice);
    let mut far = caller(DANA, Some(&good));
    far.origin = Origin::Network([203, 0, 113, 9].into());
    assert_eq!(denial(place.enforcer.admit(&far, query.clone()).await), Denial::UnknownZone);
    place.clock.advance(86_401);
    assert_eq!(denial(admit(Some(&good)).await), Denial::StalePosture);
}

// proves M15, M20
#[tokio::test]
async fn exports_spend_one_budget_even_when_they_come_at_once() {
    let place = Place::new().await;
    let device = place.device("laptop", true).await;
    let budget = Rules::default().egress.bytes_per_day;
    let part = budget / 4;
    let dana = caller(DANA, Some(&device));
    let export = |at: u8| Ask {
        egress_bytes: part,
        ..ask(Action::Export, "dataset/loans").exactly(Digest::of(&[at]))
    };
    for at in 0..10 {
        place.heard(&dana, export(at)).await;
    }
    let (mut allowed, mut refused) = (0, 0);
    let asked: Vec<_> = (0..8)
        .map(|at| {
            let (enforcer, dana, export) = (place.enforcer.clone(), dana.clone(), export(at));
            tokio::spawn(async move { enforcer.admit(&dana, export).await })
        })
        .collect();
    for task in asked {
        match task.await.unwrap() {
            Ok(_) => allowed += 1,
            Err(refusal) => {
                assert_eq!(refusal.error.kind, Kind::Exhausted);
                refused += 1;
            }
        }
    }
    assert_eq!((allowed, refused), (4, 4));
    place.clock.advance(43_200);
    assert!(place.enforcer.admit(&dana, export(8)).await.is_err(), "the same day");
    place.clock.advance(14_400);
    assert!(place.enforcer.admit(&dana, export(9)).await.is_ok(), "the next day (UTC)");
}

// proves M15, M20
#[tokio::test]
async fn an_answer_is_charged_by_its_weight_before_it_is_released() {
    let place = Place::new().await;
    let device = place.device("laptop", true).await;
    let dana = caller(DANA, Some(&device));
    let permit = place.enforcer.admit(&dana, ask(Action::Query, "dataset/loans")).await.unwrap();
    let budget = Rules::default().egress.bytes_per_day;
    place.enforcer.charge(&permit, budget - 10).await.unwrap();
    let over = place.enforcer.charge(&permit, 11).await.unwrap_err();
    assert_eq!(over.denial, Some(Denial::EgressBudget { asked: 11, left: 10 }));
    let index = over.error.entry.unwrap();
    let events = place.store().events(index..index + 1).await.unwrap();
    assert_eq!(events[0].status_id, 2);
}

// proves M2, M15
#[tokio::test]
async fn a_drill_spends_budgets_of_its_own() {
    let place = Place::new().await;
    let (own, part) = (place.device("laptop", true).await, place.device("drill/a", true).await);
    let budget = Rules::default().egress.bytes_per_day;
    for device in [&part, &own] {
        let dana = caller(DANA, Some(device));
        let asked = place.enforcer.admit(&dana, ask(Action::Query, "dataset/loans")).await;
        let permit = asked.unwrap();
        place.enforcer.charge(&permit, budget).await.unwrap();
        assert!(place.enforcer.charge(&permit, 1).await.is_err());
    }
}

// proves M10
#[tokio::test]
async fn nobody_agrees_to_what_they_asked_for_whatever_the_caller_says() {
    let place = Place::new().await;
    let device = place.device("laptop", true).await;
    let detail = Digest::of(b"a model");
    let rita = caller("rita@example.org", Some(&device));
    let approve = Ask {
        detail: Some(detail),
        author: Some(who("emil@example.org")),
        ..ask(Action::Approve, "model/credit")
    };
    assert!(place.enforcer.admit(&rita, approve.clone()).await.is_ok());
    place.asks_for(&rita.principal, &approve.asset, detail).await;
    assert_eq!(denial(place.enforcer.admit(&rita, approve).await), Denial::SelfApproval);
}
