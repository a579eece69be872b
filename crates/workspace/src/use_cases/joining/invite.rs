//! Somebody is offered to join.

use super::join::waits;
use crate::access::{Caller, JoinCode, founder, may_enrol, people};
use crate::use_cases::in_order::in_order;
use crate::{Context as _, Error, Workspace};
use ledger::By;
use serde::{Deserialize, Serialize};
use store::Invitation;
use terms::{DeviceId, PrincipalId, Timestamp};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// Whom to invite.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    #[schema(value_type = String)]
    pub person: PrincipalId,
}

/// What the person is told, over a way that nobody else reads.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct InviteResponse {
    #[schema(value_type = String)]
    pub person: PrincipalId,
    /// Where the workspace answers.
    pub url: String,
    /// Good once.
    #[schema(value_type = String)]
    pub code: Zeroizing<String>,
    #[schema(value_type = String)]
    pub expires: Timestamp,
    /// Their device waits for somebody else than who invites: they can agree to what others ask for, or have
    /// a device already.
    pub waits: bool,
}

impl std::fmt::Debug for InviteResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InviteResponse({} until {})", self.person, self.expires)
    }
}

/// Makes a code for somebody on the list of people, on the word of whoever may change access.
///
/// # Errors
/// If `caller` may not, nobody is called so, or it is the caller.
pub(super) async fn invite(
    workspace: &Workspace,
    caller: &Caller,
    request: InviteRequest,
) -> Result<InviteResponse, Error> {
    let (store, from) = (&workspace.store, caller.endpoint());
    let (applied, by) = (workspace.in_force()?, By::at(&caller.principal, &from));
    let InviteRequest { person } = request;
    let any = DeviceId::new("any").internal("naming a device")?;
    may_enrol(store, &applied, by, &any).await?;
    in_order(workspace, caller).await?;
    people::known(&applied.code.people, &person)?;
    if person == caller.principal {
        return Err(Error::refused("nobody invites themselves")
            .remedy("ask somebody else who may change access: hygeia who workspace/main"));
    }
    let code = JoinCode::draw(&workspace.trusted())?;
    let made = store.now();
    let invitation = Invitation {
        secret: code.digest(),
        person: person.clone(),
        by: caller.principal.clone(),
        made,
        expires: made.plus_seconds(JoinCode::GOOD_FOR),
        joined: None,
    };
    store.person_invited(by, &invitation).await?;
    Ok(InviteResponse {
        waits: waits(workspace, &person, founder(store).await?.as_ref()).await?,
        person,
        url: workspace.url(),
        code: code.text(),
        expires: invitation.expires,
    })
}
