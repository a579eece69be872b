//! Who must not read, from where nobody reads, and what must not leave or go.

use super::{Subject, quoted};
use crate::failure::{At, Failure};
use crate::journey::check::{self, Policy};
use crate::journey::people;
use crate::journey::walk::Proof;
use crate::journey::world::SCIENTIST_BYTES;
use std::net::{IpAddr, Ipv4Addr};
use terms::{Action, Context, Denial, Device, DeviceId, Digest, Posture, PrincipalId, Request};
use workspace::access::healthy;
use workspace::records::EnrolledDevice;
use workspace::{
    AnswerRequest, Ask, Caller, Error, FeedRequest, Kind, Notice, NoticeKind, Origin, QueryRequest,
    QueryResponse,
};

/// An address of TEST-NET-3 (RFC 5737), in no zone.
const FAR: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));

/// Operations has no cell for the data: the table reads *not found*, like one that does not exist.
pub(super) async fn strangers(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let caller = subject.world.people.caller(people::OPERATOR)?;
    let hidden = refusal(subject, &caller, &subject.sql).await;
    let absent = refusal(subject, &caller, "SELECT 1 FROM nothing").await;
    let unseen = hidden.as_ref().is_some_and(|error| error.kind == Kind::NotFound);
    proof.check(unseen && hidden == absent, || {
        "operations can tell that the table is there".to_owned()
    });
    proof.say("operations reads not found, as for a table that does not exist");
    Ok(())
}

/// An unmanaged device, a device whose posture is old, and an unknown network.
pub(super) async fn places(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let workspace = subject.world.workspace();
    let good = subject.world.people.caller(people::SCIENTIST)?;
    let unmanaged = DeviceId::new("phone/dana").internal("naming a device")?;
    let stale = stale(subject, &good).await?;
    let over = |device| Caller { device, ..good.clone() };
    let cases = [
        ("no device", over(None), Denial::NoDevice),
        ("an unmanaged device", over(Some(unmanaged)), Denial::UnmanagedDevice),
        ("a stale device posture", over(Some(stale)), Denial::StalePosture),
        (
            "an unknown network",
            Caller { origin: Origin::Network(FAR), ..good.clone() },
            Denial::UnknownZone,
        ),
    ];
    for (what, caller, wanted) in cases {
        let start = check::entries(workspace).await?;
        let refused = refusal(subject, &caller, &subject.sql).await;
        let refused = refused.is_some_and(|error| error.kind == Kind::Refused);
        let entered = check::denied(workspace, start, &caller.principal, &wanted).await?;
        proof.check(refused && entered, || {
            format!("{what} was to be refused and recorded, and was not")
        });
    }
    proof.say("refused: no device, an unmanaged one, a stale posture, an unknown network");
    Ok(())
}

/// A device of the data scientist that last reported 40 days ago: as no use case enrols in the past,
/// the deed is done directly. It is in the ledger like any other.
async fn stale(subject: &Subject<'_>, good: &Caller) -> Result<DeviceId, Failure> {
    let store = &subject.world.workspace().store;
    let id = DeviceId::new("laptop/long-in-a-drawer").internal("naming a device")?;
    let posture = Posture { ..healthy(store.now().plus_days(-40)) };
    let device = EnrolledDevice {
        device: Device { id: id.clone(), managed: true, posture: Some(posture), drill: false },
        thumbprint: Digest::of(id.as_str().as_bytes()),
        owner: good.principal.clone(),
        enrolled: store.now().plus_days(-40),
    };
    let by = people::principal(people::SECURITY)?;
    store.device_enrolled(&by, &device).await.internal("enrolling a device")?;
    Ok(id)
}

/// The whole table must not leave: the budget of the reader's role, of which `answered` bytes are
/// spent, is smaller.
pub(super) async fn export(
    subject: &Subject<'_>,
    answered: u64,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let (world, workspace) = (subject.world, subject.world.workspace());
    let caller = world.people.caller(people::SCIENTIST)?;
    let sql = format!("SELECT * FROM {}", quoted(world.dataset.name()));
    let budget = SCIENTIST_BYTES.saturating_sub(answered);
    consulted(subject, &caller, &sql, proof).await?;
    let start = check::entries(workspace).await?;
    let exported = world.use_cases.export(&caller, QueryRequest::rows(&sql)).await;
    let (what, asked, left) = match exported {
        Err(error) if error.kind == Kind::Exhausted => {
            let asked = check::withheld(workspace, start, &caller.principal).await?;
            ("all rows of the table", asked.unwrap_or(0), budget)
        }
        Err(other) => return Err(other.into()),
        Ok(small) => {
            // A table that fits the budget was charged to it; its tenfold, as announced, must not go.
            let (asked, left) = announced(subject, &caller, &sql, small.bytes).await;
            let most = budget.checked_sub(weight(&small)?);
            proof.check(most.is_some_and(|most| left <= most), || {
                "an export was not charged to the egress budget".to_owned()
            });
            ("more bytes than the budget", asked, left)
        }
    };
    proof.check(asked > left, || "an export over the egress budget was let out".to_owned());
    proof.fact("egress_asked", asked);
    proof.fact("egress_left", left);
    proof.say(format!("an export of {what} ({asked} bytes) was refused, {left} are left"));
    Ok(())
}

