//! Somebody is cut off now: for a while, by one person; let in again before that by another.

mod named;
mod rights;

use super::devices::operates;
use crate::access::{Caller, newest};
use crate::{Context as _, Error, Workspace, workspace_asset};
use ledger::{Activity, By, Operation, Outcome};
use named::{named, owner};
use rights::{agreeing_people, changes_access, holding, may_lift, show};
use serde::{Deserialize, Serialize};
use store::{Lock, Verified};
use terms::{Digest, Fact, LockTarget, Period, PrincipalId, Timestamp};
use utoipa::ToSchema;

/// Whom to cut off, for how long and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockRequest {
    /// A person, an enrolled device, or a role: everybody who holds it.
    pub what: String,
    /// Which of these, where a name is two of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<LockKind>,
    /// 30m, 1h, 2d …; at most 7d.
    #[serde(rename = "for")]
    #[schema(value_type = String)]
    pub period: Period,
    pub why: String,
}

/// What a lock can be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LockKind {
    Person,
    Device,
    Role,
}

/// Which lock is to end, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftRequest {
    pub id: String,
    #[serde(default)]
    pub why: String,
}

/// A lock that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LockShown {
    pub id: String,
    #[schema(value_type = Object)]
    pub target: LockTarget,
    /// Everybody whom it keeps out, as far as they are listed; of a device, its owner.
    #[schema(value_type = Vec<String>)]
    pub people: Vec<PrincipalId>,
    #[schema(value_type = String)]
    pub by: PrincipalId,
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// When it ends by itself.
    #[schema(value_type = String)]
    pub until: Timestamp,
    pub why: String,
    /// Who may lift it before.
    #[schema(value_type = Vec<String>)]
    pub may_lift: Vec<PrincipalId>,
}

/// The lock that was set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LockResponse {
    #[serde(flatten)]
    pub lock: LockShown,
    /// Its entry in the ledger.
    pub entry: u64,
}

/// Longer than this nobody is cut off by one person: what is to last is taken away by a change of access.
const LONGEST: Period = Period::days(7);
/// Bytes of a reason: it stands in the entry of the ledger.
const WHY: usize = 2_000;
/// Locks that hold at once.
const HELD: usize = 1_000;
/// How long a lock is kept after its end.
const KEPT_DAYS: i64 = 30;

/// Who is cut off now: to who sits at the terminal, operates, or may change access.
///
/// # Errors
/// If `caller` may not see it, or the records can't be read.
pub async fn locks(workspace: &Workspace, caller: &Caller) -> Result<Vec<LockShown>, Error> {
    let applied = workspace.in_force()?;
    let code = &applied.code;
    if changes_access(code, &caller.principal)?.is_none() {
        operates(workspace, caller).await?;
    }
    let holding = holding(workspace).await?;
    let mut shown = Vec::new();
    for lock in &holding {
        shown.push(show(workspace, code, &holding, lock).await?);
    }
    shown.sort_by_key(|lock| lock.until);
    Ok(shown)
}

/// Cuts somebody off from the next request on, and ends what they are being answered. It takes one
/// person: somebody who may change access, or themselves.
///
/// # Errors
/// If `caller` may not, nothing is called so, no reason is given, or nobody would be left who could lift
/// it.
pub async fn lock(
    workspace: &Workspace,
    caller: &Caller,
    request: LockRequest,
) -> Result<LockResponse, Error> {
    let applied = workspace.in_force()?;
    let (code, store, who) = (&applied.code, &workspace.store, &caller.principal);
    let target = named(workspace, code, &request).await?;
    let own = match &target {
        LockTarget::Person(person) => person == who,
        LockTarget::Device(device) => owner(workspace, device).await?.as_ref() == Some(who),
        LockTarget::Role(_) => false,
    };
    if !own && changes_access(code, who)?.is_none() {
        let remedy = "who may change access locks: hygeia lock … --as NAME";
        let told = format!("{who} may not lock {target}: that takes a change-access cell");
        return Err(refused(workspace, caller, &target, told, remedy).await?);
    }
    reason(&request)?;
    let (_alone, now) = (workspace.applying.lock().await, store.now());
    let all = store.docs::<Lock>().list().await.internal("reading the locks")?;
    let (holding, over): (Vec<_>, Vec<_>) = all.into_iter().partition(|lock| lock.holds(now));
    if holding.len() >= HELD {
        return Err(Error::conflict(format!("{HELD} locks hold already"))
            .remedy("lock a role, or take access away: hygeia apply"));
    }
    let short = Digest::of(format!("{target}\n{who}\n{now}\n{}", holding.len()).as_bytes()).hex();
    let lock = Lock {
        id: format!("lock-{}", short.chars().take(12).collect::<String>()),
        target,
        by: who.clone(),
        at: now,
        until: now.plus_seconds(request.period.seconds()),
        why: request.why,
        lifted: None,
    };
    let mut then: Vec<&Lock> = holding.iter().map(|lock| &**lock).collect();
    then.push(&lock);
    if agreeing_people(code)?.iter().all(|one| newest(then.clone(), code, one, None, now).is_some())
    {
        let told = format!("{} is not locked: nobody would be left who could lift it", lock.target);
        let remedy = "lock one of them, or a device: somebody has to be left who can lift it";
        return Err(refused(workspace, caller, &lock.target, told, remedy).await?);
    }
    let gone = |lock: &&Verified<Lock>| now >= lock.until.plus_days(KEPT_DAYS);
    let over: Vec<String> = over.iter().filter(gone).map(|lock| lock.id.clone()).collect();
    let from = caller.endpoint();
    let entry = store.lock_set(By::at(who, &from), &lock, &over).await;
    // Its entry decides, also where the records wait for room.
    workspace.enforcer.tell_locked();
    let entry = entry?;
    let shown = show(workspace, code, &holding, &lock).await?;
    Ok(LockResponse { lock: shown, entry })
}

