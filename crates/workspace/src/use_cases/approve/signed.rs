//! What somebody agrees to bears their signature, which is kept.

use crate::access::{AgreedTo, Caller, SignedAgreement};
use crate::{Context as _, Error, Workspace};
use ledger::By;
use store::{Agreement, Approval, EnrolledDevice};

/// Keeps the signature of `caller` under what was asked for. Whoever acts over a device signs by its key;
/// in a trial one person plays all, and a signature would say nothing.
pub(super) async fn keep(
    workspace: &Workspace,
    caller: &Caller,
    asked: &Approval,
    signed: Option<SignedAgreement>,
) -> Result<(), Error> {
    let Some(device) = caller.device.as_ref().filter(|_| !workspace.is_trial()) else {
        return Ok(());
    };
    let unsigned = || {
        Error::refused("what is agreed to has to be signed by the key of the device you act over")
            .remedy("agree from where you joined: hygeia approve ID")
    };
    let signed = signed.ok_or_else(unsigned)?;
    let store = &workspace.store;
    let enrolled = store.docs::<EnrolledDevice>().require(device.as_str()).await;
    let enrolled = enrolled.internal("reading the enrolled devices")?;
    let to = AgreedTo {
        approval: asked.id.clone(),
        action: asked.action,
        asset: asked.asset.clone(),
        detail: asked.detail,
        agreed_by: caller.principal.clone(),
    };
    if !signed.holds(&to, enrolled.thumbprint) {
        return Err(unsigned());
    }
    let agreement = Agreement {
        approval: asked.id.clone(),
        by: caller.principal.clone(),
        device: device.clone(),
        at: store.now(),
        envelope: signed.envelope,
        certificate: signed.certificate,
    };
    let from = caller.endpoint();
    store.agreement_signed(By::at(&caller.principal, &from), &agreement).await?;
    Ok(())
}
