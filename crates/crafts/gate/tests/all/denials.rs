//! Every refusal, each in a request where a cell allows and all else is in order.

use crate::kit::{NOW, gate, gate_by, request};
use gate::{Directory, Gate, GateError, Raci, Rules, compile, sample};
use proptest::prelude::*;
use std::sync::LazyLock;
use terms::{Action, Class, Denial, Posture, Request, StepUp, Timestamp, ZoneClass};

/// Compiled once: a gate has no state.
fn sample_gate() -> &'static Gate {
    static GATE: LazyLock<Gate> = LazyLock::new(|| {
        let raci = Raci::from_csv(sample::RACI_CSV).unwrap();
        let people = Directory::from_toml(sample::PEOPLE_TOML).unwrap();
        Gate::new(compile(&raci).unwrap(), people, Rules::default()).unwrap()
    });
    &GATE
}

fn query(change: impl FnOnce(&mut Request)) -> Option<Denial> {
    let mut request = request("dana@example.org", Action::Query, "dataset/loans");
    change(&mut request);
    sample_gate().decide(&request).denial
}

fn with_posture(change: impl FnOnce(&mut Posture)) -> Option<Denial> {
    query(|r| change(r.context.device.as_mut().unwrap().posture.as_mut().unwrap()))
}

// proves M20
#[test]
fn the_device_is_validated_before_each_grant() {
    assert_eq!(query(|_| ()), None);
    assert_eq!(query(|r| r.context.device = None), Some(Denial::NoDevice));
    let unmanaged = query(|r| r.context.device.as_mut().unwrap().managed = false);
    assert_eq!(unmanaged, Some(Denial::UnmanagedDevice));
    let silent = query(|r| r.context.device.as_mut().unwrap().posture = None);
    assert_eq!(silent, Some(Denial::StalePosture));
}

// proves M20
#[test]
fn a_posture_counts_for_a_day_and_never_from_the_future() {
    for (age, denial) in [
        (0, None),
        (86_400, None),
        (86_401, Some(Denial::StalePosture)),
        (-300, None),
        (-301, Some(Denial::StalePosture)),
    ] {
        let found = with_posture(|p| p.reported_at = Timestamp::from_unix(NOW - age));
        assert_eq!(found, denial, "{age} s");
    }
}

// proves M20
#[test]
fn a_weak_device_is_told_what_it_fails() {
    let failing = |change: fn(&mut Posture)| match with_posture(change) {
        Some(Denial::FailingPosture(what)) => what,
        other => format!("{other:?}"),
    };
    assert_eq!(failing(|p| p.disk_encrypted = false), "its disk is not encrypted");
    assert_eq!(failing(|p| p.firewall_on = false), "its firewall is off");
    assert_eq!(
        failing(|p| p.patch_age_days = 31),
        "its last security update is 31 days old, at most 30 may pass"
    );
    assert_eq!(with_posture(|p| p.patch_age_days = 30), None);
}

// proves M20
#[test]
fn the_network_is_validated_before_each_grant() {
    assert_eq!(query(|r| r.context.zone = ZoneClass::Unknown), Some(Denial::UnknownZone));
    let invented = query(|r| r.context.zone = ZoneClass::Known("invented".parse().unwrap()));
    assert_eq!(invented, Some(Denial::UnknownZone));
}

// proves M20
#[test]
fn who_has_to_sign_in_anew_is_told_so_after_the_network_and_before_anything_of_the_data() {
    let hop = StepUp::FirstZone { zone: "local".parse().unwrap() };
    let asked = |r: &mut Request| r.context.step_up = Some(hop.clone());
    assert_eq!(query(asked), Some(Denial::StepUp(hop.clone())));
    let elsewhere = query(|r| {
        asked(r);
        r.context.zone = ZoneClass::Unknown;
    });
    assert_eq!(elsewhere, Some(Denial::UnknownZone));
    let over = query(|r| {
        asked(r);
        r.context.egress_bytes = u64::MAX;
    });
    assert_eq!(over, Some(Denial::StepUp(hop.clone())));
    // Who has no cell learns nothing of it.
    let stranger = query(|r| {
        asked(r);
        r.principal = "eve@example.org".parse().unwrap();
    });
    assert_eq!(stranger, Some(Denial::NotGranted));
}

// proves M15
#[test]
fn no_more_leaves_than_the_budget_has_left() {
    let export = |bytes, used| {
        let mut request = request("dana@example.org", Action::Export, "dataset/loans");
        request.context.egress_bytes = bytes;
        request.context.egress_used = used;
        sample_gate().decide(&request).denial
    };
    assert_eq!(export(10_000_000, 0), None);
    assert_eq!(export(1, 9_999_999), None);
    let over = |asked, left| Some(Denial::EgressBudget { asked, left });
    assert_eq!(export(10_000_001, 0), over(10_000_001, 10_000_000));
    assert_eq!(export(u64::MAX, u64::MAX), over(u64::MAX, 0));
    // A spent budget refuses also what doesn't know its size yet.
    assert_eq!(export(0, 10_000_000), over(0, 0));
}

// proves M15
#[test]
fn the_budget_is_that_of_the_granting_role() {
    let rules: Rules =
        toml::from_str("[egress]\nbytes_per_day = 5\nroles = { owner = 50, other = 500 }").unwrap();
    let raci = crate::kit::raci("activity,action,asset,owner,other\nx,export,dataset/a,AR,\n");
    let people = crate::kit::people("olga owner\nolga other");
    let gate = Gate::new(compile(&raci).unwrap(), people, rules).unwrap();
    let mut request = request("olga", Action::Export, "dataset/a");
    request.context.egress_bytes = 51;
    let denial = gate.decide(&request).denial;
    assert_eq!(denial, Some(Denial::EgressBudget { asked: 51, left: 50 }));
}