/// Ends a lock before its time, which widens: it takes somebody who agrees to changes of access, and who
/// did not set it. Who set it and who lifts it are two, as with every other change that widens.
///
/// # Errors
/// If no such lock holds, or `caller` may not.
pub async fn lift(
    workspace: &Workspace,
    caller: &Caller,
    request: LiftRequest,
) -> Result<LockShown, Error> {
    let applied = workspace.in_force()?;
    let (code, who) = (&applied.code, &caller.principal);
    if request.why.len() > WHY {
        return Err(too_long());
    }
    let _alone = workspace.applying.lock().await;
    let holding = holding(workspace).await?;
    let may_see = changes_access(code, who)?.is_some();
    let lock = holding.iter().find(|lock| may_see && lock.id == request.id);
    let lock = lock.ok_or_else(|| {
        Error::invalid(format!("no lock {:?} holds", request.id))
            .at("id")
            .remedy("hygeia lock lists those that do")
    })?;
    let may = may_lift(code, &holding, lock, workspace.store.now())?;
    if !may.contains(who) {
        let told = if *who == lock.by {
            format!("{who} set {} and can't lift it: that takes somebody else", lock.id)
        } else {
            format!("{who} can't lift {}: that takes the A of change-access", lock.id)
        };
        let names: Vec<&str> = may.iter().map(PrincipalId::as_str).collect();
        let remedy = match names.as_slice() {
            [] => format!("nobody else can: it ends by itself at {}", lock.until),
            some => format!("one of them may: {}", some.join(", ")),
        };
        return Err(refused(workspace, caller, &lock.target, told, &remedy).await?);
    }
    let shown = show(workspace, code, &holding, lock).await?;
    let from = caller.endpoint();
    workspace.store.lock_lifted(By::at(who, &from), &request.id, &request.why).await?;
    Ok(shown)
}

fn reason(request: &LockRequest) -> Result<(), Error> {
    if request.why.trim().is_empty() {
        return Err(Error::invalid("a lock needs its reason").at("why").remedy("say it: --why …"));
    }
    if request.why.len() > WHY {
        return Err(too_long());
    }
    if request.period > LONGEST {
        return Err(Error::invalid(format!("a lock lasts {LONGEST} at most")).at("for").remedy(
            "what is to last is taken away: change people.toml or raci.csv, and hygeia apply",
        ));
    }
    Ok(())
}

fn too_long() -> Error {
    Error::invalid(format!("a reason has at most {WHY} bytes: it stands in the ledger"))
        .at("why")
        .remedy("say it shorter")
}

/// Enters that somebody may not set or lift this; gives what is told.
async fn refused(
    workspace: &Workspace,
    caller: &Caller,
    target: &LockTarget,
    told: String,
    remedy: &str,
) -> Result<Error, Error> {
    let (operation, outcome) = (Operation::LockRefused, Outcome::Failure);
    let (actor, from, asset) = (&caller.principal, caller.endpoint(), workspace_asset()?);
    let facts = [Fact::new("target", target.to_string()), Fact::new("why", told.as_str())];
    let activity = Activity { operation, actor, asset: &asset, outcome, facts: &facts };
    let entry = workspace.store.record_by(&activity, By::at(actor, &from)).await;
    let entry = entry.internal("recording the refusal")?;
    Ok(Error { entry: Some(entry), ..Error::refused(told).remedy(remedy) })
}
