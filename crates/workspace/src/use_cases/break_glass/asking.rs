//! Asking: by whoever lacks it, for one thing and a while.

use super::refused::{reason, refused};
use super::shown::{BreakGlassShown, BreakGlassState, may_agree, show, state};
use crate::access::{Caller, break_glass_told, people};
use crate::{Code, Context as _, Error, Kind, Workspace};
use gate::never_opened;
use ledger::By;
use serde::{Deserialize, Serialize};
use store::{BreakGlass, Verified};
use terms::{Action, Asset, Digest, Period, PrincipalId};
use utoipa::ToSchema;

/// What somebody needs now, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassRequest {
    /// As KIND/NAME.
    #[schema(value_type = String)]
    pub asset: Asset,
    #[schema(value_type = String)]
    pub action: Action,
    /// 30m, 1h …; at most 8h, from when somebody agrees.
    #[serde(rename = "for")]
    #[schema(value_type = String)]
    pub period: Period,
    pub why: String,
}

/// A shift: what is needed for longer is a change of access.
const LONGEST: Period = Period::hours(8);
/// Of one person, waiting or open at once.
const AT_ONCE: usize = 3;
/// Of one person that are kept, whatever became of them: each is told to many.
const OF_ONE: usize = 100;
/// Days for which those are kept that nobody agreed to, or that somebody looked at.
const KEPT_DAYS: i64 = 30;

/// Asks in the name of `caller`. Nothing is opened by it: somebody else agrees. Whether the asset is there,
/// and whether anybody has this on it, is told to who may agree alone.
///
/// # Errors
/// If it is opened to nobody, `caller` has it, or no reason is given.
pub(super) async fn ask(
    workspace: &Workspace,
    caller: &Caller,
    request: BreakGlassRequest,
) -> Result<BreakGlassShown, Error> {
    let applied = workspace.in_force()?;
    let (code, store, who) = (&applied.code, &workspace.store, &caller.principal);
    reason(&request.why)?;
    if request.period > LONGEST {
        return Err(Error::invalid(format!("nothing is opened for longer than {LONGEST}"))
            .at("for")
            .remedy(
                "what is to last is a change of access: raci.csv or people.toml, and hygeia apply",
            ));
    }
    expect_possible(workspace, caller, code, &request).await?;
    workspace.expect_fresh(caller).await?;
    let _alone = workspace.applying.lock().await;
    let over = make_room(workspace, &request, who).await?;
    let now = store.now();
    let BreakGlassRequest { asset, action, period, why } = request;
    let all = format!("{who}\n{action}\n{asset}\n{period}\n{now}\n{}\n{why}", store.ledger_size());
    let short: String = Digest::of(all.as_bytes()).hex().chars().take(12).collect();
    let new = BreakGlass {
        id: format!("glass-{short}"),
        asked_by: who.clone(),
        action,
        asset,
        period,
        why,
        asked: now,
        opened: None,
        closed: None,
        ended_recorded: false,
        review: None,
    };
    let (from, told) = (caller.endpoint(), break_glass_told(code, action, &new.asset));
    store.break_glass_asked(By::at(who, &from), &new, &told, &over).await?;
    show(workspace, code, &new).await
}

/// Whether anybody could be opened this, and `caller` lacks it.
async fn expect_possible(
    workspace: &Workspace,
    caller: &Caller,
    code: &Code,
    request: &BreakGlassRequest,
) -> Result<(), Error> {
    let BreakGlassRequest { asset, action, .. } = request;
    let who = &caller.principal;
    if !gate::has_meaning(*action, asset.kind) {
        let told = format!("{action} has no meaning on a {}", asset.kind.name());
        return Err(Error::invalid(told).at("action").remedy("hygeia can says what may be asked"));
    }
    if let Some(why) = never_opened(*action) {
        let told = format!("{action} is opened to nobody: {why}");
        let remedy =
            "ask who may do it: hygeia feed tells what you are part of, the RACI who it is";
        return Err(refused(workspace, caller, (asset, ""), &told, remedy).await?);
    }
    if who.is_service() || !code.people.people().contains_key(who) {
        let told = format!("{who} is nobody who could be asked why: people on the list ask");
        let remedy = "ask in your own name";
        return Err(refused(workspace, caller, (asset, ""), &told, remedy).await?);
    }
    if people::may_they(code, *action, asset, who).is_some() {
        return Err(Error::conflict(format!("{who} may {action} {asset} by the RACI"))
            .remedy(format!("hygeia can {who} {action} {asset} names the cell")));
    }
    if may_agree(code, who)?.is_empty() {
        return Err(Error::refused("nobody else could agree to it")
            .remedy("give somebody else the A of change-access: hygeia apply"));
    }
    Ok(())
}

/// Whether one more may wait; gives those that nobody needs any more.
async fn make_room(
    workspace: &Workspace,
    request: &BreakGlassRequest,
    who: &PrincipalId,
) -> Result<Vec<String>, Error> {
    let now = workspace.store.now();
    let all = workspace.store.docs::<BreakGlass>().list().await;
    let all: Vec<Verified<BreakGlass>> = all.internal("reading what was opened")?;
    let (mut own, mut over) = (0, Vec::new());
    if all.iter().filter(|one| one.asked_by == *who).count() >= OF_ONE {
        let told = format!("{who} asked for {OF_ONE} in the last {KEPT_DAYS} days");
        return Err(Error::new(Kind::Exhausted, told).remedy(
            "who needs so much needs a role: who may change access proposes it by hygeia apply",
        ));
    }
    for one in &all {
        let state = state(workspace, one).await?;
        match state {
            BreakGlassState::Waits | BreakGlassState::Open if one.asked_by == *who => {
                own += 1;
                if one.action == request.action && one.asset == request.asset {
                    let word = if state == BreakGlassState::Open { "is open" } else { "waits" };
                    return Err(Error::conflict(format!("{} {word} already", one.id))
                        .remedy("hygeia break-glass lists it"));
                }
            }
            BreakGlassState::Reviewed | BreakGlassState::Refused => {
                let last = one.review.as_ref().map_or(one.asked, |review| review.at);
                if now >= last.plus_days(KEPT_DAYS) {
                    over.push(one.id.clone());
                }
            }
            _ => {}
        }
    }
    if own >= AT_ONCE {
        let told = format!("{AT_ONCE} that {who} asked for wait or are open already");
        return Err(Error::new(Kind::Exhausted, told)
            .remedy("take one back, or end it: hygeia refuse ID, hygeia break-glass --close ID"));
    }
    Ok(over)
}