// proves M7
#[test]
fn what_a_live_model_was_trained_on_stays() {
    let delete = |live| {
        let mut request = request("stefan@example.org", Action::Delete, "dataset/loans");
        request.context.behind_live_model = live;
        sample_gate().decide(&request).denial
    };
    assert_eq!(delete(true), Some(Denial::BehindLiveModel));
    assert_eq!(delete(false), None);
}

// proves M5, M7
#[test]
fn what_singles_people_out_is_shown_to_who_is_accountable_alone() {
    let csv = "activity,action,asset,owner,analyst\nread,query,dataset/*,AR,R\ntake,export,dataset/*,AR,R\n";
    let world = |most: u8| {
        let rules = Rules { max_singled_out_percent: most, ..Rules::default() };
        gate_by(csv, "olga owner\nanna analyst", rules)
    };
    let denial = |most, who, action, percent| {
        let mut request = request(who, action, "dataset/people");
        request.context.singled_out_percent = percent;
        world(most).decide(&request).denial
    };
    let refused = Some(Denial::SinglesOut { percent: 40, most: 5 });
    assert_eq!(denial(5, "anna", Action::Query, 40), refused);
    assert_eq!(denial(5, "anna", Action::Query, 5), None);
    assert_eq!(denial(5, "olga", Action::Query, 40), None, "she sees it as it is anyway");
    assert_eq!(denial(5, "olga", Action::Export, 40), refused, "what leaves is masked for all");
    assert_eq!(denial(100, "anna", Action::Query, 100), None, "as it is by default");
}

// proves M7
#[test]
fn only_a_row_that_names_the_asset_deletes_what_is_confidential() {
    let csv = "activity,action,asset,owner\nany,delete,dataset/*,AR\nthis,delete,dataset/a,AR\n";
    let gate = gate(csv, "olga owner");
    let delete = |asset, class| {
        let mut request = request("olga", Action::Delete, asset);
        request.context.class = class;
        gate.decide(&request).denial
    };
    assert_eq!(delete("dataset/b", Class::Internal), None);
    assert_eq!(delete("dataset/b", Class::Confidential), Some(Denial::Retained));
    assert_eq!(delete("dataset/a", Class::Restricted), None);
}

// proves M10
#[test]
fn nobody_promotes_or_approves_their_own_work() {
    let ask = |who: &str, action, author: Option<&str>| {
        let mut request = request(who, action, "model/credit");
        request.context.author = author.map(|a| a.parse().unwrap());
        sample_gate().decide(&request).denial
    };
    for (who, action) in
        [("lena@example.org", Action::Promote), ("rita@example.org", Action::Approve)]
    {
        assert_eq!(ask(who, action, Some("emil@example.org")), None);
        assert_eq!(ask(who, action, Some(who)), Some(Denial::SelfApproval));
        assert!(matches!(ask(who, action, None), Some(Denial::Error(_))), "fails closed");
    }
    assert_eq!(ask("emil@example.org", Action::Promote, None), Some(Denial::NotGranted));
}

#[test]
fn the_first_reason_in_order_is_given() {
    let mut all_wrong = request("stefan@example.org", Action::Delete, "dataset/loans");
    all_wrong.context.zone = ZoneClass::Unknown;
    all_wrong.context.egress_bytes = u64::MAX;
    all_wrong.context.behind_live_model = true;
    all_wrong.context.device.as_mut().unwrap().managed = false;
    let gate = sample_gate();
    assert_eq!(gate.decide(&all_wrong).denial, Some(Denial::UnmanagedDevice));
    all_wrong.context.device.as_mut().unwrap().managed = true;
    assert_eq!(gate.decide(&all_wrong).denial, Some(Denial::UnknownZone));
    all_wrong.context.zone = ZoneClass::Known("local".parse().unwrap());
    let over = Denial::EgressBudget { asked: u64::MAX, left: 10_000_000 };
    assert_eq!(gate.decide(&all_wrong).denial, Some(over));
    all_wrong.context.egress_bytes = 0;
    assert_eq!(gate.decide(&all_wrong).denial, Some(Denial::BehindLiveModel));
}

#[test]
fn a_gate_without_a_network_is_not_built() {
    let compiled = compile(&Raci::from_csv(sample::RACI_CSV).unwrap()).unwrap();
    let rules = Rules { zones: std::collections::BTreeMap::new(), ..Rules::default() };
    let error = Gate::new(compiled, Directory::default(), rules).unwrap_err();
    assert_eq!(error, GateError::NoZone);
}

proptest! {
    // proves M20
    #[test]
    fn no_context_lets_anybody_in_without_a_cell_and_a_managed_device(
        managed: bool, shown: bool, known: bool, age in -1_000i64..200_000, used: u64, bytes: u64,
    ) {
        let context = |r: &mut Request| {
            let device = r.context.device.as_mut().unwrap();
            device.managed = managed;
            device.posture.as_mut().unwrap().reported_at = Timestamp::from_unix(NOW - age);
            if !shown { r.context.device = None; }
            if !known { r.context.zone = ZoneClass::Unknown; }
            (r.context.egress_used, r.context.egress_bytes) = (used, bytes);
        };
        let mut stranger = request("omar@example.org", Action::Query, "dataset/loans");
        context(&mut stranger);
        prop_assert_eq!(sample_gate().decide(&stranger).denial, Some(Denial::NotGranted));
        let fresh = (-300..=86_400).contains(&age);
        let fits = used < 10_000_000 && bytes <= 10_000_000 - used;
        let sound = managed && shown && known && fresh && fits;
        prop_assert_eq!(query(context).is_none(), sound);
    }
}
