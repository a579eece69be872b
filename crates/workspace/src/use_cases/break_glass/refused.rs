//! What is refused is entered, and a reason has an end.

use crate::access::Caller;
use crate::{Context as _, Error, Workspace};
use ledger::{Activity, By, Operation, Outcome};
use terms::{Asset, Fact};

/// Bytes of a reason: it stands in the entry of the ledger.
const WHY: usize = 2_000;

/// Enters that somebody may not ask for this, open, end or review it; gives what is told.
pub(super) async fn refused(
    workspace: &Workspace,
    caller: &Caller,
    (asset, grant): (&Asset, &str),
    told: &str,
    remedy: &str,
) -> Result<Error, Error> {
    let (operation, outcome) = (Operation::BreakGlassRefused, Outcome::Failure);
    let (actor, from) = (&caller.principal, caller.endpoint());
    let facts = [Fact::new("grant", grant), Fact::new("why", told)];
    let activity = Activity { operation, actor, asset, outcome, facts: &facts };
    let entry = workspace.store.record_by(&activity, By::at(actor, &from)).await;
    let entry = entry.internal("recording the refusal")?;
    Ok(Error { entry: Some(entry), ..Error::refused(told).remedy(remedy) })
}

/// A reason has to be given, and fits into an entry.
pub(super) fn reason(why: &str) -> Result<(), Error> {
    if why.trim().is_empty() {
        return Err(Error::invalid("that needs its reason").at("why").remedy("say it: --why …"));
    }
    if why.len() > WHY {
        let most = format!("a reason has at most {WHY} bytes: it stands in the ledger");
        return Err(Error::invalid(most).at("why").remedy("say it shorter"));
    }
    Ok(())
}
