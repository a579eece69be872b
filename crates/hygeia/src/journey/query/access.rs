//! Who must not read, from where nobody reads, and what must not leave or go.

use super::{Subject, quoted};
use crate::failure::{At, Failure};
use crate::journey::cast;
use crate::journey::walk::Proof;
use crate::platform::{Fault, healthy};
use ::query::Answer;
use std::net::{IpAddr, Ipv4Addr};
use store::EnrolledDevice;
use terms::{
    Action, Class, Context, Denial, Device, DeviceId, Digest, Posture, Request, ZoneClass,
};
use web::{Answer as Told, Ask, Caller, Refusal};

/// An address of TEST-NET-3 (RFC 5737), in no zone.
const FAR: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 9);

/// Operations has no cell for the data: the table reads *not found*, like one that does not exist.
pub(super) async fn strangers(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let caller = subject.world.cast.caller(cast::OPERATOR)?;
    let hidden = refusal(ask(subject, &caller, &subject.sql, Action::Query).await);
    let absent = refusal(ask(subject, &caller, "SELECT 1 FROM nothing", Action::Query).await);
    let same = matches!((&hidden, &absent), (Some(a), Some(b)) if a.public == b.public);
    let refused = hidden.is_some_and(|refusal| refusal.answer == Told::NotFound);
    proof.check(refused && same, || "operations can tell that the table is there".to_owned());
    proof.say("operations reads not found, as for a table that does not exist");
    Ok(())
}

/// An unmanaged device, a device whose posture is old, and an unknown network.
pub(super) async fn places(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let good = subject.world.cast.caller(cast::SCIENTIST)?;
    let unmanaged = DeviceId::new("phone/dana").internal("naming a device")?;
    let stale = stale(subject, &good).await?;
    let at = |device: Option<DeviceId>, addr: IpAddr| Caller { device, addr, ..good.clone() };
    let cases = [
        ("no device", at(None, good.addr), Denial::NoDevice),
        ("an unmanaged device", at(Some(unmanaged), good.addr), Denial::UnmanagedDevice),
        ("a stale device posture", at(Some(stale), good.addr), Denial::StalePosture),
        ("an unknown network", at(good.device.clone(), FAR.into()), Denial::UnknownZone),
    ];
    for (what, caller, wanted) in cases {
        let refused = refusal(ask(subject, &caller, &subject.sql, Action::Query).await);
        let denial = refused.as_ref().and_then(|refusal| refusal.denial.clone());
        let entered = refused.is_some_and(|refusal| refusal.ledger_index.is_some());
        proof.check(denial == Some(wanted.clone()) && entered, || {
            format!("{what} was to be refused and recorded, and was not")
        });
    }
    proof.say("refused: no device, an unmanaged one, a stale posture, an unknown network");
    Ok(())
}

/// A device of the data scientist that last reported 40 days ago.
async fn stale(subject: &Subject<'_>, good: &Caller) -> Result<DeviceId, Failure> {
    let store = subject.world.store();
    let id = DeviceId::new("laptop/long-in-a-drawer").internal("naming a device")?;
    let posture = Posture { ..healthy(store.now().plus_days(-40)) };
    let device = EnrolledDevice {
        device: Device { id: id.clone(), managed: true, posture: Some(posture) },
        thumbprint: Digest::of(id.as_str().as_bytes()),
        owner: good.principal.clone(),
        enrolled: store.now().plus_days(-40),
    };
    store.docs().put(&device).await.internal("enrolling a device")?;
    Ok(id)
}

/// The whole table must not leave: the budget of the reader's role is smaller.
pub(super) async fn export(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let world = subject.world;
    let caller = world.cast.caller(cast::SCIENTIST)?;
    let sql = format!("SELECT * FROM {}", quoted(world.dataset.name()));
    let (what, refused) = match ask(subject, &caller, &sql, Action::Export).await {
        Err(Fault::Refused(refusal)) => ("all rows of the table", Some(refusal)),
        Err(other) => return Err(other.into()),
        Ok(small) => {
            // A table that fits the budget: then its tenfold, as announced, must not.
            let detail = Some(Digest::of(sql.as_bytes()));
            let budget = small.bytes.saturating_mul(10).max(10_000_000);
            let ask = Ask {
                detail,
                egress_bytes: budget,
                ..Ask::of(Action::Export, world.dataset.clone())
            };
            ("more bytes than the budget", world.platform.admit(&caller, ask).await.err())
        }
    };
    let denial = refused.as_ref().and_then(|refusal| refusal.denial.clone());
    let (asked, left) = match denial {
        Some(Denial::EgressBudget { asked, left }) => (asked, left),
        _ => (0, 0),
    };
    proof.check(asked > left, || "an export over the egress budget was let out".to_owned());
    proof.fact("egress_asked", asked);
    proof.fact("egress_left", left);
    proof.say(format!("an export of {what} ({asked} bytes) was refused, {left} are left"));
    Ok(())
}

/// The gate on what has to hold once a live model stands on the data; step 10 tries it for real.
pub(super) fn deletion(subject: &Subject<'_>, proof: &mut Proof) {
    let world = subject.world;
    let gate = world.platform.enforcer.gate();
    let at = world.store().now();
    let Ok(caller) = world.cast.caller(cast::STEWARD) else { return };
    let device = caller.device.map(|id| Device { id, managed: true, posture: Some(healthy(at)) });
    let zone = gate.rules().zones.keys().next().cloned();
    let context = |behind_live_model| Context {
        device: device.clone(),
        zone: zone.clone().map_or(ZoneClass::Unknown, ZoneClass::Known),
        at,
        egress_bytes: 0,
        egress_used: 0,
        class: Class::Restricted,
        behind_live_model,
        author: None,
    };
    let decide = |behind| {
        gate.decide(&Request {
            principal: caller.principal.clone(),
            action: Action::Delete,
            asset: world.dataset.clone(),
            detail: None,
            context: context(behind),
        })
    };
    let (free, behind) = (decide(false), decide(true));
    proof.check(free.allowed(), || "the steward may not delete data at all".to_owned());
    proof.check(behind.denial == Some(Denial::BehindLiveModel), || {
        "training data behind a live model could be deleted".to_owned()
    });
    proof.say("deleting training data behind a live model is refused");
}

async fn ask(
    subject: &Subject<'_>,
    caller: &Caller,
    sql: &str,
    action: Action,
) -> Result<Answer, Fault> {
    let world = subject.world;
    world.hands.query(&world.platform, caller, sql, action).await
}

fn refusal(answer: Result<Answer, Fault>) -> Option<Refusal> {
    match answer {
        Err(Fault::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}
