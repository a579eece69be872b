//! Agreeing: by somebody else, who agrees to changes of access.

use super::refused::refused;
use super::shown::{BreakGlassShown, may_agree, show};
use crate::access::{Caller, break_glass_told, newest, people};
use crate::{Code, Context as _, Error, Workspace};
use gate::never_opened;
use ledger::By;
use store::{Approval, BreakGlass, Lock};
use terms::PrincipalId;

/// Opens what was asked for, in the name of `caller`.
///
/// # Errors
/// If `caller` asked for it or does not agree to changes of access, or it would give nothing by now.
pub(crate) async fn open(
    workspace: &Workspace,
    caller: &Caller,
    asked: &Approval,
) -> Result<(), Error> {
    let (store, who) = (&workspace.store, &caller.principal);
    let _alone = workspace.applying.lock().await;
    let applied = workspace.in_force()?;
    let code = &applied.code;
    let one = store.docs::<BreakGlass>().require(&asked.id).await?;
    let subject = (&one.asset, one.id.as_str());
    if !not_locked(workspace, code, may_agree(code, &one.asked_by)?).await?.contains(who) {
        let told = match one.asked_by == *who {
            true => format!("{who} asked for {}, and nobody opens anything to themselves", one.id),
            false => {
                format!("{who} may not agree to {}: that takes the A of change-access", one.id)
            }
        };
        let may = not_locked(workspace, code, may_agree(code, &one.asked_by)?).await?;
        let names: Vec<&str> = may.iter().map(PrincipalId::as_str).collect();
        let remedy = format!("one of them may: {}", names.join(", "));
        return Err(refused(workspace, caller, subject, &told, &remedy).await?);
    }
    if let Some(nothing) = nothing(code, &one) {
        let told = format!("not opened: {nothing}");
        let remedy = format!("hygeia refuse {} --why …", one.id);
        return Err(refused(workspace, caller, subject, &told, &remedy).await?);
    }
    let (from, told) = (caller.endpoint(), break_glass_told(code, one.action, &one.asset));
    store.break_glass_opened(By::at(who, &from), &asked.id, &told).await?;
    Ok(())
}

/// Why it would give nothing, as things stand now.
fn nothing(code: &Code, one: &BreakGlass) -> Option<String> {
    let BreakGlass { asked_by: who, action, asset, .. } = one;
    if let Some(why) = never_opened(*action) {
        return Some(format!("{action} is opened to nobody: {why}"));
    }
    if !code.people.people().contains_key(who) {
        return Some(format!("{who} is not on the list of people"));
    }
    if people::may_they(code, *action, asset, who).is_some() {
        return Some(format!("{who} may {action} {asset} by the RACI by now"));
    }
    let nobody = people::may(code, *action, asset).is_empty();
    nobody.then(|| format!("nobody may {action} {asset} by the RACI, and nobody is opened that"))
}

/// Those of `people` who are not locked out.
async fn not_locked(
    workspace: &Workspace,
    code: &Code,
    mut people: Vec<PrincipalId>,
) -> Result<Vec<PrincipalId>, Error> {
    let now = workspace.store.now();
    let locks = workspace.store.docs::<Lock>().list().await.internal("reading the locks")?;
    people.retain(|who| {
        newest(locks.iter().map(|lock| &**lock).collect(), code, who, None, now).is_none()
    });
    Ok(people)
}

/// What was asked for under `id`, and what stands in the way of it.
///
/// # Errors
/// If the records can't be read.
pub(crate) async fn asked_for(
    workspace: &Workspace,
    id: &str,
) -> Result<(BreakGlassShown, Option<String>), Error> {
    let applied = workspace.in_force()?;
    let one = workspace.store.docs::<BreakGlass>().require(id).await?;
    let in_the_way = if one.opened.is_some() { None } else { nothing(&applied.code, &one) };
    Ok((show(workspace, &applied.code, &one).await?, in_the_way))
}
