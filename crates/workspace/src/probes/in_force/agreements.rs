//! Whether what two people agreed to bears the signature of the second.

use super::Line;
use crate::access::{AgreedTo, SignedAgreement};
use crate::{Context as _, Error, Workspace};
use store::{Agreement, Approval};
use terms::{Area, Fact, Probed, State};

const AGREEMENTS: Line = Line {
    id: "zero-trust/agreements",
    area: Area::ZeroTrust,
    missions: &[7, 10],
    claim: "whoever agreed to a change of access or to a model signed exactly that",
    remedy: "look into what the line names: hygeia audit query --operation agreement-signed",
};

/// Verifies the signature under everything that was agreed to.
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
    let (mut agreed, mut unsigned) = (0_usize, Vec::new());
    for approval in &asked {
        let Some((who, _, true)) = &approval.answer else { continue };
        agreed += 1;
        let key = format!("{} {who}", approval.id);
        let kept = store.docs::<Agreement>().at_rest().get(&key).await;
        let kept = kept.internal("reading an agreement")?.map(store::Verified::into_inner);
        let to = AgreedTo {
            approval: approval.id.clone(),
            action: approval.action,
            asset: approval.asset.clone(),
            detail: approval.detail,
            agreed_by: who.clone(),
        };
        let signed = kept
            .map(|kept| SignedAgreement { envelope: kept.envelope, certificate: kept.certificate });
        if !signed.is_some_and(|signed| signed.is_of(&to)) {
            unsigned.push(approval.id.clone());
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
