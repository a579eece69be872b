//! Whether what two people agreed to bears the signature of the second.

use super::Line;
use crate::access::{AgreedTo, SignedAgreement};
use crate::use_cases::vault::{self, NamedPoint};
use crate::{Context as _, Error, Workspace};
use ledger::Operation;
use store::{Agreement, Approval, Store, Wanted};
use terms::{Area, Fact, Probed, State};

const AGREEMENTS: Line = Line {
    id: "zero-trust/agreements",
    area: Area::ZeroTrust,
    missions: &[7, 10],
    claim: "whoever agreed to a change of access or to a model, or put a vault in place, signed exactly that",
    remedy: "look into what the line names: hygeia audit query --operation agreement-signed",
};

/// Verifies the signature under everything that was agreed to, and of whoever put a vault in production's
/// place.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    match seen(workspace).await {
        Ok((state, saw, facts)) => AGREEMENTS.saw(state, saw, facts, at),
        Err(error) => AGREEMENTS.unseen(&error, at),
    }
}

async fn seen(workspace: &Workspace) -> Result<(State, String, Vec<Fact>), Error> {
    let store = &workspace.store;
    let asked = store.docs::<Approval>().at_rest().list().await;
    let asked = asked.internal("reading what was asked for")?;
    let mut all: Vec<AgreedTo> = asked.iter().filter_map(|asked| answered(asked)).collect();
    all.extend(activated(store).await?);
    let (agreed, mut unsigned) = (all.len(), Vec::new());
    for to in all {
        if !is_signed(store, &to).await? {
            unsigned.push(to.approval);
        }
    }
    let facts = vec![Fact::new("agreed", agreed), Fact::new("unsigned", unsigned.len())];
    Ok(match (workspace.is_trial(), agreed, unsigned.first()) {
        (true, ..) => (
            State::NotApplicable,
            "in a trial one person plays all, and signs nothing".to_owned(),
            facts,
        ),
        (_, 0, _) => (State::NotApplicable, "nothing was agreed to yet".to_owned(), facts),
        (_, _, None) => (State::Proven, format!("{agreed} agreements, each signed"), facts),
        (_, _, Some(first)) => {
            let some = unsigned.len();
            let saw = format!(
                "{some} of {agreed} agreements bear no signature that holds, such as {first}"
            );
            (State::Failed, saw, facts)
        }
    })
}

/// What somebody agreed to, if they did.
fn answered(approval: &Approval) -> Option<AgreedTo> {
    let Some((who, _, true)) = &approval.answer else { return None };
    Some(AgreedTo {
        approval: approval.id.clone(),
        action: approval.action,
        asset: approval.asset.clone(),
        detail: approval.detail,
        agreed_by: who.clone(),
    })
}

/// Every point that was put in production's place, and by whom.
async fn activated(store: &Store) -> Result<Vec<AgreedTo>, Error> {
    let operation = Some(Operation::VaultActivated.as_str().to_owned());
    let (mut all, mut found) =
        (Vec::new(), store.find(Wanted { operation, ..Wanted::default() }).await?);
    while let Some(entries) = found.next().await? {
        for (index, event) in entries {
            let point = NamedPoint::of(&event);
            let point = point.ok_or_else(|| {
                Error::inconclusive(format!("entry {index} names no point that was put in place"))
            })?;
            all.push(vault::agreed_to(point.digest, &event.actor.user.uid)?);
        }
    }
    Ok(all)
}

/// Whether a signature under exactly that is kept.
async fn is_signed(store: &Store, to: &AgreedTo) -> Result<bool, Error> {
    let key = format!("{} {}", to.approval, to.agreed_by);
    let kept = store.docs::<Agreement>().at_rest().get(&key).await;
    let kept = kept.internal("reading an agreement")?.map(store::Verified::into_inner);
    let signed =
        kept.map(|it| SignedAgreement { envelope: it.envelope, certificate: it.certificate });
    Ok(signed.is_some_and(|signed| signed.is_of(to)))
}
