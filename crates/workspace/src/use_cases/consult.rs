//! The word of who is consulted: on what waits for it, and on what they were told of.

use super::feed::{NOTICE, OpinionShown, opinions};
use crate::access::Caller;
use crate::{Context as _, Error, Workspace};
use ledger::{Activity, By, Operation, Outcome};
use serde::{Deserialize, Serialize};
use store::{Consultation, Opinion, Verified};
use terms::{Asset, Fact, PrincipalId};
use utoipa::ToSchema;

/// What a consulted person says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// A consultation, or a notice: as the feed names it.
    pub id: String,
    /// They advise against it. That is heard, and stops nothing.
    #[serde(default)]
    pub against: bool,
    #[serde(default)]
    pub why: String,
}

/// What it was about, and who else was heard.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerResponse {
    pub id: String,
    #[schema(value_type = String)]
    pub asked_by: PrincipalId,
    /// An action of the RACI.
    pub action: String,
    #[schema(value_type = String)]
    pub asset: Asset,
    /// Nobody is waited for: it may go on, or went on.
    pub heard: bool,
    pub opinions: Vec<OpinionShown>,
    /// Who has said nothing yet.
    #[schema(value_type = Vec<String>)]
    pub silent: Vec<PrincipalId>,
}

/// Bytes of a reason: it stands in the entry of the ledger.
const WHY: usize = 2_000;
/// How long a notice may be answered.
const DAYS: i64 = 30;

/// Keeps what `caller` says, who is consulted.
///
/// # Errors
/// If nobody asks them, they answered before, or it is too late.
pub async fn answer(
    workspace: &Workspace,
    caller: &Caller,
    request: AnswerRequest,
) -> Result<AnswerResponse, Error> {
    if request.why.len() > WHY {
        let most = format!("a reason has at most {WHY} bytes: it stands in the ledger");
        return Err(Error::invalid(most).at("why").remedy("say it shorter"));
    }
    workspace.enforcer.record_silence().await?;
    match request.id.strip_prefix(NOTICE) {
        Some(entry) => on_a_notice(workspace, caller, &request, entry).await,
        None => on_what_waits(workspace, caller, &request).await,
    }
}

async fn on_what_waits(
    workspace: &Workspace,
    caller: &Caller,
    request: &AnswerRequest,
) -> Result<AnswerResponse, Error> {
    let (store, id) = (&workspace.store, request.id.as_str());
    let all = store.docs::<Consultation>();
    let asked = all.get(id).await.internal("reading a consultation")?;
    let asked = asked.filter(|asked| asked.consulted.contains_key(&caller.principal));
    let asked = asked.ok_or_else(|| nobody_asks(caller, id))?;
    let answered = asked.consulted.get(&caller.principal).is_some_and(Option::is_some);
    let now = store.now();
    if now >= asked.until && asked.used.is_none() && !answered {
        let at = asked.until;
        return Err(Error::refused(format!("{id} was to be answered until {at}"))
            .remedy("that you said nothing is on record; tell who asked what you think"));
    }
    let opinion = Opinion { at: now, against: request.against, why: request.why.clone() };
    let from = caller.endpoint();
    store.consultation_answered(By::at(&caller.principal, &from), id, opinion).await?;
    let asked = all.require(id).await?;
    Ok(shown(workspace, &asked))
}

fn shown(workspace: &Workspace, asked: &Verified<Consultation>) -> AnswerResponse {
    AnswerResponse {
        id: asked.id.clone(),
        asked_by: asked.asked_by.clone(),
        action: asked.action.name().to_owned(),
        asset: asked.asset.clone(),
        heard: workspace.store.now() >= asked.heard_at(),
        opinions: opinions(asked),
        silent: asked.silent().cloned().collect(),
    }
}

/// What they were told of and does not wait: their word is an entry beside it.
async fn on_a_notice(
    workspace: &Workspace,
    caller: &Caller,
    request: &AnswerRequest,
    entry: &str,
) -> Result<AnswerResponse, Error> {
    let store = &workspace.store;
    let unknown = || nobody_asks(caller, &request.id);
    let index: u64 = entry.parse().map_err(|_| unknown())?;
    let events = store.events(index..index.saturating_add(1)).await;
    let event = events.internal("reading the ledger")?.into_iter().next().ok_or_else(unknown)?;
    let code = &workspace.in_force()?.code;
    let mut heard = event.unmapped.consult.iter();
    let own = heard.any(|role| code.people.holds(&caller.principal, role));
    let asset = event.resources.first().map(|resource| resource.uid.clone());
    let asset = asset.filter(|_| own && !event.actor.is_drill()).ok_or_else(unknown)?;
    if store.now() >= event.at().plus_days(DAYS) {
        return Err(Error::refused(format!("{} is more than {DAYS} days old", request.id))
            .remedy("tell who did it what you think"));
    }
    let facts = [
        Fact::new("notice", index),
        Fact::new("against", request.against),
        Fact::new("why", request.why.as_str()),
    ];
    let activity = Activity {
        operation: Operation::NoticeAnswered,
        actor: &caller.principal,
        asset: &asset,
        outcome: Outcome::Success,
        facts: &facts,
    };
    let from = caller.endpoint();
    let by = By::at(&caller.principal, &from);
    store.record_by(&activity, by).await.internal("recording an answer")?;
    let opinion = OpinionShown {
        who: caller.principal.clone(),
        against: request.against,
        why: request.why.clone(),
    };
    Ok(AnswerResponse {
        id: request.id.clone(),
        asked_by: event.actor.user.uid,
        action: event.api.operation,
        asset,
        heard: true,
        opinions: vec![opinion],
        silent: Vec::new(),
    })
}

/// What nobody asked and what others are asked read alike.
fn nobody_asks(caller: &Caller, id: &str) -> Error {
    Error::invalid(format!("nobody asks {} about {id:?}", caller.principal))
        .at("id")
        .remedy("hygeia feed lists what you are asked, and what you are told")
}
