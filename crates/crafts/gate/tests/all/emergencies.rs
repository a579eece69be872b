//! Break-glass: what two people opened stands in the place of an R, for a while, and in no other place.

use crate::kit::{NOW, gate, gate_by, request, said};
use gate::{Rules, never_opened};
use std::collections::BTreeSet;
use terms::{
    Action, Asset, BreakGlassGrant, Denial, LockTarget, LockedOut, Obligation, Request, Timestamp,
    View, ZoneClass,
};

const RACI: &str = "activity,action,asset,owner,scientist,heard,told,head\n\
                    query,query,dataset/loans,A,R,C,I,\n\
                    access,change-access,workspace/main,,,,,A\n\
                    delete,delete,dataset/loans,A,R,,,\n\
                    promote,promote,model/credit,A,R,,,\n\
                    ingest,ingest,dataset/loans,A,R,,,\n";
const PEOPLE: &str = "olga owner\ndana scientist\nomar heard\nsven head";

fn granted(who: &str, action: Action, asset: &str) -> BreakGlassGrant {
    BreakGlassGrant {
        id: "glass-1".parse().unwrap(),
        principal: who.parse().unwrap(),
        action,
        asset: Asset::parse(asset).unwrap(),
        from: Timestamp::from_unix(NOW - 60),
        until: Timestamp::from_unix(NOW + 60),
        told: vec!["head".parse().unwrap()],
    }
}

/// `omar`, who is only heard, with that grant.
fn omar(grant: BreakGlassGrant) -> Request {
    let mut asked = request("omar", grant.action, &grant.asset.to_string());
    asked.context.break_glass = Some(grant);
    asked
}

// proves M7
#[test]
fn what_was_opened_stands_in_the_place_of_an_r_and_is_its_own_cell() {
    let gate = gate(RACI, PEOPLE);
    let bare = gate.decide(&request("omar", Action::Query, "dataset/loans"));
    assert_eq!(bare.denial, Some(Denial::NotGranted));
    let decision = gate.decide(&omar(granted("omar", Action::Query, "dataset/loans")));
    assert_eq!(said(&decision).unwrap(), ["glass-1[dataset/loans] × break-glass = R"]);
    assert_eq!(decision.view(), View::Token, "never clear values");
    let roles = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    assert!(decision.obligations.contains(&Obligation::Consult(roles(&["heard"]))));
    let told = Obligation::Inform(roles(&["head", "owner", "told"]));
    assert!(decision.obligations.contains(&told), "{:?}", decision.obligations);
    // Who has a cell acts by it.
    let mut owner = request("olga", Action::Query, "dataset/loans");
    owner.context.break_glass = Some(granted("olga", Action::Query, "dataset/loans"));
    let owner = gate.decide(&owner);
    assert_eq!(said(&owner).unwrap(), ["query[dataset/loans] × owner = A"]);
}

// proves M7
#[test]
fn it_is_for_one_person_action_asset_and_time() {
    let gate = gate(RACI, PEOPLE);
    let refused = |change: fn(&mut Request)| {
        let mut asked = omar(granted("omar", Action::Query, "dataset/loans"));
        change(&mut asked);
        gate.decide(&asked).denial
    };
    assert_eq!(refused(|_| ()), None);
    let not_granted = Some(Denial::NotGranted);
    let others: [fn(&mut Request); 6] = [
        |asked| asked.principal = "eve".parse().unwrap(),
        |asked| asked.principal = "sven".parse().unwrap(),
        |asked| asked.action = Action::Export,
        |asked| asked.asset = Asset::parse("dataset/cards").unwrap(),
        |asked| asked.context.at = Timestamp::from_unix(NOW + 60),
        |asked| asked.context.at = Timestamp::from_unix(NOW - 61),
    ];
    for other in others {
        assert_eq!(refused(other), not_granted);
    }
    // Whoever is off the list, and a drill that plays their part.
    let mut gone = granted("eve", Action::Query, "dataset/loans");
    gone.until = Timestamp::from_unix(NOW + 9_999);
    let mut eve = omar(gone);
    eve.principal = "eve".parse().unwrap();
    assert_eq!(gate.decide(&eve).denial, not_granted);
    assert_eq!(refused(|it| it.context.device.as_mut().unwrap().drill = true), not_granted);
}

// proves M7, M20
#[test]
fn device_network_lock_and_budget_hold_as_for_everybody() {
    let mut rules = Rules::default();
    rules.egress.roles.insert("break-glass".parse().unwrap(), 100);
    let gate = gate_by(RACI, PEOPLE, rules);
    let refused = |change: fn(&mut Request)| {
        let mut asked = omar(granted("omar", Action::Query, "dataset/loans"));
        change(&mut asked);
        gate.decide(&asked).denial
    };
    assert_eq!(refused(|it| it.context.egress_bytes = 100), None);
    let over = Some(Denial::EgressBudget { asked: 101, left: 100 });
    assert_eq!(refused(|it| it.context.egress_bytes = 101), over);
    assert_eq!(refused(|it| it.context.device = None), Some(Denial::NoDevice));
    let unknown = refused(|it| it.context.zone = ZoneClass::Unknown);
    assert_eq!(unknown, Some(Denial::UnknownZone));
    let locked = refused(|it| {
        it.context.lock = Some(LockedOut {
            lock: "lock-1".to_owned(),
            target: LockTarget::Person("omar".parse().unwrap()),
            by: "sam".parse().unwrap(),
            until: Timestamp::from_unix(NOW + 1),
        });
    });
    assert!(matches!(locked, Some(Denial::LockedOut(_))), "{locked:?}");
}

// proves M7, M10
#[test]
fn what_outlasts_its_hour_and_what_nobody_has_is_opened_to_nobody() {
    let gate = gate(RACI, PEOPLE);
    for (action, asset) in [
        (Action::Delete, "dataset/loans"),
        (Action::Promote, "model/credit"),
        (Action::Ingest, "dataset/loans"),
        (Action::ChangeAccess, "workspace/main"),
    ] {
        let decision = gate.decide(&omar(granted("omar", action, asset)));
        assert_eq!(decision.denial, Some(Denial::NotGranted), "{action}");
    }
    // No row gives it to anybody.
    let nobody = gate.decide(&omar(granted("omar", Action::Export, "dataset/loans")));
    assert_eq!(nobody.denial, Some(Denial::NotGranted));
    let opened: BTreeSet<&str> = Action::ALL
        .iter()
        .filter(|action| never_opened(**action).is_none())
        .map(|action| action.name())
        .collect();
    assert_eq!(opened, BTreeSet::from(["audit", "export", "infer", "operate", "query"]));
}