/// The export waits for those who are consulted on it, each of whom answers; nobody is asked twice.
async fn consulted(
    subject: &Subject<'_>,
    caller: &Caller,
    sql: &str,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let use_cases = subject.world.use_cases.as_ref();
    let waits = use_cases.export(caller, QueryRequest::rows(sql)).await.err();
    let waits = waits.is_some_and(|error| error.kind == Kind::Refused);
    proof.check(waits, || "an export went on before who is consulted was heard".to_owned());
    let own = use_cases.feed(caller, FeedRequest { days: 1 }).await?;
    let own = own.into_iter().filter(|notice| notice.kind == NoticeKind::Own);
    let open: Vec<Notice> = own.filter(|notice| notice.asset == subject.world.dataset).collect();
    let asked: Vec<&PrincipalId> = open.iter().flat_map(|notice| &notice.silent).collect();
    proof.check(!asked.is_empty(), || "nobody was asked about an export".to_owned());
    for notice in &open {
        for who in &notice.silent {
            // Not everybody who is asked has a device in the demo: they answer where it runs.
            let by = people::at_terminal(who.as_str())?;
            let (against, why) = (false, "for the report of this month".to_owned());
            let word = AnswerRequest { id: notice.id.clone(), against, why };
            use_cases.answer(&by, word).await?;
        }
    }
    let asked: Vec<&str> = asked.iter().map(|who| who.as_str()).collect();
    proof.say(format!("an export waits for who is consulted, and {} answered", asked.join(", ")));
    Ok(())
}

/// What an answer weighs, whatever is told of it: its rows as JSON.
fn weight(answer: &QueryResponse) -> Result<u64, Failure> {
    let rows = serde_json::to_vec(&answer.rows).internal("weighing an answer")?;
    Ok(rows.len() as u64)
}

/// Announces an export of ten times `bytes`, and of more than any budget; gives what the refusal says
/// was asked for, and what is left.
async fn announced(subject: &Subject<'_>, caller: &Caller, sql: &str, bytes: u64) -> (u64, u64) {
    let ask = Ask::of(Action::Export, subject.world.dataset.clone());
    let ask = ask.exactly(Digest::of(sql.as_bytes()));
    let egress_bytes = bytes.saturating_mul(10).max(10_000_000);
    let refused = subject.world.workspace().admit(caller, Ask { egress_bytes, ..ask }).await.err();
    match refused.and_then(|refusal| refusal.denial) {
        Some(Denial::EgressBudget { asked, left }) => (asked, left),
        _ => (0, 0),
    }
}

/// The gate on what has to hold once a live model stands on the data; step 10 tries it for real.
pub(super) fn deletion(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let world = subject.world;
    let policy = Policy::of(&world.texts, world.workspace())?;
    let caller = world.people.caller(people::STEWARD)?;
    let decide = |behind_live_model| {
        policy.decide(&Request {
            principal: caller.principal.clone(),
            action: Action::Delete,
            asset: world.dataset.clone(),
            detail: None,
            context: Context { behind_live_model, ..policy.context(&caller) },
        })
    };
    let (free, behind) = (decide(false), decide(true));
    proof.check(free.allowed(), || "the steward may not delete data at all".to_owned());
    proof.check(behind.denial == Some(Denial::BehindLiveModel), || {
        "training data behind a live model could be deleted".to_owned()
    });
    proof.say("deleting training data behind a live model is refused");
    Ok(())
}

/// The error that `caller` gets; `None` if they get an answer.
async fn refusal(subject: &Subject<'_>, caller: &Caller, sql: &str) -> Option<Error> {
    let request = QueryRequest::rows(sql);
    subject.world.use_cases.query(caller, request).await.err()
}
